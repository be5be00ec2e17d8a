"""What the seller says, and what the sample shows of it; no section where nothing was claimed."""

from __future__ import annotations

from leakcheck.model.claims import Finding, Standing
from leakcheck.model.report import Report
from leakcheck.render.facts import CLAIMS_NOTE, claim_title, weight_of
from leakcheck.render.page import Page, Tone

_TONES = {Standing.HOLDS: Tone.GOOD, Standing.CONTRADICTED: Tone.BAD, Standing.NOT_TESTED: Tone.DOUBT}


def claims(report: Report, page: Page) -> list[str]:
    """A row a claim and test: how it stands, what was seen, and each formula once."""
    lines = [page.heading(f"CLAIMS OF THE SELLER ({len(report.claims):,} tests)")]
    told: set[str] = set()
    for finding in report.claims:
        lines += _row(finding, page)
        if finding.test.formula not in told:  # (each once; the other formats have it in every row)
            lines += page.para(finding.test.formula, "  Formula: ", "  ")
            told.add(finding.test.formula)
    return [*lines, *page.para(CLAIMS_NOTE, rest="")]


def _row(finding: Finding, page: Page) -> list[str]:
    head = page.para(f"{claim_title(finding)}: {finding.standing}{weight_of(finding)}", rest="  ")
    shown = page.para(finding.message.text(), "  ")
    return [page.paint(head[0], finding.standing, _TONES[finding.standing]), *head[1:], *shown]
