"""A run gives what one look at all records gives: whatever its batches, and with what it spares itself."""

from __future__ import annotations

import random
from collections.abc import Iterator

import polars as pl
import pytest

from leakcheck.engine import run as running
from leakcheck.engine.observe import conclude, floors, merge, observe
from leakcheck.engine.plan import plan
from leakcheck.features.lexicon import CAPACITY
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.validators import duplicates, given_names, synthetic_mark
from leakcheck.validators.duplicates import Duplicates
from leakcheck.validators.generator_artefacts import GeneratorArtefacts
from leakcheck.validators.generator_vocabulary import GeneratorVocabulary
from leakcheck.validators.given_names import GivenNameCommonness
from leakcheck.validators.synthetic_mark import SyntheticMark

ROWS = 12 * CAPACITY
BINDING = Binding(
    (
        Column(1, "name", Role.PERSON_NAME),
        Column(2, "phone", Role.PHONE, "US"),
        Column(3, "job", Role.CATEGORY),
        Column(4, "address", Role.ADDRESS),
    )
)
VALIDATORS = (Duplicates(), GivenNameCommonness(), GeneratorVocabulary(), GeneratorArtefacts(), SyntheticMark())


def frame() -> pl.DataFrame:
    rng = random.Random(3)
    rows = [
        (
            f"{rng.choice('ABCDEFGHIJ')}en {rng.choice(('Smith', 'Jones', 'Wu'))}{rng.randrange(9_000)}",
            f"212{rng.randrange(10**7):07}",
            f"job {rng.randrange(9_000)}",
            f"{rng.randrange(400)} Main {rng.choice(('St', 'Rd'))}",
        )
        for _ in range(ROWS)
    ]
    return pl.DataFrame(rows, schema=["c1", "c2", "c3", "c4"], orient="row")


def batches(whole: pl.DataFrame, height: int) -> Iterator[pl.DataFrame]:
    for start in range(0, whole.height, height):
        yield whole.slice(start, height)


def test_what_samples_keep_no_more_is_not_worked_out_and_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "RECORDS", 1)
    monkeypatch.setattr(synthetic_mark, "CAPACITY", 2_000)
    monkeypatch.setattr(given_names, "PEOPLE", 2_000)
    monkeypatch.setattr(duplicates, "BLOCKS", 2_000)
    whole, asked = frame(), plan(VALIDATORS, BINDING)
    at_once = conclude(asked, merge(asked, {}, observe(asked, whole)))
    *_, part = running.run(asked, batches(whole, 2_500))
    assert part.records == ROWS
    assert conclude(asked, part.states) == at_once
    bounds = floors(asked, part.states)
    # Names and jobs by FP801, phones by FP802 and FP899, persons by DU601 and NM402; there are few streets.
    spared = {name for name, bound in bounds.items() if bound}
    assert spared == {
        "c1.digest.floor.lexicon",
        "c2.digest.floor.lexicon",
        "c3.digest.floor.lexicon",
        "c2.digest.floor.mark",
        "c1.name.floor.pairs",
        "c1.name.floor.given",
    }
    # A wrong floor is noticed: what it leaves out is missed.
    wrong = dict.fromkeys(bounds, (1 << 40) - 1)
    assert conclude(asked, merge(asked, {}, observe(asked, whole, wrong))) != at_once


def test_batches_are_joined_and_cut_and_their_records_counted() -> None:
    whole = frame().head(5_000)
    pace = running.Pace()
    assert [batch.height for batch in running.paced(batches(whole, 1_000), pace)] == [5_000]
    pace.learn(100, 0.1)  # a thousand a second: as many as are observed in a second
    assert [batch.height for batch in running.paced(batches(whole, 1_200), pace)] == [1_000] * 5
    assert pl.concat([*running.paced(batches(whole, 1_200), pace)]).equals(whole)
    asked = plan((), BINDING)
    assert [*running.run(asked, iter(()))] == []
    assert [part.records for part in running.run(asked, batches(whole, 1_000))] == [5_000]


def test_a_pace_is_bounded_by_records_cells_and_growth() -> None:
    pace = running.Pace()
    pace.learn(5_000, 1e-9)
    pace.learn(80_000, 1e-9)
    assert pace.limit(1) == running.RECORDS
    assert pace.limit(1_000) == running.CELLS // 1_000
    pace.learn(10, 10.0)
    assert pace.limit(1) == 200
    pace.learn(200, 1e-9)
    assert pace.limit(1) == 16 * 200


def test_an_end_is_asked_for_where_more_would_be_observed() -> None:
    whole, asked = frame().head(4_000), plan((), BINDING)
    taken: list[int] = []

    def source() -> Iterator[pl.DataFrame]:
        for batch in batches(whole, 1_000):
            taken.append(batch.height)
            yield batch

    slow = pytest.MonkeyPatch()
    with slow.context() as patch:
        patch.setattr(running, "FIRST", 1_000)
        patch.setattr(running, "RECORDS", 1_000)
        *_, part = running.run(asked, source(), lambda: len(taken) >= 3)
    assert part.records == 2_000  # the third was read, and nothing more was begun
    assert len(taken) == 3
    *_, part = running.run(asked, batches(whole, 4_000), lambda: True)
    assert part.records == 4_000  # what is all there is is observed, whoever asks for an end
