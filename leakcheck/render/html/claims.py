"""What the seller says, and what the sample shows of it."""

from __future__ import annotations

from leakcheck.model.claims import Finding
from leakcheck.model.report import Report
from leakcheck.render.facts import CLAIMS_NOTE, claim_title, weight_of
from leakcheck.render.html.parts import Col, paragraph, table
from leakcheck.render.safe import inert
from leakcheck.render.svg.markup import Markup, el, join

_COLUMNS = [Col("Claim and test"), Col("How it stands"), Col("What the sample shows"), Col("Formula")]


def claims(report: Report) -> list[Markup]:
    """A row a claim and test; nothing where nothing was claimed."""
    rows = map(_row, report.claims)
    return [paragraph(CLAIMS_NOTE), table("claims-table", f"Claims ({len(report.claims):,} tests)", _COLUMNS, rows)]


def _row(finding: Finding) -> tuple[Markup, Markup, str, str]:
    stands = join(el("strong", finding.standing.value), weight_of(finding))
    return join(claim_title(finding)), stands, inert(finding.message.text()), finding.test.formula
