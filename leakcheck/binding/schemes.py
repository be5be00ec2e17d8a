"""Which identity-number scheme do a column's cells follow, or pretend to follow?

Cells whose check digits hold name their scheme themselves. Cells that fail theirs are bound by shape, under a label or
a country that names the scheme, so that the validators can judge them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from leakcheck.binding.cells import Cells, mean
from leakcheck.binding.sign import Context, ramp
from leakcheck.features.identity_match import match_schemes
from leakcheck.model.columns import Role
from leakcheck.reference.schemes import Scheme, get, load

PERSONAL: Final = ("person", "tax")  # kinds of schemes that identify a person; cards and accounts do not
PROVEN: Final = 0.95  # points of cells whose check digits and dates hold far above chance
MADE_UP: Final = 0.8  # points of a telling shape whose check digits fail
PLAIN: Final = 0.3  # points of a shape that other numbers have too
TRIED: Final = 300  # cells that every scheme is tried on
SHAPED: Final = 0.5  # share of cells that must have the scheme's shape
_DATED_18: Final = r"^[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]$"
_LETTERED: Final = r"(?i)^[A-Z]{4,6}[0-9]{2}.*[A-Z0-9]{6}$"  # codice fiscale, CURP: letters, a date, letters


@dataclass(frozen=True, slots=True)
class Candidate:
    """A scheme for a column, the points 0..1 its shape is worth, and why."""

    scheme: str | None
    country: str | None
    points: float
    because: str


def candidate(cells: Cells, context: Context) -> Candidate | None:
    """The best scheme for the cells, or None where they have the shape of none."""
    named = context.reading.country or context.country
    for match in match_schemes(cells.text.head(TRIED), named):
        scheme = get(match.scheme)
        spoken = context.reading.country in (None, scheme.country)  # "codice fiscale" is no Dominican number
        if scheme.kind in PERSONAL and spoken:
            points = PROVEN * ramp(match.shaped, 0.3, 0.7)
            return Candidate(scheme.id, scheme.country, points, f"{scheme.id}: shape and check digits")
    dated = cells.share(_DATED_18)
    if dated > SHAPED:
        points = MADE_UP * ramp(dated, 0.3, 0.7)
        return Candidate("cn-ric", "CN", points, "17 digits + [0-9X], a date inside")
    return _by_shape(cells, context, named)


def _by_shape(cells: Cells, context: Context, named: str | None) -> Candidate | None:
    """A scheme by shape alone: of the country that is named, or one whose letters nothing else has."""
    lettered = cells.share(_LETTERED) > SHAPED
    if named is None and not lettered:
        return None
    schemes = [s for s in load().values() if s.kind in PERSONAL and (s.country == named or named is None)]
    shares = {scheme.id: _shaped(cells, scheme) for scheme in schemes}
    best = max(shares, key=lambda key: shares[key], default=None)
    if best is None or shares[best] < SHAPED:
        return None
    points = (MADE_UP if lettered else PLAIN) * ramp(shares[best], 0.3, 0.7)
    spoken = context.reading.points.get(Role.NATIONAL_ID, 0.0) > 0
    return Candidate(best, get(best).country, points, f"{best}: shape") if lettered or spoken else None


def _shaped(cells: Cells, scheme: Scheme) -> float:
    bare = cells.text.str.to_uppercase()
    if scheme.strip:
        bare = bare.str.replace_all(f"[{re.escape(scheme.strip)}]", "")
    return mean(bare.str.contains(f"^(?:{scheme.shape})$"))
