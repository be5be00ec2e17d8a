"""Reading a saved report back loses nothing: `document(read(d)) == d`, whatever the report."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakcheck.errors import UsageError
from leakcheck.model.evidence import Evidence, Failed, Family, Hypothesis, Message, Quality, Rate, SkipKind, Skipped
from leakcheck.model.report import Gate
from leakcheck.model.source import Account, Reject, Rejected
from leakcheck.render.json import document, render
from leakcheck.render.saved import read, settled

CASES = ("fabricated", "suspect", "mixed", "consistent", "inconclusive", "hostile", "partial")
ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=100)
counts = st.integers(0, 12) | st.integers(0, 10**9)
shares = st.floats(0, 1)
rates = st.builds(
    lambda name, total, part, low, high: Rate(name, int(part * total), total, (min(low, high), max(low, high)), low),
    ANYTHING, counts, shares, shares, shares,
)  # fmt: skip
remarks = st.builds(
    Quality, st.sampled_from(["Q003", "Q012", "Q013", "Q014"]), counts, st.none() | shares, st.none() | counts
)
evidence = st.builds(
    Evidence,
    validator=st.sampled_from(["ID101", "NM401", "acme/TX101", "unknown"]),
    family=st.sampled_from(Family),
    message=ANYTHING.map(lambda text: Message(text.replace("{", "("))),
    llr=st.dictionaries(st.sampled_from(Hypothesis), st.floats(-6, 6)),
    columns=st.lists(st.integers(1, 9), max_size=3).map(tuple),
    tested=counts,
    missing=counts,
    excluded=counts,
    rates=st.lists(rates, max_size=2).map(tuple),
    quality=st.lists(remarks, max_size=3).map(tuple),
)
skipped = st.builds(Skipped, st.just("DT301"), ANYTHING.map(lambda t: t or "-"), st.sampled_from(SkipKind), ANYTHING)
failed = st.builds(Failed, st.just("AD310"), st.sampled_from(["ZeroDivisionError", "PanicException"]))
accounts = st.builds(
    lambda scored, lost, seen, complete: Account(
        scored + sum(r.count for r in lost.values()), scored, lost, seen, 9, None, complete, ("stopped early",)
    ),
    counts,
    st.dictionaries(st.sampled_from(Reject), st.builds(Rejected, counts, counts)),
    st.dictionaries(st.sampled_from(["Q001", "Q012", "Q013"]), st.tuples(counts, st.none() | counts)),
    st.booleans(),
)


@pytest.mark.parametrize("case", CASES)
def test_a_saved_report_reads_back_whole(build, case):
    saved = render(build.CASES[case]())
    (back,) = read(saved, "r.json")
    assert render(back) == saved
    assert settled(back) == back or case == "inconclusive"  # nothing is left to settle


@settings(max_examples=60, deadline=None)
@given(
    case=st.sampled_from(CASES),
    outcomes=st.lists(evidence | skipped | failed, max_size=5),
    account=accounts,
    weights=st.dictionaries(st.sampled_from(["ID101", "NM401"]), st.floats(-6, 6)),
    text=ANYTHING,
    quality=st.lists(remarks, max_size=3),
    min_cell=st.sampled_from([1, 2, 5, 10]),
    masked=st.booleans(),
)
def test_any_report_reads_back_whole(build, *, case, outcomes, account, weights, text, quality, min_cell, masked):
    base = build.CASES[case]()
    columns = tuple(replace(column, label=text + column.label) for column in base.binding)
    report = replace(
        base,
        parameters=replace(base.parameters, min_cell=min_cell, mask_labels=masked),
        outcomes=tuple(outcomes),
        account=account,
        source=replace(base.source, label=text),
        binding=replace(base.binding, columns=columns),
        assessment=replace(base.assessment, weights=weights, log10_lr=weights.get("ID101", float("inf"))),
        gate=Gate(baseline=text, passed=False, failed=(text,)),
        quality=tuple(quality),
    )
    first = document(report)
    assert document(settled(report)) == first
    (back,) = read(json.dumps(first), "r.json")
    assert document(back) == first


def test_a_withheld_count_is_nowhere_in_a_settled_report(build):
    base = build.report()
    few = replace(build.EVIDENCE[0], tested=4, excluded=3, rates=(Rate("r", 2, 4),))
    settled_ = settled(replace(base, outcomes=(few,)))
    (item,) = settled_.evidence
    assert (item.tested, item.excluded, item.rates[0].hits, item.rates[0].total) == (1, 1, 1, 1)
    assert item.rates[0].share == 0.5


def test_an_array_holds_several(build):
    several = [document(build.report()), document(build.mixed())]
    assert [document(report) for report in read(json.dumps(several), "all.json")] == several


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "LC403"),
        ("[]", "LC403"),
        ("[" * 100_000, "LC403"),
        ("name,phone\n", "LC403"),
        ('{"kind": "other"}', "LC403"),
        ('{"kind": "leakcheck.report", "schema_version": "1.0"}', "LC403"),
        ('{"kind": "leakcheck.report", "schema_version": "2.0"}', "LC402"),
    ],
)
def test_what_is_no_report_is_refused(text, code):
    with pytest.raises(UsageError) as caught:
        read(text, "r.json")
    assert caught.value.code == code


def test_a_later_minor_version_is_read_as_far_as_it_is_known(build):
    told = document(build.mixed())
    told["schema_version"], told["added"] = "1.7", {"x": [1]}
    told["evidence"][0]["added"] = told["run"]["added"] = 1
    (back,) = read(json.dumps(told), "r.json")
    assert back.assessment == settled(build.mixed()).assessment
    told["evidence"][0]["family"] = "gait"  # a word that only the later version knows
    with pytest.raises(UsageError, match=r"schema 1\.7"):
        read(json.dumps(told), "r.json")


def test_no_value_of_a_broken_report_is_quoted(build):
    told = document(build.mixed())
    told["evidence"][0]["family"] = "zqsecret"
    with pytest.raises(UsageError) as caught:
        read(json.dumps(told), "r.json")
    assert caught.value.code == "LC403"
    assert "zqsecret" not in caught.value.message
