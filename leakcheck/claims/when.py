"""Period and date: is anything in the sample outside the one, or later than the other?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from leakcheck.claims.counts import MAX_STAMPS
from leakcheck.claims.sample import Seen, standing
from leakcheck.model.claims import Against, Finding
from leakcheck.model.evidence import Interval, Message, Slot, Term
from leakcheck.stats.likelihood import ANYTHING, Beta, share_llr
from leakcheck.stats.proportions import wilson

MINIMUM: Final = 10  # dated records
SLIPS: Final = {  # what registers have of what cannot be
    Against.MOMENTS: Beta(0.5, 30.0),  # slips, placeholders, planned dates
    Against.BIRTHS: Beta(0.5, 100.0),
    Against.CLOCKS: Beta(0.5, 100.0),
    Against.RANGES: Beta(0.5, 100.0),
}
SHAPED: Final = 0.8  # of the records must have identifiers of a layout that carries a clock ...
PLAUSIBLE: Final = 0.9  # ... and these a moment that can be, or the layout is another

Months = Mapping[int, int]  # records by yyyymm


@dataclass(frozen=True, slots=True)
class Outside:
    """Records outside the claim, of how many, and between which months nearly all lie (None where too few to tell)."""

    hits: int
    total: int
    span: tuple[int, int] | None = None

    @property
    def share(self) -> float:
        """The share outside."""
        return self.hits / self.total


def when(seen: Seen) -> Iterator[Finding]:
    """Every test of period and date that can be made."""
    for claim, (first, last) in _spans(seen):
        if (found := _moments(seen, first, last)) is not None:
            told = "before or after it" if first else "later"
            yield _finding(seen, (claim, Against.MOMENTS), found, f"dated records are {told}")
        if (found := _births(seen, last)) is not None:
            yield _finding(seen, (claim, Against.BIRTHS), found, "people with a birth year were born later")
        if claim == "date":
            if (found := _clocks(seen, last)) is not None:
                yield _finding(seen, (claim, Against.CLOCKS), found, "identifiers with a clock were made later")
            if (found := _ranges(seen, last)) is not None:
                told = "phones are of ranges that were opened in a later year"
                yield _finding(seen, (claim, Against.RANGES), found, told)


def _spans(seen: Seen) -> Iterator[tuple[str, tuple[date | None, date]]]:
    if seen.claims.period is not None:
        yield "period", seen.claims.period
    if seen.claims.date is not None:
        yield "date", (None, seen.claims.date)


def _finding(seen: Seen, test: tuple[str, Against], found: Outside, told: str) -> Finding:
    llr = share_llr(found.hits, found.total, SLIPS[test[1]], ANYTHING)
    slots: dict[str, Slot] = {**seen.part(found.hits, found.total)}
    text = f"{{part}} of {{n:count}} {told}"
    if found.span is not None:
        slots |= {"first": Term(_named(found.span[0])), "last": Term(_named(found.span[1]))}
        text += "; nearly all lie from {first} to {last}"
    interval = Interval(*wilson(found.hits, found.total))
    return seen.finding(test, standing(llr), Message(f"{text}.", slots), llr, interval=interval)


def _named(month: int) -> str:
    return f"{month // 100}/{month % 100:02d}" if month % 100 else f"{month // 100}"


def _outside(seen: Seen, months: Months, first: int | None, last: int) -> Outside | None:
    """Months, or years as yyyy00, that lie outside ``first`` to ``last``."""
    total = sum(months.values())
    if total < MINIMUM:
        return None
    hits = sum(count for month, count in months.items() if month > last or (first is not None and month < first))
    return Outside(hits, total, _middle(months, seen.least))


def _middle(months: Months, least: int) -> tuple[int, int] | None:
    """Between which months all but one record in a hundred lie at either end, and never fewer than `least` beyond."""
    out = max(sum(months.values()) // 100, least)
    ends = [_reached(sorted(months), months, out), _reached(sorted(months, reverse=True), months, out)]
    return None if ends[0] is None or ends[1] is None or ends[0] > ends[1] else (ends[0], ends[1])


def _reached(order: list[int], months: Months, out: int) -> int | None:
    passed = 0
    for month in order:
        passed += months[month]
        if passed >= out:
            return month
    return None


def _moments(seen: Seen, first: date | None, last: date) -> Outside | None:
    """The column of moments, and the order of day and month, that fit the claim best: an expiry date lies ahead."""
    start = None if first is None else first.year * 100 + first.month
    tables = [
        seen.counted.tables.get(f"moment {place} {order}", {})
        for place in range(MAX_STAMPS)
        for order in ("dmy", "mdy")
    ]
    found = (_outside(seen, table, start, last.year * 100 + last.month) for table in tables)
    return min((each for each in found if each is not None), key=lambda each: each.share, default=None)


def _births(seen: Seen, last: date) -> Outside | None:
    tables = seen.counted.tables
    years = tables.get("number born") or tables.get("born") or {}
    return _outside(seen, {100 * year: count for year, count in years.items()}, None, 100 * last.year)


def _clocks(seen: Seen, last: date) -> Outside | None:
    for question, months in seen.counted.tables.items():
        if question.startswith("clock "):
            shaped, wrong = sum(months.values()), months.get(0, 0)
            if shaped >= SHAPED * seen.counted.records and wrong <= (1 - PLAUSIBLE) * shaped:
                plausible = {month: count for month, count in months.items() if month}
                return _outside(seen, plausible, None, last.year * 100 + last.month)
    return None


def _ranges(seen: Seen, last: date) -> Outside | None:
    opened = seen.counted.tables.get("phone range", {})
    found = _outside(seen, {100 * year: count for year, count in opened.items()}, None, 100 * last.year)
    return None if found is None else Outside(found.hits, found.total)
