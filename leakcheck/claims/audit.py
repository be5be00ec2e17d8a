"""Each claim against what was counted: a row for every test that could be made, and one that says so for none."""

from __future__ import annotations

from collections.abc import Iterator

from leakcheck.claims.counts import Counted
from leakcheck.claims.sample import Seen
from leakcheck.claims.size import size
from leakcheck.claims.when import when
from leakcheck.claims.where import where
from leakcheck.model.claims import Against, Claims, Finding, Standing
from leakcheck.model.columns import Binding
from leakcheck.model.evidence import Message, Term
from leakcheck.reference.kinds import kinds

_UNTESTED = {
    "rows": "give bytes=, country= or a larger sample",
    "people": "give country=, or a sample with repeated identity numbers",
    "bytes": "give rows= as well: bytes are held against rows",
    "country": "no column follows a scheme or plan of any country",
    "region": "no column names a region of a country with a table",
    "period": "no column of moments or births",
    "kind": "no column has a role",
    "date": "no column of moments, births, clocks or dated phone ranges",
}


def audit(
    claims: Claims, counted: Counted | None, binding: Binding, octets: int | None, least: int
) -> tuple[Finding, ...]:
    """What the sample shows of each claim, in the order of the claims.

    `counted` is None where nothing could be counted; `octets` are the bytes of the unpacked file, None where not known;
    counts under `least` are not told.
    """
    seen = Seen(claims, counted or Counted(), binding, octets, least)
    found = [*size(seen), *where(seen), *when(seen), *_kind(seen)]
    rows: list[Finding] = []
    for key, stated in claims.stated:
        made = [finding for finding in found if finding.claim == key]
        rows += made or [
            Finding(key, stated, Against.NOTHING, Standing.NOT_TESTED, Message("{why}.", {"why": Term(_UNTESTED[key])}))
        ]
    return tuple(rows)


def _kind(seen: Seen) -> Iterator[Finding]:
    """Which columns of such a register the sample has. Never contradicted: a seller publishes a choice of columns."""
    if seen.claims.kind is None or not any(column.confidence for column in seen.binding):
        return
    kind = kinds()[seen.claims.kind]
    roles = {column.role for column in seen.binding} & kind.roles
    labels = [column.label.lower() for column in seen.binding]
    own = sum(any(word in label for word in kind.words) for label in labels)
    fits = len(roles) >= kind.least and own > 0
    message = Message(
        "Of {all:count} kinds of columns that {kind} have the sample has {roles:count}; {own:count} labels have their "
        "words." + ("" if fits else " That is no sign for them, and none against: columns are easily left out."),
        {"all": len(kind.roles), "kind": Term(kind.title), "roles": len(roles), "own": own},
    )
    yield seen.finding(("kind", Against.COLUMNS), Standing.HOLDS if fits else Standing.NOT_TESTED, message)
