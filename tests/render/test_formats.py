"""One registry of formats: names, suffixes, and what all renderers have in common."""

from __future__ import annotations

import sys

import pytest

from leakcheck.errors import UsageError
from leakcheck.render.formats import FORMATS, NAMES, destination, named, render
from leakcheck.render.json import render as as_json
from leakcheck.render.saved import read, settled

CASES = ("fabricated", "suspect", "mixed", "consistent", "inconclusive", "hostile", "partial")
ALL = [row.name for row in FORMATS]
MANY = [row.name for row in FORMATS if row.many]


@pytest.mark.parametrize("name", ALL)
def test_golden(build, snapshot, name):
    assert render(name, [settled(build.report())]) == snapshot


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("case", CASES)
def test_a_saved_report_gives_the_same_bytes(build, case, name):
    report = settled(build.CASES[case]())
    assert render(name, read(as_json(build.CASES[case]()), "r.json")) == render(name, [report])


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("case", CASES)
def test_only_line_ends_are_control_characters(build, case, name):
    text = render(name, [settled(build.CASES[case]())])
    assert text.endswith("\n")
    for line in text.split("\n"):
        assert line.isprintable(), line
        assert name == "github" or not line.startswith("::")


@pytest.mark.parametrize("name", ALL)
def test_nothing_claims_that_a_sample_is_verified(build, name):
    text = render(name, [settled(build.consistent())]).casefold()
    assert "genuine records" in text or "consistent" in text or name == "gitlab"
    for word in ('isverified": true', "authentic", "confirmed", "proven"):
        assert word not in text


@pytest.mark.parametrize("name", MANY)
def test_several_samples_in_one_document(build, name):
    reports = [settled(build.report()), settled(build.report("other_sample.csv"))]
    text = render(name, reports)
    assert name == "gitlab" or ("henan_sample.csv" in text and "other_sample.csv" in text)


def test_a_format_of_one_sample_refuses_two(build):
    with pytest.raises(UsageError) as caught:
        render("misp", [build.report(), build.report()])
    assert caught.value.code == "LC102"


@pytest.mark.parametrize(
    ("told", "name", "path"),
    [
        ("r.json", "json", "r.json"),
        ("a.b/R.JSON", "json", "a.b/R.JSON"),
        ("r.stix.json", "stix", "r.stix.json"),
        ("r.misp.json", "misp", "r.misp.json"),
        ("r.sarif.json", "sarif", "r.sarif.json"),
        ("r.gitlab.json", "gitlab", "r.gitlab.json"),
        ("r.jsonl", "ndjson", "r.jsonl"),
        ("r.xml", "junit", "r.xml"),
        ("r.md", "markdown", "r.md"),
        ("junit:r.out", "junit", "r.out"),
        ("github:/dev/null", "github", "/dev/null"),
        ("markdown:a:b", "markdown", "a:b"),
        ("other:r.csv", "csv", "other:r.csv"),
    ],
)
def test_destination(told, name, path):
    form, where = destination(told)
    assert (form.name, where) == (name, path)


@pytest.mark.parametrize("told", ["r", "r.unknown", "json:", "none:r", "", "json"])
def test_no_format_can_be_told(told):
    with pytest.raises(UsageError) as caught:
        destination(told)
    assert caught.value.code == "LC107"


def test_suffixes_tell_one_format():
    suffixes = [suffix for row in FORMATS for suffix in row.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    for row in FORMATS:
        for suffix in row.suffixes:
            assert destination(f"r{suffix}")[0] is row


def test_names_are_closed():
    assert all(named(name) == name for name in NAMES)
    with pytest.raises(UsageError, match="not a format") as caught:
        named("jsno")
    assert caught.value.hint == "did you mean json?"


@pytest.mark.parametrize(("name", "library"), [("stix", "stix2"), ("misp", "pymisp")])
def test_an_absent_extra_is_said_clearly(build, monkeypatch, name, library):
    monkeypatch.delitem(sys.modules, f"leakcheck.render.{name}", raising=False)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UsageError) as caught:
        render(name, [build.report()])
    assert caught.value.code == "LC111"
    assert name in caught.value.message
    assert name in (caught.value.hint or "")
