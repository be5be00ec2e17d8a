"""Archives: one member is read as a stream, several are named, and nothing in them is a path or a program."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import struct
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakcheck.errors import SourceError
from leakcheck.sources import open_sample

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CSV = b"id,name\n" + b"".join(b"%d,person %d\n" % (i, i) for i in range(500))
OTHER = b"k;v\n1;2\n3;4\n"
PACKINGS = {
    "stored": zipfile.ZIP_STORED,
    "deflate": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}
WRAPPERS = {"": bytes, "gzip": gzip.compress, "zstd": zstd.compress, "bzip2": bz2.compress}


class Unseekable(io.RawIOBase):
    """Makes zipfile write sizes behind the data, as a pipe does."""

    def __init__(self) -> None:
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.data += bytes(data)
        return len(data)


def packed(*members: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


def tarred(*members: tuple[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def rows_of(path: str) -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
    """The records of a sample by its path, and what is said of it."""
    with open_sample(path) as sample:
        rows = [row for frame in sample.batches() for row in frame.rows()]
        return rows, (*sample.info.notes, *sample.account().notes)


def error_of(read, data: bytes, **options: object) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(data, **options)
    assert caught.value.message.isprintable()
    assert (caught.value.hint or "").isprintable()
    assert caught.value.__cause__ is None
    return caught.value


@SETTINGS
@given(
    rows=st.lists(st.tuples(st.integers(), st.text("ab,\"\n'", max_size=5)), min_size=1, max_size=20),
    packing=st.sampled_from(sorted(PACKINGS)),
    name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=8),
    cut=st.integers(1, 200),
)
def test_a_zip_of_one_file_is_that_file(read, rows, packing, name, cut):
    text = "".join(f'{number},"{note.replace(chr(34), chr(34) * 2)}"\n' for number, note in rows).encode()
    as_it_is = read(text, header="no", delimiter=",", input_format="csv")
    data = packed((name.strip("/") or "x", text), packing=PACKINGS[packing])
    seen = read(data, header="no", delimiter=",", input_format="csv", batch_bytes=cut)
    assert seen.rows == as_it_is.rows
    assert (seen.info.compression, seen.account.bytes) == ("zip", len(data))
    assert seen.account.sha256
    assert all(note.isprintable() for note in seen.info.notes)


@pytest.mark.parametrize("wrapper", sorted(WRAPPERS))
@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize("cut", [100, 1 << 22])
def test_a_tar_of_one_file_is_that_file(read, wrapper, form, cut):
    name = "é" * 20 + "/" + "n" * 60
    seen = read(WRAPPERS[wrapper](tarred((name, CSV), form=form)), batch_bytes=cut)
    assert seen.info.labels == ("id", "name")
    assert len(seen.rows) == 500
    assert seen.info.compression == (f"tar, {wrapper}" if wrapper else "tar")
    assert seen.account.sha256


def test_a_zip_written_to_a_pipe(read):
    file = Unseekable()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.csv", "w", force_zip64=True) as out,
    ):
        out.write(CSV)
    assert len(read(file.data).rows) == 500


MAKERS = {"zip": packed, "tar": tarred}


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_several_members(tmp_path, read, kind):
    data = MAKERS[kind](("d/a.csv", CSV), ("__MACOSX/d/._a.csv", b"x"), ("b.csv", OTHER))
    error = error_of(read, data)
    assert (error.code, error.message) == ("LC209", "archive holds 2 files")
    assert error.hint == "name one behind a !, as in FILE!d/a.csv"
    assert error_of(read, data, table="c.csv").hint == "members: d/a.csv, b.csv"
    place = tmp_path / f"two!.{kind}"
    place.write_bytes(data)
    assert rows_of(f"{place}!b.csv")[0] == [("1", "2"), ("3", "4")]
    rows, notes = rows_of(f"{place}!a.csv")
    assert len(rows) == 500
    assert f"member d/a.csv of the {kind} archive" in notes
    assert "2 other members were not read" in notes
    readme = MAKERS[kind](("README.txt", b"hello"), ("proof.PNG", b"x"), ("b.csv", OTHER))
    assert read(readme).rows == [("1", "2"), ("3", "4")]


def test_a_table_of_a_dump_in_an_archive(tmp_path, read):
    dump = b"INSERT INTO a (x) VALUES (1),(2);INSERT INTO b (y) VALUES (3);"
    assert read(packed(("d.sql", dump)), table="b").rows == [("3",)]
    data = packed(("d.sql", dump), ("e.csv", CSV))
    assert read(data, table="d.sql!b").rows == [("3",)]
    assert len(read(data, table="d.sql").rows) == 2


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_names_are_only_labels(tmp_path, monkeypatch, kind):
    monkeypatch.chdir(tmp_path)
    hostile = ["../../evil.csv", "/etc/evil.csv", "a\x1b[2J\u202e.csv", "C:\\x.csv", "-rf", "~"]
    for name in hostile:
        Path("s").write_bytes(MAKERS[kind]((name, OTHER)))
        rows, notes = rows_of("s")
        assert rows == [("1", "2"), ("3", "4")]
        assert all(note.isprintable() for note in notes)
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_links_and_devices_are_no_members(read):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
            info = tarfile.TarInfo(f"m{kind!r}")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert error_of(read, file.getvalue()).message == "not tabular: the tar archive holds no file"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        info = zipfile.ZipInfo("l.csv")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert error_of(read, file.getvalue()).message == "not tabular: the zip archive holds no file"


def test_encrypted_members_are_refused(read):
    data = bytearray(packed(("a.csv", CSV)))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + offset] |= 1
    error = error_of(read, bytes(data))
    assert error.code == "LC204"
    assert "encrypted" in error.message


@pytest.mark.parametrize("kind", sorted(MAKERS))
@pytest.mark.parametrize("inner", [packed(("a", CSV)), tarred(("a", CSV)), gzip.compress(CSV), b"PAR1" * 9])
def test_nested_archives_are_refused(read, kind, inner):
    error = error_of(read, MAKERS[kind](("inner", inner)))
    assert error.code == "LC204"
    assert "inside the" in error.message


@pytest.mark.parametrize("packing", sorted(PACKINGS))
def test_damage_in_a_member(read, packing):
    data = bytearray(packed(("a.csv", CSV * 20), packing=PACKINGS[packing]))
    place = data.index(b"PK\x01\x02") - 40
    data[place : place + 8] = b"\xff" * 8
    assert error_of(read, bytes(data)).code == "LC205"
    seen = read(bytes(data), allow_truncated=True)
    assert not seen.account.complete


def test_archives_cut_off(read):
    data = packed(("a.csv", CSV))
    for size in (4, 30, len(data) // 2, len(data) - 10):
        assert error_of(read, data[:size]).code == "LC204"
    data = tarred(("a.csv", CSV))
    assert error_of(read, data[:3000]).code == "LC205"
    assert read(data[:3000], allow_truncated=True).rows[0] == ("0", "person 0")
    two = tarred(("a.csv", CSV), ("b.csv", OTHER))
    start = two.index(b"b.csv")
    seen = read(two[:start] + b"\xff" * 512 + two[start + 512 :])
    assert "the tar archive is damaged or cut off behind its last readable member" in seen.account.notes


def test_bombs(read, monkeypatch):
    monkeypatch.setattr("leakcheck.sources.zipped.RATIO_FLOOR", 1 << 20)
    for packing in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        error = error_of(read, packed(("a.csv", b"head,b\n" + b"1,2\n" * (1 << 20)), packing=packing))
        assert "over 500 times" in error.message
    data = bytearray(packed(("a.csv", CSV)))
    struct.pack_into("<H", data, data.rindex(b"PK\x05\x06") + 10, 60_000)
    assert "over 10,000 members" in error_of(read, bytes(data)).message
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 1 << 40
    assert "over the size limit" in error_of(read, header.tobuf(tarfile.GNU_FORMAT) + bytes(5000)).message


def test_a_zip_needs_a_file():
    for data in (packed(("a.csv", CSV)), tarred(("a.csv", CSV))):
        with pytest.raises(SourceError) as caught:
            open_sample("-", stdin=io.BytesIO(data))
        assert "pipe" in caught.value.message


def test_no_handle_stays_open(tmp_path):
    place = tmp_path / "a.zip"
    before = len([*Path("/proc/self/fd").iterdir()])
    for data in (packed(("a.csv", CSV)), packed(("a", CSV), ("b", CSV)), packed(("a", b"")), b"PK\x03\x04" + bytes(90)):
        place.write_bytes(data)
        with contextlib.suppress(SourceError):
            open_sample(str(place)).close()
    assert len([*Path("/proc/self/fd").iterdir()]) == before


@SETTINGS
@given(place=st.integers(0, 400), value=st.integers(0, 255), kind=st.sampled_from(sorted(MAKERS)))
def test_a_changed_byte_is_no_crash(read, place, value, kind):
    data = bytearray(MAKERS[kind](("a.csv", CSV[:300])))
    data[place % len(data)] = value
    try:
        seen = read(bytes(data))
        assert seen.account.read == seen.account.scored + sum(count for count, _ in seen.rejected.values())
    except SourceError as error:
        assert error.code in {"LC203", "LC204", "LC205", "LC206", "LC207", "LC209"}  # noqa: PT017 - either is right
