"""Which tables of published facts the program carries, and from where. NOTICE says the same in prose."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from leakcheck.model.report import Reference


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its file or folder in this package, the edition of the facts, their source and licence.

    `compiled` is the month in which a table was made whose edition is no date; see `since`.
    """

    id: str
    file: str
    edition: str
    source: str
    licence: str
    compiled: str = ""

    @property
    def since(self) -> str:
        """The year, or year and month, that the facts are of: ``2024``, ``2026-11``."""
        return self.compiled or self.edition


@cache
def tables() -> tuple[Table, ...]:
    """Every table, in the order of `catalogue.toml`."""
    text = files(__package__).joinpath("catalogue.toml").read_text("utf-8")
    return tuple(Table(**row) for row in tomllib.loads(text)["table"])


@cache
def references() -> tuple[Reference, ...]:
    """The tables as a report lists them, each with the SHA-256 of its file, or of a folder's files by name."""
    return tuple(Reference(t.id, t.edition, _digest(files(__package__).joinpath(t.file))) for t in tables())


def _digest(place: Traversable) -> str:
    digest = sha256()
    for file in sorted(place.iterdir(), key=lambda f: f.name) if place.is_dir() else [place]:
        digest.update(file.read_bytes())
    return digest.hexdigest()
