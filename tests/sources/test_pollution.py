"""A table polluted as published collections of broken CSV files know it: its records come back, or are counted.

The kinds are those of HPI Pollock (file level: no header, several, preamble, footer, several tables, encodings,
trailing line ends; record level: delimiter, quote or escape changed on one row, cells missing or added) and of the
cases that DuckDB's sniffer is tested on. The values are drawn from a seed.
"""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass, field

import pytest

Row = tuple[str, ...]
HEADER: Row = ("date", "name", "city", "amount", "note")


def drawn(count: int, seed: int = 3) -> list[Row]:
    """Invented rows, among whose notes are all marks that a dialect knows."""
    draw = random.Random(seed)
    words = ["plain", "two words", 'said "no"', "a, b", "x; y", "tab\tin", "pipe|d", "", "it's", "line\nend"]
    return [
        (
            f"{draw.randrange(1950, 2020)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}",
            draw.choice(["Ann Berg", "Bo Chen", "Cy Dahl", "Di Ek", "Ed Fox"]) + f" {number}",
            draw.choice(["Oslo", "Rome", "Köln", "Łódź"]),
            str(draw.randrange(10**6)),
            draw.choice(words),
        )
        for number in range(count)
    ]


PLAIN = [(*row[:4], row[4].translate(str.maketrans('",;|\t\n', "      "))) for row in drawn(120)]
MARKED = drawn(120)


def written(rows: list[Row], mark: str = ",", line_end: str = "\n", header: Row | None = HEADER, **dialect) -> str:
    """`rows` as csv writes them; marks of several characters by hand."""
    text = io.StringIO()
    rows = [*([header] if header else []), *rows]
    if len(mark) > 1:
        return "".join(mark.join(row) + line_end for row in rows)
    csv.writer(text, delimiter=mark, lineterminator=line_end, **dialect).writerows(rows)
    return text.getvalue()


@dataclass(frozen=True)
class Case:
    """A polluted file, and what must come of it."""

    text: str
    rows: list[Row] = field(default_factory=lambda: PLAIN)
    rejected: dict[str, int] = field(default_factory=dict)
    quality: dict[str, int] = field(default_factory=dict)
    header: str = "present"
    encoding: str = "utf-8"
    notes: tuple[str, ...] = ()


LINES = written(PLAIN).splitlines(keepends=True)
BODY = "".join(LINES[1:])


def changed(at: int, line: str) -> str:
    """The plain file with one line put in another's place."""
    return "".join([*LINES[:at], line, *LINES[at + 1 :]])


def without(*places: int) -> list[Row]:
    """The plain rows but for some, counted from 1."""
    return [row for number, row in enumerate(PLAIN, start=1) if number not in places]


def mixed_ends(seed: int, ends: str) -> tuple[str, int]:
    """Each line with a line end drawn, and how many are not of the commonest kind."""
    draw = random.Random(seed)
    kinds = {"l": "\n", "c": "\r\n", "r": "\r"}
    chosen = [draw.choice(ends) for _ in LINES]
    text = "".join(line[:-1] + kinds[kind] for line, kind in zip(LINES, chosen, strict=True))
    return text, len(chosen) - max(map(chosen.count, kinds))


def escaped(row: Row) -> str:
    marks = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})
    return ",".join(f'"{cell.translate(marks)}"' for cell in row) + "\n"


def escaped_bare(row: Row) -> str:
    marks = str.maketrans({"\\": "\\\\", ",": "\\,", "\n": "\\n"})
    return ",".join(cell.translate(marks) for cell in row) + "\n"


