"""The column map that an analyst edits: TOML, schema 1.0, written by ``leakcheck columns --write``.

The labels in it come from the sample. They are written as TOML escapes wherever they are not plain printable text, so
that opening the map in an editor or a terminal does nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final

from leakcheck.binding.overrides import Override, parse_place, parse_role
from leakcheck.errors import UsageError
from leakcheck.model.columns import Binding, Column, DecidedBy, Role

SCHEMA: Final = "1.0"
HEAD: Final = f"# leakcheck column map, schema {SCHEMA}; edit the role, then: leakcheck score S --map-file map.toml\n"
_SCHEMA_LINE: Final = re.compile(r"^# leakcheck column map, schema (\d{1,4})\.\d{1,4}\b", re.MULTILINE)
_KEYS: Final = frozenset({"index", "label", "role", "locale", "scheme"})
_SHORT: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_COMMENT_AT: Final = 22  # where the comments of short lines begin


def write_map(binding: Binding) -> str:
    """The binding as a map file: every column with its role, the reason as a comment."""
    return HEAD + "\n".join(_entry(column) for column in binding)


def _entry(column: Column) -> str:
    lines = ["[[column]]", f"index = {column.index}", f"label = {_string(column.label)}"]
    others = f"alternatives: {', '.join(role.value for role in column.alternatives)}" if column.alternatives else ""
    comment = "; ".join(part for part in (column.reason, others) if part)
    role = f'role = "{column.role.value}"'
    lines.append(f"{role:<{_COMMENT_AT}}# {comment}" if comment else role)
    if column.locale is not None:
        lines.append(f"locale = {_string(column.locale)}")
    if column.scheme is not None:
        lines.append(f"scheme = {_string(column.scheme)}")
    return "\n".join(lines) + "\n"


def _string(text: str) -> str:
    """A TOML basic string. A lone surrogate, which TOML cannot say, becomes U+FFFD."""
    return f'"{"".join(_escaped(character) for character in text)}"'


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        return "\\ufffd"
    if character.isprintable():
        return character
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def read_map(text: str) -> list[Override]:
    """The overrides in the text of a map file, in its order.

    A column is found by its `index`, or by its `label` where no index is given. Raises UsageError: LC103 for text that
    is no map of this schema, LC104 for an entry that names no column, LC105 for an unknown role, locale or scheme.
    """
    schema = _SCHEMA_LINE.search(text)
    if schema is not None and schema[1] != SCHEMA.partition(".")[0]:
        raise UsageError("LC103", f"--map-file: schema {schema[1]} is not known", f"this version reads schema {SCHEMA}")
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        # The parser's own message quotes the file.
        raise UsageError("LC103", "--map-file: not valid TOML", "leakcheck columns SAMPLE --write map.toml") from None
    entries = document.get("column", [])
    if set(document) - {"column"} or not isinstance(entries, list):
        raise UsageError("LC103", "--map-file: only [[column]] tables are expected", None)
    return [_override(number, entry) for number, entry in enumerate(entries, start=1)]


def _override(number: int, entry: Any) -> Override:
    """One table as an override."""
    if not isinstance(entry, Mapping):
        raise UsageError("LC103", f"--map-file: entry {number} is no table", "write [[column]] before each column")
    if unknown := set(entry) - _KEYS:
        raise UsageError(
            "LC103", f"--map-file: entry {number} has {len(unknown)} unknown keys", f"keys: {', '.join(sorted(_KEYS))}"
        )
    index, label = entry.get("index"), entry.get("label")
    column: int | str
    if isinstance(index, int) and not isinstance(index, bool):
        column = index
    elif isinstance(label, str):
        column = label
    else:
        raise UsageError("LC104", f"--map-file: entry {number} names no column", 'write index = 3 or label = "..."')
    role = parse_role(_text(entry, "role", number))
    locale, scheme = _text(entry, "locale", number), _text(entry, "scheme", number)
    place, known = parse_place(role, locale)
    if scheme:
        country, known = parse_place(Role.NATIONAL_ID, scheme)
        place = place or country
    return Override(column, role, place, known, DecidedBy.MAP_FILE)


def _text(entry: Mapping[str, Any], key: str, number: int) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise UsageError("LC103", f"--map-file: {key} of entry {number} is no text", f'write {key} = "..."')
    return value
