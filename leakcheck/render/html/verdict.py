"""What was judged, the verdict, and why: the part that is read by those who read one part."""

from __future__ import annotations

from collections.abc import Iterator

from leakcheck.model.evidence import Evidence
from leakcheck.model.report import Report
from leakcheck.render.facts import LIMITS, asked, title_of
from leakcheck.render.figures import format_title, plural, size, span
from leakcheck.render.html.parts import Col, count, facts, listed, paragraph, table
from leakcheck.render.reading import Direction, Reading, reading
from leakcheck.render.safe import safe
from leakcheck.render.svg.markup import Markup, el, join


def head(report: Report) -> Markup:
    """Headline, the two axes in two sentences, and what the sample is."""
    judged = report.assessment
    kicker = el("p", "leakcheck report on ", el("bdi", safe(report.source.label)), class_="kicker")
    return el(
        "div",
        kicker,
        el("h1", judged.verdict.headline),
        _marks(report),
        el("div", *_sentences(report)),
        facts(_sample(report)),
        class_="top",
    )


def _marks(report: Report) -> Markup:
    judged = report.assessment
    score = Markup("none given") if judged.score is None else join(str(judged.score), " ", el("small", "of 100"))
    likely = judged.likelihood.term if judged.likelihood else "none given"
    return facts(
        (
            ("Verdict", join(judged.verdict.value)),
            ("Score, 1 to 99", score),
            ("Likelihood genuine", join(likely)),
            ("Confidence", join(judged.confidence.level.value)),
        ),
        "verdict",
    )


def _sentences(report: Report) -> Iterator[Markup]:
    judged = report.assessment
    if report.partial:
        told = f"Partial: reading was stopped after {plural(report.account.read, 'record')}."
        yield paragraph(told, "alarm")
    if judged.likelihood is None:
        yield paragraph("No likelihood is given.", "lead")
    else:
        told = f"{judged.likelihood.term} ({span(judged.likelihood.low, judged.likelihood.high)})"
        yield paragraph(f"Likelihood of the records being a genuine extract: {told}.", "lead")
    because = "; ".join(judged.confidence.because)
    because = f" {because[:1].upper()}{because[1:]}." if because else ""
    yield paragraph(f"Confidence in this assessment: {judged.confidence.level}.{because}")
    yield from (paragraph(note) for note in judged.notes)
    if report.gate.passed is not None:
        ended = "passed" if report.gate.passed else "FAILED"
        yield paragraph(f"Gate `{asked(report.gate)}`: {ended}.", None if report.gate.passed else "alarm")
        yield from (paragraph(f"{why[:1].upper()}{why[1:]}.", "alarm") for why in report.gate.failed)
    yield paragraph(LIMITS[0], "limit")


def _sample(report: Report) -> Iterator[tuple[str, Markup]]:
    source, account = report.source, report.account
    yield "Sample", el("bdi", safe(source.label))
    yield "Records judged", join(f"{account.scored:,}")
    yield "Columns", join(f"{len(report.binding.columns):,}")
    dress = f"{format_title(source.format)}, {source.encoding}"
    yield "Format", join(f"{dress}, {source.compression}" if source.compression else dress)
    if account.bytes:
        yield "Size", join(size(account.bytes))
    if account.sha256:
        yield "SHA-256", el("code", account.sha256)
    if report.handling.case:
        yield "Case", el("bdi", safe(report.handling.case))
    yield "Source graded", join(f"{report.handling.source_reliability} ({report.handling.source_set_by})")


def why(report: Report) -> list[Markup]:
    """The tests that drive the verdict, and the stretches of the file where there are several."""
    evidence = {item.validator: item for item in report.evidence}
    reasons = [evidence[id_] for id_ in report.assessment.reasons if id_ in evidence]
    body = []
    if len(report.assessment.segments) > 1:
        body.append(_segments(report))
    if reasons:
        body.append(listed((_reason(report, item) for item in reasons), "ol", "reasons"))
    return body or [paragraph("No single test drives this verdict.")]


def _reason(report: Report, item: Evidence) -> Markup:
    title = el("strong", f"{title_of(report, item.validator)}. ")
    return join(el("p", title, said(item)), told_reading(report, item))


def said(item: Evidence) -> str:
    """A test's own sentence, with a capital and a full stop."""
    told = item.message.text()
    return f"{told[:1].upper()}{told[1:]}{'' if told.endswith('.') else '.'}"


def told_reading(report: Report, item: Evidence) -> Markup:
    """Which way a test points, how far, and on how many records."""
    read = reading(report, item)
    tested = f", weight {signed(read)} dB, {count(report, item.tested)} tested, "
    return el("p", direction(read), tested, el("code", f"leakcheck explain {item.validator}"), class_="reading")


def direction(read: Reading) -> Markup:
    """The words of a reading, coloured by what they say."""
    look = None if read.direction is Direction.NEUTRAL else read.direction.value
    return el("span", read.words, class_=look)


def signed(read: Reading) -> str:
    """Whole dB, with a minus that is one."""
    return read.whole.replace("-", "\u2212")


def _segments(report: Report) -> Markup:
    rows = [
        (join(f"{s.from_record:,} to {s.to_record:,}"), s.verdict.value, s.note) for s in report.assessment.segments
    ]
    return table("stretches", "Stretches of the file", [Col("Records"), Col("Reads as"), Col("Because")], rows)
