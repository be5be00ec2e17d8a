"""The larger corpus: pollutions of CSV, small JSON documents, cuts through every container layer, wrong encodings, and
naughty strings in every place that has a name. Made from a seed, in memory.

`more(corpus, wraps, seed)` takes the two modules it builds on; the folder is no package.
"""

from __future__ import annotations

import gzip
import itertools
import random
import zlib
from collections.abc import Iterator
from types import ModuleType

MARKS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "caret": "^"}
ENDS = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}
SPAWNED = ("sqlite", "parquet", "xlsx")  # each read costs a process
JSON_DOCUMENTS = (  # what a parser may be tripped with; "@" stands for a cell
    "[1,]", "[,1]", "[1 2]", "[1", "[1}", "[\n", "[[]", "[]]", '["', '["@', '["@\\', '["\\u00"]', '["\\uD800"]',
    '["\\uDC00\\uD800"]', '["\\x00"]', '["\t"]', '["\n"]', "[-]", "[+1]", "[01]", "[1.]", "[.5]", "[1e]", "[1e+]",
    "[0x1F]", "[1_000]", "[NaN]", "[-Infinity]", "[nul]", "[truth]", "[True]", "[None]", "{", "}", "{]", "{}}", "{,}",
    '{"a"}', '{"a":}', '{"a" "@"}', '{"a":"@",}', '{"a":"@"', '{"a":"@"}x', '{"a":"@"}#', '{a:"@"}', "{'a':'@'}",
    '{"a":"@" "b":1}', '{"a":"@";"b":1}', '{"a":"@","a":"@"}', '{"a":{"b":{"c":{"d":["@"]}}}}', '{"":"@"}',
    '{"a\\u0000":"@"}', '{"\\u202e":"@"}', '{"__proto__":{"b":"@"}}', '{"constructor":"@"}', '{"a":"@"}{"a":"@"}',
    '{"a":"@"},{"a":"@"}', '[{"a":"@"}{"a":"@"}]', '[{"a":"@"},"@",{"a":"@"}]', '[[{"a":"@"}]]', '[["@","@"],["@"]]',
    '{"a":["@",{"b":"@"},[["@"]]]}', '{"a":1e400}', '{"a":-1e-400}', '{"a":123456789012345678901234567890}',
    '{"a":0.1000000000000000055}', '{"a":-0}', '{"a":null}', '{"a":[]}', '{"a":{}}', '{"a":""}', '{"a":" "}',
    '{"_id":{"$oid":"@"},"d":{"$date":"@"}}', '{"_id":{"$oid":1}}', '{"d":{"$numberLong":"@"}}', '{"$ref":"@"}',
    '{"_source":{"a":"@"}}', '{"_source":"@"}', '{"_source":null}', '{"_source":[]}',
    '{"hits":{"hits":[{"_source":1}]}}',
    '{"hits":{"hits":"@"}}', '{"index":{"_id":"@"}}\n{"a":"@"}', '{"data":[{"a":"@"}],"rows":[{"a":"@"}]}', '"@"', "1",
    "null", "true", " ", "\n\n", "\ufeff[]", "\ufeff{}", '\x1e{"a":"@"}', "/*@*/{}", "//@\n{}", "#@\n{}", "[{}]",
    "[{},{},{}]", "[null,null]", '[{"a":"@"},null]', '{"a":"@"}\0', '\0{"a":"@"}', '{"a":"\0@"}', '{"a":"@\x7f\x85"}',
    '{"a":"@","b":{"c":"@"}}\n{"a":{"d":"@"},"b":"@"}', '{"a":"@"}\r{"a":"@"}', '{"a":"@"}\u2028{"a":"@"}', "{}" * 50,
    "[" * 70, '{"a":' * 70, '[{"a":"@"}' + "," * 70 + "]", '{"' + "k" * 70_000 + '":"@"}',
)  # fmt: skip


