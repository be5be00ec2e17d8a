"""What validators count for pictures is what the csv module and a Counter find in the same file."""

from __future__ import annotations

import csv
import random
from collections import Counter
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.features.relation import MOST_REGIONS, regions
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Term
from leakcheck.model.series import LEAST, Series, SeriesKind
from leakcheck.pipeline.score import score
from leakcheck.reference.places import load as places
from leakcheck.validators.birth_date import BirthDate, cohorts
from leakcheck.validators.duplicates import Duplicates
from leakcheck.validators.generator_vocabulary import GeneratorVocabulary
from leakcheck.validators.id_structure import IdStructure
from leakcheck.validators.name_frequency import NameFrequency
from leakcheck.validators.phone_plan import PhonePlan
from leakcheck.validators.regimes import HOLDING, Regimes, along
from leakcheck.validators.time_rhythm import NAMES, Rhythm, TimeRhythm, _week

FOLDER = Path(__file__).parents[2] / "fixtures/register"
CUSTOMERS = FOLDER / "us-customers/sample.csv"
RESIDENTS = FOLDER / "cn-residents/sample.csv"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    return [row for row in told if None not in row and None not in row.values()]  # the others are rejected


def judged(path: Path, *validators) -> dict[str, Evidence]:
    return {item.validator: item for item in score(str(path), validators=validators).evidence}


def shown(count: int) -> int | None:
    return None if 0 < count < LEAST else count


def same(series: tuple[int | None, ...], counts: list[int]) -> bool:
    """A count is what was counted; a withheld one was small, or is the smallest of the rest of its row."""
    left = [n for n in counts if n >= LEAST]
    return all(
        told == n or (told is None and (0 < n < LEAST or n == min(left)))
        for told, n in zip(series, counts, strict=True)
    )


@pytest.fixture(scope="module")
def customers() -> dict[str, Evidence]:
    return judged(
        CUSTOMERS, BirthDate(), TimeRhythm(), Duplicates(), NameFrequency(), PhonePlan(), GeneratorVocabulary()
    )


@pytest.fixture(scope="module")
def residents() -> dict[str, Evidence]:
    return judged(RESIDENTS, Regimes())


def test_births(customers: dict[str, Evidence]) -> None:
    series, by_day = customers["DT301"].series
    births = [date.fromisoformat(row["birth_date"]) for row in rows(CUSTOMERS) if is_date(row["birth_date"])]
    years = [birth.year for birth in births]
    first, *middle, last = [int(year) for year in series.x]
    width = middle[0] - first
    inside = [sum(start <= year < start + width for year in years) for start in middle]
    outside = [sum(year < middle[0] for year in years), sum(year >= last for year in years)]
    assert same(series.counts, [outside[0], *inside, outside[1]])
    days = Counter(birth.day for birth in births)
    assert (by_day.kind, by_day.x) == (SeriesKind.DAYS, tuple(range(1, 32)))
    assert same(by_day.counts, [days[day] for day in by_day.x])


def is_date(text: str) -> bool:
    try:
        return 1700 < date.fromisoformat(text).year < 2100  # the others are slips of the pen, and are not read
    except ValueError:
        return False


def test_births_of_few_years_stand_singly() -> None:
    (series,) = cohorts({1990: 30, 1991: 40, 1992: 6, 1850: 0})
    assert (series.x, series.counts) == ((1990, 1991, 1992), (30, 40, 6))
    assert cohorts({1990: 30}) == cohorts({}) == ()


@pytest.mark.parametrize(("form", "seen"), [("%d/%m/%Y", False), ("%Y-%m-%d", True), ("%Y%m%d", True)])
def test_days_are_shown_where_they_cannot_be_months(form: str, seen: bool) -> None:
    draw = random.Random(7)
    births = [date(draw.randint(1950, 2000), draw.randint(1, 12), draw.randint(1, 28)) for _ in range(400)]
    column = Column(1, "born", Role.BIRTH_DATE)
    bound = plan([BirthDate()], Binding((column,), as_of=date(2026, 1, 1)))
    told = conclude(bound, observe(bound, pl.DataFrame({"c1": [birth.strftime(form) for birth in births]})))[0]
    assert isinstance(told, Evidence)
    days = Counter(birth.day for birth in births)
    shown = [series for series in told.series if series.kind is SeriesKind.DAYS]
    assert [same(series.counts, [days[day] for day in range(1, 32)]) for series in shown] == [True] * seen


def test_week(customers: dict[str, Evidence]) -> None:
    (series,) = customers["TM701"].series
    moments = [datetime.fromisoformat(row["created_at"]) for row in rows(CUSTOMERS) if row["created_at"]]
    part = 24 // len(series.x)
    for day, counts in enumerate(series.rows):
        assert same(
            counts, [sum(m.weekday() == day and start <= m.hour < start + part for m in moments) for start in series.x]
        )
    assert series.y == NAMES


