"""vCards (2.1, 3.0, 4.0): one record a card. Source: RFC 2426, RFC 6350, and vCard 2.1 of the Internet Mail Consortium.

A card is the lines from BEGIN:VCARD to END:VCARD. Properties that occur several times become tel1, tel2; the parts of
a name are columns of their own; the parts of an address are one text. Pictures, sounds and keys are left out.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Mapping
from typing import Final

import polars as pl

from leakcheck.model.source import Reject
from leakcheck.sources.account import Chunk
from leakcheck.sources.pending import Pending

N_PARTS: Final = ("family_name", "given_name", "additional_names", "name_prefix", "name_suffix")
_PROPERTY: Final = re.compile(rb'(?:[\w-]++\.)?+([\w-]++)((?:;(?:[^":;]|"[^"]*+")*+)*+):(.*+)', re.DOTALL)
_CHARSET: Final = re.compile(rb"(?i)CHARSET=\"?([\w-]+)")
_QUOTED: Final = re.compile(rb"(?i)(?:;|ENCODING=)QUOTED-PRINTABLE")
_BINARY: Final = re.compile(rb"(?i);(?:ENCODING=)?(?:B|BASE64)(?:;|$)")
_LEFT_OUT: Final = frozenset({"begin", "end", "version", "photo", "logo", "sound", "key", "agent"})
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_DIVIDED: Final = re.compile(r"(?:[^;\\]|\\.)*+", re.DOTALL)
_LABELS: Final = {"fn": "name", "bday": "birthday"}

Card = dict[str, list[str]]


class CardReader:
    """Text in at any cuts, chunks of cards out. `columns` gives each label the property and its place among equals."""

    def __init__(self, columns: Mapping[str, tuple[str, int]] | None, max_record: int) -> None:
        self.cards: list[Card] = []  # of a probe, which has no columns
        self._columns = columns
        self._most: dict[str, int] = {}
        for name, place in (columns or {}).values():
            self._most[name] = max(self._most.get(name, 0), place + 1)
        self._max = max_record
        self._pending = Pending(b"")  # of a line
        self._lines: list[bytes] = []
        self._size = 0
        self._inside = self._too_long = False

    def feed(self, text: bytes, *, final: bool) -> Iterator[Chunk]:
        """The cards that end in `text`."""
        first, *others = text.split(b"\n")
        self._pending.add(first)
        lines: list[bytes] = []
        if others or final:
            lines = [self._pending.taken(), *others]
            if not final:
                self._pending.add(lines.pop())
        self._rows: list[list[str | None]] = []
        self._rejects: list[tuple[Reject, int]] = []
        self._quality: list[tuple[str, int, int]] = []
        for line in lines:
            self._line(line)
        if self._pending.size > self._max:
            self._too_long = True
            self._pending.taken()
        if final and self._inside:
            self._quality.append(("Q013", self._place(), 1))
            self._reject(Reject.TOO_LONG if self._too_long else Reject.TRUNCATED)
            self._inside = False
        if self._rows or self._rejects or self._quality:
            yield Chunk(self._frame(), self._rejects, self._quality)

    def _line(self, line: bytes) -> None:
        mark = line[:16].rstrip().upper()
        if mark == b"BEGIN:VCARD":
            if self._inside:
                self._card()  # the one before never ended
            self._inside, self._too_long, self._lines, self._size = True, False, [], 0
        elif not self._inside:
            if line.strip():
                self._reject(Reject.FIELD_COUNT)
        elif mark == b"END:VCARD":
            self._card()
            self._inside = False
        else:
            self._size += len(line) + 1
            self._too_long = self._too_long or self._size > self._max
            if self._too_long:
                self._lines = []
            else:
                self._lines.append(line)

    def _card(self) -> None:
        if self._too_long:
            self._reject(Reject.TOO_LONG)
            return
        try:
            card = parsed(self._lines)
        except (UnicodeDecodeError, LookupError):
            self._reject(Reject.UNDECODABLE)
            return
        if not card:
            self._reject(Reject.FIELD_COUNT)
            return
        if self._columns is None:
            self.cards.append(card)
            return
        if any(len(values) > self._most.get(name, 0) for name, values in card.items()):
            self._quality.append(("Q020", self._place(), 1))
        self._rows.append([_at(card.get(name, ()), place) for name, place in self._columns.values()])

    def _place(self) -> int:
        return len(self._rows) + len(self._rejects)

    def _reject(self, reason: Reject) -> None:
        self._rejects.append((reason, self._place()))

    def _frame(self) -> pl.DataFrame:
        names = [f"c{index}" for index in range(1, len(self._columns or ()) + 1)]
        return pl.DataFrame(self._rows, schema=dict.fromkeys(names, pl.String), orient="row")


def parsed(lines: list[bytes]) -> Card:
    """The properties of a card by column name; UnicodeDecodeError or LookupError where one is no text."""
    card: Card = {}
    for line in _unfolded(lines):
        found = _PROPERTY.fullmatch(line)
        if found is None:
            continue
        name, told, value = found[1].decode("ascii", "replace").lower(), found[2], found[3]
        if name in _LEFT_OUT or _BINARY.search(told):
            continue
        charset = _CHARSET.search(told)
        value = quopri.decodestring(value) if _QUOTED.search(told) else value
        text = value.decode(charset[1].decode() if charset else "utf-8")
        for label, cell in _cells(name, text):
            if cell:
                card.setdefault(label, []).append(cell)
    return card


def _unfolded(lines: list[bytes]) -> Iterator[bytes]:
    whole: list[bytes] = []
    soft = False
    for line in lines:
        if whole and (soft or line[:1] in {b" ", b"\t"}):
            whole.append(line if soft else line[1:])
        else:
            if whole:
                yield b"".join(whole)
            whole = [line]
        soft = line.endswith(b"=") and _QUOTED.search(whole[0].partition(b":")[0]) is not None
        if soft:
            whole[-1] = whole[-1][:-1]
    if whole:
        yield b"".join(whole)


def _cells(name: str, text: str) -> Iterator[tuple[str, str]]:
    if name in {"n", "adr", "org"}:
        parts = [_ESCAPE.sub(_meant, part).strip() for part in _divided(text)]
        if name == "n":
            yield from zip(N_PARTS, parts, strict=False)
        else:
            yield name, (", " if name == "adr" else " ").join(filter(None, parts))
    else:
        value = (
            text.removeprefix("tel:") if name == "tel" else text.removeprefix("mailto:") if name == "email" else text
        )
        yield _LABELS.get(name, name), _ESCAPE.sub(_meant, value).strip()


def _divided(text: str) -> list[str]:
    """The parts between semicolons that no backslash precedes."""
    parts: list[str] = []
    position = 0
    while (found := _DIVIDED.match(text, position)) is not None:
        parts.append(found.group())
        position = found.end() + 1
        if position > len(text) or text[found.end()] != ";":
            return parts
    return parts


def _meant(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]


def _at(values: list[str] | tuple[str, ...], place: int) -> str | None:
    return values[place] if place < len(values) else None
