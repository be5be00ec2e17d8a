"""What a sample calls itself, its columns, tables, sheets and members does nothing in any output."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import wraps

from leakcheck.cli.app import run
from leakcheck.render.progress import Progress

PAYLOADS = {
    "colours and screen": "\x1b[31m\x1b[2J\x1b[H",
    "title": "\x1b]0;owned\x07",
    "link": "\x1b]8;;http://example.org\x1b\\x\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;YQ==\x07",
    "C1": "\x9b31m\x85\x90x\x9c",
    "overwrite": "x\rVERDICT  CONSISTENT\b\b",
    "markup": "[bold red]x[/] [link=http://example.org]y[/link] :boom:",
    "html": "</td><script>alert(1)</script><img src=x onerror=alert(1)>&lt;",
    "markdown": "![a](http://example.org/a.png) [b](javascript:c) | `d` <!-- -->",
    "formulas": "=1+1", "formula @": "@SUM(1)", "formula +": "+1|cmd", "formula -": "-2+3", "full width": "＝1+1",
    "bidi": "\u202egnp.\u2066x\u2069\u200f", "zero width": "a\u200b\u200d\ufeff\u2060b",
    "github": "x\n::error file=a::b", "azure": "##vso[task.setvariable]x", "teamcity": "##teamcity[x]",
    "group": "##[error]x",
    "gitlab": "section_start:0:x\r\x1b[0K", "forged": "\nVERDICT  CONSISTENT\nVERDICT: GENUINE\nscore 99 / 100\n",
    "lines": "a\u2028b\u2029c\x0bd\x0ce\x1cf", "nul": "a\x00b", "long": "x" * 70_000, "marks": "e" + "\u0301" * 90,
}  # fmt: skip
ALL = "".join(text for name, text in PAYLOADS.items() if name != "long")
ACTS = re.compile(r"[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\U0010ffff]|[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
COMMANDS = ("::error", "##vso[", "##teamcity[", "##[", "\nsection_", "\nVERDICT: ", "\nscore ", "\u0301" * 9)
CELLS = [[f"zqx{n}a", f"zqx{n}b", "1"] for n in range(12)]


def csv_of(text: str) -> bytes:
    return wraps.delimited(("a", text, "b"), CELLS)


def readable(text: str) -> str:
    """As much of a payload as XML and SQLite names can hold."""
    return "".join(c for c in text if c.isprintable() or c in "\u202e\u2066\u200b\n")


CARRIERS: dict[str, Callable[[str], bytes]] = {
    "csv header": csv_of,
    "json key": lambda text: json.dumps([{"a": "zqx", text: {text: "zqx"}}] * 9).encode(),
    "json key, escaped": lambda text: (json.dumps({"a": "zqx", text: "zqx"}, ensure_ascii=False) + "\n").encode() * 9,
    "gzip name": lambda text: wraps.gzipped(csv_of("c"), text[:99].replace("\0", "")),
    "zip member": lambda text: wraps.zipped(csv_of("c"), text.replace("\0", "").replace("/", "")),
    "zip members": lambda text: wraps.zipped(csv_of("c"), text.replace("\0", "")[:50] + ".csv"),
    "tar member": lambda text: wraps.tarred(csv_of("c"), text.replace("\0", "")),
    "sql table": lambda text: wraps.sql(("a", "b", "c"), CELLS, text),
    "sql column": lambda text: wraps.sql(("a", text, "c"), CELLS),
    "vcard property": lambda text: wraps.vcard(("a", text, "c"), CELLS),
}
SPAWNED: dict[str, Callable[[str], bytes]] = {
    "sqlite table": lambda text: wraps.sqlite(("a", readable(text), "c"), CELLS, readable(text)),
    "parquet column": lambda text: wraps.parquet(("a", text, "c"), CELLS),
    "sheet name": lambda text: wraps.workbook(("a", readable(text), "c"), CELLS, readable(text)[:31]),
}
OUTPUTS = (("score", "-vv"), ("score", "-v", "--plain"), ("score", "-q"), ("score", "-vv", "-f", "json"), ("columns",),
           ("columns", "--json"))  # fmt: skip


def inert(said: str) -> None:
    assert not ACTS.search(said), ascii(ACTS.search(said))
    assert not [command for command in COMMANDS if command in "\n" + said]
    assert sum(line.lstrip(" |").startswith(("VERDICT", "Verdict")) for line in said.splitlines()) <= 1
    assert "zqx" not in said
    assert max(map(len, said.splitlines()), default=0) < 2_000


def outputs(place: Path, capsys: pytest.CaptureFixture[str], commands=OUTPUTS) -> set[int]:
    """The statuses of `commands` on the file; what each says does nothing."""
    statuses = set()
    for command, *options in commands:
        select = ("--select", "MS901") if command == "score" else ()
        status = run([command, *options, *select, "--", str(place)])
        said = capsys.readouterr()
        statuses.add(status)
        assert "Traceback" not in said.err
        inert(said.out)
        inert(said.err)
        if said.out.startswith("{"):
            assert said.out.isascii()
            json.loads(said.out)
    return statuses


@pytest.mark.parametrize("carrier", CARRIERS)
def test_all_at_once(carrier, tmp_path, capsys):
    place = tmp_path / "sample"
    place.write_bytes(CARRIERS[carrier](ALL))
    assert outputs(place, capsys) <= {0, 3, 4}


@pytest.mark.parametrize("carrier", SPAWNED)
def test_all_at_once_in_binary_formats(carrier, tmp_path, capsys):
    place = tmp_path / "sample"
    place.write_bytes(SPAWNED[carrier](ALL))
    assert outputs(place, capsys, [OUTPUTS[0], OUTPUTS[3]]) <= {0, 3, 4}


def test_every_payload_alone_in_headers_and_cells(tmp_path, capsys):
    place = tmp_path / "sample.csv"
    labels = [text.replace("\0", "") for text in PAYLOADS.values()]
    place.write_bytes(wraps.delimited(labels, [["zqx" + label[:500] for label in labels]] * 12))
    assert outputs(place, capsys) <= {0, 3, 4}


NAMES = [  # each with some payloads, short enough for any file system
    "".join(
        text.replace("/", "_")[:40] for name, text in list(PAYLOADS.items())[first::5] if name not in {"nul", "long"}
    )
    for first in range(5)
]


@pytest.mark.parametrize("name", NAMES, ids=range(5))
def test_file_names(name, tmp_path, capsys):
    place = tmp_path / name
    place.write_bytes(csv_of("c"))
    assert outputs(place, capsys, [OUTPUTS[0], OUTPUTS[3]]) <= {0, 3, 4}
    place.unlink()
    for command in (["score", "--"], ["columns", "--"], ["check", "--"], ["schema", "--check"]):
        assert run([*command, str(place)]) == 3
        inert(capsys.readouterr().err)
    assert run(["score", "-o", "json:" + str(place / "deeper"), str(tmp_path / "none")]) in {3, 5}
    inert(capsys.readouterr().err)


def test_the_map_of_columns(tmp_path, capsys):
    place, target = tmp_path / "sample.csv", tmp_path / "map.toml"
    labels = [text.replace("\0", "") for text in PAYLOADS.values()]
    place.write_bytes(wraps.delimited(labels, [["zqx"] * len(labels)] * 12))
    assert run(["columns", "--write", str(target), str(place)]) == 0
    inert(capsys.readouterr().out)
    text = target.read_text("utf-8")
    assert not ACTS.search(text)
    assert "zqx" not in text
    assert {line.partition(" ")[0] for line in text.splitlines()} <= {"#", "", "[[column]]", "index", "label", "role"}
    assert len(tomllib.loads(text)["column"]) == len(labels)
    assert run(["score", "-q", "--select", "MS901", "--map-file", str(target), str(place)]) in {0, 4}
    inert(capsys.readouterr().out)


def test_labels_in_a_map_file_and_in_options(tmp_path, capsys):
    place, told = tmp_path / "sample.csv", tmp_path / "map.toml"
    place.write_bytes(csv_of("c"))
    for text in (ALL, PAYLOADS["long"]):
        told.write_text(f'[[column]]\nlabel = {json.dumps(text)}\nrole = "phone"\n', "utf-8")
        for options in (["--map-file", told], ["--map", f"{text}=phone"], ["--map", f"1={text}"], ["--select", text],
                        ["--fail-on", text], ["--encoding", text], ["--delimiter", text], ["-o", text]):  # fmt: skip
            assert run(["score", *map(str, options), str(place)]) in {2, 3}, options
            said = capsys.readouterr()
            assert not said.out
            inert(said.err)


def test_progress(tmp_path):
    class Screen:
        text = ""

        def write(self, text: str) -> None:
            self.text += text

        def flush(self) -> None:
            pass

    for lines in (True, False):
        screen = Screen()
        clock = iter(range(0, 10_000, 40))
        with Progress(ALL, screen, shown=True, lines=lines, clock=lambda clock=clock: next(clock)) as told:
            for done in range(0, 100, 10):
                told(done, done, 100)
        assert screen.text
        inert(screen.text.replace("\r", ""))


def test_a_first_row_that_is_a_person_becomes_no_label(tmp_path, capsys):
    """A forced or mistaken header: what would be shown as a label is a value, and is masked."""
    place = tmp_path / "sample.csv"
    person = [
        "zqxann zqxbell",
        "zqxann@example.org",
        "+39 320 0000000",
        "990101199001010010",
        "1990-01-01",
        "zqxroad 1, 00100",
    ]
    others = [[f"zqx{n} zqy{n}", f"zqx{n}@example.org", f"+39 320 {n:07}", f"99010119900101{n:04}",
               f"1990-01-{n % 28 + 1:02}", f"zqxroad {n}, 00100"] for n in range(40)]  # fmt: skip
    place.write_bytes(wraps.delimited(person, others))
    target = tmp_path / "map.toml"
    for command in (["score", "-vv"], ["score", "-f", "json"], ["columns"], ["columns", "--write", str(target)]):
        assert run([*command, str(place)]) in {0, 4}
        said = "".join(capsys.readouterr())
        for cell in person[1:5]:
            assert cell not in said
        assert "zqx" not in said
    assert "zqx" not in target.read_text("utf-8")
