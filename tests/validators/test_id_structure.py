"""ID102 on registers, generators and random digits made with fixed seeds."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date

import polars as pl
import pytest

from leakcheck.features.feature import derive, stages
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Skipped
from leakcheck.reference.cn_divisions import counties
from leakcheck.testing import check_laws
from leakcheck.validators.id_structure import IdStructure

COUNTIES = {code: years for code, years in counties().items() if code < 800000}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def binding(scheme: str) -> Binding:
    return Binding((Column(1, "id", Role.NATIONAL_ID, scheme=scheme, confidence=1.0),), as_of=date(2026, 1, 1))


def outcome(scheme: str, values: Sequence[str | None]) -> Evidence | Skipped:
    probe = IdStructure().bind(binding(scheme))
    assert not isinstance(probe, Skipped)
    frame = pl.DataFrame({"c1": pl.Series(values, dtype=pl.String)})
    return probe.conclude(probe.observe(derive(frame, stages(probe.features))))


def evidence(scheme: str, values: Sequence[str | None]) -> Evidence:
    result = outcome(scheme, values)
    assert isinstance(result, Evidence)
    return result


def numbered(code: int, year: int, rng: random.Random) -> str:
    """A Chinese number with the check digit of the standard; serials 900-999 were kept for the aged."""
    body = f"{code:06d}{year}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.randint(900, 999)}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def register(n: int, rng: random.Random, among: Callable[[int], bool] = lambda _: True) -> list[str]:
    """People born 1940 to 2012 under a county that was in force when they were numbered (1984 to 1990, or at birth)."""
    places = [(code, years) for code, years in COUNTIES.items() if among(code)]
    out = []
    while len(out) < n:
        year = rng.randint(1940, 2012)
        given = max(year, rng.randint(1984, 1990))
        code, years = rng.choice(places)
        if years.first <= given <= years.last:
            out.append(numbered(code, year, rng))
    return out


def current_list(n: int, rng: random.Random) -> list[str]:
    """A forger with today's list of counties and correct check digits."""
    today = [code for code, years in COUNTIES.items() if not years.retired]
    return [numbered(rng.choice(today), rng.randint(1950, 2005), rng) for _ in range(n)]


def faker(n: int, seed: int) -> list[str]:
    from faker import Faker  # noqa: PLC0415  (slow: only the tests that need it pay)

    source = Faker("zh_CN")
    source.seed_instance(seed)
    return [source.ssn() for _ in range(n)]


def dirty(values: list[str], share: float, rng: random.Random) -> list[str]:
    """The same numbers, a share of them under a county of any time and place."""
    codes = list(COUNTIES)
    return [numbered(rng.choice(codes), int(v[6:10]), rng) if rng.random() < share else v for v in values]


def ssns(n: int, low: int, high: int, rng: random.Random) -> list[str]:
    areas = [area for area in range(low, high + 1) if area != 666]
    return [f"{rng.choice(areas):03d}-{rng.randint(1, 99):02d}-{rng.randint(1, 9999):04d}" for _ in range(n)]


@pytest.mark.parametrize("n", [30, 100, 1000])
@pytest.mark.parametrize("seed", range(3))
def test_registers_raise_no_alarm(n: int, seed: int) -> None:
    rng = random.Random(seed)
    found = evidence("cn-ric", dirty(register(n, rng), 0.03, rng))
    assert found.llr[Hypothesis.JUNK] == 4.0
    assert found.llr[Hypothesis.MIXED] > 0
    assert 0 < found.llr[Hypothesis.GENERATED] <= 0.302  # half of all generators may know the rule


