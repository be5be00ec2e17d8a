"""A core of records blown up with edited copies of itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from leakcheck.kernels.mark import is_marked
from leakcheck.model.columns import Role
from leakcheck.synth.draw import Draw
from leakcheck.synth.layout import MARKED, Field, Record

_EDITED: Final = (Role.PHONE, Role.EMAIL, Role.ADDRESS, Role.NATIONAL_ID)
_EDITS: Final = 0.55  # share of the editable cells of a copy that are changed; some copies come out unchanged
_TRIES: Final = 60


def padded(draw: Draw, fields: Sequence[Field], core: list[Record], rows: int) -> Iterator[Record]:
    """The core's records in order, copies of any of them strewn in between; each has a record number of its own."""
    serial = next((at for at, field in enumerate(fields) if field.role is Role.RECORD_ID), None)
    editable = [(at, field.role) for at, field in enumerate(fields) if field.role in _EDITED]
    if not core:
        return
    given, copies = 0, rows - len(core)
    last = core[0][serial] if serial is not None else ""
    for number in range(rows):
        left = rows - number
        if copies and draw.random() * left < copies:
            copies -= 1
            record = _copy(draw, draw.one(core), editable)
        else:
            record = list(core[given])
            given += 1
        if serial is not None:
            last = record[serial] = _following(draw, last)
        yield record


def _copy(draw: Draw, record: Record, editable: Sequence[tuple[int, Role]]) -> Record:
    copied = list(record)
    for at, role in editable:
        if copied[at] and draw.chance(_EDITS):
            copied[at] = _edited(draw, copied[at], role)
    return copied


def _edited(draw: Draw, cell: str, role: Role) -> str:
    """The cell with its last digits changed, still marked where it was; check digits are not worked out again."""
    for _ in range(_TRIES):
        edited = _redigited(draw, cell)
        if role not in MARKED or is_marked(edited):
            return edited
    return cell


def _redigited(draw: Draw, cell: str) -> str:
    """Another digit in one of the last four places that hold one."""
    places = [at for at, character in enumerate(cell) if "0" <= character <= "9"][-4:]
    if not places:
        return cell
    at = draw.one(places)
    return cell[:at] + str((int(cell[at]) + draw.between(1, 9)) % 10) + cell[at + 1 :]


def _following(draw: Draw, last: str) -> str:
    """The next marked record number of the same shape."""
    digits = "".join(filter(str.isdigit, last))
    head = last[: len(last) - len(digits)]
    number = int(digits)

    def step() -> str:
        nonlocal number
        number += 1
        return f"{head}{number:0{len(digits)}d}"

    return draw.marked(step)