def test_a_week_without_times() -> None:
    (series,) = _week(Rhythm(1, 700, None, (100, 120, 110, 120, 150, 50, 50), None))
    assert (series.x, series.counts) == ((0,), (100, 120, 110, 120, 150, 50, 50))
    assert _week(Rhythm(1, 700, (1,) * 24, None, None)) == ()


def test_repeats(customers: dict[str, Evidence]) -> None:
    (series,) = customers["DU601"].series
    for what, column in (("phone", "phone"), ("e-mail", "email"), ("number", "ssn")):
        cells = Counter(row[column].strip() for row in rows(CUSTOMERS) if row[column].strip())
        times = Counter(min(n, 5) for n in cells.values())
        assert same(series.rows[series.y.index(Term(what))], [times[k] for k in (1, 2, 3, 4, 5)])


def test_ranks_and_growth(customers: dict[str, Evidence]) -> None:
    ranks, growth = customers["NM401"].series
    people = {(row["last_name"].strip().lower(), row["first_name"].strip().lower()) for row in rows(CUSTOMERS)}
    for place in (0, 1):  # of people with one whole name, one counts
        told = Counter(person[place] for person in people if all(person))
        ordered = sorted(told.values(), reverse=True)
        assert same(ranks.rows[place], [ordered[rank - 1] if rank <= len(ordered) else 0 for rank in ranks.x])
        assert growth.rows[place][-1] == len(told)
        curve = [n or 0 for n in growth.rows[place]]
        assert curve == sorted(curve)


def test_phones_and_lists_add_up_with_the_rates(customers: dict[str, Evidence]) -> None:
    plan, lists = customers["PH201"], customers["FP801"]
    rates = {rate.name: rate for rate in plan.rates}
    by_kind = dict(zip(plan.series[0].x, plan.series[0].counts, strict=True))
    assert by_kind[Term("not in the plan")] == shown(rates["valid"].total - rates["valid"].hits)
    assert sum(n or 0 for n in by_kind.values()) <= rates["of a possible length"].total
    assert sum(n or 0 for n in by_kind.values()) > 0.95 * rates["of a possible length"].total
    (series,) = lists.series
    assert (lists.rates[0].hits, lists.rates[0].total) in zip(series.counts, series.totals, strict=True)


def test_digits() -> None:
    draw = random.Random(5)
    numbers = [
        f"4101031{draw.randrange(950, 999)}0{draw.randrange(1, 10)}1{draw.randrange(10_000):04}7" for _ in range(300)
    ]
    binding = Binding((Column(1, "number", Role.NATIONAL_ID, locale="CN", scheme="cn-ric"),))
    bound = plan([IdStructure()], binding)
    seen = conclude(bound, observe(bound, pl.DataFrame({"c1": numbers})))[0]
    assert isinstance(seen, Evidence)
    (series,) = seen.series
    for digit, counts in enumerate(series.rows):
        assert same(counts, [sum(number[position] == str(digit) for number in numbers) for position in range(18)])
    assert series.x == tuple(range(1, 19))


def test_along_the_file(residents: dict[str, Evidence]) -> None:
    (series,) = residents["OR810"].series
    assert series.x[0] == 1
    assert all(b - a >= 100 for a, b in pairwise(series.x))
    totals = series.rows_of_totals[series.y.index(HOLDING)]
    present = [len(row["身份证号"].strip()) == 18 for row in rows(RESIDENTS)]  # the old form has no check digit
    edges = [int(first) - 1 for first in series.x] + [len(present)]
    assert list(totals) == [sum(present[a:b]) for a, b in pairwise(edges)]


def test_stretches_are_joined_until_they_hold_enough() -> None:
    rates = {HOLDING: [(50, 60), (40, 60), (90, 100), (8, 10)]}
    (series,) = along(rates, [60, 60, 100, 10])
    assert (series.x, series.counts, series.totals) == ((1, 121), (90, 98), (120, 110))
    assert along(rates, [20, 20, 20, 20]) == ()


def test_regions_in_words() -> None:
    table = pl.DataFrame({"k0": [41, 41, 13, 99], "k1": [41, 13, 13, 13], "n": [60, 6, 9, 2]})
    words = tuple(map(Term, ("Henan", "Hebei", "division 99")))
    expected = Series.of(SeriesKind.REGIONS, words, (60, 6, 0, 0, 9, 0, 0, 2, 0), words)
    assert regions(table, "CN") == expected


def test_rare_regions_are_one_class() -> None:
    codes = list(places("US").titles)[:12]  # type: ignore[union-attr]
    table = pl.DataFrame({"k0": codes, "k1": codes, "n": [100 - i for i in range(12)]})
    series = regions(table, "US")
    assert len(series.x) == MOST_REGIONS + 1
    assert series.x[-1] == "others"
    assert series.rows[-1][-1] == sum(100 - i for i in range(8, 12))


def test_every_division_has_a_name_in_latin_letters() -> None:
    for country in ("CN", "US", "CA", "BR", "FR"):
        known = places(country)
        assert known is not None
        assert all(max(title) < "\u0250" for title in known.titles.values())
