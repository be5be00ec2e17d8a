"""Packings that are rare, and packings made to harm: each is read, or refused with one line."""

from __future__ import annotations

import gzip
import io
import random
import struct
import tarfile
import zipfile
import zlib

import pytest

from leakcheck.errors import SourceError

PEOPLE = [(f"{number}", f"name{number}") for number in range(1, 41)]
CSV = b"id,name\n" + b"".join(f"{id_},{name}\n".encode() for id_, name in PEOPLE)


def test_a_gzip_file_of_several_members_with_hostile_names(read):
    parts = [CSV[at : at + 100] for at in range(0, len(CSV), 100)]
    packed = b""
    for part in parts:
        out = io.BytesIO()
        with gzip.GzipFile("\x1b]0;x\x07\x1b[2Jname", "wb", fileobj=out) as file:
            file.write(part)
        packed += out.getvalue()
    seen = read(packed)
    assert seen.rows == PEOPLE
    assert "\x1b" not in repr(seen.info.notes)
    assert read(packed + b"trailing").account.notes == ("8 bytes after the packed data were not unpacked",)


def test_a_zip_archive_with_64_bit_sizes(read):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.csv", "w", force_zip64=True) as file,
    ):
        file.write(CSV)
    assert read(out.getvalue()).rows == PEOPLE


def overlapping(count: int, size: int) -> bytes:
    """Many entries of a zip archive that all stand for the same packed bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(bytes(size)) + packer.flush()
    crc = zlib.crc32(bytes(size))
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 33, crc, len(body), size, 1, 0) + b"a" + body
    central = b""
    for number in range(count):
        name = f"{number}.csv".encode()
        fields = (b"PK\x01\x02", 20, 20, 0, 8, 0, 33, crc, len(body), size, len(name), 0, 0, 0, 0, 0, 0)
        central += struct.pack("<4sHHHHHHIIIHHHHHII", *fields) + name
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(central), len(local), 0)
    return local + central + end


@pytest.mark.parametrize("count", [1, 2, 9_999, 20_000])
def test_entries_over_one_another(read, count):
    with pytest.raises(SourceError) as caught:
        read(overlapping(count, 1 << 20), table="0.csv")
    assert caught.value.code in {"LC204", "LC205"}


def test_hostile_headers_of_tar_members(read):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("a.csv")
        info.size = len(CSV)
        info.pax_headers = {"path": "../../\x1b[31m\u202egpj.csv", "size": str(len(CSV)), "SCHILY.xattr.x": "y" * 9000}
        archive.addfile(info, io.BytesIO(CSV))
        for kind, target in ((tarfile.SYMTYPE, "/etc/passwd"), (tarfile.LNKTYPE, "a.csv"), (tarfile.FIFOTYPE, "")):
            link = tarfile.TarInfo("link")
            link.type, link.linkname = kind, target
            archive.addfile(link)
    seen = read(out.getvalue())
    assert seen.rows == PEOPLE
    assert not {"\x1b", "\u202e"} & set("".join(seen.info.notes))


def packings() -> dict[str, bytes]:
    """One table in several packings."""
    zipped, tarred = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", CSV)
    with tarfile.open(fileobj=tarred, mode="w") as archive:
        info = tarfile.TarInfo("a.csv")
        info.size = len(CSV)
        archive.addfile(info, io.BytesIO(CSV))
    lines = b"".join(f'{{"id":{id_},"name":"{name}"}}\n'.encode() for id_, name in PEOPLE)
    values = ",".join(f"({id_},'{name}')" for id_, name in PEOPLE)
    listed = b"[" + lines.rstrip().replace(b"\n", b",\n") + b"]"
    texts = {"lines": lines, "array": listed, "sql": b"INSERT INTO `t` VALUES " + values.encode() + b";\n"}
    return {"gzip": gzip.compress(CSV), "zip": zipped.getvalue(), "tar": tarred.getvalue(), **texts}


@pytest.mark.parametrize("kind", sorted(packings()))
def test_mutations_are_read_or_refused(read, kind):
    draw = random.Random(11)
    for _ in range(40):
        data = bytearray(packings()[kind])
        for _ in range(draw.randrange(1, 5)):
            at = draw.randrange(len(data))
            change = draw.randrange(4)
            if change == 0:
                data[at] = draw.randrange(256)
            elif change == 1:
                del data[at : at + draw.randrange(1, 100)]
            elif change == 2:
                data[at:at] = draw.randbytes(draw.randrange(1, 20))
            else:
                data[at:at] = data[max(0, at - draw.randrange(1, 200)) : at] * draw.randrange(1, 4)
            data = data or bytearray(b"x")
        said = ""
        try:
            read(bytes(data), allow_truncated=draw.random() < 0.5, batch_bytes=draw.choice([97, 1 << 22]))
        except SourceError as error:
            said = str(error)
        assert said.isprintable()


def test_a_zip_member_without_a_name_is_a_member(read):
    """Found by fuzzing: Python 3.11 looks at the last letter of the name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo(""), CSV)
    assert read(stream.getvalue()).rows == PEOPLE
