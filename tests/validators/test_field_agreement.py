"""XA501: the birth date of the number against its column; laws, readings, power and false alarms."""

import random
from datetime import date, timedelta

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, SkipKind, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.field_agreement import BirthDateAgreement

NUMBER = Column(1, "number", Role.NATIONAL_ID, locale="CN", scheme="cn-ric")
BINDING = Binding((NUMBER, Column(2, "born", Role.BIRTH_DATE)))
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
EVERY = (Hypothesis.JUNK, Hypothesis.GENERATED, Hypothesis.SHUFFLED, Hypothesis.MIXED)


def number(born: date, rng: random.Random) -> str:
    """A number of an unassigned county (99) of a province."""
    body = f"410199{born:%Y%m%d}{rng.randrange(1000):03}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]


def births(rng: random.Random, n: int) -> list[date]:
    return [date(1940, 1, 1) + timedelta(days=int(rng.triangular(0, 24_000, 16_000))) for _ in range(n)]


def frame(pairs: list[tuple[str | None, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(pairs, schema={"c1": pl.String, "c2": pl.String}, orient="row")


def judge(table: pl.DataFrame, binding: Binding = BINDING) -> Outcome:
    bound = plan([BirthDateAgreement()], binding)
    return conclude(bound, observe(bound, table))[0]


def sample(seed: int, n: int, wrong: float, form: str = "%Y-%m-%d", shift: int = 0) -> pl.DataFrame:
    rng = random.Random(seed)
    born, other = births(rng, n), births(rng, n)
    said = [o if rng.random() < wrong else b + timedelta(days=shift) for b, o in zip(born, other, strict=True)]
    return frame([(number(b, rng), format(s, form)) for b, s in zip(born, said, strict=True)])


@pytest.mark.parametrize("wrong", [0.3, 1.0])
@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d/%m/%Y", "%Y"])
def test_laws(wrong: float, form: str) -> None:
    table = sample(1, 80, wrong, form)
    rng = random.Random(2)
    gaps = table.with_columns(pl.Series("c2", [None if rng.random() < 0.1 else cell for cell in table["c2"]]))
    assert isinstance(check_laws(BirthDateAgreement(), gaps, BINDING), Evidence)


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%Y年%m月%d日", "%Y"])
@pytest.mark.parametrize("n", [12, 100, 500])
def test_registers_are_never_convicted(form: str, n: int) -> None:
    for seed in range(3):
        seen = judge(sample(seed, n, 0.02, form))
        assert isinstance(seen, Evidence)
        assert seen.rates[0].hits >= 0.85 * n
        assert min(seen.llr.values()) > -0.3
        assert seen.llr[Hypothesis.JUNK] > 0.5
        assert 0 < seen.llr[Hypothesis.GENERATED] < 0.302


def test_dates_a_day_early_for_all_are_a_clock_and_not_a_forgery() -> None:
    seen = judge(sample(3, 300, 0.0, shift=-1))
    assert isinstance(seen, Evidence)
    assert seen.rates[0].hits == 300
    random_shifts = sample(3, 300, 1.0)
    assert judge(random_shifts).rates[0].hits <= 2


@pytest.mark.parametrize(("n", "least"), [(15, -1.3), (50, -2.0), (300, -3.0), (600, -3.0)])
def test_dates_drawn_apart_are_seen(n: int, least: float) -> None:
    for seed in range(3):
        seen = judge(sample(seed, n, 1.0))
        assert isinstance(seen, Evidence)
        for hypothesis in (Hypothesis.JUNK, Hypothesis.GENERATED, Hypothesis.SHUFFLED):
            assert seen.llr[hypothesis] < least


def test_permuted_columns_are_seen() -> None:
    table = sample(5, 500, 0.0)
    seen = judge(table.with_columns(pl.col("c2").shuffle(seed=1)))
    assert seen.llr[Hypothesis.SHUFFLED] == -4.0


def test_half_a_register_is_mixed() -> None:
    llr = judge(sample(6, 800, 0.5)).llr
    assert set(llr) == set(EVERY)
    assert llr[Hypothesis.MIXED] < -0.8
    assert llr[Hypothesis.JUNK] > 0


def test_counts_by_hand() -> None:
    rng = random.Random(7)
    born = births(rng, 12)
    rows: list[tuple[str | None, str | None]] = [(number(b, rng), f"{b}") for b in born[:11]]
    rows += [
        (number(born[11], rng), "2001-01-01"),
        (None, "1990-01-01"),
        ("x", "1990-01-01"),
        (number(born[0], rng), ""),
    ]
    seen = judge(frame(rows))
    assert (seen.rates[0].hits, seen.rates[0].total, seen.tested, seen.missing, seen.columns) == (11, 12, 12, 3, (1, 2))


def test_too_little() -> None:
    assert judge(sample(1, 9, 0.0)).kind is SkipKind.RECORDS
    no_number = judge(sample(1, 9, 0.0), Binding((BINDING.columns[1],)))
    no_date = judge(sample(1, 9, 0.0), Binding((NUMBER,)))
    no_date_inside = judge(
        sample(1, 9, 0.0), Binding((Column(1, "n", Role.NATIONAL_ID, scheme="es-dni"), BINDING.columns[1]))
    )
    for skipped in (no_number, no_date, no_date_inside):
        assert isinstance(skipped, Skipped)
        assert skipped.kind is SkipKind.ROLE