CASES = {
    "clean": Case(BODY and written(PLAIN)),
    "no header": Case(BODY, header="absent", quality={"Q009": 1}),
    "two headers": Case(LINES[0] * 2 + BODY, quality={"Q002": 1}),
    "header again and again": Case(changed(50, LINES[0] + LINES[50]), quality={"Q002": 1}),
    "preamble": Case("Register of persons\nexported on a Monday\n\n" + "".join(LINES), notes=("2 lines before",)),
    "preamble with marks": Case("Report: persons, part 1\n\n" + "".join(LINES), notes=("1 lines before",)),
    "footer total": Case("".join(LINES) + "Total: 120 rows\n", notes=("1 line below",)),
    "footer count": Case("".join(LINES) + "(120 rows)\n\n", notes=("1 line below",), quality={"Q001": 1}),
    "footer without a line end": Case("".join(LINES) + "(120 rows affected)", notes=("1 line below",)),
    "footer behind a blank line": Case(
        "".join(LINES) + "\nThis list is confidential.\nDo not copy.\n", notes=("2 lines below",), quality={"Q001": 1}
    ),
    "a cut-off record is no footer": Case(
        "".join(LINES[:-1]) + LINES[-1][:14], PLAIN[:-1], {"TRUNCATED": 1}, {"Q013": 1}
    ),
    "no last line end": Case("".join(LINES)[:-1]),
    "two last line ends": Case("".join(LINES) + "\n", quality={"Q001": 1}),
    "blank lines": Case("\n".join(LINES), quality={"Q001": 120}),
    "a second table": Case(
        "".join(LINES) + "\ncode,meaning\n" + "1,one\n2,two\n", rejected={"FIELD_COUNT": 3}, quality={"Q001": 1}
    ),
    "a cell missing": Case(changed(30, "1990-01-01,Ann,Oslo,5\n"), without(30), {"FIELD_COUNT": 1}),
    "a cell too many": Case(changed(30, "1990-01-01,Ann,Oslo,5,,x\n"), without(30), {"FIELD_COUNT": 1}),
    "another delimiter on a row": Case(changed(30, LINES[30].replace(",", ";")), without(30), {"FIELD_COUNT": 1}),
    "a row of empty cells": Case(changed(30, ",,,,\n"), [*PLAIN[:29], ("",) * 5, *PLAIN[30:]]),
    "quotes around a row": Case(changed(30, ",".join(f'"{cell}"' for cell in PLAIN[29]) + "\n")),
    "a quote that never closes": Case(
        written(PLAIN, quoting=csv.QUOTE_ALL).replace('"' + PLAIN[29][1] + '"', '"' + PLAIN[29][1]),
        [*PLAIN[:29], (PLAIN[29][0], f'"{PLAIN[29][1]}', *PLAIN[29][2:]), *PLAIN[30:]],
    ),
    "NUL bytes": Case(
        changed(30, LINES[30].replace(PLAIN[29][1], "A\0B")),
        [*PLAIN[:29], (PLAIN[29][0], "A\0B", *PLAIN[29][2:]), *PLAIN[30:]],
        quality={"Q006": 1},
    ),
    "nothing": Case("", [], header="absent"),
    "a header only": Case(LINES[0], []),
    "CR CR LF": Case("".join(LINES).replace("\n", "\r\r\n")),
    **{f"line ends {name}": Case("".join(LINES).replace("\n", end)) for name, end in (("CRLF", "\r\n"), ("CR", "\r"))},
    **{
        f"line ends mixed {ends} {seed}": Case(text, quality={"Q007": count} if count else {})
        for ends in ("lc", "lr", "cr", "lcr", "llllr", "rrrrl", "ccccr", "llllc")
        for seed in (1, 2)
        for text, count in [mixed_ends(seed, ends)]
    },
    **{f"delimiter {mark!r}": Case(written(PLAIN, mark)) for mark in ",;|\t^~"},
    **{
        f"delimiter {mark!r}": Case(written(PLAIN, mark))
        for mark in ("||", "::", "~|~", "|~|", ", ", " | ", "^^", ";;")
    },
    **{f"quoted, delimiter {mark!r}": Case(written(MARKED, mark), MARKED) for mark in ",;|\t"},
    "all quoted": Case(written(MARKED, quoting=csv.QUOTE_ALL), MARKED),
    "text quoted, CRLF": Case(written(MARKED, line_end="\r\n", quoting=csv.QUOTE_NONNUMERIC), MARKED),
    "single quotes": Case(written(MARKED, quotechar="'", quoting=csv.QUOTE_ALL), MARKED),
    "spaces before quotes": Case(
        "".join(", ".join(f'"{cell}"' for cell in row) + "\n" for row in (HEADER, *PLAIN)),
    ),
    "escaped quotes": Case("".join(map(escaped, (HEADER, *MARKED))), MARKED),
    "escaped delimiters": Case("".join(map(escaped_bare, (HEADER, *MARKED))), MARKED),
    "escape on one row only": Case(
        written(PLAIN, quoting=csv.QUOTE_ALL).replace(PLAIN[29][1], 'A\\"B'),
        [*PLAIN[:29], (PLAIN[29][0], 'A"B', *PLAIN[29][2:]), *PLAIN[30:]],
    ),
    **{
        f"encoding {name}": Case("".join(LINES), encoding=name)
        for name in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "cp1250")
    },
}


@pytest.mark.parametrize("name", CASES)
def test_records_come_back_or_are_counted(read, name):
    case = CASES[name]
    seen = read(case.text.encode(case.encoding))
    assert seen.rows == case.rows
    assert {reason: count for reason, (count, _) in seen.rejected.items()} == case.rejected
    assert {code: count for code, (count, _) in seen.account.quality.items()} == case.quality
    assert seen.info.header == case.header
    said = " / ".join((*seen.info.notes, *seen.account.notes))
    assert all(note in said for note in case.notes)
