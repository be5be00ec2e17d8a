"""One record of a VALUES list, told apart token by token: for whatever is not a plain string, number or NULL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from leakcheck.sources.sql_text import quoted, replaced, token_pattern, unescaped, unfenced

_INTRODUCER: Final = re.compile(r"(?i)N|X|B|U&|_\w+|BINARY|DATE|TIME|TIMESTAMP")
_AFTER: Final = re.compile(r"(?i)::.*|COLLATE|AT")  # what may follow a string and changes nothing in it
_CONVERSION: Final = re.compile(r"(?i)CAST|CONVERT|TO_DATE|TO_TIMESTAMP|STR_TO_DATE")

Token = tuple[str, str]  # its kind, its text


@dataclass(frozen=True, slots=True)
class Row:
    """A record: its values as a dump would write them, None where they make no sense, and where it ends."""

    cells: list[str] | None
    end: int


def row(text: str, start: int, limit: int, *, escapes: bool) -> Row | None:
    """The record in the parentheses at `start`; None where it does not end before `limit`."""
    pattern = token_pattern(escapes=escapes)
    cells: list[str] = []
    tokens: list[Token] = []
    depth, position = 1, start + 1
    sound = True
    while position < limit:
        found = pattern.match(text, position, limit)
        if found is None:
            return None  # a string or comment without an end
        position = found.end()
        kind, mark = str(found.lastgroup), found.group()
        if kind == "mark" and mark == ";" and depth:
            return Row(None, found.start())
        depth += (mark == "(") - (mark == ")") if kind == "mark" else 0
        if not depth or (depth == 1 and mark == ","):
            cell = _cell(tokens, escapes=escapes)
            sound = sound and cell is not None
            cells.append(cell or "NULL")
            tokens = []
            if not depth:
                return Row(cells if sound else None, position)
        elif kind != "blank":
            tokens.append((kind, mark))
    return None


def _cell(tokens: list[Token], *, escapes: bool) -> str | None:
    """The value of one expression; None where it is none."""
    if not tokens:
        return None
    kinds = [kind for kind, _ in tokens]
    (first, text), rest = tokens[0], tokens[1:]
    if first == "word" and kinds[1:2] in (["string"], ["escaped"]) and _INTRODUCER.fullmatch(text):
        if text in {"X", "x"}:
            return "0x" + rest[0][1][1:-1] if len(rest) == 1 else None
        (first, text), rest = rest[0], rest[1:]
    if first in {"string", "escaped", "name", "bare"}:
        return _string(first, text, escapes=escapes) if not rest or _AFTER.fullmatch(rest[0][1]) else None
    if _CONVERSION.fullmatch(text) and rest[:1] == [("mark", "(")]:
        inside = next((token for token in rest if token[0] in {"string", "escaped"}), None)
        if inside is not None:
            return _string(*inside, escapes=escapes)
    if not rest:
        return text if first == "word" else None
    strings = sum(1 for kind in kinds if kind in {"string", "escaped"})
    call = first == "word" and rest[0] == ("mark", "(") and rest[-1] == ("mark", ")")
    if strings and not call:
        return None
    whole = "".join(text for _, text in tokens)
    return replaced(whole) or quoted(whole, escapes=escapes)


def _string(kind: str, text: str, *, escapes: bool) -> str:
    if kind == "string":
        return text
    if kind == "bare":
        return quoted(unfenced(text), escapes=escapes)
    if kind == "escaped":
        return quoted(unescaped(text[2:-1]), escapes=escapes)
    inner = text[1:-1].replace(text[0] * 2, text[0])
    return quoted(unescaped(inner) if escapes else inner, escapes=escapes)
