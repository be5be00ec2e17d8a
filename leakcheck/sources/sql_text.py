"""The grammar of SQL dumps, as far as records need it: names, values and escapes. Nothing is executed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import polars as pl

_IDENT: Final = r'(?:`(?:[^`]|``)*+`|"(?:[^"]|"")*+"|\[[^\]]*+\]|[\w$]++)'
_NAME: Final = rf"{_IDENT}(?:\s*+\.\s*+{_IDENT}){{0,3}}+"
_LIST: Final = rf"\(\s*+(?:{_IDENT}\s*+,?\s*+)++\)"
INSERT: Final = re.compile(
    rf"(?i:(?:INSERT|REPLACE)\s++(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|OR\s++\w++)\s++)*+(?:INTO\s++)?+)"
    rf"({_NAME})\s*+({_LIST})?+\s*+(?i:OVERRIDING\s++\w++\s++VALUE\s++)?+(?i:VALUES?+)\s*+(?=\()"
)
COPY: Final = re.compile(rf"(?i:COPY)\s++({_NAME})\s*+({_LIST})?+\s*+(?i:FROM\s++STDIN)[^;\n]*+;[ \t]*+\n")
CREATE: Final = re.compile(
    rf"(?i:CREATE\s++(?:\w++\s++){{0,2}}?TABLE\s++(?:IF\s++NOT\s++EXISTS\s++)?+)({_NAME})\s*+(?=\()"
)
TRIGGER: Final = re.compile(r"(?i:CREATE\s++(?:\w++\s++){0,2}?TRIGGER\b)")
NAMES: Final = re.compile(_IDENT)
_NO_COLUMN: Final = frozenset(
    "PRIMARY KEY UNIQUE CONSTRAINT INDEX FOREIGN CHECK FULLTEXT SPATIAL EXCLUDE LIKE PERIOD".split()  # noqa: SIM905 - a sentence reads better
)
_DEFINITION: Final = re.compile(rf"'(?:[^']|'')*+'|({_IDENT})|([(),])|\s++|.", re.DOTALL)

STRING: Final = {  # by "does a backslash escape in it?"
    True: r"'[^'\\]*+(?:(?:''|\\.)[^'\\]*+)*+'(?!')",
    False: r"'[^']*+(?:''[^']*+)*+'(?!')",
}
_ATOM: Final = r"[^\s'\"`(),;\\/]++"  # numbers, NULL, hexadecimal, TRUE
_DOLLAR: Final = r"\$(?P<tag>\w{0,64})\$.{0,65536}?\$(?P=tag)\$"  # of PostgreSQL: nothing in it is escaped
_ANY: Final = r".{0,65536}?"
_ORACLE: Final = rf"[qQ]'(?:\[{_ANY}\]|\{{{_ANY}\}}|\({_ANY}\)|<{_ANY}>|(?P<fence>[^\s\[{{(<]){_ANY}(?P=fence))'"
_REPLACE: Final = re.compile(r"replace\((?P<inner>.*),'(?P<mark>\\[nr])',char\((?P<code>10|13)\)\)", re.DOTALL)
_ESCAPED: Final = re.compile(r"''|\\(.)", re.DOTALL)
_MEANING: Final = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "Z": "\x1a", "%": r"\%", "_": r"\_"}
_COPIED: Final = re.compile(r"\\([0-7]{1,3}|x[0-9A-Fa-f]{1,2}|.)", re.DOTALL)
_COPY_MEANING: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_NOTHING: Final = ["NULL", "null", "Null", "DEFAULT", "default"]


def bare(name: str) -> str:
    """An identifier without its quotes and schema: ``"public"."users"`` is ``users``."""
    last = [*NAMES.finditer(name)][-1].group()
    if last[0] in '`"':
        return last[1:-1].replace(last[0] * 2, last[0])
    return last[1:-1] if last[0] == "[" else last


def listed(text: str | None) -> tuple[str, ...]:
    """The names of a column list in parentheses."""
    return tuple(bare(found.group()) for found in NAMES.finditer(text)) if text else ()


def defined(statement: str, start: int) -> tuple[str, ...] | None:
    """The columns that a CREATE TABLE defines in the parentheses at `start`; None where these do not close."""
    names: list[str] = []
    depth, fresh = 0, False
    for token in _DEFINITION.finditer(statement, start):
        name, mark = token.groups()
        if mark == "(":
            depth += 1
            fresh = depth == 1
        elif mark == ")":
            depth -= 1
            if not depth:
                return tuple(names)
        elif mark == "," and depth == 1:
            fresh = True
        elif name and fresh:
            fresh = False
            if name.upper() not in _NO_COLUMN:
                names.append(bare(name))
    return None


@lru_cache(maxsize=32)
def row_pattern(width: int, *, escapes: bool, another: bool) -> re.Pattern[str]:
    """A record of `width` plain values, one group each; with `another`, only where one more follows, up to that."""
    cell = rf"\s*+({STRING[escapes]}|{_ATOM})\s*+"
    return re.compile(r"\(" + ",".join([cell] * width) + (r"\)\s*+,\s*+(?=\()" if another else r"\)"))


@lru_cache(maxsize=2)
def token_pattern(*, escapes: bool) -> re.Pattern[str]:
    """One token of an expression: escaped or bare string, string, quoted name, mark, comment, blank, word."""
    return re.compile(
        rf"(?P<escaped>[eE]{STRING[True]})|(?P<bare>{_DOLLAR}|{_ORACLE})|(?P<string>{STRING[escapes]})|(?P<name>\"(?:[^\"\\]|\"\"|\\.)*+\"|`[^`]*+`)"
        rf"|(?P<mark>[(),;])|(?P<blank>\s++|/\*.*?\*/)|(?P<word>[^\s'\"`(),;/]++|/(?!\*))",
        re.DOTALL,
    )


def has_escapes(head: str) -> bool:
    """Does a backslash escape in the strings of this dump? So in MySQL; in PostgreSQL and SQLite it is a character."""
    start = head[: 1 << 16]
    if re.search(r"(?i)mysql|mariadb|ENGINE\s*=|/\*!\d|(?:INTO|TABLE|EXISTS)\s+`", start):
        return True
    if re.search(
        r"(?i)PostgreSQL|standard_conforming_strings|PRAGMA |BEGIN TRANSACTION|\[dbo\]|COPY\s[^;]*FROM\s+stdin", start
    ):
        return False
    odd = r"(?<!\\)(?:\\\\)*+\\'\s*"  # a quote behind one backslash, or three: escaped, or the end of a string?
    return re.search(odd + r"[^\s,);]", head) is not None or re.search(odd + r"[,)]", head) is None


def quoted(value: str, *, escapes: bool) -> str:
    """A value as a string literal of the dump."""
    value = value.replace("\\", "\\\\") if escapes else value
    return "'" + value.replace("'", "''") + "'"


def unfenced(text: str) -> str:
    """The inside of a string between ``$tag$`` marks, or of Oracle's ``q'[...]'``."""
    if text[0] == "$":
        mark = text.index("$", 1) + 1
        return text[mark:-mark]
    return text[3:-2]


