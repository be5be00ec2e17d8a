"""Binary formats in a process of their own: records as text, and one clean error whatever the file does to it."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import polars as pl
import pytest

from leakcheck.errors import SourceError
from leakcheck.exits import ExitStatus
from leakcheck.sources import ReadOptions, open_sample
from leakcheck.sources.child_parquet import as_text
from leakcheck.sources.child_sheet import _days
from leakcheck.sources.child_status import Status, csv_line
from leakcheck.sources.container import opened

ROWS = [(str(i), ["Ann", 'q"uote', "co,mma", "li\nne", "", "姓名", "=1+1"][i % 7]) for i in range(50)]
SECRET = "110101190001010010"  # noqa: S105 - what must not come out


def database(path: Path, script: str, *rows: tuple[str, list[tuple[object, ...]]]) -> bytes:
    path.unlink(missing_ok=True)
    base = sqlite3.connect(path)
    base.executescript(script)
    for table, values in rows:
        base.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values[0]))})", values)  # noqa: S608 - ours
    base.commit()
    base.close()
    return path.read_bytes()


def parquet(frame: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


def cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def workbook(*sheets: tuple[str, str, str]) -> bytes:
    """An xlsx of sheets, each a name, a state and its rows."""
    file = io.BytesIO()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="r{n}"/>'
        for n, (name, state, _) in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>'
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}/relationships">{related}</Relationships>'
        )
        for n, (_, _, rows) in enumerate(sheets, 1):
            archive.writestr(
                f"xl/worksheets/s{n}.xml", f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
            )
    return file.getvalue()


def error_of(read, data: bytes, **options: object) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(data, **options)
    told = caught.value.message + (caught.value.hint or "")
    assert told.isprintable()
    assert SECRET not in told
    assert caught.value.__cause__ is None
    assert caught.value.code in {"LC204", "LC205"}
    return caught.value


def said_of(read, data: bytes) -> str:
    """Nothing where there are records, else what the one clean error says."""
    try:
        read(data)
    except SourceError as error:
        return error.message
    return ""


def test_a_database(tmp_path, read):
    script = """
        CREATE TABLE people (id INTEGER, name TEXT, twice AS (id * 2));
        CREATE TABLE "o'th\x1b""er" (x); INSERT INTO "o'th\x1b""er" VALUES (1.5), (x'00ff'), (NULL);
        CREATE VIEW v AS SELECT * FROM people;
        CREATE TRIGGER t AFTER INSERT ON people BEGIN INSERT INTO "o'th\x1b""er" VALUES (9); END;
        DROP TRIGGER t;
        CREATE VIRTUAL TABLE f USING fts4(body);
    """
    data = database(tmp_path / "base", script, ("people(id, name)", ROWS))
    seen = read(data)
    assert (seen.info.format, seen.info.delimiter, seen.info.labels) == ("sqlite", None, ("id", "name"))
    assert seen.rows == ROWS
    assert seen.account.bytes == len(data)
    assert seen.account.sha256
    assert "table people is read" in seen.info.notes
    assert "2 views and virtual tables were not run" in seen.account.notes
    seen = read(data, table="o'th\x1b\"er")
    assert seen.rows == [("1.5",), ("0x00FF",), ("",)]
    assert all(note.isprintable() for note in seen.info.notes)
    for name in ("v", "f", "sqlite_master", "none", "people; DROP TABLE people"):
        assert "of that name" in error_of(read, data, table=name).message


def test_hostile_databases(tmp_path, read):
    data = database(tmp_path / "base", "CREATE TABLE t (a, b)", ("t", [(SECRET, str(i)) for i in range(4000)]))
    damaged = bytearray(data)
    damaged[4096 : 3 * 4096] = bytes(2 * 4096)
    for hostile in (bytes(damaged), data[:5000], data[:20], b"SQLite format 3\0" + bytes(84)):
        assert error_of(read, hostile).exit_status == ExitStatus.INPUT
    late = bytearray(data)
    late[-8 * 4096 :] = b"\xff" * (8 * 4096)
    error = error_of(read, bytes(late))
    seen = read(bytes(late), allow_truncated=True) if error.code == "LC205" else None
    assert seen is None or not seen.account.complete
    lying = data.replace(b"CREATE TABLE t (a, b)", b"CREATE VIEW t AS SELE")
    assert error_of(read, lying).exit_status == ExitStatus.INPUT
    assert error_of(read, database(tmp_path / "none", "CREATE TABLE t (a)")).message.endswith("without a record")


def test_parquet(read):
    columns = {"id": [row[0] for row in ROWS], "name": [row[1] for row in ROWS], "list": [[1, None]] * 50}
    frame = pl.DataFrame({**columns, "raw": [b"\xff"] * 50, "object": [{"q": "x"}] * 50, "flag": [True] * 50})
    seen = read(parquet(frame))
    assert seen.info.format == "parquet"
    assert seen.info.labels == tuple(frame.columns)
    assert seen.rows == [(*row, "[1,null]", "0xff", '{"q":"x"}', "true") for row in ROWS]


def test_hostile_parquet(read):
    data = parquet(pl.DataFrame({"a": [SECRET] * 4000}))
    middle = bytearray(data)
    middle[20:60] = b"\xff" * 40
    footer = bytearray(data)
    footer[-8:-4] = b"\xff" * 4
    assert SECRET not in said_of(read, bytes(middle))  # a value may have changed without a trace
    for hostile in (bytes(footer), b"PAR1" + bytes(40) + b"PAR1", parquet(pl.DataFrame({"a": []}))):
        assert error_of(read, hostile).exit_status == ExitStatus.INPUT
    assert error_of(read, data[: len(data) // 2]).exit_status == ExitStatus.INPUT


def test_values_of_every_type_are_text():
    for column in (
        pl.Series([1.5, None]),
        pl.Series([None, None]),
        pl.Series(["a", None], dtype=pl.Categorical),
        pl.Series([1, None]).cast(pl.Date),
        pl.Series([1, None]).cast(pl.Datetime("ns")),
        pl.Series([1, None]).cast(pl.Duration("us")),
        pl.Series([1, None]).cast(pl.Decimal(10, 2)),
        pl.Series([[b"x"], None]),
    ):
        text = as_text(column)
        assert text.dtype == pl.String
        assert text.null_count() == column.null_count()


def test_cells_in_quotes():
    assert csv_line([b'a"b', b"", b"c,\nd"]) == b'"a""b","","c,\nd"\n'


def test_a_workbook(read):
    pytest.importorskip("fastexcel")
    rows = [("id", "name"), *ROWS]
    text = "".join(
        f'<row r="{n}">{cell(f"A{n}", row[0])}{cell(f"B{n}", row[1])}</row>' for n, row in enumerate(rows, 1) if n != 9
    )
    book = workbook(
        ("Secret", "hidden", f'<row r="1">{cell("A1", "x")}</row>'),
        ("Empty", "visible", ""),
        ("People", "visible", text),
        ("Other", "visible", f'<row r="1">{cell("A1", "h")}</row><row r="2">{cell("A2", "9")}</row>'),
    )
    seen = read(book)
    assert (seen.info.format, seen.info.labels) == ("xlsx", ("id", "name"))
    assert seen.rows == [row for n, row in enumerate(ROWS, 2) if n != 9]
    assert "sheet People is read" in seen.info.notes
    assert "3 other sheets were not read" in seen.account.notes
    assert "1 of the workbook's sheets are hidden" in seen.account.notes
    assert ("9",) in read(book, table="Other", header="yes").rows
    assert "of that name" in error_of(read, book, table="None").message


def test_an_open_document(read):
    pytest.importorskip("fastexcel")
    names = "urn:oasis:names:tc:opendocument:xmlns"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in row
        )
        + "</table:table-row>"
        for row in (("id", "name"), ("1", "0012"))
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", kind)
        entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        listed = f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0">{entry}</manifest:manifest>'
        archive.writestr("META-INF/manifest.xml", listed)
        spaces = f'xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0"'
        sheet = f'<table:table table:name="S">{rows}</table:table>'
        body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    seen = read(file.getvalue())
    assert (seen.info.format, seen.info.labels, seen.rows) == ("ods", ("id", "name"), [("1", "0012")])


def test_hostile_workbooks(read):
    pytest.importorskip("fastexcel")
    far = f'<row r="1">{cell("A1", SECRET)}</row><row r="1048576">{cell("XFD1048576", "z")}</row>'
    for hostile in (
        workbook(("S", "visible", far)),
        workbook(("S", "visible", '<row r="1"><c r="A1"><v>')),
        workbook(("S", "visible", "")),
    ):
        assert error_of(read, hostile).exit_status == ExitStatus.INPUT
    bomb = io.BytesIO(workbook(("S", "visible", "")))
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/x.bin", "w") as part:
        part.write(bytes(10_000_000))
    data = bomb.getvalue().replace((10_000_000).to_bytes(4, "little"), (0x7FFFFFFF).to_bytes(4, "little"))
    assert "over the limits" in error_of(read, data).message


def test_a_process_that_dies(tmp_path, monkeypatch):
    frame = pl.DataFrame({"a": [f"{SECRET}{i}" for i in range(400_000)]})
    (tmp_path / "x").write_bytes(parquet(frame))
    spawned = []

    def kept(*arguments):
        spawned.append(opened(*arguments))
        return spawned[-1]

    monkeypatch.setattr("leakcheck.sources.sample.opened", kept)
    for allowed in (False, True):
        with open_sample(str(tmp_path / "x"), ReadOptions(allow_truncated=allowed)) as sample:
            batches = sample.batches()
            next(batches)
            process = spawned[-1].content._process
            process.kill()
            if allowed:
                assert sum(batch.height for batch in batches) < 400_000
                assert not sample.account().complete
            else:
                with pytest.raises(SourceError) as caught:
                    list(batches)
                assert caught.value.code == "LC205"
        assert process.returncode is not None
    with open_sample(str(tmp_path / "x")):
        process = spawned[-1].content._process
    assert process.returncode is not None  # nobody reads on: it is ended


def test_the_process_is_silent_and_limited(tmp_path):
    (tmp_path / "x").write_bytes(b"PAR1" + SECRET.encode() * 9 + b"PAR1")
    with (tmp_path / "x").open("rb") as file:
        asked = json.dumps({"kind": "parquet", "handle": file.fileno(), "table": None}).encode() + b"\n"
        done = subprocess.run(
            [sys.executable, "-I", "-m", "leakcheck.sources.child"],
            input=asked,
            capture_output=True,
            pass_fds=(file.fileno(),),
            check=False,
        )
    assert done.returncode == Status.DAMAGED
    assert done.stdout == b""
    assert SECRET.encode() not in done.stderr
    program = (
        "import resource, leakcheck.sources.child as c\nc.limit()\n"
        "names = resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE\n"
        "print(*[resource.getrlimit(name)[0] for name in names])\n"
        "try:\n    bytearray(2 << 30)\nexcept MemoryError:\n    print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(1 << 30), "0", "0", "refused"]


def test_a_pipe_is_refused(tmp_path):
    data = database(tmp_path / "base", "CREATE TABLE t (a)", ("t", [(1,)]))
    for content in (data, parquet(pl.DataFrame({"a": [1]}))):
        with pytest.raises(SourceError) as caught:
            open_sample("-", stdin=io.BytesIO(content))
        assert "pipe" in caught.value.message


def test_days_and_times_of_a_sheet():
    midnights = ["born", "2000-01-03 00:00:00", None, "1999-12-31 00:00:00"]
    times = ["at", "2000-01-03 00:00:00", "2000-01-03 00:00:01"]
    assert _days(pl.Series(midnights)).to_list() == ["born", "2000-01-03", None, "1999-12-31"]
    assert _days(pl.Series(times)).to_list() == times
    assert _days(pl.Series(["x"])).to_list() == ["x"]
