"""ID101 on numbers with right, random and mixed check digits, made with fixed seeds."""

from __future__ import annotations

import random
from collections.abc import Sequence

import polars as pl
import pytest
from stdnum import luhn
from stdnum.tr import vkn

from leakcheck.features.feature import derive, stages
from leakcheck.features.identity import SAMPLE
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Skipped
from leakcheck.stats.likelihood import ANYTHING, Beta, share_llr
from leakcheck.testing import check_laws
from leakcheck.validators.id_check_digits import IdCheckDigits

CN = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def binding(scheme: str | None) -> Binding:
    return Binding((Column(1, "id", Role.NATIONAL_ID, scheme=scheme, confidence=1.0),))


def outcome(scheme: str, values: Sequence[str | None]) -> Evidence | Skipped:
    probe = IdCheckDigits().bind(binding(scheme))
    assert not isinstance(probe, Skipped)
    frame = pl.DataFrame({"c1": pl.Series(values, dtype=pl.String)})
    return probe.conclude(probe.observe(derive(frame, stages(probe.features))))


def evidence(scheme: str, values: Sequence[str | None]) -> Evidence:
    result = outcome(scheme, values)
    assert isinstance(result, Evidence)
    return result


def right(scheme: str, n: int, rng: random.Random, wrong: float = 0.0) -> list[str]:
    """Numbers whose check digits hold, but for a share that are mistyped at the end."""
    out = []
    for _ in range(n):
        if scheme == "cn-ric":
            body = f"110105{rng.randint(1940, 2005)}{rng.randint(1, 12):02d}15{rng.randint(900, 999)}"
            digit = "10X98765432"[sum(int(d) * w for d, w in zip(body, CN, strict=True)) % 11]
            other = rng.choice([c for c in "0123456789X" if c != digit])
        else:
            body = "".join(rng.choices("0123456789", k=8))
            digit = luhn.calc_check_digit(body)
            other = str((int(digit) + rng.randint(1, 9)) % 10)
        out.append(body + (other if rng.random() < wrong else digit))
    return out


def made_up(scheme: str, n: int, rng: random.Random) -> list[str]:
    return ["".join(rng.choices("0123456789", k=18 if scheme == "cn-ric" else 9)) for _ in range(n)]


SCHEMES = ["cn-ric", "ca-sin"]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("n", "at_most"), [(20, -2.0), (100, -4.0), (1000, -4.0)])
@pytest.mark.parametrize("seed", range(4))
def test_random_digits_are_junk(scheme: str, n: int, at_most: float, seed: int) -> None:
    found = evidence(scheme, made_up(scheme, n, random.Random(seed)))
    assert found.llr[Hypothesis.JUNK] <= at_most
    assert found.rates[0].share == pytest.approx(0.1, abs=4 * (0.09 / n) ** 0.5)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("n", [10, 100, 1000])
@pytest.mark.parametrize("wrong", [0.0, 0.01, 0.03])
def test_clerks_raise_no_alarm(scheme: str, n: int, wrong: float) -> None:
    found = evidence(scheme, right(scheme, n, random.Random(n), wrong))
    assert found.llr[Hypothesis.JUNK] > 3
    assert found.llr[Hypothesis.MIXED] > -0.1


@pytest.mark.parametrize("genuine", [50, 200, 320])
def test_a_mixture_is_mixed(genuine: int) -> None:
    rng = random.Random(genuine)
    found = evidence("cn-ric", right("cn-ric", genuine, rng) + made_up("cn-ric", 400 - genuine, rng))
    assert found.llr[Hypothesis.MIXED] < -2


def test_generated_is_left_out() -> None:
    found = evidence("cn-ric", right("cn-ric", 50, random.Random(1)))
    assert set(found.llr) == {Hypothesis.JUNK, Hypothesis.MIXED}


def test_the_ratio_is_the_beta_binomials() -> None:
    rng = random.Random(2)
    found = evidence("ca-sin", [*right("ca-sin", 19, rng), "123456789"])  # Luhn's sum of the last is 47
    genuine = Beta(49.5, 0.5)
    assert found.llr[Hypothesis.JUNK] == share_llr(19, 20, genuine, Beta(20.0, 180.0))
    assert found.llr[Hypothesis.MIXED] == share_llr(19, 20, genuine, ANYTHING)


def test_counts() -> None:
    good = right("cn-ric", 20, random.Random(3))
    cells = [*good, "3.10101E+17", "not a number", "110105491231999", None, ""]
    found = evidence("cn-ric", cells)
    assert (found.tested, found.excluded, found.missing) == (20, 3, 2)
    assert [(r.hits, r.total) for r in found.rates] == [(20, 20), (21, 23)]
    assert found.quality == ()  # damage is counted for all columns alike, not here


def test_lost_zeros_are_no_fault() -> None:
    rng = random.Random(4)
    numbers = []
    while len(numbers) < 40:
        numbers += [n for n in right("il-idnr", 10, rng) if n != "000000000"]
    found = evidence("il-idnr", [n.lstrip("0") for n in numbers])
    lost = sum(n[0] == "0" and n[:3] != "000" for n in numbers)
    assert lost
    assert found.rates[0].share == 1


def test_the_message() -> None:
    cells = right("cn-ric", 9, random.Random(5)) + [n[:-1] + "A" for n in right("cn-ric", 3, random.Random(6))]
    wrong = [n[:17] + ("0" if n[17] != "0" else "1") for n in right("cn-ric", 91, random.Random(7))]
    assert evidence("cn-ric", cells + wrong).message.text() == (
        "Check digits agree 9.0 % of the time; random digits would agree 9.1 %, genuine registers 97-100 % "
        "(Chinese resident identity number)."
    )


