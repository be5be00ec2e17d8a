"""Rows, people and bytes: do they go together, with the records, with the inhabitants, with the repeats?"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Final

from leakcheck.claims.sample import Seen, rounded
from leakcheck.model.claims import Against, Finding, Standing
from leakcheck.model.evidence import Interval, Message, Slot
from leakcheck.reference.populations import inhabitants
from leakcheck.stats.population import Size, from_repeats, poisson_interval
from leakcheck.stats.repeats import pairs, records

FITS: Final = 3.0  # a sample's records are that much longer or shorter than those of the set, in plain text
INDEXED: Final = 10.0  # from here on no index and no copy explains the bytes
PACKED: Final = 20.0  # text of records packs to a twentieth at best
MARGIN: Final = 2.0  # registers keep the dead, emigrants and former residents
FACTOR: Final = 3.0  # by which repeats may mislead about a set: some are met more often than others
PLACEHOLDER: Final = 20  # a number met more often in one sample is a word for "none"
WIDE: Final = 5  # columns; records of fewer are equal by chance
CROWDED: Final = 3.0  # times as many repeats side by side as a random draw has: the sample is sorted


def size(seen: Seen) -> Iterator[Finding]:
    """Every test of rows, people and bytes that can be made."""
    claims, counted = seen.claims, seen.counted
    if claims.rows is not None and counted.records:
        yield _sample(seen, claims.rows)
        if claims.bytes is not None:
            yield _volume(seen, claims.rows, claims.bytes, "bytes")
    yield from _ceiling(seen)
    if claims.rows is not None:
        yield from _repeats(seen, "rows", claims.rows, "record", Against.REPEATED_RECORDS)
    if claims.people is not None:
        yield from _repeats(seen, "people", claims.people, "number", Against.REPEATED_NUMBERS)


def _sample(seen: Seen, rows: int) -> Finding:
    records = seen.counted.records
    fits = records <= rows
    text = (
        "The sample alone has {n:count} records."
        if not fits
        else "The sample has {n:count} records, {part:share} of them."
    )
    message = Message(text, {"n": records, "part": records / rows})
    return seen.finding(("rows", Against.RECORDS), Standing.NOT_TESTED if fits else Standing.CONTRADICTED, message)


def _volume(seen: Seen, rows: int, octets: int, claim: str) -> Finding:
    """Bytes a row against bytes a record: the cells alone at least, the file where it is plain text."""
    text = seen.counted.text / seen.counted.records
    record = max(text, seen.octets / seen.counted.records if seen.octets else 0.0)
    claimed = octets / rows
    times = claimed / record
    slots: dict[str, Slot] = {
        "claimed": rounded(claimed),
        "record": rounded(record),
        "times": float(f"{times:.2g}"),
    }
    told = "{claimed:count} bytes a row are claimed, a record of the sample has {record:count}: x{times:number}"
    if 1 / FITS <= times <= FITS:
        holds, more = Standing.HOLDS, "."
    elif 1 / PACKED <= times < 1 / FITS:
        holds, more = Standing.NOT_TESTED, ", as of packed data."
    elif FITS < times <= INDEXED:
        holds, more = Standing.NOT_TESTED, ", as of a database with indexes and copies."
    else:
        holds, more = (
            Standing.CONTRADICTED,
            "; the set would have to hold much else, or the two figures are of two things.",
        )
    return seen.finding((claim, Against.VOLUME), holds, Message(told + more, slots))


def _ceiling(seen: Seen) -> Iterator[Finding]:
    claims = seen.claims
    people = None if claims.country is None else inhabitants(claims.country, claims.region)
    if people is None:
        return
    for claim, count in (("people", claims.people), ("rows", claims.rows)):
        if count is None:
            continue
        slots: dict[str, Slot] = {"people": people, "times": float(f"{count / people:.2g}")}
        told = "{people:count} people live there: {times:number} claimed for each."
        if count <= MARGIN * people:
            holds = Standing.HOLDS
        elif claim == "people":
            holds = Standing.CONTRADICTED
        else:
            holds = Standing.NOT_TESTED
            told += " Rows are not people: several a person are possible. Claim people= to have that tested."
        yield seen.finding((claim, Against.CEILING), holds, Message(told, slots))


def _repeats(seen: Seen, claim: str, count: int, what: str, test: Against) -> Iterator[Finding]:
    """How many there are, if the sample was drawn at random, from how often it repeats itself."""
    repeats = seen.counted.repeats.get(what)
    if repeats is None or (what == "record" and len(seen.binding.columns) < WIDE):
        return
    spectrum = {times: values for times, values in repeats.spectrum().items() if times <= PLACEHOLDER}
    kept, equal = records(spectrum), pairs(spectrum)
    draws = kept * repeats.scale
    if draws < seen.least:
        return
    drawn = from_repeats(draws, equal)
    found = Size(drawn.estimate / repeats.scale, drawn.low / repeats.scale, drawn.high / repeats.scale)
    interval = Interval(rounded(found.low), rounded(found.high) if found.high < inf else inf)
    slots: dict[str, Slot] = {"n": draws, "low": rounded(found.low)}
    if equal < seen.least:
        told = "Hardly any of {n:count} repeats: if they were drawn at random, from {low:count} or more."
        yield seen.finding((claim, test), Standing.NOT_TESTED, Message(told, slots), interval=interval)
        return
    slots |= {"pairs": equal * repeats.scale, "high": rounded(found.high)}
    told = "{pairs:count} pairs among {n:count} are equal: drawn at random, from {low:count} to {high:count}"
    if _crowded(seen.counted.beside[what], equal * repeats.scale, draws):
        told += "; but they stand side by side, so the sample was not drawn at random."
        holds = Standing.NOT_TESTED
    elif count > FACTOR * found.high:
        told += "; far fewer than claimed."
        holds = Standing.CONTRADICTED
    else:
        told += "."
        holds = Standing.HOLDS if count >= found.low / FACTOR else Standing.NOT_TESTED
    yield seen.finding((claim, test), holds, Message(told, slots), interval=interval)


def _crowded(beside: int, equal: int, draws: int) -> bool:
    """Whether repeats stand next to each other more often than in a random order, in which 2 of n pairs do."""
    return poisson_interval(beside)[0] > CROWDED * equal * 2 / draws
