"""A table of an SQLite database, in the reading process. Views, triggers, virtual tables, generated columns never run.

Source: sqlite.org/security.html (untrusted database files).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any, Final

from leakcheck.sources.child_status import Reading, Refused, Status, csv_line

_LENGTH: Final = 16 << 20  # bytes of one value
_STEPS: Final = 100_000  # of SQLite's machine between two looks at the budget
_BUDGET: Final = 40_000  # looks: some minutes
_ROWS: Final = 2_000
_VALUE: Final = "CASE typeof({0}) WHEN 'null' THEN '' WHEN 'blob' THEN '0x' || hex({0}) ELSE CAST({0} AS TEXT) END"
_FUNCTIONS: Final = frozenset({"count", "typeof", "hex"})
_MOST_TABLES: Final = 1_000  # of which the records are counted


def read(handle: int, table: str | None) -> Reading:
    """The records of `table`, or of the table with the most."""
    base = sqlite3.connect(f"file:/dev/fd/{handle}?mode=ro&immutable=1", uri=True, isolation_level=None)
    _defend(base)
    base.text_factory = bytes  # TEXT as it is stored, which need not be UTF-8
    try:
        schema = base.execute(
            "SELECT type, name, rootpage FROM sqlite_schema WHERE type IN ('table', 'view')"
        ).fetchall()
        base.set_authorizer(_reading_only)
        names = [name for kind, name, root in schema if kind == b"table" and root and not name.startswith(b"sqlite_")]
        if table is not None:
            wanted = [name for name in names if name == table.encode("utf-8", "surrogateescape")]
            if not wanted:
                raise Refused(Status.NO_SUCH)
            counts = {wanted[0]: _count(base, wanted[0])}
        else:
            counts = {name: _count(base, name) for name in names[:_MOST_TABLES]}
        filled = {name: count for name, count in counts.items() if count}
        if not filled:
            raise Refused(Status.EMPTY)
        name = max(filled, key=lambda name: filled[name])
        columns = _columns(base, name)
        found: dict[str, Any] = {
            "name": name.decode("utf-8", "replace"),
            "others": len(names) - 1,
            "records": filled[name],
            "unread": sum(filled.values()) - filled[name],
            "views": len(schema) - len(names),
        }
    except sqlite3.DatabaseError:
        raise Refused(Status.DAMAGED) from None
    return found, _pieces(base, name, columns)


def _defend(base: sqlite3.Connection) -> None:
    for limit, most in (
        *((sqlite3.SQLITE_LIMIT_LENGTH, _LENGTH), (sqlite3.SQLITE_LIMIT_ATTACHED, 0)),
        *((sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 0), (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0)),
    ):
        base.setlimit(limit, most)
    if hasattr(base, "setconfig"):  # Python 3.12
        base.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)  # type: ignore[attr-defined,unused-ignore]
        base.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)  # type: ignore[attr-defined,unused-ignore]
        base.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_VIEW, False)  # type: ignore[attr-defined,unused-ignore]
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "query_only=ON", "temp_store=MEMORY"):
        base.execute(f"PRAGMA {pragma}")
    left = [_BUDGET]

    def spent() -> int:
        left[0] -= 1
        return left[0] < 0

    base.set_progress_handler(spent, _STEPS)


def _reading_only(action: int, first: str | None, second: str | None, *_: object) -> int:
    """What a statement may do: select and read; of functions few; of pragmas only the columns of a table."""
    if action in {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and second in _FUNCTIONS:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo":
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _named(name: bytes) -> str:
    return '"' + name.decode("utf-8", "surrogateescape").replace('"', '""') + '"'


def _count(base: sqlite3.Connection, name: bytes) -> int:
    count: int = base.execute(f"SELECT count(*) FROM {_named(name)}").fetchone()[0]  # noqa: S608 - a quoted name
    return count


def _columns(base: sqlite3.Connection, name: bytes) -> list[bytes]:
    """The stored columns; generated ones would be computed by expressions of the file."""
    rows = base.execute(f"PRAGMA table_xinfo({_named(name)})").fetchall()
    return [row[1] for row in rows if row[6] == 0]


def _pieces(base: sqlite3.Connection, name: bytes, columns: list[bytes]) -> Iterator[bytes]:
    yield csv_line(columns)
    chosen = ", ".join(_VALUE.format(_named(column)) for column in columns)
    cursor = base.execute(f"SELECT {chosen} FROM {_named(name)} NOT INDEXED")  # noqa: S608 - quoted names
    while rows := cursor.fetchmany(_ROWS):
        joined = b'"\n"'.join(map(b'","'.join, rows))
        if joined.count(b'"') == 2 * (len(rows) * len(columns) - 1):
            yield b'"' + joined + b'"\n'  # no quote inside a cell
        else:
            yield b"".join(map(csv_line, rows))
