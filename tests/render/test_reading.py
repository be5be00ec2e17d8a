"""Weights in words: the limits 3, 6, 10 and 20 dB, and no print that says more than the number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakcheck.render.figures import figure, plural, size, span
from leakcheck.render.reading import Reading, by_weight, reading


@pytest.mark.parametrize(
    ("db", "whole", "mark", "words"),
    [
        (0.0, "0", "", "neutral"),
        (2.99, "+2", "", "neutral"),
        (-2.99, "-2", "", "neutral"),
        (3.0, "+3", "+", "for, weak"),
        (-5.99, "-5", "-", "against, weak"),
        (-6.0, "-6", "--", "against, moderate"),
        (9.99, "+9", "++", "for, moderate"),
        (-10.0, "-10", "---", "against, strong"),
        (-19.99, "-19", "---", "against, strong"),
        (20.0, "+20", "++++", "for, decisive"),
        (-40.0, "-40", "----", "against, decisive"),
        (0.4, "0", "", "neutral"),
    ],
)
def test_words_and_marks(db, whole, mark, words):
    read = Reading(db)
    assert (read.whole, read.mark, read.words) == (whole, mark, words)


@given(st.floats(-60, 60))
def test_the_printed_number_alone_gives_the_same_words(db):
    assert Reading(float(Reading(db).whole)).words == Reading(db).words


def test_weight_is_the_assessments_and_capped(build):
    report = build.report()
    item = report.evidence[0]
    for weight, db in ((-2.04, -20.4), (-6.0, -40.0), (6.0, 40.0), (float("nan"), 0.0)):
        weights = {item.validator: weight}
        assert reading(replace(report, assessment=replace(report.assessment, weights=weights)), item).db == db
    assert reading(replace(report, assessment=replace(report.assessment, weights={})), item).words == "neutral"


def test_order_is_against_first(build):
    ids = [item.validator for item, _ in by_weight(build.report())]
    assert ids == ["ID101", "FP801", "NM401", "PH201", "DU601", "acme/TX101", "MS901"]


def test_figures():
    assert figure(0.123456) == 0.1235
    assert figure(35190.4) == 35190.0
    assert figure(float("inf")) is None
    assert [size(n) for n in (0, 999, 1000, 14_682_113, 999_949, 999_950, 3 * 10**12)] == [
        "0 B", "999 B", "1.0 kB", "14.7 MB", "999.9 kB", "1.0 MB", "3.0 TB",
    ]  # fmt: skip
    assert plural(1, "record") == "1 record"
    assert plural(1234, "record") == "1,234 records"
    assert span(0.005, 0.4) == "0.5-40 %"
    assert span(0.09175, 0.9082) == "9.2-90.8 %"
    assert span(0.0, 0.0) == "0 %"
    assert span(0.9997, 1.0) == "99.97-100 %"
    assert span(0.999999, 1.0) == ">99.99-100 %"
    assert span(0.00041, 0.5) == "0.041-50 %"
