"""The report for a terminal: words before numbers, no boxes, nothing that a width or a colour alone would tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from leakcheck.model.report import Report
from leakcheck.render.page import Page
from leakcheck.render.safe import safe
from leakcheck.render.sections.claims import claims
from leakcheck.render.sections.closing import columns, privacy, quality, run_line, steps
from leakcheck.render.sections.evidence import behind, evidence
from leakcheck.render.sections.head import identity, verdict
from leakcheck.render.sections.why import untested, why


def render(
    *reports: Report,
    width: int = 80,
    plain: bool = False,
    glyphs: Literal["unicode", "ascii"] = "unicode",
    color: bool = False,
    verbosity: int = 0,
) -> str:
    """Each report as text that ends in a line end, no line wider than `width` cells (20 at least, 120 at most).

    Under 76 cells, or when `plain`, the linear form is used. `verbosity` 1 adds ratios, intervals and timings, never a
    value. Without `color` there is no ESC byte in the text.
    """
    page = Page.of(width, plain=plain, glyphs=glyphs, color=color, verbosity=verbosity)
    before, after = [identity, verdict, why, untested], [evidence]
    after += [behind] if verbosity > 0 else []
    after += [columns, quality, privacy, steps, run_line]
    pages = (
        "\n\n".join("\n".join(section(report, page)) for section in (*before, *_claimed(report), *after))
        for report in reports
    )
    return "\n\n".join(pages) + "\n"


def _claimed(report: Report) -> list[Callable[[Report, Page], list[str]]]:
    return [claims] if report.claims else []


def quiet(*reports: Report) -> str:
    """``-q``: verdict, score (``-`` for none) and name in one line a sample, for shell loops."""
    return "".join(map(_line, reports))


def _line(report: Report) -> str:
    score = "-" if report.assessment.score is None else report.assessment.score
    partial = "  partial" if report.partial else ""
    return f"{report.assessment.verdict}  {score}  {safe(report.source.label)}{partial}\n"