def _defects(rng: random.Random, mark: str, end: str, lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The table polluted in one way each, as files of open-data portals are (after HPI Pollock's list)."""
    at = len(lines) // 2
    cut = lines[at].split(mark)
    yield "none", lines
    yield "short", [*lines[:at], mark.join(cut[:-2]), *lines[at:]]
    yield "long", [*lines[:at], mark.join([*cut, "zqxmore", "zqxmore"]), *lines[at:]]
    yield "every-other-short", [line if n % 2 else mark.join(line.split(mark)[:-1]) for n, line in enumerate(lines)]
    yield "stray-quote", [*lines[:at], '"' + lines[at], *lines[at:]]
    yield "inner-quote", [line.replace("@", '"@', 1) for line in lines]
    yield "spaces", [mark.join(f" {cell} " for cell in line.split(mark)) for line in lines]
    yield "trailing-mark", [line + mark for line in lines]
    yield "leading-mark", [mark + line for line in lines]
    yield "blank-between", [piece for line in lines for piece in (line, "")]
    yield "preamble", ["zqxreport of nobody", "", f"rows{mark}60", "", *lines]
    yield "footer", [*lines, "", "zqxtotal" + mark * 4, "zqxend of file"]
    yield "header-twice", [*lines[:at], lines[0], *lines[at:]]
    yield "header-two-lines", [mark.join(["zqxgroup", "", "", "", ""]), *lines]
    yield "empty-column", [mark.join([*line.split(mark)[:2], "", *line.split(mark)[2:]]) for line in lines]
    yield (
        "other-mark",
        [line.replace(mark, ";" if mark != ";" else ",") if n > at else line for n, line in enumerate(lines)],
    )
    yield "comments", [piece for line in lines for piece in ("# zqxremark", line)]
    yield "last-line-cut", [*lines[:-1], lines[-1][: len(lines[-1]) // 2]]
    yield "decimal-comma", [line + mark + '"1,5"' for line in lines]


def _pollutions(rng, corpus, table):
    for (mark_name, mark), (end_name, end) in itertools.product(MARKS.items(), ENDS.items()):
        lines = [mark.join(row) for row in (corpus.LABELS, *table)]
        for defect, polluted in _defects(rng, mark, end, lines):
            for header in (True, False) if defect in {"none", "short", "spaces", "stray-quote"} else (True,):
                name = f"{mark_name}-{end_name}-{defect}{'' if header else '-headless'}.csv"
                body = polluted if header else polluted[1:]
                yield "pollutions", name, "".join(line + end for line in body)


def _json_documents(corpus, lines):
    for number, told in enumerate(JSON_DOCUMENTS):
        document = told.replace("@", corpus.CANARY + "cell")
        yield "json documents", f"alone-{number}.json", document
        yield "json documents", f"among-lines-{number}.ndjson", lines + document + "\n" + lines
        yield "json documents", f"in-array-{number}.json", "[" + lines.strip().replace("\n", ",") + "," + document + "]"


def _layers(rng, corpus, forms):
    for form, data in forms.items():
        few = form in SPAWNED
        for share in range(1, 20, 6 if few else 1):
            yield "cut layers", f"cut-{share}.{form}", data[: len(data) * share // 20]
        for number in range(4 if few else 12):
            yield "mutated layers", f"mutated-{number}.{form}", corpus.mutations(data, rng)
        for number in range(2 if few else 6):
            flipped = bytearray(data)
            for _ in range(1 + number):
                flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
            yield "mutated layers", f"flipped-{number}.{form}", bytes(flipped)
        yield "cut layers", f"doubled.{form}", data + data
        yield "cut layers", f"headless.{form}", data[16:]
        yield "cut layers", f"garbage-behind.{form}", data + b"zqxgarbage\0" * 40
        if not few:
            yield "nested", f"in-gzip.{form}.gz", gzip.compress(data)
            yield "nested", f"cut-in-gzip.{form}.gz", gzip.compress(data[: len(data) // 2])


def _encodings(corpus, text):
    names = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gb18030", "big5", "shift_jis", "euc_kr", "cp1251")
    chinese = text.replace(corpus.CANARY, "王伟" + corpus.CANARY)
    encoded = {name: chinese.encode(name, "replace") for name in names}
    for first, second in itertools.permutations(names, 2):
        yield "glued encodings", f"{first}-then-{second}.csv", encoded[first] + encoded[second]
    for name in names:
        for told in ("utf-8", "utf-16", "utf-32", "gb18030", "latin-1", "ascii"):
            yield "wrong encodings", f"{name}-as-{told}.csv", encoded[name], ("--encoding", told)


def _named(corpus, wraps, table, text):
    few = [row[:3] for row in table[:12]]
    data = text.encode()
    for number, word in enumerate(corpus.NAUGHTY):
        label = word.replace("\0", "\ufffd") or "empty"
        yield "hostile names", f"table-{number}.sql", wraps.sql(("a", "b", "c"), few, label)
        yield "hostile names", f"column-{number}.sql", wraps.sql(("a", label, "c"), few)
        yield "hostile names", f"property-{number}.vcf", wraps.vcard(("a", label.replace("\n", " "), "c"), few)
        yield "hostile names", f"name-{number}.gz", wraps.gzipped(data, label[:200])
        member = label.encode("utf-8", "replace").decode()[:80]
        yield "hostile names", f"member-{number}.zip", wraps.zipped(data, member)
        yield "hostile names", f"members-{number}.tar", wraps.tarred(data, member) + wraps.tarred(data, "b" + member)
        yield "hostile names", f"key-{number}.json", wraps.json.dumps([{label: "zqxvalue", "b": {label: 1}}] * 9)
    for number, word in enumerate(corpus.NAUGHTY[::8]):
        label = "".join(c for c in word if c.isprintable())[:30] or "x"
        yield "hostile names", f"table-{number}.sqlite", wraps.sqlite(("a", f"b{label}", "c"), few, label)
        yield "hostile names", f"column-{number}.parquet", wraps.parquet(("a", f"b{label}", "c"), few)
        yield "hostile names", f"sheet-{number}.xlsx", wraps.workbook(("a", f"b{label}", "c"), few, label)


def _bombs(wraps, text):
    packer = zlib.compressobj(9, wbits=31)
    zeros = b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(80)), packer.flush()])
    packer = zlib.compressobj(9, wbits=31)
    line = b"1,zqxa,zqxb\n" * 87_381
    rows = b"".join([*(packer.compress(line) for _ in range(80)), packer.flush()])
    yield "small bombs", "zeros.gz", zeros
    yield "small bombs", "rows.gz", rows
    yield "small bombs", "zeros-in-zip.zip", wraps.zipped(zeros, "a.csv.gz")
    yield "small bombs", "zeros-in-tar.tar.gz", gzip.compress(wraps.tarred(zeros, "a.csv"))
    yield "small bombs", "zip-of-zeros.zip", wraps.zipped(bytes(80 << 20), "a.csv")
    yield "small bombs", "packed-eight-times.gz", _again(gzip.compress, text.encode(), 8)
    yield "small bombs", "zipped-eight-times.zip", _again(wraps.zipped, text.encode(), 8)


def _again(pack, data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = pack(data)
    return data


def more(corpus: ModuleType, wraps: ModuleType, seed: int = 7) -> Iterator:
    """Every case beyond `corpus.cases`, in a fixed order."""
    rng = random.Random(seed)
    table = corpus.rows(rng)
    text, lines = corpus.csv_text(table), corpus.ndjson_text(table)
    makers = (
        _pollutions(rng, corpus, table),
        _json_documents(corpus, lines),
        _layers(rng, corpus, wraps.forms(corpus.LABELS, table)),
        _encodings(corpus, text),
        _named(corpus, wraps, table, text),
        _bombs(wraps, text),
    )
    for kind, name, data, *args in itertools.chain.from_iterable(makers):
        raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
        yield corpus.Case(name, kind, raw, *args)
