"""Which identity-number scheme do a column's cells follow, or pretend to follow?

Cells whose check digits hold name their scheme themselves. Cells that fail theirs are bound by shape, under a label or
a country that names the scheme, so that the validators can judge them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from leakcheck.binding.cells import Cells, mean
from leakcheck.binding.headers import Reading
from leakcheck.binding.sign import Context, ramp
from leakcheck.features.identity_match import Found, find_schemes
from leakcheck.model.columns import Role
from leakcheck.reference.schemes import Scheme, get, load

ROLES: Final = {  # the role of a column by the kind of its scheme
    "person": Role.NATIONAL_ID,
    "tax": Role.NATIONAL_ID,
    "document": Role.NATIONAL_ID,
    "company": Role.COMPANY_ID,
    "bank": Role.BANK_ACCOUNT,
    "card": Role.BANK_CARD,
    "vehicle": Role.VEHICLE_ID,
    "device": Role.DEVICE_ID,
}
PERSONAL: Final = ("person", "tax")  # kinds that a shape alone may speak for, under a label of an identity number
PROVEN: Final = 0.95  # points of cells whose check digits and dates hold far above chance
MADE_UP: Final = 0.8  # points of a telling shape whose check digits fail
PLAIN: Final = 0.3  # points of a shape that other numbers have too
TRIED: Final = 300  # cells that every scheme is tried on
SHAPED: Final = 0.5  # share of cells that must have the scheme's shape
_DATED_18: Final = r"^[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]$"
_LETTERED: Final = r"(?i)^[A-Z]{4,6}[0-9]{2}.*[A-Z0-9]{6}$"  # codice fiscale, CURP: letters, a date, letters


@dataclass(frozen=True, slots=True)
class Candidate:
    """The schemes for a column, the points 0..1 its shape is worth, and why. `country` is None where schemes tie."""

    scheme: str
    country: str | None
    points: float
    because: str
    others: tuple[str, ...] = ()

    @property
    def role(self) -> Role:
        """The role of the scheme's kind."""
        return ROLES[get(self.scheme).kind]


def candidate(cells: Cells, context: Context) -> Candidate | None:
    """The best schemes for the cells, or None where they have the shape of none."""
    reading = context.reading
    named = reading.country or context.country
    found = find_schemes(cells.text.head(TRIED), named, _spoken(reading))
    if found is not None:
        scheme = get(found.matches[0].scheme)
        if reading.country in (None, scheme.country) or not scheme.country or _no_other(cells, reading, found):
            return _found(found, scheme, named)
    dated = cells.share(_DATED_18)
    if dated > SHAPED:
        points = MADE_UP * ramp(dated, 0.3, 0.7)
        return Candidate("cn-ric", "CN", points, "17 digits + [0-9X], a date inside")
    return _by_shape(cells, context, named)


def _no_other(cells: Cells, reading: Reading, found: Found) -> bool:
    """Whether the numbers hold, and the label's country has none of their shape.

    "codice fiscale" is no Dominican number, but Korean files call theirs "ssn", too.
    """
    rivals = (s for s in load().values() if s.country == reading.country and s.kind in PERSONAL)
    return found.matches[0].valid >= SHAPED and not any(_shaped(cells, scheme) >= SHAPED for scheme in rivals)


def _spoken(reading: Reading) -> tuple[str, ...]:
    """The schemes that the label names, where it speaks of their role."""
    return tuple(s for s in reading.schemes if s in load() and ROLES[load()[s].kind] in reading.points)


def _found(found: Found, scheme: Scheme, named: str | None) -> Candidate:
    """What was found, in our words: several schemes are named, and so are ties, which give no country away."""
    first, *more = found.matches
    rivals = [get(name) for name in found.ties]
    undecided = [r for r in rivals if r.country != scheme.country] if scheme.country != named else []
    good = first.valid + sum(match.valid for match in more) >= SHAPED
    points = (PROVEN if good else MADE_UP) * ramp(first.shaped + sum(match.shaped for match in more), 0.3, 0.7)
    because = f"{scheme.id}: shape and check digits" if good else f"{scheme.id}: shape"
    if more:
        because += f"; also {', '.join(match.scheme for match in more)}"
    if rivals:
        because += f"; {', '.join(rival.id for rival in rivals[:3])} would fit as well"
    country = None if undecided else scheme.country
    return Candidate(scheme.id, country, points, because, tuple(match.scheme for match in more))


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
