"""The terminal report: golden pages, and the laws no sample may break."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from leakcheck.model.evidence import Evidence, Failed, Family, Message, Rate, Skipped, Term
from leakcheck.model.report import Gate, ValidatorCard
from leakcheck.model.verdict import Verdict
from leakcheck.render.text import quiet, render

CASES = ("fabricated", "suspect", "mixed", "consistent", "inconclusive", "hostile", "partial")
SECTIONS = ["WHY", "NOT TESTED", "EVIDENCE", "COLUMNS", "DATA QUALITY", "PRIVACY AND LIMITS", "NEXT"]
ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=100)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_golden(build, snapshot, case, width):
    assert render(build.CASES[case](), width=width) == snapshot


@pytest.mark.parametrize("width", [80, 120])
def test_golden_ascii(build, snapshot, width):
    assert render(build.mixed(), width=width, glyphs="ascii") == snapshot


@pytest.mark.parametrize(("genuine", "told"), [((0.0, 0.0), "genuine 0 %, "), ((0.0, 0.001), "genuine 0 % to 0.1 %, ")])
def test_a_range_of_one_figure_is_spoken_as_one(build, genuine, told):
    base = build.report()
    first = replace(base.evidence[0], rates=(Rate("a rate", 0, 100, genuine),))
    assert told in render(replace(base, outcomes=(first,)), plain=True)


def test_golden_plain_and_verbose(build, snapshot):
    assert render(build.report(), plain=True, verbosity=1) == snapshot
    assert render(build.report(), verbosity=1) == snapshot


def test_ascii_glyphs_leave_only_labels(build):
    labels = tuple(f"c{n}" for n in range(7))
    assert render(build.report(labels=labels), width=120, glyphs="ascii", verbosity=1).isascii()


def test_order_of_sections(build):
    page = render(build.report())
    found = re.findall(rf"^({'|'.join(SECTIONS)})", page, re.MULTILINE)
    assert found == SECTIONS
    assert [n for n, line in enumerate(page.splitlines(), 1) if line.startswith("VERDICT")] == [5]
    assert "\n\n\n" not in page
    assert page.endswith("schema 1.0.\n")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_verdict_block(build, verdict):
    page = render(build.CASES[verdict.value]())
    assert f"VERDICT  {verdict.headline.upper()}" in page
    likelihood, confidence = "Likelihood of the records", "Confidence in this assessment"
    assert (likelihood in page) is (verdict is not Verdict.INCONCLUSIVE)
    assert ("No likelihood is given." in page) is (verdict is Verdict.INCONCLUSIVE)
    assert not [line for line in page.splitlines() if likelihood in line and confidence in line]


@pytest.mark.parametrize(
    ("case", "gate", "line"),
    [
        ("fabricated", Gate(fail_under=60, passed=False), "Gate --fail-under 60: FAILED (exit 1)."),
        ("fabricated", Gate(fail_on=("suspect", "mixed"), passed=True), "Gate --fail-on suspect,mixed: passed."),
        ("inconclusive", Gate(fail_under=60, passed=False), "Gate --fail-under 60: FAILED (exit 4)."),
        ("inconclusive", Gate(expect=("mixed",), passed=False), "Gate --expect mixed: FAILED (exit 1)."),
    ],
)
def test_gate(build, case, gate, line):
    report = replace(build.CASES[case](), gate=gate)
    assert line in render(report).splitlines()
    assert "Gate" not in render(replace(report, gate=Gate()))


def test_account_adds_up_in_print(build):
    page = render(build.report())
    read, scored, rejected = re.search(r"([\d,]+) records read = ([\d,]+) scored \+ ([\d,]+) rejected", page).groups()
    assert [int(n.replace(",", "")) for n in (read, scored, rejected)] == [120_037, 120_000, 37]
    assert "37 x records with too many or too few fields" in page


def test_small_counts_of_values_are_withheld(build):
    page = render(build.report(), width=120)
    assert "<5 x numbers stored in scientific notation" in page
    assert "(3 cells)" in page  # Q014, `excluded` of ID101, `tested` of TX101
    shown = render(replace(build.report(), parameters=replace(build.report().parameters, min_cell=3)), width=120)
    assert "3 x numbers stored in scientific notation" in shown
    assert "Counts under 3 are withheld (0 cells)." in shown


def test_gauge(build):
    """5 % a cell: 9.2 % stands in the second, 97-100 % is the last."""
    row = next(line for line in render(build.report(), width=120).splitlines() if re.match(r"ID101 .*●", line))
    assert "·●·················░ " in row


def test_masked_labels_are_numbers(build):
    base = build.report()
    page = render(replace(base, parameters=replace(base.parameters, mask_labels=True)), width=120)
    assert "姓名" not in page
    assert "  1  col1 " in page


def test_colour_repeats_words(build):
    for case in CASES:
        report = build.CASES[case]()
        plain, coloured = render(report), render(report, color=True)
        assert "\x1b" not in plain
        assert "\x1b[1mWHY\x1b[0m" in coloured
        assert re.sub(r"\x1b\[\d+m", "", coloured) == plain
    assert "\x1b[31mSIGNS OF FABRICATION\x1b[0m" in render(build.report(), color=True)
    assert "\x1b[31magainst\x1b[0m, decisive" in render(build.report(), color=True)


def test_many_columns_are_counted_not_listed(build):
    labels = tuple(f"label{n}" for n in range(1, 3001))
    page = render(build.report(labels=labels))
    assert len(page.splitlines()) < 200
    assert "2,988 more columns: role not recognised." in page
    assert "2,940 more columns: see the JSON report." in page


def test_every_number_of_columns_gets_a_role_or_a_line(build):
    assert "NOT TESTED (3)" in render(build.report())
    assert "-      column 7: role not recognised; 88 % empty." in render(build.report())


def test_long_ids_and_names_of_plugins(build):
    """An id that leaves no room beside it is part of its sentence; the table's columns stay near each other."""
    base = build.report()
    id_ = "a-distribution-with-a-long-name/TX101"
    report = replace(
        base, outcomes=(*base.outcomes, Skipped(id_, "no column"), Evidence(id_, Family.PLACE, Message("x")))
    )
    for width in (20, 40, 60, 76, 80):
        lines = render(report, width=width, verbosity=1).splitlines()
        assert max(map(cell_len, lines)) <= width
        assert any("TX101" in line for line in lines)
    head = next(line for line in render(report, width=119).splitlines() if line.startswith("id "))
    assert len(head) <= 16 + 2 + 30 + 54


