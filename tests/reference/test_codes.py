"""Every code the program can print is explained."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

import leakcheck
from leakcheck.exits import ExitStatus
from leakcheck.model.evidence import Family, Hypothesis
from leakcheck.model.source import Reject
from leakcheck.model.verdict import Verdict
from leakcheck.reference.codes import HEADINGS, KINDS, Code, codes, find
from leakcheck.render.facts import REJECT_CODES

PRINTED = sorted(
    {
        code
        for path in Path(leakcheck.__file__).parent.rglob("*.py")
        for code in re.findall(r"\b(?:LC|Q)\d{3}\b", path.read_text("utf-8"))
    }
)


@pytest.mark.parametrize("code", PRINTED)
def test_every_code_in_the_source_is_explained(code):
    assert find(code) is not None


def test_the_source_was_searched():
    assert {"LC105", "LC501", "Q001"} <= set(PRINTED)


@pytest.mark.parametrize("word", [*Verdict, *Family, *Hypothesis, *(str(s.value) for s in ExitStatus)])
def test_every_closed_word_is_explained(word):
    assert find(word) is not None


def test_no_text_is_empty():
    for code in codes().values():
        for key in (*HEADINGS, "title"):
            text = getattr(code, key)
            assert text.strip() == text
            assert len(text) > 2, (code.code, key)
            assert "\n" not in text
            assert "\t" not in text


def test_headings_are_fields():
    assert set(HEADINGS) <= {field.name for field in fields(Code)}


def test_kinds():
    by_kind = {kind: [c for c in codes().values() if c.kind == kind] for kind in KINDS}
    assert {int(c.code.removeprefix("exit ")) for c in by_kind["exit"]} == set(ExitStatus)
    assert {c.code for c in by_kind["verdict"]} == set(Verdict)
    assert {c.code for c in by_kind["family"]} == set(Family)
    assert {c.code for c in by_kind["alternative"]} == set(Hypothesis) - {"mixed"}  # which is a verdict as well
    assert all(re.fullmatch(r"LC\d{3}", c.code) for c in by_kind["error"])
    assert all(re.fullmatch(r"Q\d{3}", c.code) for c in by_kind["quality"])


def test_errors_exit_as_their_class_does():
    classes = {"1": 2, "2": 3, "3": 4}  # LC1xx UsageError, LC2xx SourceError, LC3xx UntestedError
    for code in codes().values():
        if code.kind == "error":
            assert code.exit in {*ExitStatus}
            assert code.exit == classes.get(code.code[2], code.exit)
    for word, status in {"LC401": 5, "LC402": 2, "LC403": 2, "LC501": 6, "LC601": 0, "LC602": 0, "LC700": 70}.items():
        assert find(word).exit == status


def test_severity_is_one_of_two():
    assert {c.severity for c in codes().values()} == {"notice", "warning"}


def test_every_reason_for_rejection_has_a_code_of_its_own():
    assert set(REJECT_CODES) == set(Reject)
    assert len(set(REJECT_CODES.values())) == len(Reject)
    assert all(find(code).severity == "warning" for code in REJECT_CODES.values())


def test_titles_come_from_the_program():
    assert find("exit 3").title == ExitStatus.INPUT.meaning
    assert find("suspect").title == Verdict.SUSPECT.headline


def test_unknown_words():
    assert [find(word) for word in ("", "LC999", "genuine", "999", "exit")] == [None] * 5
