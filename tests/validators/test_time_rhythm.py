"""TM701 tells moments of people at work from moments drawn between two edges; laws, power, false alarms."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.time_rhythm import Clock, TimeRhythm, evenness, rhythm, tenths

BINDING = Binding((Column(1, "when", Role.TIMESTAMP),))
START = datetime(2015, 1, 5)  # noqa: DTZ001  (a Monday; zones are not looked at)


def drawn(seed: int, n: int) -> list[datetime]:
    """What a generator does: a second between two edges."""
    rng = random.Random(seed)
    return [START + timedelta(seconds=rng.randrange(6 * 365 * 86_400)) for _ in range(n)]


def office(seed: int, n: int) -> list[datetime]:
    """Growing work of an office, some of it late and at weekends."""
    rng = random.Random(seed)
    found: list[datetime] = []
    while len(found) < n:
        at = START + timedelta(days=int(6 * 365 * rng.betavariate(1.6, 1)))
        at += timedelta(hours=rng.triangular(7, 19, 11) if rng.random() < 0.9 else rng.uniform(0, 24))
        if at.weekday() < 5 or rng.random() < 0.2:
            found.append(at)
    return found


def site(seed: int, n: int) -> list[datetime]:
    """Customers who order at all hours but in their sleep, on all days, in UTC, half the globe away."""
    rng = random.Random(seed)
    found: list[datetime] = []
    while len(found) < n:
        at = START + timedelta(seconds=rng.randrange(6 * 365 * 86_400))
        if rng.random() < (0.15 if at.hour in (14, 15, 16, 17, 18, 19) else 0.8):
            found.append(at)
    return found


def judge(cells: list[str], binding: Binding = BINDING) -> Outcome:
    bound = plan([TimeRhythm()], binding)
    return conclude(bound, observe(bound, pl.DataFrame({"c1": cells})))[0]


def llr(cells: list[str]) -> float:
    seen = judge(cells)
    assert isinstance(seen, Evidence)
    return seen.llr[Hypothesis.GENERATED]


def stamps(moments: list[datetime]) -> list[str]:
    return [at.isoformat(" ", "seconds") for at in moments]


def days(moments: list[datetime]) -> list[str]:
    return [at.date().isoformat() for at in moments]


@pytest.mark.parametrize("n", [100, 300, 1000])
def test_even_moments_are_seen(n: int) -> None:
    ratios = sorted(llr(stamps(drawn(seed, n))) for seed in range(12))
    assert ratios[8] < {100: -0.3, 300: -1.0, 1000: -1.5}[n]
    assert ratios[0] >= -1.8


@pytest.mark.parametrize("n", [300, 1000])
def test_even_days_are_seen_weakly(n: int) -> None:
    ratios = sorted(llr(days(drawn(seed, n))) for seed in range(12))
    assert ratios[8] < -0.4
    assert ratios[0] > -1.3


@pytest.mark.parametrize("n", [100, 300, 1000])
def test_people_are_never_accused(n: int) -> None:
    for seed in range(5):
        assert 0.4 < llr(stamps(office(seed, n))) <= 1
        assert 0.3 < llr(days(office(seed, n))) <= 1
        assert llr(stamps(site(seed, n))) > (-0.9 if n == 100 else -0.3)


def test_the_order_of_day_and_month_is_the_one_with_the_rhythm() -> None:
    moments = office(1, 1000)
    cells = [f"{at.month}/{at.day}/{at.year}" for at in moments]
    assert llr(cells) == pytest.approx(llr(days(moments)), abs=0.05)
    assert llr([f"{at.day}.{at.month}.{at.year}" for at in moments]) == pytest.approx(llr(days(moments)), abs=0.05)


def test_imports_and_reporting_dates_are_not_judged() -> None:
    assert isinstance(judge(["2021-08-09 03:15:00"] * 500), Skipped)
    assert isinstance(judge(["2021-08-09"] * 300 + days(drawn(1, 200))), Skipped)
    nightly = [f"{day} 03:{i % 60:02}:10" for i, day in enumerate(days(office(2, 500)))]
    assert llr(nightly) == llr(days(office(2, 500)))  # one hour: the days alone speak


def test_midnight_is_no_time() -> None:
    bare = days(drawn(4, 500))
    assert llr([f"{day} 00:00:00" for day in bare]) == llr(bare)


def test_too_few() -> None:
    assert isinstance(judge(stamps(drawn(1, 99))), Skipped)
    assert isinstance(judge(["soon"] * 200), Skipped)
    assert isinstance(TimeRhythm().bind(Binding((Column(1, "x"),))), Skipped)


def test_the_column_most_like_peoples_speaks() -> None:
    binding = Binding((Column(1, "a", Role.TIMESTAMP), Column(2, "b", Role.TIMESTAMP)))
    bound = plan([TimeRhythm()], binding)
    frame = pl.DataFrame({"c1": stamps(drawn(1, 400)), "c2": stamps(office(1, 400))})
    seen = conclude(bound, observe(bound, frame))[0]
    assert isinstance(seen, Evidence)
    assert seen.llr[Hypothesis.GENERATED] == llr(stamps(office(1, 400)))
    assert seen.columns == (1, 2)


def test_tenths_are_whole_weeks_of_the_trimmed_days() -> None:
    every = dict.fromkeys(range(1000), 1)
    assert tenths(every) == [91] * 10  # 978 days inside: 13 weeks each
    assert tenths({**every, -90_000: 1, 50_000: 1}) == [98] * 10  # the two far days are trimmed, others stay
    assert tenths(dict.fromkeys(range(60), 1)) is None
    assert tenths({}) is None


def test_evenness_by_hand() -> None:
    assert evenness([100] * 7) > 1
    assert evenness([130, 130, 130, 130, 130, 25, 25]) < -20
    few = rhythm(Clock(99, {1: 99}, {1: 99}, {}), 1)
    assert few is None


def test_laws() -> None:
    cells = [*stamps(office(5, 200)), *[f"{day} 00:00" for day in days(drawn(5, 40))], "", "n/a", "31/12/2019 10:30"]
    assert isinstance(check_laws(TimeRhythm(), pl.DataFrame({"c1": cells}), BINDING), Evidence)
