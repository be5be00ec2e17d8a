"""A hostile sample through the real command, in this process, and what must hold of whatever it answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from leakcheck.cli.app import run

CLASSES = {0, 1, 3, 4}
_UNSAFE = re.compile(r"[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\U0010ffff]|[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_REFUSAL = re.compile(r"leakcheck: error\[LC\d{3}\]: [^\n]+(\n  hint: [^\n]+)?\n  more: leakcheck explain LC\d{3}\n")


CANARY = "zqx"


@dataclass(frozen=True)
class Answer:
    """What the command said."""

    status: int
    out: str
    err: str


def check_answer(answer: Answer, canaries: tuple[str, ...] = (CANARY,)) -> None:
    """No crash, a documented status, one clear refusal or a report that accounts for every record, and no leak."""
    said = answer.out + answer.err
    assert answer.status in CLASSES, (answer.status, answer.err)
    assert "Traceback" not in said
    assert "LC700" not in said
    assert not _UNSAFE.search(said)
    assert not [canary for canary in canaries if canary in said], "a cell was shown"
    if answer.status == 3:
        assert _REFUSAL.fullmatch(answer.err), answer.err
        assert not answer.out
    elif answer.out.startswith("{"):
        told = json.loads(answer.out)["input"]
        assert told["records_malformed"] == sum(lost["count"] for lost in told["records_rejected"].values())


@pytest.fixture
def judge(capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Run the command in this process and check its answer."""

    def judging(*args: str | Path, canaries: tuple[str, ...] = (CANARY,)) -> Answer:
        status = run(["score", *map(str, args)])
        said = capsys.readouterr()
        answer = Answer(status, said.out, said.err)
        check_answer(answer, canaries)
        return answer

    return judging
