"""Hostile and broken samples, made from a seed: what criminals, crashed programs and spreadsheets leave in files.

Every case is a name, its kind and its bytes. Cells of our own tables begin with `CANARY` and occur nowhere else, so
that a single one in a report or an error is a leak. No value belongs to anybody. Run as a script to write the files:

    python corpus.py FOLDER [SEED]
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import struct
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CANARY = "zqx"
LABELS = ("name", "id_card", "mobile", "email", "created")
PACKERS = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": zstd.compress}
NAUGHTY = (
    "", "undefined", "NULL", "nil", "None", "NaN", "-Infinity", "1e999", "0x1F", "-0", "1/0", "0/0", "9" * 400,
    "1_000", "١٢٣٤٥", "１２３４５", "²³", "Ⅷ", "TRUE", "../../etc/passwd%00", "C:\\CON", "\\\\host\\share",
    "file:///dev/zero", "https://example.org/x", "s3://bucket/key", "*", "[a]*.csv", "~root", "$(id)", "`id`",
    "${HOME}", "%s%n%x", "{0.__class__}", "{{7*7}}", "<%= 7 %>", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "![a](http://example.org/a.png)", "=1+1", "@SUM(1)", "+1|cmd", "-2+3", "\t=1",
    "＝1+1", "'; DROP TABLE t; --", "\x1b[2J\x1b]0;t\x07", "\x1b]52;c;AAAA\x07",
    "\x1b]8;;http://example.org\x07x\x1b]8;;\x07", "\x9b2J", "[bold]x[/bold]", "[/]", ":smile:", "::error::x",
    "##vso[task.x]y", "##teamcity[x]", "section_start:0:x\r", "VERDICT: GENUINE", "\u202egnp.exe",
    "\u200b\u200c\u200d", "\ufeff", "\u2028\u2029", "e" + "\u0301" * 60, "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U000e0041\U000e0042", "\ue000", "\ufffe\uffff", "\x00", "\x7f\x80\x85\xa0", "ß", "İ", "ﷺ", "ｈａｌｆ", "Z̴a̷l̶g̵o̸",
    "😀" * 40, "\\", "\\n", "\\N", '"', '""', "'", "a" * 5000,
)  # fmt: skip
INVALID_UTF8 = (  # one of every class of Unicode 16, table 3-7
    b"\x80", b"\xbf", b"\xc0\xaf", b"\xc1\xbf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xed\xa0\x80", b"\xed\xbf\xbf",
    b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xfe", b"\xff", b"\xc3", b"\xe4\xbd", b"\xf0\x9f\x98", b"\xc3\x28",
    b"\xf8\x88\x80\x80\x80", b"\xfc\x84\x80\x80\x80\x80",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One hostile sample."""

    name: str
    kind: str
    data: bytes
    args: tuple[str, ...] = ()  # for the command, beside the file


def rows(rng: random.Random, count: int = 60) -> list[tuple[str, ...]]:
    """Records of invented cells; each cell of text begins with the canary."""

    def word() -> str:
        return CANARY + "".join(rng.choices("abcdefghijkmnpqrstuvwxyz", k=8))

    return [
        (word(), f"99{rng.randrange(10**15):015d}X", f"1990{rng.randrange(10**7):07d}", f"{word()}@example.org",
         f"20{rng.randrange(10, 24)}-0{rng.randrange(1, 10)}-1{rng.randrange(10)}")
        for _ in range(count)
    ]  # fmt: skip


def csv_text(table: list[tuple[str, ...]], mark: str = ",", end: str = "\n", labels: tuple[str, ...] = LABELS) -> str:
    """The table as plain delimited text."""
    return "".join(mark.join(row) + end for row in ([labels] if labels else []) + table)


def ndjson_text(table: list[tuple[str, ...]]) -> str:
    """The table as lines of JSON."""
    return "".join(json.dumps(dict(zip(LABELS, row, strict=True))) + "\n" for row in table)


def cases(seed: int = 7) -> Iterator[Case]:
    """Every small case (under a few MiB), in a fixed order."""
    rng = random.Random(seed)
    table = rows(rng)
    text, lines = csv_text(table), ndjson_text(table)
    for make in (_cut, _text, _quotes, _shapes, _json, _packed, _magic, _injected):
        for kind, name, data in make(rng, table, text, lines):
            yield Case(name, kind, data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data)


