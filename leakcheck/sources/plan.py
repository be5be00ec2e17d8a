"""How a sample will be read, as decided on its first text: what to say of it, and a maker of readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from leakcheck.sources.account import Chunk


class Reader(Protocol):
    """Text in, at any cuts; chunks of complete records out."""

    def feed(self, text: bytes, *, final: bool) -> Iterator[Chunk]:
        """The records that are complete with `text`; `final` says that nothing follows."""
        ...


@runtime_checkable
class Noted(Protocol):
    """A reader that has something to say at the end, such as what it left unread."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Our own words."""
        ...


@dataclass(frozen=True, slots=True)
class Form:
    """What `SourceInfo` says about the text itself. `unread` counts columns that are not even split off."""

    format: str
    delimiter: str | None
    quote: str | None
    header: str
    labels: tuple[str, ...]
    notes: tuple[str, ...] = ()
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The form, where records start, what was counted before them, and a maker of readers."""

    info: Form
    reader: Callable[[], Reader]
    skip: int = 0
    quality: Mapping[str, int] = field(default_factory=dict)
