"""When the records of a register were entered: office hours, working weeks, and a service that grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from leakcheck.synth.draw import Draw, Weighted

# Share of a day's entries by hour of the day: counters open at 8, a lunch dip, a little at night from online forms.
_HOURS: Final = Weighted(
    list(enumerate([6, 3, 2, 1, 1, 2, 6, 22, 88, 132, 138, 104, 48, 62, 112, 118, 104, 62, 26, 22, 22, 20, 16, 10]))
)
_WEEKDAYS: Final = (1.25, 1.1, 1.05, 1.0, 0.95, 0.28, 0.12)  # Monday first
_CLOSED: Final = frozenset({(1, 1), (5, 1), (10, 1), (10, 2), (10, 3), (12, 25)})  # public holidays, somewhere


def entries(draw: Draw, rows: int, first: date, last: date) -> Iterator[datetime]:
    """`rows` moments between two days, in order; memory holds one day's moments at a time.

    Daily volume grows threefold from the first day to the last, follows the week, and varies from day to day.
    """
    days = (last - first).days + 1
    weights = []
    for number in range(days):
        day = first + timedelta(days=number)
        quiet = 0.05 if (day.month, day.day) in _CLOSED else 1.0
        weights.append((1 + 2 * number / days) * _WEEKDAYS[day.weekday()] * quiet * (0.55 + 0.9 * draw.random()))
    total, passed, given = sum(weights), 0.0, 0
    for number, weight in enumerate(weights):
        passed += weight
        due = rows if number == days - 1 else int(rows * passed / total)
        day = datetime.combine(first + timedelta(days=number), datetime.min.time())
        for second in sorted(draw.pick(_HOURS) * 3600 + draw.below(3600) for _ in range(due - given)):
            yield day + timedelta(seconds=second)
        given = due


def together(
    draw: Draw, moments: Iterator[datetime], household: Callable[[datetime], list[list[str]]]
) -> Iterator[tuple[datetime, list[str]]]:
    """A record a moment: the members of one household one after the other, a few minutes apart, in order of time."""
    pending: list[list[str]] = []
    now = datetime.min  # noqa: DTZ901 - registers write local time
    for moment in moments:
        if pending:
            now += timedelta(seconds=draw.between(40, 260))
        else:
            now = max(now + timedelta(seconds=draw.between(20, 90)), moment) if now > moment else moment
            pending = household(now)[::-1]
        yield now, pending.pop()


def birthday(draw: Draw, year: int) -> date:
    """A day of `year`: even over the year, as registers are but for a few unknown days written as 1 January."""
    if year < 1955 and draw.chance(0.02):
        return date(year, 1, 1)
    return date(year, 1, 1) + timedelta(days=draw.below((date(year + 1, 1, 1) - date(year, 1, 1)).days))
