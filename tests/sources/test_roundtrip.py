"""Any table of text comes back the same from any dressing, however it is cut."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import sys

import pytest
import wraps
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from leakcheck.model.source import Reject
from leakcheck.sources.account import Ledger
from leakcheck.sources.delimited import DelimitedReader
from leakcheck.sources.json_columns import columns_of
from leakcheck.sources.json_records import ElementsReader, Layout
from leakcheck.sources.json_shape import Shape
from leakcheck.sources.json_values import OBJECT
from leakcheck.sources.ndjson import LinesReader
from leakcheck.sources.records import Splitter

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
PACKERS = {"plain": bytes, "gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": zstd.compress}
CELL = st.text(
    st.one_of(
        st.sampled_from(",;|\t\"\n '#=\\{}[]\ufeff"),
        st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\r\0"),
    ),
    max_size=8,
)


def tables(width: int) -> st.SearchStrategy[list[tuple[str, ...]]]:
    return st.lists(st.tuples(*[CELL] * width).filter(any), min_size=1, max_size=8)


@SETTINGS
@given(
    data=st.data(),
    width=st.integers(1, 4),
    mark=st.sampled_from([",", "\t", ";", "|"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be", "utf-32"]),
    packer=st.sampled_from(sorted(PACKERS)),
    cut=st.integers(1, 300),
)
def test_every_dressing(read, data, width, mark, quoting, line_end, encoding, packer, cut):  # noqa: PLR0917 - drawn
    table = data.draw(tables(width))
    text = io.StringIO()
    csv.writer(text, delimiter=mark, quoting=quoting, lineterminator=line_end).writerows(table)
    seen = read(
        PACKERS[packer](text.getvalue().encode(encoding)),
        encoding=encoding,
        delimiter=mark,
        header="no",
        input_format="csv",
        batch_bytes=cut,
    )
    assert seen.rows == table
    assert not seen.rejected
    assert seen.account.complete
    assert seen.account.sha256


CONTAINERS = {
    "zip": lambda labels, table: wraps.zipped(wraps.delimited(labels, table)),
    "tar": lambda labels, table: wraps.tarred(wraps.delimited(labels, table)),
    "tar.gz": lambda labels, table: wraps.gzipped(wraps.tarred(wraps.delimited(labels, table))),
    "lines in zip": lambda labels, table: wraps.zipped(_lines(labels, table), "people.ndjson"),
    "sql": wraps.sql,
    "sql in xz": lambda labels, table: lzma.compress(wraps.sql(labels, table)),
    "json": lambda labels, table: json.dumps(wraps.objects(labels, table), ensure_ascii=False).encode(),
}


def _lines(labels, table) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in wraps.objects(labels, table)).encode()


@SETTINGS
@given(table=tables(3), container=st.sampled_from(sorted(CONTAINERS)), cut=st.integers(1, 300))
def test_every_container(read, table, container, cut):
    csv_inside = container in {"zip", "tar", "tar.gz"}
    told = {"encoding": "utf-8", "input_format": "csv", "delimiter": ",", "header": "yes"} if csv_inside else {}
    seen = read(CONTAINERS[container](("id", "name", "note"), table), batch_bytes=cut, **told)
    assert seen.info.labels == ("id", "name", "note")
    assert seen.rows == table
    assert not seen.rejected
    assert seen.account.complete


@pytest.mark.parametrize("container", ["sqlite", "parquet", "xlsx"])
@settings(SETTINGS, max_examples=2, phases=[Phase.generate])  # every reading starts a process
@given(table=tables(3))
def test_every_binary_format(read, table, container):
    if container == "xlsx":  # XML has no control characters, and knows one kind of line end
        table = [tuple("".join(c for c in cell if c.isprintable()).strip() or "x" for cell in row) for row in table]
    make = {"sqlite": wraps.sqlite, "parquet": wraps.parquet, "xlsx": wraps.workbook}[container]
    seen = read(make(("id", "name", "note"), [("1", "a", "b"), *table]), header="yes")
    assert seen.rows[1:] == table
    assert not seen.rejected


ODD_TEXT = st.lists(
    st.sampled_from(
        [
            '"',
            '"',
            ",",
            ",",
            "\n",
            "\n",
            "a",
            '"x",y\n',
            '"x","y"\n',
            '"","x"\n',
            "a,b\n",
            "a,b\n",
            "\0",
            "\ufeff",
            "é",
            '"q\nr",s\n',
            '""',
            "\udcff",
            "\x01",
            "x\x01",
            "x^,y\n",
            "\\",
            '\\"',
            "\\\n",
            "||",
            "a||b\n",
            "Total: 3\n",
            "end of list\n",
        ]
    ),
    max_size=14,
).map(lambda parts: "".join(parts).encode("utf-8", "surrogateescape"))


def deliver(reader, text: bytes, cut: int):
    ledger, rows = Ledger(), []
    pieces = [(text[start : start + cut], False) for start in range(0, len(text), cut)]
    for piece, final in [*pieces, (b"", True)]:
        for chunk in reader.feed(piece, final=final):
            rows += [tuple(cell or "" for cell in row) for row in ledger.absorb(chunk).rows()]
    account = ledger.account(size=0, sha256=None, complete=True, notes=())
    assert account.read == account.scored + sum(seen.count for seen in account.rejected.values())
    assert account.scored == len(rows)
    return rows, account


@settings(SETTINGS, max_examples=250)
@given(
    text=ODD_TEXT,
    width=st.integers(1, 3),
    cut=st.integers(1, 6),
    limit=st.sampled_from([1 << 24, 12]),
    mark=st.sampled_from([b",", b",", b"||", None]),
    escape=st.sampled_from([None, None, b"\\"]),
)
def test_the_fast_reading_is_the_careful_one_at_any_cut(text, width, cut, limit, mark, escape):  # noqa: PLR0917 - drawn
    def reader() -> DelimitedReader:
        forms = frozenset({b"a,b", b'"a","b"'} if width == 2 else ())
        labels = ("a", "b") if width == 2 else None
        delimiter = mark or (b"," if width > 1 else None)
        return DelimitedReader(Splitter(delimiter, b'"', width, limit, forms, escape=escape), labels)

    careful = reader()
    careful._proven.read = lambda _: None
    expected = deliver(careful, text, 10**6)
    assert deliver(reader(), text, 10**6) == expected
    assert deliver(reader(), text, cut) == expected


JSON_PARTS = st.lists(
    st.sampled_from(
        [
            '{"a":1,"b":{"c":2}}',
            '{"a":"x},{y"}',
            ",",
            ",",
            "\n",
            "\n",
            " ",
            '{"a":[{"z":1},{"z":2}]}',
            '{"a":1',
            "}",
            "]",
            "[",
            *['"', '{"a":NaN}', '{"a":1.10}', "5", '"s"', '{"q":1}', "\udcff", "],[", '{"b":3}', "{}", '{"a":"\\""}'],
        ]
    ),
    max_size=12,
).map(lambda parts: "".join(parts).encode("utf-8", "surrogateescape"))
COLUMNS = Shape(columns_of([OBJECT.decode('{"a":1,"b":{"c":2}}')], (), (), frozenset()), extended=False)


@settings(SETTINGS, max_examples=150)
@given(text=JSON_PARTS, cut=st.integers(1, 9), limit=st.sampled_from([1 << 24, 30]))
def test_broken_json_is_read_alike_at_any_cut(text, cut, limit):
    for make in (
        lambda: LinesReader(COLUMNS, limit),
        lambda: ElementsReader(COLUMNS, Layout(0, array=True), limit),
        lambda: ElementsReader(COLUMNS, Layout(0, array=False), limit),
        lambda: ElementsReader(COLUMNS, Layout(0, array=True, path=("hits",)), limit),
    ):
        assert deliver(make(), text, cut) == deliver(make(), text, 10**6)


LEAF = st.one_of(st.text(max_size=6), st.integers(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False))


@SETTINGS
@given(
    values=st.lists(st.tuples(LEAF, LEAF, st.lists(st.integers(), max_size=3)), min_size=1, max_size=6),
    layout=st.sampled_from(["lines", "array", "pretty", "hits"]),
    cut=st.integers(1, 200),
)
def test_json_keeps_every_value_as_it_was_written(read, values, layout, cut):
    records = [{"a": a, "in": {"b": b}, "list": c} for a, b, c in values]
    text = {
        "lines": "\n".join(map(json.dumps, records)),
        "array": json.dumps(records),
        "pretty": json.dumps(records, indent=2, ensure_ascii=False),
        "hits": json.dumps({"took": 1, "hits": {"total": 2, "hits": records}}),
    }[layout]
    seen = read(text.encode(), batch_bytes=cut)
    assert seen.info.labels == ("a", "in.b", "list")
    assert seen.rows == [
        (
            *(leaf if isinstance(leaf, str) else json.dumps(leaf) for leaf in (a, b)),
            json.dumps(c, separators=(",", ":")),
        )
        for a, b, c in values
    ]


@pytest.mark.parametrize("cut", [1, 7, 64, 4096, 1 << 20])
def test_batches_do_not_depend_on_their_size(read, cut):
    text = "name,note\n" + "".join(f'n{i},"a ""b"", {i}\nline"\n' if i % 3 else f"n{i},plain\n" for i in range(60))
    text += "short\nlong,er,row\n\nn61,x\nname,note\nn62,y"
    seen = read(text.encode(), batch_bytes=cut)
    assert len(seen.rows) == 62
    assert seen.rows[1] == ("n1", 'a "b", 1\nline')
    assert seen.rejected == {"FIELD_COUNT": (2, 61)}
    assert seen.account.quality == {"Q001": (1, 63), "Q002": (1, 64)}
    assert Reject.FIELD_COUNT in seen.account.rejected
