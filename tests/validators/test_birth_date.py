"""DT301: possible dates, and their spread over the years."""

import random
from datetime import date, timedelta

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, SkipKind
from leakcheck.testing import check_laws
from leakcheck.validators.birth_date import BirthDate, spread_llr, window

BINDING = Binding((Column(1, "born", Role.BIRTH_DATE),), as_of=date(2026, 1, 1))


def judge(cells: list[str | None], binding: Binding = BINDING) -> Outcome:
    bound = plan([BirthDate()], binding)
    return conclude(bound, observe(bound, pl.DataFrame({"c1": pl.Series(cells, dtype=pl.String)})))[0]


def evenly(rng: random.Random, n: int, low: int, high: int) -> list[str | None]:
    days = (date(high, 1, 1) - date(low, 1, 1)).days
    return [f"{date(low, 1, 1) + timedelta(days=rng.randrange(days))}" for _ in range(n)]


def people(rng: random.Random, n: int, low: int, high: int, waves: float) -> list[str | None]:
    """Births whose years differ by `waves` (a relative standard deviation), over a population thinning to both ends."""
    years = range(low, high)
    middle = (low + high) / 2
    weights = [max(0.05, rng.gauss(1, waves)) * max(0.1, 1 - (abs(y - middle) / (high - low)) ** 2 * 3) for y in years]
    return [f"{y}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}" for y in rng.choices(years, weights, k=n)]


@pytest.mark.parametrize("form", ["{}", "{} 00:00:00"])
def test_laws(form: str) -> None:
    rng = random.Random(1)
    cells: list[str | None] = [form.format(cell) for cell in people(rng, 400, 1930, 2010, 0.3)]
    cells += ["1990-02-30", "2031-01-01", "x", "", None, "03/04/1990", "1880-01-01"]
    frame = pl.DataFrame({"c1": pl.Series(cells, dtype=pl.String)})
    seen = check_laws(BirthDate(), frame, BINDING)
    assert isinstance(seen, Evidence)
    assert [(rate.hits, rate.total) for rate in seen.rates] == [(402, 404), (1, 404), (1, 404), (1, 404)]
    assert (seen.tested, seen.missing, seen.excluded) == (404, 2, 1)


@pytest.mark.parametrize("n", [350, 1_000, 3_000])
@pytest.mark.parametrize(
    ("low", "high", "waves"), [(1920, 2020, 0.2), (1960, 2004, 0.2), (1935, 2005, 0.4), (1955, 1995, 0.25)]
)
def test_populations_are_not_convicted(n: int, low: int, high: int, waves: float) -> None:
    for seed in range(4):
        seen = judge(people(random.Random(seed), n, low, high, waves))
        assert isinstance(seen, Evidence)
        assert seen.llr[Hypothesis.GENERATED] > -1.0
        assert seen.llr[Hypothesis.GENERATED] < 0.302
        assert seen.llr[Hypothesis.JUNK] > 0


@pytest.mark.parametrize(("n", "least"), [(1_000, -0.8), (2_500, -1.4)])
@pytest.mark.parametrize(("low", "high"), [(1935, 2007), (1910, 2025), (1960, 2000)])
def test_even_windows_are_seen(n: int, least: float, low: int, high: int) -> None:
    ratios = [judge(evenly(random.Random(s), n, low, high)).llr[Hypothesis.GENERATED] for s in range(6)]
    assert sorted(ratios)[4] < least
    assert min(ratios) >= -1.5


def test_cohorts_are_left_alone() -> None:
    seen = judge(evenly(random.Random(1), 3_000, 2001, 2007))  # pupils
    assert isinstance(seen, Evidence)
    assert Hypothesis.GENERATED not in seen.llr


def test_registers_of_the_past_are_registers() -> None:
    seen = judge(people(random.Random(1), 2_000, 1830, 1980, 0.3))
    assert min(seen.llr.values()) > 0
    assert seen.rates[3].hits > 500


@pytest.mark.parametrize("form", ["{y}-{m:02}-{d:02}", "{d:02}/{m:02}/{y}"])
def test_random_digits_make_impossible_days(form: str) -> None:
    rng = random.Random(4)
    cells: list[str | None] = [
        form.format(y=rng.randrange(1900, 2030), m=rng.randrange(1, 32), d=rng.randrange(1, 40)) for _ in range(300)
    ]
    assert judge(cells).llr[Hypothesis.JUNK] == -1.5


def test_future_dates_are_judged_on_the_day_of_the_run() -> None:
    cells: list[str | None] = ["2020-06-01"] * 100
    assert judge(cells).llr[Hypothesis.JUNK] > 1
    early = Binding(BINDING.columns, as_of=date(2020, 5, 31))
    assert judge(cells, early).llr[Hypothesis.JUNK] == -1.5


def test_day_and_month_are_not_held_against_a_file() -> None:
    american: list[str | None] = ["12/31/2025"] * 40 + [
        "01/02/2026"
    ] * 40  # 1 February or 2 January, after as_of or not
    binding = Binding(BINDING.columns, as_of=date(2026, 1, 5))
    seen = judge(american, binding)
    assert isinstance(seen, Evidence)
    assert seen.rates[2].hits == 0


def test_window_by_hand() -> None:
    years = {1900: 1, 1950: 50, 1951: 60, 1953: 70, 1954: 20, 2050: 1}
    assert window(years) == [60, 0, 70]  # placeholders off, first and last year cut by the edges
    assert window({}) == []
    assert spread_llr([10] * 40) < 0 < spread_llr([1, 40] * 20)


def test_numbers_serve_where_there_is_no_column() -> None:
    rng = random.Random(1)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    cells: list[str | None] = []
    for _ in range(60):
        body = f"410199{rng.randrange(1940, 2005)}0112{rng.randrange(1000):03}"
        cells.append(body + "10X98765432"[sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 11])
    seen = judge(cells, Binding((Column(1, "n", Role.NATIONAL_ID, scheme="cn-ric"),), as_of=date(2026, 1, 1)))
    assert isinstance(seen, Evidence)
    assert (seen.rates[0].hits, seen.tested) == (60, 60)
    assert Hypothesis.GENERATED not in seen.llr


def test_nothing_to_tell() -> None:
    assert judge(["1990-01-01"] * 29).kind is SkipKind.RECORDS
    assert judge(["x"] * 100).kind is SkipKind.RECORDS
    assert judge(["x"] * 100, Binding((Column(1, "n", Role.NATIONAL_ID, scheme="es-dni"),))).kind is SkipKind.ROLE