def test_quiet(build):
    assert quiet(build.report()) == "fabricated  1  henan_sample.csv\n"
    assert quiet(build.inconclusive()) == "inconclusive  -  three.ndjson\n"
    assert quiet(build.partial()) == "fabricated  1  henan_sample.csv  partial\n"


def test_suggested_commands_exist_and_can_be_pasted(build):
    known = {"score", "columns", "validators", "explain", "synth", "schema", "check"}
    for case in CASES:
        report = build.CASES[case]()
        assert set(re.findall(r"leakcheck ([a-z]\w*)", render(report))) <= known
    assert "leakcheck columns FILE," in render(build.hostile())
    spaced = render(build.report("my file; id.csv"))
    assert "leakcheck columns 'my file; id.csv'" in re.sub(r"\s+", " ", spaced)


def test_text_of_a_plugin_is_inert_too(build):
    base = build.report()
    bad = "x\x1b[2J\n::error::"
    cards = {id_: ValidatorCard(id_, bad, bad, 1, bad) for id_ in base.cards}
    told = replace(base.evidence[0], message=Message("{word}", {"word": Term(bad)}))
    outcomes = (told, *base.outcomes[1:], Failed("acme/TX9", bad))
    for plain in (True, False):
        page = render(replace(base, cards=cards, outcomes=outcomes), plain=plain, verbosity=2)
        assert "\x1b" not in page
        assert "::" not in page


@settings(max_examples=60, deadline=None)
@given(
    name=ANYTHING,
    labels=st.lists(ANYTHING, min_size=7, max_size=7),
    width=st.sampled_from([1, 20, 33, 60, 75, 76, 80, 99, 120, 200]),
    plain=st.booleans(),
)
def test_no_label_or_file_name_breaks_the_page(build, name, labels, width, plain):
    report = build.report(name, tuple(labels))
    page = render(report, width=width, plain=plain, verbosity=1)
    most = max(20, min(120, width))
    for line in page.split("\n"):
        assert cell_len(line) <= most
        assert line.isprintable()
        assert not line.lstrip().startswith("::")
    usual = render(build.report("a.csv", tuple("abcdefg")), width=width, plain=plain, verbosity=1)
    assert page.count("\n\n") == usual.count("\n\n")
    assert quiet(report).endswith("\n")
    assert quiet(report)[:-1].isprintable()


@given(
    words=st.lists(st.sampled_from(["VERDICT", "ID101", "zq" * 30, "手机" * 20, " "]), min_size=1, max_size=8),
    width=st.sampled_from([20, 30, 60, 80, 120]),
)
def test_sample_text_never_begins_a_line(build, words, width):
    """A label cannot forge a line of the report: wherever it breaks, our own words or blanks come first."""
    forged = " ".join(f"@{word}" for word in words)
    for plain in (True, False):
        page = render(build.report(forged, (forged,) * 7), width=width, plain=plain)
        begun = {line[0] for line in page.splitlines() if line}
        assert not begun & set("@z手机")
        assert sum(line.upper().startswith("VERDICT") for line in page.splitlines()) == 1


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("width", [20, 40, 75, 76, 77, 80, 119, 120, 500])
def test_every_line_fits(build, case, width):
    for plain in (True, False):
        for line in render(build.CASES[case](), width=width, plain=plain, verbosity=1).splitlines():
            assert cell_len(line) <= min(120, width), line
            assert line == line.rstrip()
