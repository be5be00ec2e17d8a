r"""The report in GitHub-flavoured Markdown: for a ticket, a wiki page, or a CI job's summary.

Whatever the sample calls itself stands in a code span, where no markup, link, mention or HTML works; in sentences every
sign of Markdown is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from leakcheck.model.evidence import Evidence, percent
from leakcheck.model.report import Report
from leakcheck.render.facts import (
    CLAIMS_NOTE,
    LIMITS,
    SCHEMA_VERSION,
    asked,
    claim_title,
    data_quality,
    label,
    next_steps,
    not_tested,
    shown,
    title_of,
    weight_of,
    withheld,
)
from leakcheck.render.figures import format_title, plural, size, span
from leakcheck.render.reading import Reading, by_weight, reading
from leakcheck.render.safe import inert, safe

_SIGNS: Final = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")
_RUN: Final = re.compile(r"`+")


def render(*reports: Report) -> str:
    """One document, a heading of the first order for each report."""
    return "\n".join("\n".join(_document(report)) for report in reports)


def _document(report: Report) -> Iterator[str]:
    yield f"# leakcheck: {code(report.source.label)}"
    yield ""
    case = f", case {code(report.handling.case)}" if report.handling.case else ""
    yield f"**{plain(report.handling.tlp)}**{case}. {', '.join(_dressing(report))}."
    yield ""
    for title, part in (
        (f"{report.assessment.verdict.headline} ({_score(report)})", _verdict(report)),
        ("Why", _why(report)),
        (f"Not tested ({len(not_tested(report)):,})", _untested(report)),
        *([("Claims of the seller", _claims(report))] if report.claims else []),
        (f"Evidence ({plural(len(report.evidence), 'validator')})", _evidence(report)),
        ("Columns", _columns(report)),
        ("Data quality", _quality(report)),
        ("Privacy and limits", _privacy(report)),
        ("Next", (f"{number}. {step.do}" for number, step in enumerate(next_steps(report), 1))),
    ):
        yield from (f"## {title}", "", *part, "")
    run, made = report.run, plain(inert(report.tool.version))
    cost = f"{run.duration_s:.1f} s, {run.peak_rss_mib:,.0f} MiB"
    yield f"{cost}. leakcheck {made}, seed {report.parameters.seed}, report schema {SCHEMA_VERSION}."
    yield ""


def plain(text: str) -> str:
    """`text` with every sign escaped that Markdown would act on."""
    return _SIGNS.sub(r"\\\1", inert(text))


def code(text: str, limit: int = 80) -> str:
    """`text` as a code span that it cannot leave, inside a table too."""
    shown_ = safe(text, limit).replace("|", r"\|")
    fence = "`" * (max(map(len, _RUN.findall(shown_)), default=0) + 1)
    pad = " " if shown_.startswith(("`", " ")) or shown_.endswith(("`", " ")) or not shown_ else ""
    return f"{fence}{pad}{shown_}{pad}{fence}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def _dressing(report: Report) -> Iterator[str]:
    source, account = report.source, report.account
    yield plural(account.scored, "record")
    yield plural(len(report.binding.columns), "column")
    yield plain(f"{format_title(source.format)} {source.encoding}")
    if account.bytes:
        yield size(account.bytes)
    if account.sha256:
        yield f"sha256 `{account.sha256}`"


def _score(report: Report) -> str:
    score = report.assessment.score
    return "no score" if score is None else f"score {score} / 100"


def _verdict(report: Report) -> Iterator[str]:
    """Likelihood and confidence are two sentences, and never one (ICD 203)."""
    judged, gate = report.assessment, report.gate
    if report.partial:
        yield f"**Partial**: reading was stopped after {plural(report.account.read, 'record')}."
        yield ""
    if judged.likelihood is None:
        yield "- No likelihood is given."
    else:
        term, between = judged.likelihood.term, span(judged.likelihood.low, judged.likelihood.high)
        yield f"- Likelihood of the records being a genuine extract: **{term}** ({between})."
    because = plain("; ".join(judged.confidence.because))
    yield f"- Confidence in this assessment: **{judged.confidence.level}**{f' ({because})' if because else ''}."
    yield from (f"- {plain(note)}" for note in judged.notes)
    if len(judged.segments) > 1:
        for part in judged.segments:
            yield f"- Records {part.from_record:,}-{part.to_record:,}: {part.verdict}; {plain(part.note)}."
    if gate.passed is not None:
        ended = "passed" if gate.passed else f"**failed** (exit {gate.status(judged.verdict).value})"
        yield f"- Gate {plain(asked(gate)) or 'of expectations'}: {ended}."
        yield from (f"  - {plain(why)}" for why in gate.failed)


def _why(report: Report) -> Iterator[str]:
    evidence = {item.validator: item for item in report.evidence}
    told = [evidence[id_] for id_ in report.assessment.reasons if id_ in evidence]
    for item in told:
        read = reading(report, item)
        yield f"- **{plain(item.validator)}** {plain(item.message.text())} *{read.words}, weight {read.whole} dB*"
    if not told:
        yield "No single test drives this verdict."


def _untested(report: Report) -> Iterator[str]:
    for entry in not_tested(report):
        named = "" if entry.id == "-" else f"**{plain(entry.id)}** "
        hint = f" Try: {code(entry.hint, 200)}." if entry.hint else ""
        yield f"- {named}{plain(entry.title)}: {plain(entry.reason)}.{hint}"
    if not not_tested(report):
        yield "Every validator ran, and every column has a role."


def _claims(report: Report) -> Iterator[str]:
    yield plain(CLAIMS_NOTE)
    yield ""
    head = ("claim and test", "how it stands", "what the sample shows", "formula")
    yield from _table(
        head,
        [
            (
                plain(claim_title(finding)),
                f"**{finding.standing}**{weight_of(finding)}",
                plain(finding.message.text()),
                plain(finding.test.formula),
            )
            for finding in report.claims
        ],
    )


def _evidence(report: Report) -> list[str]:
    rows = [_row(report, item, read) for item, read in by_weight(report)]
    head = ("id", "check", "columns", "tested", "observed", "genuine", "weight (dB)", "reading")
    return _table(head, rows) if rows else ["No validator ran."]


def _row(report: Report, item: Evidence, read: Reading) -> tuple[str, ...]:
    rate = item.rates[0] if item.rates else None
    tested = shown(item.tested, report.parameters.min_cell)
    return (
        plain(item.validator),
        plain(title_of(report, item.validator)),
        ", ".join(map(str, item.columns)),
        f"under {report.parameters.min_cell}" if tested is None else f"{tested:,}",
        "" if rate is None or rate.share is None else plain(percent(rate.share)),
        "" if rate is None or rate.genuine is None else span(*rate.genuine),
        read.whole,
        read.words,
    )


def _columns(report: Report) -> list[str]:
    rows = []
    for column in report.binding:
        filled = report.filled.get(column.index)
        role = f"{column.role} {column.locale or ''}".strip()
        sure = plain(percent(column.confidence))
        cells = (plain(role), sure, "" if filled is None else plain(percent(filled)), column.decided_by.value)
        rows.append((str(column.index), code(label(report, column)), *cells))
    return _table(("#", "label", "taken for", "sure", "filled", "decided by"), rows) if rows else ["No column."]


def _quality(report: Report) -> Iterator[str]:
    account = report.account
    told = f"{account.scored:,} scored + {account.read - account.scored:,} rejected"
    yield f"{plural(account.read, 'record')} read = {told}."
    for remark in data_quality(report):
        count = "" if remark.count is None else f" {remark.count:,} x"
        share = "" if remark.share is None else f" ({percent(remark.share)})"
        yield f"- **{plain(remark.code)}** {remark.severity}:{count} {plain(remark.title)}{plain(share)}"


def _privacy(report: Report) -> Iterator[str]:
    least = report.parameters.min_cell
    hidden = plural(withheld(report), "cell")
    yield f"- No value from the sample is in this report. Counts under {least} are withheld ({hidden})."
    yield from (f"- {limit}" for limit in LIMITS)
