"""Samples that are heavy to hold or to unpack: written in pieces, a few megabytes on the disk where they are packed."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

MIB = 1 << 20


def _write(pieces: Callable[[], Iterable[bytes]]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("wb") as file:
            file.writelines(pieces())

    return write


def _bomb(path: Path) -> None:
    """1 MB that unpacks to 1 GB of lines."""
    with gzip.open(path, "wb") as file:
        line = b"1,zqxa,zqxb\n" * (MIB // 12)
        for _ in range(1000):
            file.write(line)


def _bomb_of_bombs(path: Path) -> None:
    """A few kB that unpack to 256 kB that unpack to 256 MB."""
    packer = zlib.compressobj(9, wbits=31)
    inner = b"".join([*(packer.compress(bytes(MIB)) for _ in range(256)), packer.flush()])
    path.write_bytes(gzip.compress(inner))


_LINE = b"1,zqxname,zqxstreet,1990000000\n"
_LONG = b"zqxa" * (MIB // 4)

HEAVY: dict[str, tuple[Callable[[Path], None], set[int]]] = {  # name: how to write it, the exit statuses it may have
    "bomb.gz": (_bomb, {3}),
    "bomb-of-bombs.gz": (_bomb_of_bombs, {3}),
    "long-line.csv": (_write(lambda: [_LONG] * 100), {0, 3, 4}),
    "long-line-inside.csv": (_write(lambda: [_LINE * 99, *[_LONG] * 100, b"\n", _LINE * 99]), {0, 3, 4}),
    "open-quote.csv": (_write(lambda: [b'1,"zqx,2\n', _LINE * 30_000] * 60), {0, 3, 4}),
    "million-columns.csv": (_write(lambda: [b"zqxa," * 1_000_000 + b"\n"] * 3), {3}),
    "wide.csv": (_write(lambda: [b",".join(b"zqx%d" % n for n in range(10_000)) + b"\n"] * 200), {0, 3, 4}),
    "million-keys.json": (_write(lambda: [json.dumps({f"k{n}": n for n in range(1_000_000)}).encode()]), {0, 3, 4}),
    "each-its-own-key.ndjson": (_write(lambda: (b'{"k%d":"zqxvalue"}\n' % n for n in range(50_000))), {0, 3, 4}),
    "deep-array.json": (_write(lambda: [b"[" * 2_000_000, b"]" * 2_000_000]), {3, 4}),
    "deep-object.json": (_write(lambda: [b'{"a":' * 500_000, b"1", b"}" * 500_000]), {3, 4}),
    "one-long-string.json": (_write(lambda: [b'[{"a":"', *[_LONG] * 100]), {3, 4}),
    "blank-lines.csv": (_write(lambda: [b"a,b\n1,zqx\n", *[b"\n" * MIB] * 50]), {0, 4}),
    "carriage-returns.csv": (_write(lambda: [b"a,b\r1,zqx\r", *[b"\r" * MIB] * 20]), {0, 4}),
    "quotes.csv": (_write(lambda: [b'"' * MIB] * 50), {0, 3, 4}),
    "commas.csv": (_write(lambda: [b"," * MIB] * 50), {3}),
    "nested-quotes.csv": (_write(lambda: [b'a,"""",b\n' * 100_000] * 10), {0, 4}),
    "high-bytes.csv": (_write(lambda: [b"\xe9,\x80\xff,\xfe\n" * 200_000] * 10), {0, 3, 4}),
    "zeros.csv": (_write(lambda: [bytes(MIB)] * 100), {3}),
    "late-binary.csv": (_write(lambda: [_LINE * 200_000, *[bytes(range(256)) * 4096] * 20]), {0, 4}),
}
