"""MS901 counts filled cells and says nothing for or against."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, SkipKind, Skipped
from leakcheck.stats.proportions import wilson
from leakcheck.testing import check_laws
from leakcheck.validators.completeness import Completeness

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


def test_no_columns() -> None:
    skipped = Completeness().bind(Binding(()))
    assert isinstance(skipped, Skipped)
    assert skipped.kind is SkipKind.ROLE
