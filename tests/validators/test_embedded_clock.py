"""TM710 reads the clock of databases out of identifiers; laws, power, and what must be left alone."""

from __future__ import annotations

import random
from base64 import urlsafe_b64encode
from uuid import UUID

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.features.clocks import Layout
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.embedded_clock import EmbeddedClock, Seen, middle, weigh

BINDING = Binding((Column(1, "_id", Role.RECORD_ID), Column(2, "created", Role.TIMESTAMP)))
FIRST = 1_600_000_000  # 13 September 2020, in seconds


def judge(ids: list[str], stamps: list[str] | None = None) -> Outcome:
    bound = plan([EmbeddedClock()], BINDING)
    return conclude(bound, observe(bound, pl.DataFrame({"c1": ids, "c2": stamps or [""] * len(ids)})))[0]


def llr(ids: list[str], stamps: list[str] | None = None) -> float:
    seen = judge(ids, stamps)
    assert isinstance(seen, Evidence)
    assert seen.llr[Hypothesis.GENERATED] == seen.llr[Hypothesis.JUNK]
    return seen.llr[Hypothesis.GENERATED]


def live(rng: random.Random, n: int) -> list[int]:
    """Seconds of a year of records that come one after the other."""
    return sorted(FIRST + rng.randrange(365 * 86_400) for _ in range(n))


def object_id(rng: random.Random, second: int) -> str:
    return f"{second:08x}{rng.getrandbits(64):016x}"


def flake(rng: random.Random, ms: int) -> str:
    stamp = ms.to_bytes(6, "big")
    packed = bytes((rng.randrange(256), 7, stamp[3], stamp[2], stamp[1], stamp[0])) + bytes(range(6))
    return urlsafe_b64encode(packed + bytes((stamp[4], 9, stamp[5]))).decode()


def uuid_1(ms: int) -> str:
    ticks = (ms + 12_219_292_800_000) * 10_000
    return str(UUID(fields=(ticks & 0xFFFFFFFF, ticks >> 32 & 0xFFFF, ticks >> 48, 0x80, 1, 2), version=1))


def test_clocks_of_databases_are_supported() -> None:
    rng = random.Random(1)
    moments = live(rng, 60)
    for ids in (
        [object_id(rng, second) for second in moments],
        [flake(rng, 1000 * second) for second in moments],
        [uuid_1(1000 * second) for second in moments],
    ):
        assert 0.5 < llr(ids) < 0.65


@pytest.mark.parametrize("n", [60, 1000])
def test_random_ids_that_claim_a_clock_are_seen(n: int) -> None:
    for seed in range(10):
        rng = random.Random(seed)
        assert -0.61 < llr([f"{rng.getrandbits(96):024x}" for _ in range(n)]) < -0.55
        assert llr([str(UUID(int=rng.getrandbits(128), version=1)) for _ in range(n)]) < -0.55


def test_ids_without_a_clock_are_nothing_against_anybody() -> None:
    rng = random.Random(2)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for ids in (
        [str(UUID(int=rng.getrandbits(128), version=4)) for _ in range(500)],
        ["".join(rng.choices(letters, k=20)) for _ in range(500)],
        [f"{rng.randrange(10**17, 10**18)}" for _ in range(500)],
        [f"{i}" for i in range(500)],
        [""] * 500,
    ):
        assert isinstance(judge(ids), Skipped)


def test_timestamps_that_go_along_add_to_it() -> None:
    rng = random.Random(3)
    seconds = live(rng, 400)
    ids = [object_id(rng, second) for second in seconds]
    along = [str(second + rng.randrange(9000)) for second in seconds]
    apart = [str(second) for second in rng.sample(seconds, len(seconds))]
    assert llr(ids, along) == pytest.approx(llr(ids) + 0.4)
    assert llr(ids, apart) == llr(ids)
    snowflakes = [str((1000 * second - 1_288_834_974_657) << 22) for second in seconds]
    assert llr(snowflakes, along) == 0.4
    assert isinstance(judge(snowflakes, apart), Skipped)


def test_the_vintage_is_told() -> None:
    rng = random.Random(4)
    seen = judge([flake(rng, 1_628_500_000_000 + i) for i in range(100)])
    assert isinstance(seen, Evidence)
    assert seen.message.text() == (
        "100 of 100 identifiers (Elasticsearch id) carry a plausible moment, nine tenths of them from 2021/8 to 2021/8."
    )
    assert middle({202001: 3, 202003: 93, 202004: 2, 202112: 2}) == (202003, 202003)
    assert middle({202001: 50, 202112: 50}) == (202001, 202112)


def test_correlation_by_hand() -> None:
    n = 300
    x, y = list(range(n)), [2 * i for i in range(n)]
    sums = (
        n,
        sum(x),
        sum(y),
        sum(i * i for i in x),
        sum(i * i for i in y),
        sum(a * b for a, b in zip(x, y, strict=True)),
    )
    assert Seen(n, n, {}, sums).correlation == pytest.approx(1.0)
    assert Seen(n, n, {}, (n, 0, 0, 0, 5, 0)).correlation == 0.0
    assert weigh(Layout.FLAKE, Seen(500, 1), 0.002) is None


def test_laws() -> None:
    rng = random.Random(5)
    seconds = live(rng, 320)
    ids = [object_id(rng, second) for second in seconds[:310]] + [""] * 5 + ["x"] * 5
    frame = pl.DataFrame({"c1": ids, "c2": [str(second) for second in seconds]})
    assert isinstance(check_laws(EmbeddedClock(), frame, BINDING), Evidence)
