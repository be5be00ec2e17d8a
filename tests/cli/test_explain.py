"""`explain` for all that the program prints, and the list of it."""

from __future__ import annotations

import json
from math import log10

import pytest
from rich.cells import cell_len

from leakcheck.cli.app import run
from leakcheck.exits import ExitStatus
from leakcheck.judge.words import posterior, score
from leakcheck.plugins import descriptions
from leakcheck.reference.codes import HEADINGS, codes

WORDS = [*(told.card.id for told in descriptions()), *(told.card.name for told in descriptions()), *codes()]


@pytest.mark.parametrize("word", WORDS)
def test_every_word_has_a_page_on_80_columns_with_a_worked_example(word, capsys):
    assert run(["explain", word]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert [line for line in lines if line in HEADINGS.values()] == list(HEADINGS.values())
    assert len(lines[lines.index("Worked example") + 1].strip()) > 10


def test_without_a_word_all_words_are_listed(capsys):
    assert run(["explain"]) == 0
    page = capsys.readouterr().out
    assert max(map(cell_len, page.splitlines())) <= 80
    assert {word.removeprefix("exit ") for word in (*(d.card.id for d in descriptions()), *codes())} <= set(
        page.split()
    )
    assert run(["explain", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["validator"] == [d.card.id for d in descriptions()]
    assert {"calibration", "score", "weight", "settings"} <= set(told["topic"])


@pytest.mark.parametrize(
    ("word", "near"),
    [("calibraton", "calibration"), ("LC290", "LC209"), ("fabricted", "fabricated"), ("wieght", "weight")],
)
def test_a_slip_gets_the_nearest(word, near, capsys):
    assert run(["explain", word]) == ExitStatus.USAGE
    assert f"nearest: {near}" in capsys.readouterr().err


def test_the_score_of_the_worked_examples():
    """The figures of the pages `score` and `prior`, worked out by the program."""
    assert [score(posterior(log10(4), prior)) for prior in (0.5, 0.2)] == [80, 50]