def replaced(text: str) -> str | None:
    """The string that SQLite's dump writes with its line ends replaced, as a literal; None for any other expression."""
    rest = text
    ends: list[tuple[str, str]] = []
    while len(ends) < 2 and (found := _REPLACE.fullmatch(rest)) is not None:
        rest = found["inner"]
        ends.append((found["mark"], chr(int(found["code"]))))
    if not ends or not re.fullmatch(STRING[False], rest):
        return None
    for mark, end in reversed(ends):
        rest = rest.replace(mark, end)
    return rest


def unescaped(text: str) -> str:
    """The inside of a string in which a backslash escapes."""
    return _ESCAPED.sub(lambda found: "'" if found[1] is None else _MEANING.get(found[1], found[1]), text)


def column(raw: list[str | None], *, escapes: bool) -> pl.Series:
    """Values as they stand in the dump to text: strings without quotes and escapes, NULL to null."""
    cells = pl.Series(raw, dtype=pl.String)
    cells = cells.set(cells.is_in(_NOTHING), None).str.replace(r"(?s)^\$\w{0,64}\$(.*)\$\w{0,64}\$$", "${1}")
    strings = cells.str.starts_with("'").fill_null(value=False)
    if not strings.any():
        return cells
    inner = cells.str.strip_prefix("'").str.strip_suffix("'")
    if escapes:
        special = (inner.str.contains("\\", literal=True) & strings).fill_null(value=False)
        if special.any():
            places = special.arg_true()
            plain = inner.str.replace_all("''", "'", literal=True)
            mended = [unescaped(text) for text in inner.gather(places).to_list()]
            return cells.zip_with(~strings, plain.scatter(places, mended))
    return cells.zip_with(~strings, inner.str.replace_all("''", "'", literal=True))


def copied(line: str) -> list[str | None]:
    """The cells of one line of COPY text."""
    cells: list[str | None] = [*line.split("\t")]
    if "\\" not in line:
        return cells
    return [
        cell if not cell or "\\" not in cell else None if cell == "\\N" else _COPIED.sub(_meant, cell) for cell in cells
    ]


def _meant(found: re.Match[str]) -> str:
    mark = found[1]
    base = 8 if mark[0] in "01234567" else 16 if mark[0] == "x" and len(mark) > 1 else 0
    if base:
        code = int(mark.removeprefix("x"), base)
        return chr(code) if code < 0x80 else found[0]  # a byte in the server's encoding: as it is written
    return _COPY_MEANING.get(mark, mark)
