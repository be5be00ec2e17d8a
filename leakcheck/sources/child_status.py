"""What the reading process and its parent agree on: how it ends, and in which form records come out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any

Reading = tuple[dict[str, Any], Iterable[bytes]]  # what was found, and the CSV in pieces


class Status(IntEnum):
    """Why a binary format was or was not read: the exit status of the process."""

    DONE = 0
    DAMAGED = 10
    OVER = 11  # a limit was hit
    NO_SUCH = 12  # no table or sheet of that name
    EMPTY = 13  # no table or sheet with a record
    NO_LIBRARY = 14


class Refused(Exception):  # noqa: N818 - a status, not an error
    """The file is not read, for a reason that has a status."""

    def __init__(self, status: Status) -> None:
        super().__init__()
        self.status = status


def csv_line(cells: Sequence[bytes]) -> bytes:
    """One record, every cell in quotes."""
    return b",".join(b'"' + cell.replace(b'"', b'""') + b'"' for cell in cells) + b"\n"