def test_every_column_with_check_digits_is_read() -> None:
    columns = (
        Column(1, "", Role.NATIONAL_ID, scheme="us-ssn", confidence=0.9),
        Column(2, "", Role.NATIONAL_ID, scheme="cn-ric", confidence=0.5),
        Column(3, "", Role.BANK_CARD, scheme="card-luhn", confidence=0.8),
    )
    probe = IdCheckDigits().bind(Binding(columns))
    assert not isinstance(probe, Skipped)
    assert {f.name.split(".")[0] for f in probe.features} == {"c2", "c3"}


def judged(columns: tuple[Column, ...], **cells: list[str]) -> Evidence:
    frame = pl.DataFrame({name: pl.Series(values, dtype=pl.String) for name, values in cells.items()})
    result = check_laws(IdCheckDigits(), frame, Binding(columns))
    assert isinstance(result, Evidence)
    return result


def test_a_bad_column_is_not_made_good_by_another() -> None:
    rng = random.Random(20)
    columns = (
        Column(1, "", Role.NATIONAL_ID, scheme="cn-ric", confidence=0.9),
        Column(2, "", Role.BANK_CARD, scheme="card-luhn", confidence=0.9),
    )
    cards = ["4" + "".join(rng.choices("0123456789", k=15)) for _ in range(200)]
    seen = judged(columns, c1=right("cn-ric", 200, rng), c2=cards)
    assert seen.llr[Hypothesis.JUNK] < -3
    assert seen.columns == (2, 1)
    good = [n[:-1] + luhn.calc_check_digit(n[:-1]) for n in cards]
    assert judged(columns, c1=right("cn-ric", 200, rng), c2=good).llr[Hypothesis.JUNK] > 3


def test_numbers_of_two_schemes_are_judged_each_under_its_own() -> None:
    rng = random.Random(21)
    column = (Column(1, "", Role.NATIONAL_ID, scheme="cn-ric", others=("ca-sin",), confidence=0.9),)
    mixed = [*right("cn-ric", 120, rng), *right("ca-sin", 80, rng)]
    rng.shuffle(mixed)
    seen = judged(column, c1=mixed)
    assert (seen.tested, seen.rates[0].hits) == (200, 200)
    assert seen.rates[0].chance == pytest.approx((120 * 0.0909 + 80 * 0.1) / 200)
    assert seen.llr[Hypothesis.JUNK] == 4
    drawn = [*made_up("cn-ric", 120, rng), *made_up("ca-sin", 80, rng)]
    assert judged(column, c1=drawn).llr[Hypothesis.JUNK] == -4


def test_a_number_that_may_hold_under_two_schemes_has_two_chances() -> None:
    rng = random.Random(22)
    column = (Column(1, "", Role.NATIONAL_ID, scheme="ca-sin", others=("nl-bsn",), confidence=0.9),)
    drawn = ["".join(rng.choices("0123456789", k=9)) for _ in range(3000)]
    seen = judged(column, c1=drawn)
    assert seen.rates[0].chance == pytest.approx(1 - 0.9 * (1 - 0.0909))
    assert seen.rates[0].hits / 3000 == pytest.approx(seen.rates[0].chance, abs=0.03)
    assert seen.llr[Hypothesis.JUNK] == -4


def test_the_long_tail_is_judged_on_a_sample_of_distinct_numbers() -> None:
    rng = random.Random(23)
    column = (Column(1, "", Role.COMPANY_ID, scheme="tr-vkn", confidence=0.9),)
    drawn = ["".join(rng.choices("0123456789", k=10)) for _ in range(2000)]
    seen = judged(column, c1=drawn)
    assert seen.tested == SAMPLE
    assert seen.rates[0].hits / seen.tested == pytest.approx(0.1, abs=0.05)
    assert seen.llr[Hypothesis.JUNK] < -3
    good = [n[:9] + vkn.calc_check_digit(n) for n in drawn[:100]]
    seen = judged(column, c1=[*good, *good])
    assert (seen.tested, seen.rates[0].hits) == (100, 100)


@pytest.mark.parametrize(
    ("scheme", "reason"),
    [("us-ssn", "no check digits"), ("xx-none", "no scheme"), (None, "no scheme")],
)
def test_what_cannot_be_tested_is_skipped(scheme: str | None, reason: str) -> None:
    bound = IdCheckDigits().bind(binding(scheme))
    assert isinstance(bound, Skipped)
    assert reason in bound.reason
    assert isinstance(IdCheckDigits().bind(Binding(())), Skipped)


def test_nine_numbers_are_too_few() -> None:
    nine = right("cn-ric", 9, random.Random(8))
    assert isinstance(outcome("cn-ric", [*nine, None, "x", "110105491231999"]), Skipped)
    assert isinstance(outcome("cn-ric", []), Skipped)


@pytest.mark.parametrize("scheme", ["cn-ric", "ca-sin", "br-cpf", "in-aadhaar", "iban"])
def test_the_laws_hold(scheme: str) -> None:
    rng = random.Random(9)
    cells = {
        "br-cpf": ["123.456.789-09", "12345678910", "1234567890.0", None] * 10,
        "in-aadhaar": ["2345 6789 0124", "234567890125", "2.34E+11"] * 15,
        "iban": ["GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "DE88370400440532013000"] * 10,
    }.get(scheme) or [*right(scheme, 40, rng, 0.1), *made_up(scheme, 20, rng), None, ""]
    frame = pl.DataFrame({"c1": pl.Series(cells, dtype=pl.String)})
    assert isinstance(check_laws(IdCheckDigits(), frame, binding(scheme)), Evidence)