@pytest.mark.parametrize("province", sorted({code // 10000 for code in COUNTIES}))
def test_no_province_looks_generated(province: int) -> None:
    values = register(300, random.Random(province), lambda code: code // 10000 == province)
    assert evidence("cn-ric", values).llr[Hypothesis.GENERATED] > 0


@pytest.mark.parametrize(("n", "at_most"), [(100, -1.5), (1000, -3.0)])
@pytest.mark.parametrize("seed", range(3))
def test_faker_is_generated(n: int, at_most: float, seed: int) -> None:
    found = evidence("cn-ric", faker(n, seed))
    assert found.llr[Hypothesis.GENERATED] < at_most
    assert found.llr[Hypothesis.JUNK] == 4.0


@pytest.mark.parametrize(("n", "at_most"), [(100, -1.5), (1000, -3.0)])
@pytest.mark.parametrize("seed", range(3))
def test_todays_list_is_generated(n: int, at_most: float, seed: int) -> None:
    found = evidence("cn-ric", current_list(n, random.Random(seed)))
    assert found.llr[Hypothesis.GENERATED] < at_most


def test_random_digits_are_junk() -> None:
    rng = random.Random(5)
    found = evidence("cn-ric", ["".join(rng.choices("0123456789", k=18)) for _ in range(50)])
    assert found.llr[Hypothesis.JUNK] < -3
    assert found.rates[0].share == 0


def test_half_a_register_is_a_mixture() -> None:
    rng = random.Random(6)
    junk = ["".join(rng.choices("0123456789", k=18)) for _ in range(200)]
    found = evidence("cn-ric", register(200, rng) + junk)
    assert found.llr[Hypothesis.MIXED] < -3


def test_births_to_come_and_of_long_ago_are_impossible() -> None:
    rng = random.Random(7)
    cells = [numbered(110105, year, rng) for year in [1980] * 10 + [2090, 2027, 1890]]
    rates = {rate.name: rate.hits for rate in evidence("cn-ric", cells).rates}
    assert rates["date, place and range possible"] == 10
    assert rates["births in the future"] == 2
    assert rates["births over 120 years ago"] == 1


def test_a_guessed_century_is_never_in_the_future() -> None:
    # born 26-12-31: read as 2026, which is after the day of the run, but may as well be 1926
    found = evidence("za-idnr", ["2612315009080"] * 12)
    assert {r.name: r.hits for r in found.rates}["births in the future"] == 0


@pytest.mark.parametrize("n", [100, 1000])
def test_american_areas(n: int) -> None:
    rng = random.Random(n)
    real, made = evidence("us-ssn", ssns(n, 1, 728, rng)), evidence("us-ssn", ssns(n, 1, 899, rng))
    assert 0 < real.llr[Hypothesis.GENERATED] <= 0.302
    assert made.llr[Hypothesis.GENERATED] < -0.5
    assert made.llr[Hypothesis.JUNK] > 3  # every area may have been issued by now
    assert made.llr[Hypothesis.MIXED] > 0
    half = evidence("us-ssn", ssns(n // 2, 1, 728, rng) + ssns(n // 2, 900, 999, rng))
    assert half.llr[Hypothesis.MIXED] < -3
    assert evidence("us-ssn", ssns(n, 0, 999, rng)).llr[Hypothesis.JUNK] < -0.9


def test_masked_numbers_are_neither_junk_nor_genuine() -> None:
    rng = random.Random(9)
    masked = [f"000-00-{rng.randint(1, 9999):04d}" for _ in range(200)]
    assert evidence("us-ssn", masked).llr == {}


@pytest.mark.parametrize(
    ("scheme", "reason"),
    [("hr-oib", "no date and no place"), ("xx-none", "no scheme"), (None, "no scheme")],
)
def test_what_cannot_be_tested_is_skipped(scheme: str | None, reason: str) -> None:
    bound = IdStructure().bind(Binding((Column(1, "", Role.NATIONAL_ID, scheme=scheme),)))
    assert isinstance(bound, Skipped)
    assert reason in bound.reason
    assert isinstance(IdStructure().bind(Binding(())), Skipped)


def test_nine_numbers_are_too_few() -> None:
    assert isinstance(outcome("cn-ric", [*register(9, random.Random(1)), None, "x"]), Skipped)
    assert isinstance(outcome("cn-ric", register(10, random.Random(1))), Evidence)


@pytest.mark.parametrize("scheme", ["cn-ric", "us-ssn", "it-codicefiscale", "ro-cnp"])
def test_the_laws_hold(scheme: str) -> None:
    rng = random.Random(8)
    cells = {
        "cn-ric": [*dirty(register(60, rng), 0.2, rng), None, "", "3.1E+17", "x"],
        "us-ssn": [*ssns(60, 0, 999, rng), None],
        "it-codicefiscale": ["RCCMNL83S18D969H", "CNTCHR83T41D969D", None] * 20,
        "ro-cnp": ["6000229400018", "9999999999999", "2800101221144"] * 20,
    }[scheme]
    frame = pl.DataFrame({"c1": pl.Series(cells, dtype=pl.String)})
    assert isinstance(check_laws(IdStructure(), frame, binding(scheme)), Evidence)


def test_nothing_to_read_raises_nothing() -> None:
    for cells in ([None] * 5, ["x"], []):
        assert isinstance(outcome("cn-ric", cells), Skipped)


def test_the_message_says_what_was_seen() -> None:
    text = evidence("cn-ric", faker(300, 1)).message.text()
    assert "possible 100 % of the time" in text
    assert "random digits would reach 0.0003 %" in text
    assert "not in force in their time" in text
