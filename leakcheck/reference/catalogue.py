"""Which tables of published facts the program carries, and from where. NOTICE says the same in prose."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from leakcheck.model.report import Reference


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its file in this package, the edition of the facts, their source and licence."""

    id: str
    file: str
    edition: str
    source: str
    licence: str


@cache
def tables() -> tuple[Table, ...]:
    """Every table, in the order of `catalogue.toml`."""
    text = files(__package__).joinpath("catalogue.toml").read_text("utf-8")
    return tuple(Table(**row) for row in tomllib.loads(text)["table"])


@cache
def references() -> tuple[Reference, ...]:
    """The tables as a report lists them, each with the SHA-256 of its file."""
    folder = files(__package__)
    return tuple(Reference(t.id, t.edition, sha256(folder.joinpath(t.file).read_bytes()).hexdigest()) for t in tables())
