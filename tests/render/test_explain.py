"""Every code answers, in the same headings, on 80 columns."""

from __future__ import annotations

import json

import pytest
from rich.cells import cell_len

from leakcheck.model.columns import Role
from leakcheck.model.evidence import Family
from leakcheck.model.report import ValidatorCard
from leakcheck.reference.calibration import calibration
from leakcheck.reference.codes import HEADINGS, codes
from leakcheck.render import validators as table
from leakcheck.render.docstring import DocstringError, ValidatorDoc, parse_docstring
from leakcheck.render.explain import explain, explain_json, nearest

DOC = """Do the check digits of the identity numbers hold?

Why       Registers refuse numbers whose check digit is wrong, so nearly all
          issued ones hold; random digits hold in 1 of 11.
Reads     a national_id column
Counts    present >= shaped >= valid
Evidence  under 20 %  against
            20-90 %   mixed
          over 97 %   for
Blind to  a forger who works check digits out
Settings  none
Example   990000 19000101 001 -> 6

          A second paragraph.
Raises    UnknownScheme, at bind
Source    GB 11643-1999
"""
CARD = ValidatorCard("ID101", "id-check-digits", "Check digits of identity numbers", 2)
ENTRIES = [(CARD, Family.IDENTITY, DOC)]


def test_docstring():
    assert parse_docstring(DOC) == ValidatorDoc(
        question="Do the check digits of the identity numbers hold?",
        why=(
            "Registers refuse numbers whose check digit is wrong, so nearly all issued ones hold; "
            "random digits hold in 1 of 11."
        ),
        reads="a national_id column",
        counts="present >= shaped >= valid",
        evidence="under 20 %  against\n20-90 %   mixed\nover 97 %   for",
        blind_to="a forger who works check digits out",
        settings="none",
        example="990000 19000101 001 -> 6\nA second paragraph.",
        raises="UnknownScheme, at bind",
        source="GB 11643-1999",
    )


HEADS = ["Why", "Reads", "Counts", "Evidence", "Blind to", "Settings", "Example", "Raises", "Source"]


@pytest.mark.parametrize("heading", HEADS)
def test_a_missing_or_empty_heading_is_named(heading):
    missing = DOC.replace(f"{heading:<10}", f"{'':<10}", 1)
    with pytest.raises(DocstringError, match=heading):
        parse_docstring(missing)
    lines = DOC.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith(f"{heading:<10}".rstrip()))
    end = next((n for n in range(at + 1, len(lines)) if lines[n][:1].strip()), len(lines))
    with pytest.raises(DocstringError, match=heading):
        parse_docstring("\n".join([*lines[:at], heading, *lines[end:]]))


@pytest.mark.parametrize(
    "doc",
    ["", "Why       x", DOC + "Why       again\n", DOC + "Wherefore no heading of ours\n", DOC.partition("\n")[2]],
)
def test_other_faults_of_a_docstring(doc):
    with pytest.raises(DocstringError):
        parse_docstring(doc)


def test_page_of_a_validator(snapshot):
    page = explain("id101", ENTRIES)
    assert page == snapshot
    assert explain("id-check-digits", ENTRIES) == page


def test_every_code_has_the_seven_headings_on_eighty_columns():
    for code in codes():
        lines = explain(code, []).splitlines()
        assert [line for line in lines if line in HEADINGS.values()] == list(HEADINGS.values())
        assert max(map(cell_len, lines)) <= 80
        for heading in HEADINGS.values():
            assert lines[lines.index(heading) + 1].startswith("  "), (code, heading)


@pytest.mark.parametrize(
    ("asked", "head"),
    [
        ("lc203", "LC203  "),
        ("Q014", "Q014  "),
        ("Suspect", "suspect  "),
        ("exit 3", "exit 3  "),
        ("exit-3", "exit 3  "),
        ("130", "exit 130  "),
        ("junk", "junk  "),
        ("leakcheck_synth", "leakcheck-synth  "),
        ("phone", "phone  "),
    ],
)
def test_words_are_found_in_any_case(asked, head):
    assert explain(asked, ENTRIES).startswith(head)
    assert json.loads(explain_json(asked, ENTRIES))["code"] == head.strip()


def test_unknown_codes_get_the_nearest():
    assert explain("LC290", ENTRIES) is None
    assert explain_json("LC290", ENTRIES) is None
    assert "LC210" in nearest("LC290")
    assert nearest("fabricted", ENTRIES)[0] == "fabricated"
    assert nearest("id-chek-digits", ENTRIES) == ["ID101"]
    assert nearest("id100", ENTRIES)[0] == "ID101"
    assert nearest("zzzzzz", ENTRIES) == []


def test_json_of_a_validator():
    told = json.loads(explain_json("ID101", ENTRIES))
    assert {key: told[key] for key in ("code", "kind", "name", "version", "origin", "family")} == {
        "code": "ID101",
        "kind": "validator",
        "name": "id-check-digits",
        "version": 2,
        "origin": "builtin",
        "family": "identity",
    }
    assert list(told["sections"]) == [*HEADINGS.values(), "Sources"]
    assert all(told["sections"].values())


def test_table_of_validators(snapshot):
    cards = [
        (CARD, Family.IDENTITY),
        (ValidatorCard("acme/TX101", "tax-office", "Tax offices " * 9, 1, "acme\x1b"), Family.PLACE),
    ]
    text = table.render(cards)
    assert text == snapshot
    assert max(map(cell_len, text.splitlines())) <= 80
    assert "\x1b" not in text
    told = json.loads(table.render_json(cards))
    assert [row["id"] for row in told] == ["ID101", "acme/TX101"]
    assert list(told[0]) == ["id", "name", "family", "title", "version", "origin"]


def test_roles_and_schemes():
    assert table.roles(as_json=False).split() == list(Role)
    assert json.loads(table.roles(as_json=True)) == list(Role)
    rows = [("cn-ric", "CN", "Resident identity card"), ("luhn", "", "Payment card")]
    assert table.schemes(rows, as_json=False).splitlines() == [
        "id      country  title",
        "cn-ric  CN       Resident identity card",
        "luhn             Payment card",
    ]
    assert json.loads(table.schemes(rows, as_json=True))[1] == {"id": "luhn", "country": None, "title": "Payment card"}


def test_calibration_is_explained_on_80_columns():
    page = explain(" Calibration ", ENTRIES)
    assert page is not None
    assert max(cell_len(line) for line in page.splitlines()) <= 80
    table = calibration()
    for trial in table.trials:
        (row,) = [line for line in page.splitlines() if line.split()[:3] == [trial.name, *_counts(trial)]]
        assert row.split()[3:6] == [f"{trial.cllr:.2f}", f"{trial.cllr_min:.2f}", f"{trial.auc:.3f}"]
        called = sum(
            count
            for row in table.confusion
            if (row.set, row.kind) == (trial.name, "genuine")
            for verdict, count in row.verdicts.items()
            if verdict in {"fabricated", "mixed"}
        )
        assert f"{trial.name}: fabricated or mixed {called} of {trial.genuine} genuine samples" in " ".join(
            page.split()
        )
    assert json.loads(explain_json("calibration", ENTRIES) or "")["date"] == table.date
    assert "calibration" in nearest("calibraton")


def _counts(trial):
    return [str(trial.genuine), str(trial.other)]
