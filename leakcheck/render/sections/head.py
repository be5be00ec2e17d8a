"""What was judged, and the verdict."""

from __future__ import annotations

from leakcheck.exits import ExitStatus
from leakcheck.model.report import Report
from leakcheck.model.verdict import Segment, Verdict
from leakcheck.render.cells import left, spread
from leakcheck.render.facts import asked
from leakcheck.render.figures import format_title, plural, size, span
from leakcheck.render.page import Page, Tone
from leakcheck.render.safe import safe

_TONES = {
    Verdict.FABRICATED: Tone.BAD,
    Verdict.SUSPECT: Tone.DOUBT,
    Verdict.MIXED: Tone.DOUBT,
    Verdict.CONSISTENT: Tone.GOOD,
    Verdict.INCONCLUSIVE: Tone.DOUBT,
}


def identity(report: Report, page: Page) -> list[str]:
    """Name, handling, size. Our own word comes first: no line begins with what the sample says of itself."""
    name, tlp = safe(report.source.label), safe(report.handling.tlp, 20)
    if page.linear:
        lines = page.para(f"Sample: {name}. {tlp}.", rest="  ")
    else:
        lines = [spread(f"Sample  {name}", tlp, page.width)]
    if report.handling.case:
        lines += page.para(f"Case {safe(report.handling.case)}", rest="  ")
    lines += page.para(", ".join(_dressing(report)), rest="  ")
    if report.partial:
        told = page.para(f"PARTIAL: reading was stopped after {plural(report.account.read, 'record')}.", rest="  ")
        lines += [page.paint(line, "PARTIAL", Tone.DOUBT) for line in told]
    return lines


def _dressing(report: Report) -> list[str]:
    source, account = report.source, report.account
    parts = [
        plural(account.scored, "record"),
        plural(len(report.binding.columns), "column"),
        f"{format_title(source.format)} {source.encoding}",
    ]
    if source.compression:
        parts.append(source.compression)
    if account.bytes:
        parts.append(size(account.bytes))
    if account.sha256:
        parts.append(f"sha256 {account.sha256[:16]}")
    return parts


def verdict(report: Report, page: Page) -> list[str]:
    """The verdict block: word, score, likelihood, confidence (never in one sentence), what it rests on, the gate."""
    assessment = report.assessment
    lines = [*_headline(report, page)]
    because = "; ".join(assessment.confidence.because)
    notes = " ".join(assessment.notes)
    if assessment.likelihood is None:
        lines += page.para(f"No likelihood is given. {notes}", rest="")
        notes = ""
    else:
        term, low, high = assessment.likelihood.term, assessment.likelihood.low, assessment.likelihood.high
        lines += page.para(f"Likelihood of the records being a genuine extract: {term} ({span(low, high)}).", rest="")
    told = f"Confidence in this assessment: {assessment.confidence.level}."
    lines += page.para(f"{told} {because[:1].upper()}{because[1:]}." if because else told, rest="")
    if notes:
        lines += page.para(notes, rest="")
    if len(assessment.segments) > 1:
        lines += _segments(assessment.segments, page)
    return lines + _gate(report, page)


def _headline(report: Report, page: Page) -> list[str]:
    judged, score = report.assessment.verdict, report.assessment.score
    if page.linear:
        told = "No score." if score is None else f"Score {score} of 100."
        lines = page.para(f"Verdict: {judged.headline}. {told}", rest="")
        return [page.paint(line, judged.headline, _TONES[judged]) for line in lines]
    word = judged.headline.upper()
    line = spread(f"VERDICT  {word}", f"score {'-' if score is None else score} / 100", page.width)
    lines = [page.paint(line, word, _TONES[judged])]
    return lines if score is None else [*lines, _bar(score, page)]


def _bar(score: int, page: Page) -> str:
    ends = ("fabricated ", " consistent")
    room = page.width - sum(map(len, ends))
    full = max(1, round(score / 100 * room))
    return ends[0] + page.glyphs.full * full + page.glyphs.empty * (room - full) + ends[1]


def _segments(segments: tuple[Segment, ...], page: Page) -> list[str]:
    ranges = [f"records {s.from_record:,}-{s.to_record:,}" for s in segments]
    room = max(map(len, ranges))
    lines: list[str] = []
    for segment, told in zip(segments, ranges, strict=True):
        if page.linear:
            lines += page.para(f"R{told[1:]}: {segment.verdict}; {segment.note}.", rest="  ")
        else:
            lines += page.para(segment.note, f"  {left(told, room)}  {left(segment.verdict, 12)}  ")
    return lines


def _gate(report: Report, page: Page) -> list[str]:
    gate = report.gate
    if gate.passed is None:
        return []
    if gate.passed:
        return page.para(f"Gate {asked(gate)}: passed.", rest="  ")
    judged = report.assessment.verdict
    status = ExitStatus.UNTESTED if judged is Verdict.INCONCLUSIVE and gate.expect is None else ExitStatus.GATE
    lines = page.para(f"Gate {asked(gate)}: FAILED (exit {status.value}).", rest="  ")
    return [page.paint(line, "FAILED", Tone.BAD) for line in lines]
