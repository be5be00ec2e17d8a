"""Records decoded into their shape give what the standard library's reading of them gives, whichever way they go."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakcheck.sources.json_columns import columns_of
from leakcheck.sources.json_decoding import Gatherer
from leakcheck.sources.json_records import ElementsReader, Layout
from leakcheck.sources.json_shape import Shape
from leakcheck.sources.ndjson import LinesReader

KEYS = st.sampled_from(["a", "b", "c", "", "é", 'q"', "back\\", "esc\x1b", "\U0001f600", "f0", "$oid"])
TEXTS = st.text(st.sampled_from('ab"\\/\n\x01é中\U0001f600{}[],:null '), max_size=6)
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(-(10**30), 10**30), TEXTS, st.just("null"))
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)
RECORDS = st.lists(st.dictionaries(KEYS, VALUES, max_size=4), min_size=1, max_size=8)


def cell(value: Any) -> str:
    """The text of a value that is no object with columns of its own; "" for null."""
    if value is None:
        return ""
    return value if type(value) is str else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def expected(records: list[dict[str, Any]], paths: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    """The cells at `paths`, walked by hand."""
    inner = {path[:-1] for path in paths if len(path) > 1}
    rows = []
    for record in records:
        row = []
        for path in paths:
            value: Any = record
            for key in path:
                value = value.get(key) if type(value) is dict else None
            row.append(
                "" if type(value) is dict and any(path == other[: len(path)] for other in inner) else cell(value)
            )
        rows.append(tuple(row))
    return rows


def made(text: bytes, kind: str, prefix: int) -> tuple[list[tuple[str, ...]], Any]:
    """The rows of `text` by a shape that is learned from its first `prefix` records, and the chunks."""

    def reader(shaper: Any) -> Any:
        return (
            LinesReader(shaper, 1 << 20) if kind == "lines" else ElementsReader(shaper, Layout(1, array=True), 1 << 20)
        )

    probe = Gatherer()
    for _ in reader(probe).feed(text, final=True):
        pass
    columns = columns_of(probe.records[:prefix], (), (), frozenset())
    chunks = list(reader(Shape(columns, extended=False)).feed(text, final=True))
    rows = [tuple(value or "" for value in row) for chunk in chunks for row in chunk.frame.rows()]
    return rows, (columns, chunks)


@settings(max_examples=150, deadline=None)
@given(
    records=RECORDS,
    prefix=st.integers(1, 8),
    kind=st.sampled_from(["lines", "array"]),
    ascii_only=st.booleans(),
    spaced=st.booleans(),
)
def test_cells_are_those_of_the_standard_library(records, prefix, kind, ascii_only, spaced):
    marks = (", ", ": ") if spaced else (",", ":")
    texts = [json.dumps(record, ensure_ascii=ascii_only, separators=marks) for record in records]
    text = ("\n".join(texts) + "\n" if kind == "lines" else ",\n".join(texts) + "]").encode()
    rows, (columns, chunks) = made(text, kind, prefix)
    if columns.paths:
        assert rows == expected(records, columns.paths)
    assert [chunk.rejects for chunk in chunks if chunk.rejects] == []
    codes = {code for chunk in chunks for code, _, _ in chunk.quality}
    assert "Q031" not in codes
    if prefix >= len(records):
        assert "Q020" not in codes or any(path in columns.paths for path in columns.known if path)


@settings(max_examples=80, deadline=None)
@given(
    pairs=st.lists(
        st.lists(st.tuples(st.sampled_from(["a", "b", "a\\u0062", "ab"]), st.integers(0, 9)), max_size=4),
        min_size=1,
        max_size=6,
    ),
    kind=st.sampled_from(["lines", "array"]),
    spaced=st.booleans(),
)
def test_a_key_that_stands_twice_is_counted(pairs, kind, spaced):
    texts = [
        "{" + ", ".join(f'"{key}"{" : " if spaced else ":"}{value}' for key, value in items) + "}" for items in pairs
    ]
    text = ("\n".join(texts) + "\n" if kind == "lines" else ",".join(texts) + "]").encode()
    rows, (columns, chunks) = made(text, kind, 10)
    twice = [
        place
        for place, items in enumerate(pairs)
        if len({key.replace("\\u0062", "b") for key, _ in items}) < len(items)
    ]
    starts = [sum(chunk.frame.height for chunk in chunks[:at]) for at in range(len(chunks))]
    if columns.paths:
        seen = [
            start + place
            for start, chunk in zip(starts, chunks, strict=True)
            for code, place, _ in chunk.quality
            if code == "Q031"
        ]
        assert seen == twice
        assert rows == expected([json.loads(text) for text in texts], columns.paths)


def test_numbers_of_any_size_and_halves_of_characters(read):
    long = "9" * 6000
    seen = read(
        f'{{"a":{long},"b":"x"}}\n{{"a":-0,"b":"\\ud800y"}}\n{{"a":1E400,"b":"\\ud83d\\ude00\\\\ud800"}}\n'.encode()
    )
    assert seen.rows == [(long, "x"), ("-0", "\ufffdy"), ("1E400", "\U0001f600\\ud800")]
    assert seen.account.quality == {"Q005": (1, 2)}


def test_bytes_that_are_no_text_are_seen_where_nobody_reads_them(read):
    line = b'{"_index":"%b","_id":"1","_source":{"a":"x"}}\n'
    seen = read(line % b"p" * 20 + line % b"\xff" + line % b"p", encoding="utf-8")
    assert seen.rejected == {"UNDECODABLE": (1, 21)}
    assert seen.account.scored == 21


@pytest.mark.parametrize("end", [b"},\n", b"}\r\n", b"}\n\n", b"} \n"])
def test_lines_that_end_in_other_ways(read, end):
    seen = read(b"".join(b'{"a":"%d"' % number + end for number in range(5)), input_format="ndjson")
    assert seen.rows == [(str(number),) for number in range(5)]
    assert seen.rejected == {}
