"""Pieces of a file are the file to the last digit, or it is read in one."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from one_set import SETTINGS, together, told

from leakcheck.binding import parse_override
from leakcheck.cluster import splits
from leakcheck.cluster.splits import HASH, Pieces, cut, hashed, piece_of
from leakcheck.model.report import Report
from leakcheck.pipeline.questions import Questions
from leakcheck.pipeline.reported import reported
from leakcheck.pipeline.together import columns_of
from leakcheck.pipeline.workers import Order
from leakcheck.sources import Halt, textstream

PIECE = 110_000
MAPPED = replace(SETTINGS, overrides=(parse_override("1=national_id:CN"), parse_override("2=record_id")))
HEADER = "number,key,text,other\n"


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heads of 420 KB in place of 4 MiB."""
    for module in (splits, textstream):
        monkeypatch.setattr(module, "PREFIX_BYTES", 420_000)


def rows(seed: int, count: int = 20_000) -> Iterator[str]:
    rng = random.Random(seed)
    for number in range(count):
        day = f"{rng.randrange(1950, 2005)}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}"
        yield f"110101{day}{rng.randrange(10_000):04},{number},{rng.choice('abcdef')}{rng.randrange(900)},Ä\n"


def in_pieces(path: Path) -> Report | None:
    """The report of a file in pieces, None where it is to be read in one."""
    questions = Questions.of(MAPPED)
    order = Order(MAPPED, columns_of(str(path), questions, Halt()), None)
    cuts = cut(order, str(path), PIECE)
    if cuts is None:
        return None
    pieces = Pieces(cuts)
    for step in pieces.steps[:-1]:
        assert not pieces.take(step, piece_of(order, str(path), cuts, step, Halt()))
    assert pieces.take(HASH, hashed(str(path), cuts, Halt()))
    seen = pieces.joined(questions)
    return None if seen is None else reported(seen, questions, 0.0)


def ndjson(text: str) -> str:
    keys = HEADER.strip().split(",")
    lines = (line.split(",") for line in text.splitlines()[1:])
    return "".join("{" + ", ".join(f'"{k}": "{v}"' for k, v in zip(keys, line, strict=True)) + "}\n" for line in lines)


@pytest.mark.parametrize(
    ("name", "dressed"),
    [
        ("csv", lambda text: text),
        pytest.param("no last line end", lambda text: text[:-1], marks=pytest.mark.slow),
        pytest.param("headerless", lambda text: text.removeprefix(HEADER), marks=pytest.mark.slow),
        ("crlf", lambda text: text.replace("\n", "\r\n")),
        pytest.param("tsv", lambda text: text.replace(",", "\t"), marks=pytest.mark.slow),
        ("quoted", lambda text: text.replace(",Ä", ',"Ä, ""x"""')),
        pytest.param("ascii", lambda text: text.replace("Ä", "A"), marks=pytest.mark.slow),
        ("ndjson", ndjson),
    ],
)
def test_a_flawless_file_is_its_pieces(tmp_path: Path, name: str, dressed) -> None:
    path = tmp_path / "f.txt"
    path.write_bytes(dressed(HEADER + "".join(rows(1))).encode())
    report = in_pieces(path)
    assert report is not None, name
    assert told(report) == together([str(path)], settings=MAPPED)


def _at(lines: list[str], share: float, text: str) -> str:
    place = int(len(lines) * share)
    return "".join((*lines[:place], text, *lines[place:]))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ragged", "1,2\n"),
        ("blank", "\n"),
        ("an open quote", '1,2,3,"x\n'),
        ("a carriage return", "1,2,3\r,4\n"),
        ("the header again", HEADER),
        ("not UTF-8", "1,2,3,\udcff\n"),
        ("a footer", "Total: 300\n"),
        ("a long cell", f"1,2,{'x' * 70_000},4\n"),
        ("a scar", "1,2,3,\ufffd\n"),
        ("NUL", "1,2,\0,4\n"),
    ],
)
def test_what_is_not_flawless_is_read_in_one(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes((HEADER + _at([*rows(2)], 0.9, text)).encode("utf-8", "surrogateescape"))
    assert in_pieces(path) is None, name


def test_cells_over_several_lines_are_never_cut_wrongly(tmp_path: Path) -> None:
    """Whatever line end a cut falls on: the pieces are the file, or it is read in one."""
    path = tmp_path / "f.csv"
    cut_inside = 0
    for seed in (0, 3, 5):
        rng = random.Random(seed)
        lines = [
            line if rng.random() < 0.8 else line.replace(",Ä", f',"Ä\n1,2,3,4\n{"x" * rng.randrange(9)}"')
            for line in rows(seed)
        ]
        path.write_text(HEADER + "".join(lines), "utf-8", newline="")
        report = in_pieces(path)
        cut_inside += report is None
        if report is not None:
            assert told(report) == together([str(path)], settings=MAPPED)
    assert 0 < cut_inside < 3


def test_late_letters_are_decided_on_as_in_one(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    text = (HEADER + "".join(rows(3))).replace("Ä", "A")
    path.write_text(text[:-300] + text[-300:].replace("A", "Ä"), "utf-8")
    assert in_pieces(path) is None


def test_a_file_that_changes_is_read_in_one(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(HEADER + "".join(rows(4)), "utf-8")
    order = Order(MAPPED, columns_of(str(path), Questions.of(MAPPED), Halt()), None)
    cuts = cut(order, str(path), PIECE)
    assert cuts is not None
    assert piece_of(order, str(path), cuts, 1, Halt()) is not None
    with path.open("a", encoding="utf-8") as file:
        file.write("1,2,3,4\n")
    assert piece_of(order, str(path), cuts, 1, Halt()) is None
    assert hashed(str(path), cuts, Halt()) is None


def test_small_and_packed_files_are_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(HEADER + "".join(rows(5, 400)), "utf-8")
    assert in_pieces(path) is None
    path.write_bytes(gzip.compress((HEADER + "".join(rows(5, 60_000))).encode()))
    assert path.stat().st_size > 2 * PIECE
    assert in_pieces(path) is None