def mutations(source: bytes, rng: random.Random) -> bytes:
    """`source` with one to four random wounds: bytes flipped, pieces lost, doubled, moved or overwritten."""
    data = bytearray(source)
    for _ in range(rng.randrange(1, 5)):
        if not data:
            break
        at, size = rng.randrange(len(data)), rng.choice((1, 1, 2, 7, 64, 1000))
        wound = rng.randrange(9)
        if wound == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif wound == 1:
            del data[at : at + size]
        elif wound == 2:
            data[at:at] = data[at : at + size]
        elif wound == 3:
            data[at : at + size] = rng.randbytes(size)
        elif wound == 4:
            data[at:at] = rng.choice(
                (b'"', b"'", b"\\", b"\n", b"\r", b",", b"\0", b"\xff", b"\xef\xbb\xbf", b"{", b"]")
            )
        elif wound == 5:
            del data[at:]
        elif wound == 6:
            piece = data[at : at + size]
            data[(other := rng.randrange(len(data))) : other] = piece
        elif wound == 7:
            data[at : at + size] = bytes(len(data[at : at + size]))
        else:
            data[at:at] = rng.choice(NAUGHTY).encode("utf-8", "surrogateescape")
    return bytes(data)


def _cut(rng, table, text, lines):
    for form, whole in (("csv", text.encode()), ("ndjson", lines.encode()), ("gz", gzip.compress(text.encode()))):
        size = 1
        while size < len(whole):
            yield "truncated", f"first-{size}.{form}", whole[:size]
            size *= 2
        yield "truncated", f"all-but-one.{form}", whole[:-1]
        for number in range(6):
            yield "mutated", f"mutated-{number}.{form}", mutations(whole, rng)
        at = len(whole) // 3
        yield "pieces", f"piece-lost.{form}", whole[:at] + whole[at + 500 :]
        yield "pieces", f"piece-doubled.{form}", whole[: at + 500] + whole[at:]
    yield "truncated", "nothing.csv", b""


