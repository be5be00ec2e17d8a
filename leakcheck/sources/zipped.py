"""One member of a zip archive as a stream. Nothing is extracted; the central directory is bounded before it is read."""

from __future__ import annotations

import io
import lzma
import stat
import struct
import zipfile
import zlib
from typing import Final

from leakcheck.errors import SourceError
from leakcheck.sources.members import MOST_MEMBERS, choose, refuse_nested
from leakcheck.sources.options import MAX_RATIO, MIB, RATIO_FLOOR
from leakcheck.sources.stream import RawStream

MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
_DIRECTORY: Final = 8 * MIB  # of a central directory
_TAIL: Final = 0xFFFF + 22 + 20 + 56  # bytes in which its size stands
_DAMAGE: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, ValueError, RuntimeError, NotImplementedError, KeyError, IndexError, OverflowError),
)
_SMALL: Final = 4096  # packed bytes at once where zipfile does not bound what comes out of them
_STEP: Final = 256 * 1024
_UNBOUNDED: Final = (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


class ZipMember:
    """The bytes of one member; the whole file goes by beside it, to be hashed."""

    name: str | None = "zip"
    broken = False
    trailing = 0

    def __init__(self, raw: RawStream, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        if info.flag_bits & 0x1:
            raise SourceError(
                "LC204", "the member of the zip archive is encrypted", "unpack it with its password first"
            )
        self._raw = raw
        self._refuse_bomb(info.file_size)  # zipfile gives no more than the directory says
        self._archive = archive
        self._size = _SMALL if info.compress_type in _UNBOUNDED else 1 << 30
        try:
            self._member = archive.open(info)
        except _DAMAGE:
            raise SourceError(
                "LC204", "not tabular: a zip archive that is damaged or packed in an unknown way"
            ) from None

    def read(self, size: int) -> bytes:
        """Up to `size` unpacked bytes; empty at the end."""
        self._raw.read(_STEP)
        try:
            data = self._member.read(min(size, self._size))
        except _DAMAGE:
            self.broken, data = True, b""
        if not data:
            while self._raw.read(_STEP):
                pass
        return data

    def _refuse_bomb(self, size: int) -> None:
        if size > RATIO_FLOOR and size > MAX_RATIO * (self._raw.total or 0):
            raise SourceError("LC204", f"not tabular: zip data that unpacks over {MAX_RATIO} times its size")

    def close(self) -> None:
        """Let the archive go."""
        self._archive.close()


def open_archive(file: io.FileIO) -> zipfile.ZipFile:
    """The archive in `file`. SourceError LC204 where it is damaged or its directory is out of bounds."""
    damaged = SourceError("LC204", "not tabular: a zip archive without a readable directory (damaged or cut off)")
    try:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - _TAIL))
        tail = file.read(_TAIL)
        end = tail.rfind(b"PK\x05\x06")
        if end < 0:
            raise damaged
        entries, bulk = struct.unpack_from("<HI", tail, end + 10)
        wide = tail.rfind(b"PK\x06\x06")
        if wide >= 0:
            entries, bulk = struct.unpack_from("<QQ", tail, wide + 32)
        if entries > MOST_MEMBERS or (bulk > _DIRECTORY and bulk != 0xFFFFFFFF):
            raise SourceError("LC204", f"not tabular: a zip archive of over {MOST_MEMBERS:,} members")
        return zipfile.ZipFile(file)
    except _DAMAGE:
        raise damaged from None


def open_member(raw: RawStream, archive: zipfile.ZipFile, wanted: str | None) -> tuple[ZipMember, str, int, str | None]:
    """The member to read, its name, how many others there are, and what is left of `wanted`."""
    # (ZipInfo.is_dir of Python 3.11 looks at the last letter of a name, whether there is one or not)
    files = [info for info in archive.infolist() if not info.filename.endswith("/") and _regular(info)]
    place, inner = choose([info.filename for info in files], wanted, "zip")
    member = ZipMember(raw, archive, files[place])
    refuse_nested(_beginning(archive, files[place]), "zip")
    return member, files[place].filename, len(files) - 1, inner


def _beginning(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The first bytes of a member; none where they are damaged, as the reading of it will say."""
    try:
        with archive.open(info) as start:
            return start.read(512)
    except _DAMAGE:
        return b""


def office_format(archive: zipfile.ZipFile) -> str | None:
    """Is the archive a workbook (xlsx or ods)? "other" where it is another office document."""
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        return "xlsx" if names & {"xl/workbook.xml", "xl/workbook.bin"} else "other"
    if "mimetype" in names and "content.xml" in names:
        try:
            with archive.open("mimetype") as file:
                kind = file.read(100)
        except _DAMAGE:
            return "other"
        return "ods" if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet") else "other"
    return None


def _regular(info: zipfile.ZipInfo) -> bool:
    mode = info.external_attr >> 16
    return not stat.S_IFMT(mode) or stat.S_ISREG(mode)
