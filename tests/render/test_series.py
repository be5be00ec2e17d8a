"""Series hold no small count and no text of a record, and survive the way through JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakcheck.model.evidence import Term
from leakcheck.model.series import LEAST, MOST_CELLS, Series, SeriesKind, withheld
from leakcheck.render.facts import withheld as cells_withheld
from leakcheck.render.json import document, render
from leakcheck.render.schema import check
from leakcheck.render.series import read, written

COUNTS = st.lists(st.integers(0, 40), min_size=1, max_size=30)


def test_small_counts_are_withheld() -> None:
    series = Series.of(SeriesKind.BIRTHS, (1950, 1955, 1960, 1965), (0, 4, 5, 3))
    assert series.counts == (0, None, 5, None)
    assert series.rows == ((0, None, 5, None),)


def test_a_sum_does_not_tell_a_withheld_count() -> None:
    # 30 = 2 + 20 + 8 would tell the 2: the next smallest goes too, and zeros stay
    assert withheld((2, 20, 8, 0)) == (None, 20, None, 0)
    assert withheld((3, 4, 20)) == (None, None, 20)  # 7 in two cells: neither is told
    assert withheld((2,)) == (None,)
    assert withheld((0, 900, 2)) == (0, 900, None)  # the last one stays, or there would be no picture


@given(COUNTS, st.integers(1, 20))
def test_what_is_withheld_cannot_be_worked_out(counts: list[int], least: int) -> None:
    shown = withheld(counts, least)
    lost = [n for n, seen in zip(counts, shown, strict=True) if seen is None]
    assert all(seen is None or seen == n for n, seen in zip(counts, shown, strict=True))
    assert all(seen == 0 or seen >= least for seen in shown if seen is not None)
    assert not lost or sum(lost) >= least or sum(bool(n) for n in shown) <= 1
    assert withheld(shown, least) == shown


def test_a_higher_limit_withholds_more() -> None:
    series = Series.of(SeriesKind.WEEK, (0,), (6, 30, 40), tuple(map(Term, "abc")))
    assert series.within(10).counts == (None, 30, 40)
    assert series.within(2) is series


@pytest.mark.parametrize(
    ("x", "counts", "y", "totals", "error"),
    [
        (("1990",), (5,), (), (), TypeError),  # a plain string may be a cell
        ((1,), (5,), ("a",), (), TypeError),
        ((1, 2), (5,), (), (), ValueError),
        ((1,), (5,), (), (5, 6), ValueError),
        ((1,), (4,), (), (), ValueError),
        ((1,), (5,), (), (4,), ValueError),
        (tuple(range(MOST_CELLS + 1)), (0,) * (MOST_CELLS + 1), (), (), ValueError),
        ((), (), (), (), ValueError),
    ],
)
def test_what_is_no_series(x, counts, y, totals, error) -> None:
    with pytest.raises(error):
        Series(SeriesKind.BIRTHS, x, counts, y, totals)


@given(st.sampled_from(SeriesKind), COUNTS, st.booleans())
def test_there_and_back(kind: SeriesKind, counts: list[int], rows: bool) -> None:
    x, y = ((1,), tuple(Term(f"row {i}") for i in range(len(counts)))) if rows else (tuple(range(len(counts))), ())
    series = Series.of(kind, x, counts, y, [n + LEAST for n in counts])
    told = json.loads(json.dumps(written(series, LEAST)))
    assert read(told) == series
    assert read(json.loads(json.dumps(written(series, 12)))) == series.within(12)


@pytest.mark.parametrize(
    "damage",
    [
        {"kind": "interval"},
        {"kind": "of a later version"},
        {"counts": [4]},
        {"counts": [5.5]},
        {"counts": [True]},
        {"counts": [-9]},
        {"counts": None},
        {"x": [None]},
        {"x": [True]},
        {"x": [1, 2]},
        {"y": [[]]},
    ],
)
def test_what_was_damaged_is_no_series(damage: dict[str, object]) -> None:
    sound = written(Series.of(SeriesKind.PHONES, (Term("mobile"),), (9,)), LEAST)
    assert read(sound) is not None
    assert read(sound | damage) is None
    assert read([]) is None


def test_a_word_from_a_file_is_made_inert() -> None:
    told = {"kind": "phones", "x": ["mo\x1b[2Jbile\u202e"], "y": [], "counts": [9], "totals": []}
    series = read(told)
    assert series is not None
    assert series.x == ("mo\\u{1b}[2Jbile\\u{202e}",)


def test_the_json_report_has_every_kind(build) -> None:
    report = build.pictured()
    told = document(report)["evidence"]
    assert check(render(report)) == []
    whole = {item.validator: item.series for item in report.evidence}
    for item in told:
        kept = [found for found in map(read, item["series"]) if found]
        assert tuple(kept) == whole[item["id"]]
    assert {s["kind"] for item in told for s in item["series"]} == {"interval", *SeriesKind}
    bare = cells_withheld(build.report())
    assert cells_withheld(report) - bare == sum((*s.counts, *s.totals).count(None) for s in sum(whole.values(), ()))


@pytest.mark.parametrize(
    "damage", [{"counts": [-1]}, {"counts": ["5"]}, {"x": []}, {"totals": None}, {"kind": "other"}]
)
def test_the_schema_refuses_what_is_no_series(build, damage) -> None:
    told = document(build.pictured())
    series = next(item["series"] for item in told["evidence"] if len(item["series"]) > 1)
    series[1] |= damage
    assert check(json.dumps(told))