def _text(rng, table, text, lines):
    chinese = text.replace(CANARY, "王伟李娜河南省" + CANARY)
    latin = text.replace(CANARY, "é" + CANARY)
    for name in ("utf-8-sig", "utf-16", "utf-16-be", "utf-32", "utf-32-be", "gb18030", "big5", "shift_jis", "euc_kr"):
        yield "encodings", f"in-{name}.csv", chinese.encode(name, "replace")
    for name in ("cp1252", "cp437", "utf-7", "cp037", "hz", "iso2022_jp"):
        yield "encodings", f"in-{name}.csv", latin.encode(name, "replace")
    halves = text.replace(CANARY, "é" + CANARY, 30)
    yield (
        "mixed encodings",
        "utf8-then-gb.csv",
        chinese.encode() + csv_text(table, labels=()).replace(CANARY, "王" + CANARY).encode("gb18030"),
    )
    yield (
        "mixed encodings",
        "utf8-then-latin.csv",
        latin.encode() + csv_text(table, labels=()).replace(CANARY, "é" + CANARY).encode("latin-1"),
    )
    yield "mixed encodings", "utf8-then-utf16.csv", text.encode() + chinese.encode("utf-16-le")
    yield "mixed encodings", "utf16-then-utf8.csv", chinese.encode("utf-16") + text.encode()
    yield "mixed encodings", "odd-utf16.csv", chinese.encode("utf-16")[:-1]
    yield "mixed encodings", "twice-encoded.csv", halves.encode().decode("cp1252").encode()
    for number, bad in enumerate(INVALID_UTF8):
        at = len(text) // 2
        yield "invalid UTF-8", f"invalid-{number}.csv", text[:at].encode() + bad + text[at:].encode()
    yield "invalid UTF-8", "all-classes.csv", b"a,b\n" + b"".join(b"1," + bad + b"\n" for bad in INVALID_UTF8) * 9
    for name, mark in (("bom", "\ufeff"), ("nul", "\0"), ("esc", "\x1b[2J"), ("c1", "\x9b\x85"), ("sub", "\x1a")):
        at = text.index(CANARY, len(text) // 2)
        yield "controls", f"{name}-inside.csv", text[:at] + mark + text[at:]
        yield "controls", f"{name}-first.csv", mark + text
        yield "controls", f"{name}-in-label.csv", text.replace("mobile", mark + "mobile", 1)
    for code in (*range(1, 9), 11, 12, *range(14, 32), 127):
        yield "controls", f"control-{code}.csv", text.replace(CANARY, CANARY + chr(code))
    yield "controls", "nul-flood.csv", text.encode() + bytes(100_000)
    yield "controls", "random.bin", rng.randbytes(50_000)
    yield "controls", "high-bytes.bin", bytes(rng.choices(range(128, 256), k=50_000))


def _quotes(rng, table, text, lines):
    at = text.index(CANARY, len(text) // 2)
    for name, piece in (("stray", '"'), ("double", '""'), ("triple", '"""'), ("lines", '"\n"\n'), ("escape", '\\"')):
        yield "quotes", f"quote-{name}.csv", text[:at] + piece + text[at:]
    quoted = csv_text([tuple(f'"{cell}"' for cell in row) for row in table])
    at = quoted.index(CANARY, len(quoted) // 2)
    yield "quotes", "one-missing.csv", quoted[: at - 1] + quoted[at:]
    yield "quotes", "never-closed.csv", quoted[:at] + '"open,' + quoted[at:].replace('"', "")
    yield "quotes", "odd-everywhere.csv", quoted.replace('",', ",")
    yield "quotes", "single.csv", quoted.replace('"', "'")
    yield "quotes", "single-with-commas.csv", quoted.replace('"', "'").replace("@", ",@")
    yield "quotes", "backslash.csv", quoted.replace("@", '\\"@')
    yield "quotes", "only-quotes.csv", '"' * 10_001
    yield "quotes", "spaces-outside.csv", quoted.replace('","', '" , "')
    yield "quotes", "many-open.csv", LABELS[0] + ",b\n" + '"x,\n' * 3000


def _shapes(rng, table, text, lines):
    body = csv_text(table, labels=())
    ragged = "".join(",".join(row[: rng.randrange(1, 6)] + ("",) * rng.randrange(3)) + "\n" for row in table)
    yield "shapes", "ragged.csv", text + ragged
    yield "shapes", "only-ragged.csv", ragged
    yield "shapes", "no-header.csv", body
    yield "shapes", "header-only.csv", ",".join(LABELS) + "\n"
    yield "shapes", "header-only-no-end.csv", ",".join(LABELS)
    yield "shapes", "one-record.csv", ",".join(table[0]) + "\n"
    yield "shapes", "one-column.csv", "".join(row[0] + "\n" for row in table)
    yield "shapes", "one-cell.csv", table[0][0]
    yield "shapes", "repeated-header.csv", text * 3
    yield "shapes", "same-labels.csv", csv_text(table, labels=("name",) * 5)
    yield "shapes", "empty-labels.csv", csv_text(table, labels=("",) * 5)
    yield "shapes", "spaces.csv", " \n" * 500
    yield "shapes", "commas.csv", ",,,,\n" * 500
    yield "shapes", "blank-lines.csv", text.replace("\n", "\n" * 400)
    yield "shapes", "preamble.csv", "exported by nobody\nrows: 60\n\n" + text + "\ntotal,60\nend of file\n"
    yield "shapes", "wide.csv", ",".join(f"c{n}" for n in range(3000)) + "\n" + (",".join(["zqxa"] * 3000) + "\n") * 3
    yield "shapes", "million-columns.csv", ("a," * 1_000_000 + "\n") * 2
    yield "shapes", "long-cell.csv", text + CANARY + "a" * 2_000_000 + ",1,2,3,4\n"
    for name, end in (
        ("cr", "\r"),
        ("crlf", "\r\n"),
        ("crcrlf", "\r\r\n"),
        ("lfcr", "\n\r"),
        ("ff", "\f"),
        ("nel", "\x85"),
    ):
        yield "line ends", f"{name}.csv", csv_text(table, end=end)
    yield "line ends", "mixed.csv", "".join(line + rng.choice(("\n", "\r\n", "\r")) for line in text.splitlines())
    for name, mark in (
        ("semicolon", ";"), ("pipe", "|"), ("tab", "\t"), ("colon", ":"), ("caret", "^"), ("soh", "\x01"),
        ("spaces", "   "), ("double", "||"), ("unit", "\x1f"), ("comma-semicolon", ",;"),
    ):  # fmt: skip
        yield "delimiters", f"{name}.csv", csv_text(table, mark)
    yield "delimiters", "two-fit.csv", "a|b,c\nd|e,f\ng|h,i\n"
    yield "delimiters", "sep-line.csv", "sep=;\n" + csv_text(table, ";")
    yield "delimiters", "sep-lie.csv", "sep=;\n" + text


def _json(rng, table, text, lines):
    array = json.dumps([dict(zip(LABELS, row, strict=True)) for row in table])
    yield "json", "array.json", array
    yield "json", "array-open.json", array[:-1]
    yield "json", "array-cut.json", array[: len(array) // 2]
    yield "json", "trailing-comma.json", array[:-1] + ",]"
    yield "json", "two-arrays.json", array + array
    yield "json", "comments.json", "// note\n" + array
    yield "json", "single-quotes.json", array.replace('"', "'")
    yield "json", "bare-keys.json", array.replace('"name"', "name")
    yield "json", "inside.json", '{"a":{"b":{"data":' + array + "}}}"
    yield "json", "scalars.json", '[1,2,"zqxscalar",null,true,[],{}]'
    yield "json", "mixed.ndjson", lines + '1\n"zqxscalar"\nnull\n[]\n{}\n[{"a":1}]\n{"name":{"first":"zqxnested"}}\n'
    yield "json", "nan.ndjson", lines + '{"name":NaN,"mobile":Infinity,"email":-Infinity}\n'
    yield "json", "numbers.ndjson", lines + '{"name":1e999,"mobile":' + "9" * 5000 + ',"email":-0.0,"created":1E-400}\n'
    yield "json", "same-keys.ndjson", '{"name":"zqxone","name":"zqxtwo","name":null}\n' * 30
    yield "json", "empty-keys.ndjson", '{"":"zqxempty","":1,"a":{"":{"":2}}}\n' * 30
    yield "json", "surrogates.ndjson", lines + '{"name":"zqx\\ud800","mobile":"\\udfff\\ud83d"}\n{"\\ud800":1}\n'
    yield "json", "raw-surrogates.ndjson", lines.encode() + b'{"name":"zqx\xed\xa0\x80"}\n'
    yield "json", "controls.ndjson", lines + '{"name":"zqx\x01\x1b[2J"}\n{"name":"zqx\\u0000\\u001b[2J"}\n'
    yield "json", "odd-keys.ndjson", json.dumps(dict.fromkeys(NAUGHTY, "zqxkey")) + "\n" + lines
    yield "json", "many-keys.ndjson", json.dumps({f"k{n}": n for n in range(5_000)}) + "\n" + lines
    yield "json", "each-its-own-key.ndjson", "".join(f'{{"k{n}":"zqxvalue"}}\n' for n in range(500))
    for depth in (40, 1000, 20_000):
        yield "json", f"deep-array-{depth}.json", "[" * depth + "]" * depth
        yield "json", f"deep-object-{depth}.json", '{"a":' * depth + "1" + "}" * depth
        yield "json", f"deep-open-{depth}.json", '{"a":[' * depth
        yield "json", f"deep-cell-{depth}.ndjson", lines + '{"name":' + "[" * depth + "]" * depth + "}\n" + lines
    for name, data in (
        ("null", "null"), ("number", "12"), ("string", '"zqxonly"'), ("empty", "{}"), ("none", "[]"), ("brace", "{"),
        ("bracket", "["), ("end", "}"), ("key", '{"a"'), ("colon", '{"a":'),
    ):  # fmt: skip
        yield "json", f"only-{name}.json", data


def _packed(rng, table, text, lines):
    plain = text.encode()
    for name, pack in PACKERS.items():
        packed = pack(plain)
        yield "packed", f"cut.{name}", packed[: len(packed) // 2]
        yield "packed", f"magic-only.{name}", packed[:6]
        yield "packed", f"flipped.{name}", packed[: len(packed) // 2] + b"\xff" * 9 + packed[len(packed) // 2 + 9 :]
        yield "packed", f"bad-sum.{name}", packed[:-6] + bytes(x ^ 255 for x in packed[-6:])
        yield "packed", f"two-members.{name}", packed + pack(csv_text(table, labels=()).encode())
        yield "packed", f"garbage-after.{name}", packed + b"zqxgarbage" * 9
        yield "packed", f"zeros-after.{name}", packed + bytes(5000)
        yield "packed", f"empty.{name}", pack(b"")
        yield "packed", f"in-itself.{name}", pack(pack(packed))
        yield "packed", f"mutated.{name}", mutations(packed, rng)
    name = io.BytesIO()
    with gzip.GzipFile("\x1b[2Jzqxmember\n::error::x.csv", "wb", fileobj=name, mtime=0) as file:
        file.write(plain)
    yield "packed", "hostile-name.gz", name.getvalue()
    skippable = struct.pack("<II", 0x184D2A50, 5) + b"zqxsk"
    yield "packed", "skippable-first.zst", skippable + zstd.compress(plain)
    yield "packed", "skippable-between.zst", zstd.compress(plain) + skippable + zstd.compress(plain)
    yield "packed", "window-2-gib.zst", b"\x28\xb5\x2f\xfd\x00\xa8" + b"\x03\x00\x00\x00"
    yield "packed", "extra-field.gz", b"\x1f\x8b\x08\x04" + bytes(6) + b"\xff\xff" + b"zqx" * 99
    yield "packed", "raw-zlib.csv", zlib.compress(plain)
    yield "packed", "lzma-alone.csv", lzma.compress(plain, lzma.FORMAT_ALONE)


def _magic(rng, table, text, lines):
    archive, tape = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("../../slip.csv", text)
        made.writestr("b.csv", text)
    with tarfile.open(fileobj=tape, mode="w") as made_tar:
        member = tarfile.TarInfo("/etc/slip.csv")
        member.size = len(text)
        made_tar.addfile(member, io.BytesIO(text.encode()))
        link = tarfile.TarInfo("link.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        made_tar.addfile(link)
    yield "no text", "archive.zip", archive.getvalue()
    yield "no text", "archive-cut.zip", archive.getvalue()[:-40]
    yield "no text", "archive.tar", tape.getvalue()
    yield "no text", "archive-cut.tar", tape.getvalue()[:700]
    yield "no text", "archive.tar.gz", gzip.compress(tape.getvalue())
    for name, magic in (
        ("parquet", b"PAR1"), ("sqlite", b"SQLite format 3\0"), ("png", b"\x89PNG\r\n\x1a\n"),
        ("elf", b"\x7fELF\2\1\1"), ("pdf", b"%PDF-1.7\n"), ("xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("zip", b"PK\3\4"), ("end.zip", b"PK\5\6"), ("7z", b"7z\xbc\xaf\x27\x1c"), ("rar", b"Rar!\x1a\7\0"),
        ("pickle", b"\x80\4\x95"), ("avro", b"Obj\1"), ("orc", b"ORC"), ("arrow", b"ARROW1\0\0"),
        ("pgdump", b"PGDMP\1"), ("class", b"\xca\xfe\xba\xbe"), ("mz", b"MZ\x90\0"), ("jpeg", b"\xff\xd8\xff\xe0"),
        ("wasm", b"\0asm\1\0\0\0"), ("tnef", b"\x78\x9f\x3e\x22"), ("lz4", b"\x04\x22\x4d\x18"),
    ):  # fmt: skip
        yield "no text", f"random.{name}", magic + rng.randbytes(5000)
        yield "no text", f"zeros.{name}", magic + bytes(5000)
        yield "no text", f"text-after.{name}", magic + text.encode()
        yield "no text", f"magic-only.{name}", magic
    yield "no text", "page.html", "<!DOCTYPE html><table><tr><td>zqxcell</td></tr></table>"
    yield (
        "no text",
        "entities.xml",
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "zqx"><!ENTITY c "&b;&b;">]><a>&c;</a>',
    )
    yield "no text", "dump.sql", "CREATE TABLE t (a int);\nINSERT INTO t VALUES ('zqxsql');\n"
    yield "no text", "mail.eml", f"From: {CANARY}a@example.org\nSubject: x\n\nzqxbody\n"
    yield "no text", "tags.yaml", "!!python/object/apply:os.system ['id']\n"


def _injected(rng, table, text, lines):
    for number, word in enumerate(NAUGHTY):
        cell = word.replace('"', '""')
        line = f'"{CANARY}{cell}","{cell}",x,y,z\n'
        yield "injection", f"cell-{number}.csv", text + line * 3
    for start in range(0, len(NAUGHTY), 8):
        words = NAUGHTY[start : start + 8]
        label = ",".join('"' + word.replace('"', '""') + '"' for word in words)
        body = "".join(",".join(row[i % 5] for i in range(len(words))) + "\n" for row in table)
        yield "injection", f"labels-{start}.csv", label + "\n" + body
        yield "injection", f"keys-{start}.ndjson", (json.dumps(dict.fromkeys(words, "zqxvalue")) + "\n") * 20


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for case in cases(int(sys.argv[2]) if len(sys.argv) > 2 else 7):
        (folder / f"{case.kind.replace(' ', '-')}--{case.name}").write_bytes(case.data)
