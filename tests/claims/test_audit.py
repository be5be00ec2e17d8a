"""Claims against samples of known sets: true ones are not contradicted, false ones are where it can be told."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from leakcheck.claims import NAME, Counts, audit, parse_claims
from leakcheck.claims.counts import Counted
from leakcheck.engine.observe import merge, observe
from leakcheck.engine.plan import plan
from leakcheck.features.feature import derive, schedule
from leakcheck.kernels.multiplicity import Multiplicity
from leakcheck.model.claims import KEYS, Against, Finding, Standing
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.synth.china import check_character

FIVE = Binding(tuple(Column(place, f"col{place}") for place in range(1, 6)))


def people(draws: Sequence[int]) -> Counted:
    """Records of numbered people, as the probe would have counted them."""
    hashes = pl.Series(draws, dtype=pl.UInt64).hash(seed=1)
    beside = int((hashes == hashes.shift()).sum())
    both = {"number": Multiplicity.of(hashes), "record": Multiplicity.of(hashes)}
    return Counted(len(draws), 100 * len(draws), {}, both, dict.fromkeys(both, beside))


def found(claim: str, counted: Counted, binding: Binding = FIVE, octets: int | None = None) -> dict[Against, Finding]:
    return {row.test: row for row in audit(parse_claims([claim]), counted, binding, octets, 5)}


@pytest.mark.parametrize("size", [5_000, 100_000, 2_000_000])
def test_a_true_number_of_people_is_not_contradicted_and_a_false_one_is(size: int) -> None:
    rng = np.random.default_rng(size)
    true, false = [], []
    for _ in range(100):
        counted = people(rng.integers(0, size, 4_000).tolist())
        true.append(found(f"people={size}", counted)[Against.REPEATED_NUMBERS].standing)
        false.append(found(f"people={100 * size}", counted)[Against.REPEATED_NUMBERS].standing)
    assert Standing.CONTRADICTED not in true
    contradicted = false.count(Standing.CONTRADICTED)
    assert (
        contradicted >= 95 if size <= 1_000_000 else contradicted >= 20
    )  # (4 expected repeats are under what is told)


def test_repeats_side_by_side_are_no_random_draw() -> None:
    draws = [person for person in range(2_000) for _ in range(2)]
    row = found("people=1e9", people(draws))[Against.REPEATED_NUMBERS]
    assert row.standing is Standing.NOT_TESTED
    assert "side by side" in row.message.text()
    np.random.default_rng(1).shuffle(draws)
    assert found("people=1e9", people(draws))[Against.REPEATED_NUMBERS].standing is Standing.CONTRADICTED


def test_a_word_for_none_that_fills_a_column_of_numbers_is_nobody() -> None:
    draws = [*range(1, 3_000), *([0] * 500)]
    np.random.default_rng(2).shuffle(draws)
    assert found("people=1e9", people(draws))[Against.REPEATED_NUMBERS].standing is Standing.NOT_TESTED


def test_few_repeats_are_a_lower_bound() -> None:
    row = found("people=1e9", people(range(2_000)))[Against.REPEATED_NUMBERS]
    assert row.standing is Standing.NOT_TESTED
    assert row.interval is not None
    assert row.interval.low == pytest.approx(1_999_000 / 3.6889, rel=0.01)


@pytest.mark.parametrize(
    ("size", "standing"),
    [
        ("100GB", Standing.HOLDS),
        ("250GB", Standing.HOLDS),
        ("500GB", Standing.NOT_TESTED),
        ("2TB", Standing.CONTRADICTED),
        ("10GB", Standing.NOT_TESTED),
        ("1GB", Standing.CONTRADICTED),
    ],
)
def test_volume(size: str, standing: Standing) -> None:
    """1e9 rows of 100 bytes are 100 GB of text; packed they are a tenth, in a database some times as much."""
    row = found(f"rows=1e9,bytes={size}", people(range(500)))[Against.VOLUME]
    assert row.standing is standing
    assert row.claim == "bytes"


def test_the_file_counts_where_it_is_longer_than_its_cells() -> None:
    counted = people(range(500))
    assert found("rows=1e9,bytes=1TB", counted)[Against.VOLUME].standing is Standing.NOT_TESTED
    assert found("rows=1e9,bytes=1TB", counted, octets=500_000)[Against.VOLUME].standing is Standing.HOLDS


@pytest.mark.parametrize(
    ("claim", "standing"),
    [
        ("people=24m,region=CN-31", Standing.HOLDS),
        ("people=45m,region=CN-31", Standing.HOLDS),
        ("people=970m,region=CN-31", Standing.CONTRADICTED),
        ("people=970m,country=CN", Standing.HOLDS),
        ("rows=1e9,region=CN-31", Standing.NOT_TESTED),
    ],
)
def test_ceilings(claim: str, standing: Standing) -> None:
    assert found(claim, people(range(500)))[Against.CEILING].standing is standing


def test_more_records_than_rows() -> None:
    assert found("rows=400", people(range(500)))[Against.RECORDS].standing is Standing.CONTRADICTED
    assert found("rows=500", people(range(500)))[Against.RECORDS].standing is Standing.NOT_TESTED


def months(*, inside: int, outside: int, name: str = "moment 0 dmy") -> Counted:
    return Counted(inside + outside, 1, {name: {201505: inside // 2, 201811: inside - inside // 2, 202303: outside}})


@pytest.mark.parametrize(
    ("outside", "standing"),
    [(0, Standing.HOLDS), (2, Standing.HOLDS), (10, Standing.HOLDS), (400, Standing.CONTRADICTED)],
)
def test_period_and_date(outside: int, standing: Standing) -> None:
    counted = months(inside=1000, outside=outside)
    assert found("period=2010-2020", counted)[Against.MOMENTS].standing is standing
    assert found("date=2022-06", counted)[Against.MOMENTS].standing is standing


def test_few_dates_decide_nothing() -> None:
    assert found("date=2022-06", months(inside=9, outside=0))[Against.NOTHING].standing is Standing.NOT_TESTED


def test_the_order_of_day_and_month_that_fits_and_the_column_that_fits_decide() -> None:
    counted = months(inside=0, outside=900)
    counted.tables["moment 1 mdy"] = {201505: 900}
    assert found("date=2022-06", counted)[Against.MOMENTS].standing is Standing.HOLDS


def test_births_clocks_and_phone_ranges_after_the_date() -> None:
    tables = {
        "number born": {1970: 500, 2023: 100},
        "clock Elasticsearch id": {202108: 300, 202301: 300},
        "phone range": {2008: 400, 2017: 200},
    }
    rows = found("date=2016-12", Counted(600, 1, tables))
    assert {rows[test].standing for test in (Against.BIRTHS, Against.CLOCKS, Against.RANGES)} == {Standing.CONTRADICTED}
    rows = found("date=2023-12", Counted(600, 1, tables))
    assert {rows[test].standing for test in (Against.BIRTHS, Against.CLOCKS, Against.RANGES)} == {Standing.HOLDS}


def test_identifiers_that_hardly_decode_carry_no_clock() -> None:
    tables = {"clock Elasticsearch id": {0: 590, 202301: 10}}
    assert Against.CLOCKS not in found("date=2020", Counted(600, 1, tables))


@pytest.mark.parametrize("share", [0.4, 0.6, 0.8, 0.97])
def test_a_register_of_the_region_is_not_contradicted(share: float) -> None:
    rng = np.random.default_rng(3)
    for _ in range(50):
        hits = int(rng.binomial(300, share))
        counted = Counted(300, 1, {"number region": {31: hits, 32: 300 - hits}})
        assert found("region=CN-31", counted)[Against.NUMBER_REGION].standing is Standing.HOLDS


def test_a_national_set_contradicts_a_region() -> None:
    rng = np.random.default_rng(4)
    for _ in range(50):
        hits = int(rng.binomial(300, 0.018))
        counted = Counted(300, 1, {"place region": {31: hits, 41: 300 - hits}})
        assert found("region=CN-31", counted)[Against.PLACE_REGION].standing is Standing.CONTRADICTED


def test_small_counts_are_not_told() -> None:
    counted = Counted(1000, 1, {"place region": {31: 3, 41: 997}, "moment 0 dmy": {201505: 997, 202303: 3}})
    for row in found("region=CN-31,date=2022-06", counted).values():
        assert "fewer than 5 of 1,000" in row.message.text()


def test_the_newest_month_is_not_told_of_a_few() -> None:
    counted = Counted(103, 1, {"moment 0 dmy": {201001: 4, 201501: 95, 202303: 4}})
    text = found("date=2024-06", counted)[Against.MOMENTS].message.text()
    assert "2023" not in text
    assert "2010" not in text


def test_every_claim_has_a_row() -> None:
    claim = "rows=1e9,people=1e8,bytes=23TB,region=CN-31,country=CN,period=1995-2019,kind=police,date=2022-06"
    rows = audit(parse_claims([claim]), None, Binding(()), None, 5)
    assert list(dict.fromkeys(row.claim for row in rows)) == list(KEYS)
    assert all(row.test.formula for row in rows)


def test_country_and_kind_by_columns() -> None:
    chinese = Binding(
        (Column(1, "案件", Role.PERSON_NAME, "zh", None, 1.0), Column(2, "tel", Role.PHONE, "CN", None, 1.0))
    )
    assert found("country=CN", Counted(), chinese)[Against.COUNTRY].standing is Standing.HOLDS
    american = [Column(1, "tel", Role.PHONE, "US", None, 1.0), Column(2, "zip", Role.POSTCODE, "US", None, 1.0)]
    assert found("country=CN", Counted(), Binding(tuple(american)))[Against.COUNTRY].standing is Standing.CONTRADICTED
    assert found("country=CN", Counted(), FIVE)[Against.NOTHING].standing is Standing.NOT_TESTED
    assert found("kind=police", Counted(), chinese)[Against.COLUMNS].standing is Standing.NOT_TESTED
    more = (*chinese.columns, Column(3, "when", Role.TIMESTAMP, None, None, 1.0))
    assert found("kind=police", Counted(), Binding(more))[Against.COLUMNS].standing is Standing.HOLDS


def sample(n: int = 300) -> tuple[pl.DataFrame, Binding]:
    """Invented residents of the county 310101, with a repeated one side by side."""
    bodies = [f"310101{1950 + i % 60}0{1 + i % 9}1{i % 10}{i % 500:03d}" for i in range(n)]
    numbers = [body + check_character(body) for body in bodies]
    numbers[7] = numbers[6]
    frame = pl.DataFrame(
        {
            "c1": numbers,
            "c2": [f"{2010 + i % 10}-0{1 + i % 9}-17 08:15:00" for i in range(n)],
            "c3": [f"166{i:08d}" for i in range(n)],
        }
    )
    columns = (
        Column(1, "id", Role.NATIONAL_ID, "CN", "cn-ric", 1.0),
        Column(2, "at", Role.TIMESTAMP, None, None, 1.0),
        Column(3, "tel", Role.PHONE, "CN", None, 1.0),
    )
    return frame, Binding(columns, "CN")


def counted_in(frame: pl.DataFrame, binding: Binding, cuts: Sequence[int]) -> Counted:
    asked = plan([], binding, counting=False, beside={NAME: Counts.of(parse_claims(["region=CN-31"]), binding)})
    states: dict[str, Counted] = {}
    for start, end in pairwise((0, *cuts, frame.height)):
        states = merge(asked, states, observe(asked, frame[start:end]))
    return states[NAME]


def test_the_counts_do_not_depend_on_the_cuts_and_are_those_of_the_cells() -> None:
    frame, binding = sample()
    whole, cut = counted_in(frame, binding, ()), counted_in(frame, binding, (7, 8, 100))
    assert whole.tables == cut.tables
    assert whole.beside == cut.beside == {"record": 0, "number": 1}
    assert whole.repeats["number"].spectrum() == cut.repeats["number"].spectrum()
    assert whole.records == 300
    assert whole.text == sum(len(cell) + 1 for row in frame.rows() for cell in row)
    assert whole.tables["number region"] == {31: 300}
    assert whole.tables["phone range"] == {2017: 300}
    assert whole.tables["moment 0 dmy"][201001] == sum(cell.startswith("2010-01") for cell in frame["c2"])
    assert sum(whole.tables["number born"].values()) == 300


def test_the_features_read_what_the_probe_asks_for() -> None:
    frame, binding = sample()
    probe = Counts.of(parse_claims(["region=CN-31"]), binding)
    derived = derive(frame, schedule(probe.features))
    assert {feature.name for feature in probe.features} <= set(derived.columns)
