"""What evidence may say: numbers that hold together, and of a plugin no word that it did not name beforehand.

A plugin is code in this process, and nothing here is a wall against one that means harm. It is a net under one that is
careless: whatever a plugin may print it has listed in `says` before a record was read, so that no cell can be printed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import Enum
from math import isfinite
from typing import Final

from leakcheck.model.evidence import Evidence, Family, Hypothesis, Message, Skipped
from leakcheck.reference.codes import codes

MAX_LLR: Final = 6.0  # a log10 ratio beyond this claims more than any model of ours can bear


def fault(evidence: Evidence, family: Family, width: int) -> str | None:
    """What is wrong with the numbers of `evidence` on a sample of `width` columns; None where nothing is."""
    if evidence.family is not family:
        return "evidence under another id or family"
    if any(not isfinite(llr) or abs(llr) > MAX_LLR for llr in evidence.llr.values()):
        return f"a likelihood ratio that is not finite and within {MAX_LLR}"
    for rate in evidence.rates:
        if not 0 <= rate.hits <= rate.total:
            return f"rate {rate.name} counts more hits than records"
    if min(evidence.tested, evidence.missing, evidence.excluded) < 0:
        return "a negative count"
    if not set(evidence.columns) <= set(range(1, width + 1)):
        return "a column that the sample does not have"
    return None


def unheard(outcome: Evidence | Skipped, says: Collection[str], most: int) -> str | None:
    """What a plugin tells that it may not: text that is not among `says`, or a count over `most`; None for nothing.

    Raises what a malformed outcome makes it raise; nobody may be told its text.
    """
    if isinstance(outcome, Skipped):
        return None if {outcome.reason, outcome.hint or outcome.reason} <= {*says} else "a text that it has not named"
    if any(text not in says for text in _texts(outcome)):
        return "a text that it has not named"
    if any(not isinstance(count, int) or not 0 <= count <= most for count in _counts(outcome)):
        return "a number that counts nothing"
    if any(not isfinite(figure) for figure in _figures(outcome)):
        return "a figure that is not finite"
    known = codes()
    if any(remark.code not in known or known[remark.code].kind != "quality" for remark in outcome.quality):
        return "a remark without a code"
    return "counts for a picture" if outcome.series or not {*outcome.llr} <= {*Hypothesis} else None


def _texts(evidence: Evidence) -> Iterator[object]:
    if type(evidence.message) is not Message:
        yield None
        return
    yield evidence.message.template
    yield from (rate.name for rate in evidence.rates)
    for slot in evidence.message.slots.values():
        if isinstance(slot, Enum):
            yield slot.value
        elif isinstance(slot, str):
            yield str(slot)


def _counts(evidence: Evidence) -> Iterator[object]:
    yield from (evidence.tested, evidence.missing, evidence.excluded, *evidence.columns)
    for rate in evidence.rates:
        yield from (rate.hits, rate.total)
    for remark in evidence.quality:
        yield from (remark.count, remark.first_record or 0, remark.column or 0)
    yield from (slot for slot in evidence.message.slots.values() if isinstance(slot, int))


def _figures(evidence: Evidence) -> Iterator[float]:
    yield from evidence.llr.values()
    yield from (slot for slot in evidence.message.slots.values() if isinstance(slot, float))
    for rate in evidence.rates:
        yield from (*(rate.genuine or ()), rate.chance or 0.0)
    if evidence.interval is not None:
        yield from (evidence.interval.low, evidence.interval.high, evidence.interval.level)
