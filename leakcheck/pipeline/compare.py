"""Two samples, or two saved reports, against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from leakcheck.claims.overlap import KINDS, MINIMUM, NAME, Digests, Kept, new_key, overlaps
from leakcheck.errors import UntestedError
from leakcheck.judge.drift import UNLIKE, drifts
from leakcheck.model.comparison import Comparison, Overlap, Side
from leakcheck.model.report import Report
from leakcheck.pipeline.guard import Guard
from leakcheck.pipeline.questions import Aside
from leakcheck.pipeline.score import score
from leakcheck.pipeline.settings import Settings
from leakcheck.render.saved import settled


@dataclass(frozen=True, slots=True)
class _Read:
    report: Report
    saved: bool
    kept: Kept | None


def compare(first: str | Report, second: str | Report, settings: Settings, guard: Guard) -> Comparison:
    """Two of a path of a sample and a saved report each. `guard` learns both samples.

    Raises what `score` raises, and UntestedError (LC304) where the two have nothing that can be compared.
    """
    key = new_key()

    def read(what: str | Report) -> _Read:
        if isinstance(what, Report):
            return _Read(what, saved=True, kept=None)
        aside = Aside(NAME, lambda binding: Digests.of(binding, key))
        report = settled(score(what, settings, guard=guard, aside=aside))
        return _Read(report, saved=False, kept=aside.state if isinstance(aside.state, dict) else {})

    left, right = read(first), read(second)
    found = overlaps(left.kept or {}, right.kept or {}, settings.min_cell)
    drifted = drifts(left.report, right.report)
    if not found and not drifted:
        raise UntestedError("LC304", "the two have nothing that can be compared", "leakcheck explain compare")
    return Comparison(
        _side(left), _side(right), found, drifted, tuple(_not_tested(left, right, found)), settings.min_cell
    )


def _side(read: _Read) -> Side:
    report = read.report
    judged = report.assessment
    return Side(report.source.label, read.saved, judged.verdict, judged.score, report.account.scored)


def _not_tested(left: _Read, right: _Read, found: tuple[Overlap, ...]) -> Iterator[str]:
    yield f"rates of {', '.join(sorted(UNLIKE))}: how often anything repeats depends on how many records there are"
    if left.kept is None or right.kept is None:
        yield "shared records and persons: a saved report carries no values; give both samples"
        return
    done = {overlap.what for overlap in found}
    for kind in KINDS:
        if kind not in done:
            yield f"shared {kind}: not in both samples, or fewer than {MINIMUM} different ones"
