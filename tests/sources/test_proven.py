"""What polars reads is taken only where it is proven, and where it is clean it is proven."""

from __future__ import annotations

import pytest

from leakcheck.sources.bounds import MAX_CELL
from leakcheck.sources.proven import Proven
from leakcheck.sources.records import Splitter


def read(text: bytes, mark: bytes | None = b",", columns: int = 2):
    chunk = Proven(Splitter(mark, b'"', columns, 1 << 20, frozenset())).read(text)
    return None if chunk is None else [tuple(cell or "" for cell in row) for row in chunk.frame.rows()]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (b"a,b\nc,\n,\n", [("a", "b"), ("c", ""), ("", "")]),
        (b'"a","b"\n"","d"\n', [("a", "b"), ("", "d")]),
        (b'"a, b",c\n"d",e\n', [("a, b", "c"), ("d", "e")]),
        (b'"a ""b""",c\nd,"e"\n"f ""g",h\n', [('a "b"', "c"), ("d", "e"), ('f "g', "h")]),
        (b'1,"a"\n2,\n3,"b"\n', [("1", "a"), ("2", ""), ("3", "b")]),
        (b"a,b\n\n\nc,d\n", [("a", "b"), ("c", "d")]),
    ],
)
def test_clean_pieces_are_proven(text, rows):
    assert read(text) == rows


@pytest.mark.parametrize(
    "text",
    [
        b"a,b\nc\n",  # too short, which polars fills
        b"a,b\nc\n,d\n",
        b"a,b\nc,d,e\n",
        b'"a"b"c",d\n',  # polars drops the quotes inside
        b'"a"b"c",d\n"e"f"g",h\ni"",j\n',  # and these lose what those keep
        b'a"",b\n"c",d\n',
        b'"a"b,c\n',
        b'"a\nb",c\n',  # a record of two lines
        b'"a,b\n1,"2\n',  # a stray quote swallows a line
        b'"a","b"\nc"d,e"\n',
        b"a,b",
        b"a\0,b\n",
        b"a,\xff\n",
    ],
)
def test_what_is_not_proven_is_left_to_the_careful_reading(text):
    assert read(text) is None


def test_one_column():
    assert read(b'"a,b"\nc\n', None, 1) == [("a,b",), ("c",)]
    assert read(b'a\n\n"b"\n', None, 1) is None


def test_a_delimiter_of_several_characters_leaves_its_parts_to_the_cells():
    assert read(b"a|b||c\nd||\n", b"||") == [("a|b", "c"), ("d", "")]
    assert read(b'"a||b"||c\n', b"||") is None


def test_only_short_lines_are_called_brief():
    prover = Proven(Splitter(b",", b'"', 2, 1 << 24, frozenset()))
    for size, brief in ((10, True), (MAX_CELL + 1, False), (2 * MAX_CELL, False)):
        for place in range(3):
            lines = [b"a,b\n"] * 30_000
            lines[place * 14_000] = b"a," + b"x" * size + b"\n"
            chunk = prover.read(b"".join(lines))
            assert chunk is not None
            assert chunk.brief == brief
