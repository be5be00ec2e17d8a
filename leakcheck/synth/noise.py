"""What clerks and exports do to clean records: gaps in runs, slips of the hand, lower-case letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from leakcheck.kernels.mark import is_marked
from leakcheck.model.columns import Role
from leakcheck.synth.draw import Draw
from leakcheck.synth.layout import MARKED, Field, Record

SLIPS: Final = 0.004  # wrong character, a cell: about 1 % of records have a slip somewhere
LOWER: Final = 0.12  # identity numbers typed in lower case
_TRIES: Final = 60
_SLIPPING: Final = frozenset({Role.NATIONAL_ID, Role.BIRTH_DATE, Role.SEX, Role.PHONE, Role.POSTCODE})
# Share of cells left empty when an office is in a hurry, and otherwise. Hurries come in runs, as real gaps do.
_GAPS: Final = {
    Role.PHONE: (0.45, 0.02),
    Role.EMAIL: (0.6, 0.0),
    Role.ADDRESS: (0.18, 0.006),
    Role.CATEGORY: (0.35, 0.01),
    Role.NATIONAL_ID: (0.05, 0.003),
    Role.BIRTH_DATE: (0.04, 0.002),
}
_HURRY_BEGINS: Final = 0.004
_HURRY_ENDS: Final = 0.06


def worn(draw: Draw, fields: Sequence[Field], records: Iterable[Record], slips: float = SLIPS) -> Iterator[Record]:
    """The records as they stand in an export; every cell that carries a mark keeps one."""
    gaps = [(at, _GAPS[field.role]) for at, field in enumerate(fields) if field.role in _GAPS]
    slipping = [(at, field) for at, field in enumerate(fields) if field.role in _SLIPPING]
    lowered = [at for at, field in enumerate(fields) if field.role is Role.NATIONAL_ID]
    hurry = False
    for record in records:
        hurry = draw.random() >= _HURRY_ENDS if hurry else draw.random() < _HURRY_BEGINS
        for at, shares in gaps:
            if draw.random() < shares[0 if hurry else 1]:
                record[at] = ""
        for at, field in slipping:
            if draw.random() < slips and record[at]:
                record[at] = _slip(draw, record[at], field)
        for at in lowered:
            if draw.random() < LOWER:
                record[at] = record[at].lower()
        yield record


def _slip(draw: Draw, cell: str, field: Field) -> str:
    """One cell with a wrong character; where that would lose the mark for good, the cell as it was."""
    if field.role is Role.SEX:
        return _OTHER_SEX.get(cell, cell)
    for _ in range(_TRIES):
        slipped = _mistyped(draw, cell, field.loose)
        if field.role not in MARKED or is_marked(slipped):
            return slipped
    return cell


def _mistyped(draw: Draw, cell: str, loose: int | None) -> str:
    """Another digit in one place, or two neighbours changed round, among the last `loose` digits."""
    places = [at for at, character in enumerate(cell) if "0" <= character <= "9"]
    places = places[-loose:] if loose else places
    if not places:
        return cell
    at = draw.one(places)
    if draw.chance(0.4) and at + 1 in places:
        return cell[:at] + cell[at + 1] + cell[at] + cell[at + 2 :]
    return cell[:at] + str((int(cell[at]) + draw.between(1, 9)) % 10) + cell[at + 1 :]


_OTHER_SEX: Final = {"男": "女", "女": "男", "M": "F", "F": "M"}
