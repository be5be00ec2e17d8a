"""ID103: faults that pile up in the same records."""

from __future__ import annotations

import random
from math import log10

import polars as pl
import pytest
from scipy.special import betaln

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, SkipKind, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.joint_faults import GENUINE, MIXED, MOST_AGAINST, JointFaults

NUMBER = Column(1, "number", Role.NATIONAL_ID, locale="CN", scheme="cn-ric")
PHONE, BORN = Column(2, "phone", Role.PHONE, locale="CN"), Column(3, "born", Role.BIRTH_DATE)
BINDING = Binding((NUMBER, PHONE, BORN), country="CN")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
Row = tuple[str, str, str]


def number(rng: random.Random, *, good: bool) -> str:
    body = f"410102{rng.randrange(1950, 2000)}01{rng.randrange(10, 28)}{rng.randrange(1000):03}"
    check = "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]
    return body + (check if good else "0" if check == "5" else "5")


def phone(rng: random.Random, *, good: bool) -> str:
    return f"{138 if good else 238}{rng.randrange(10**8):08}"


def row(rng: random.Random, *, number_good: bool = True, phone_good: bool = True) -> Row:
    born = f"19{rng.randrange(50, 99)}-0{rng.randrange(1, 10)}-{rng.randrange(10, 28)}"
    return number(rng, good=number_good), phone(rng, good=phone_good), born


def rows(seed: int, good: int, joint: int, apart: int = 0) -> list[Row]:
    """Good records, some with both faults, and for each of the two fields `apart` with that fault alone."""
    rng = random.Random(seed)
    made = [row(rng) for _ in range(good)]
    made += [row(rng, number_good=False, phone_good=False) for _ in range(joint)]
    made += [row(rng, number_good=False) for _ in range(apart)] + [row(rng, phone_good=False) for _ in range(apart)]
    return rng.sample(made, len(made))


def judge(made: list[Row], binding: Binding = BINDING) -> Outcome:
    table = pl.DataFrame(made, schema=dict.fromkeys(("c1", "c2", "c3"), pl.String), orient="row")
    bound = plan([JointFaults()], binding)
    return conclude(bound, observe(bound, table))[0]


def against(made: list[Row]) -> float:
    seen = judge(made)
    assert isinstance(seen, Evidence)
    return seen.llr.get(Hypothesis.MIXED, 0.0)


@pytest.mark.parametrize("joint", [0, 30])
def test_laws(joint: int) -> None:
    table = pl.DataFrame(rows(1, 150, joint, 5), schema=["c1", "c2", "c3"], orient="row")
    assert isinstance(check_laws(JointFaults(), table, BINDING), Evidence)


def test_by_hand() -> None:
    """1,000 records, 60 faults in either field, 40 of them in the same records; chance gives 3.6 of these."""
    seen = judge(rows(2, 920, 40, 20))
    assert isinstance(seen, Evidence)
    assert (seen.message.slots["both"], seen.message.slots["total"]) == (40, 1000)
    assert seen.message.slots["chance"] == pytest.approx(3.6)
    assert (seen.rates[0].hits, seen.columns) == (36, (1, 2))
    genuine, mixed = (betaln(36 + beta.a, 964 + beta.b) - betaln(beta.a, beta.b) for beta in (GENUINE, MIXED))
    expected = max(-MOST_AGAINST, (genuine - mixed) * log10(2.718281828459045))
    assert seen.llr == {Hypothesis.MIXED: pytest.approx(expected)}


@pytest.mark.parametrize("share", [0.0, 0.05, 0.2, 0.5])
def test_faults_that_fall_apart_say_nothing(share: float) -> None:
    for seed in range(3):
        rng = random.Random(seed)
        made = [row(rng, number_good=rng.random() >= share, phone_good=rng.random() >= share) for _ in range(1000)]
        assert against(made) == 0.0


def test_filler_is_seen_and_more_of_it_not_less() -> None:
    seen = [against(rows(3, 1000 - joint, joint)) for joint in (0, 5, 20, 50, 300)]
    assert seen[:2] == [0.0, 0.0]
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] == -MOST_AGAINST


def test_a_placeholder_and_a_person_who_recurs_count_once() -> None:
    rng = random.Random(4)
    good, bad = rows(4, 900, 0), row(rng, number_good=False, phone_good=False)
    assert against(good + [bad] * 100) == 0.0
    nowhere = [(number(rng, good=False), bad[1], bad[2]) for _ in range(100)]
    assert against(good + nowhere) == 0.0
    assert against(good + [row(rng, number_good=False, phone_good=False) for _ in range(100)]) == -MOST_AGAINST


def test_what_is_needed() -> None:
    for columns in ((NUMBER, Column(2, "x", Role.CATEGORY), Column(3, "y", Role.CATEGORY)), (PHONE, BORN)):
        alone = judge(rows(5, 200, 0), Binding(columns))
        assert isinstance(alone, Skipped)
        assert alone.kind is SkipKind.ROLE
    few = judge(rows(5, 60, 20))
    assert isinstance(few, Skipped)
    assert few.kind is SkipKind.RECORDS
    empty = judge([("", "", "")] * 200)
    assert isinstance(empty, Skipped)
