"""MS901 counts filled cells and says nothing for or against."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, SkipKind, Skipped
from leakcheck.model.series import Series, SeriesKind
from leakcheck.stats.proportions import wilson
from leakcheck.testing import check_laws
from leakcheck.validators.completeness import PAIRED, PICTURED, Completeness

BINDING = Binding(
    tuple(Column(i, f"col{i}", role) for i, role in enumerate((Role.PERSON_NAME, Role.PHONE, Role.UNKNOWN), 1))
)
CELL = st.sampled_from(["a", "b", "", None, "  ", "NULL", "n/a", "无", "0"])


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=40))
def test_cells_that_hold_a_value(rows: list[tuple[str | None, ...]]) -> None:
    frame = pl.DataFrame(rows, schema={c.name: pl.String for c in BINDING}, orient="row")
    bound = plan([Completeness()], BINDING)
    seen = conclude(bound, observe(bound, frame))[0]
    assert isinstance(seen, Evidence)
    filled = [sum(row[i] in ("a", "b", "0") for row in rows) for i in range(3)]
    assert [(rate.hits, rate.total) for rate in seen.rates] == [
        (sum(filled), 3 * len(rows)),
        *((n, len(rows)) for n in filled),
    ]
    empty = [[row[i] not in ("a", "b", "0") for row in rows] for i in range(3)]
    gaps = [i for i in range(3) if any(empty[i])]
    together = [sum(a and b for a, b in zip(empty[i], empty[j], strict=True)) for i in gaps for j in gaps]
    columns = tuple(i + 1 for i in gaps)
    assert seen.series == ((Series.of(SeriesKind.GAPS, columns, together, columns),) if len(gaps) > 1 else ())
    assert seen.llr == {}
    assert seen.interval is not None
    assert (seen.interval.low, seen.interval.high) == pytest.approx(wilson(sum(filled), 3 * len(rows)))


def test_laws_and_words() -> None:
    frame = pl.DataFrame({"c1": ["a", "b", "c", "d"], "c2": ["x", "", None, "y"], "c3": ["", "-", None, ""]})
    seen = check_laws(Completeness(), frame, BINDING)
    assert isinstance(seen, Evidence)
    assert seen.message.text() == (
        "50.0 % of all cells hold a value; 1 of 3 columns are filled throughout and 1 empty throughout."
    )


def test_a_picture_has_room_for_the_columns_with_the_most_gaps() -> None:
    width = PAIRED + 5
    binding = Binding(tuple(Column(i, f"col{i}", Role.UNKNOWN) for i in range(1, width + 1)))
    frame = pl.DataFrame({f"c{i}": [""] * (10 + i) + ["a"] * (90 - i) for i in range(1, width + 1)})
    bound = plan([Completeness()], binding)
    seen = conclude(bound, observe(bound, frame))[0]
    assert isinstance(seen, Evidence)
    (series,) = seen.series
    assert series.x == series.y == tuple(range(PAIRED - PICTURED + 1, PAIRED + 1))
    assert series.rows[0] == tuple(
        [10 + PAIRED - PICTURED + 1] * PICTURED
    )  # the fewest: all others are empty there too


def test_no_columns() -> None:
    skipped = Completeness().bind(Binding(()))
    assert isinstance(skipped, Skipped)
    assert skipped.kind is SkipKind.ROLE
