"""DU601: repeated records, names and numbers."""

import random

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, SkipKind
from leakcheck.testing import check_laws
from leakcheck.validators.duplicates import EXACT, Duplicates, Persons, likeness, weigh_padding

BINDING = Binding(
    (
        Column(1, "nr", Role.RECORD_ID),
        Column(2, "family", Role.FAMILY_NAME),
        Column(3, "given", Role.GIVEN_NAME),
        Column(4, "phone", Role.PHONE),
        Column(5, "street", Role.ADDRESS),
        Column(6, "town", Role.CITY),
        Column(7, "when", Role.TIMESTAMP),
    )
)
STREETS = [a + b + c for a in "ABCDEFGH" for b in "aeiouyäöüé" for c in "nmrst"]
Row = tuple[str, ...]


def person(rng: random.Random) -> Row:
    family, given = int(60 * rng.paretovariate(0.7)), int(30 * rng.paretovariate(0.9))
    return (
        f"Fam{min(family, 10**6)}",
        f"Giv{min(given, 10**5)}",
        f"0{rng.randrange(10**9):09}",
        f"{rng.randrange(1, 200)} {STREETS[rng.randrange(400)]} Street",
        f"Town {rng.randrange(60)}",
        f"2020-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}",
    )


def numbered(rows: list[Row]) -> pl.DataFrame:
    table = [(f"{i}", *row) for i, row in enumerate(rows)]
    return pl.DataFrame(table, schema=[column.name for column in BINDING], orient="row")


def register(seed: int, n: int) -> list[Row]:
    rng = random.Random(seed)
    return [person(rng) for _ in range(n)]


def edited(row: Row, rng: random.Random) -> Row:
    """A padder's copy: another phone and house number, now and then another letter somewhere."""
    cells = [*row]
    cells[2] = f"0{rng.randrange(10**9):09}"
    cells[3] = f"{rng.randrange(999)} {cells[3].split(maxsplit=1)[1]}"
    if rng.random() < 0.3:
        at = rng.randrange(len(cells))
        cells[at] += rng.choice("xyz")
    return tuple(cells)


def padded(seed: int, n: int, core: float) -> list[Row]:
    rng = random.Random(seed)
    rows = register(seed + 1_000, round(n * core))
    return [edited(rng.choice(rows), rng) for _ in range(n)]


def events(seed: int, n: int, persons: float) -> list[Row]:
    """A person recurs with name, phone and address; the day and the town differ from event to event."""
    rng = random.Random(seed)
    people = register(seed + 2_000, round(n * persons))
    rows = []
    for _ in range(n):
        row, other = people[min(int(rng.paretovariate(0.7)), len(people)) - 1], person(rng)
        rows.append((*row[:4], *other[4:]))
    return rows


def judge(rows: list[Row], binding: Binding = BINDING) -> Outcome:
    bound = plan([Duplicates()], binding)
    return conclude(bound, observe(bound, numbered(rows)))[0]


@pytest.mark.parametrize("make", [register(1, 150), padded(1, 150, 0.2), events(1, 150, 0.5)])
def test_laws(make: list[Row]) -> None:
    assert isinstance(check_laws(Duplicates(), numbered(make), BINDING), Evidence)


@pytest.mark.parametrize("n", [150, 1_000, 3_000])
def test_registers_are_never_convicted(n: int) -> None:
    for seed in range(4):
        seen = judge(register(seed, n))
        assert isinstance(seen, Evidence)
        assert 0.2 < seen.llr[Hypothesis.PADDED] <= 1.5


@pytest.mark.parametrize("core", [0.05, 0.2, 0.4])
@pytest.mark.parametrize("n", [300, 1_500])
def test_edited_copies_of_a_core_are_seen(core: float, n: int) -> None:
    for seed in range(3):
        seen = judge(padded(seed, n, core))
        assert seen.llr[Hypothesis.PADDED] < (-2 if core < 0.3 else -0.9)
        assert seen.rates[0].hits == 0  # no two records are equal


@pytest.mark.parametrize("persons", [0.05, 0.5, 0.9])
def test_events_of_persons_who_recur_are_not_convicted(persons: float) -> None:
    for seed in range(3):
        seen = judge(events(seed, 1_000, persons))
        assert seen.llr.get(Hypothesis.PADDED, 0) >= 0
        assert seen.rates[1].hits > 50


def test_names_that_must_repeat_are_no_sign() -> None:
    rng = random.Random(1)
    rows = [(f"F{rng.randrange(12)}", f"G{rng.randrange(12)}", *person(rng)[2:]) for _ in range(600)]
    seen = judge(rows)
    assert seen.rates[1].hits > 400
    assert Hypothesis.PADDED not in seen.llr


def test_equal_records_are_named_by_surplus_and_groups() -> None:
    rows = register(1, 200)
    seen = judge(rows + rows[:10] + rows[:10] + rows[10:15])
    assert (seen.rates[0].hits, seen.rates[0].total) == (25, 225)
    assert "25 surplus records in 15 groups" in seen.message.text()
    assert seen.llr[Hypothesis.PADDED] > -1.5


def test_past_what_is_kept_the_counts_are_estimates_and_say_how_good() -> None:
    rows = register(1, 800)
    bound = plan([Duplicates()], BINDING)
    exact, states = judge(rows + rows[:300]), observe(bound, numbered(rows + rows[:300]))
    assert isinstance(exact, Evidence)
    assert "estimated" not in exact.message.text()
    kept = states["DU601"].counts["record"]
    kept.capacity = 250  # 800 different records: one in 4 is followed
    seen = conclude(bound, states)[0]
    assert isinstance(seen, Evidence)
    twice = kept.spectrum()[2]  # each makes one surplus record
    off = round(1.96 * (4 * 3 * twice) ** 0.5)
    assert seen.rates[0].hits == 4 * twice
    assert f"from one in 4 of the different ones, give or take {off} (95 %)" in seen.message.text()
    assert "persons from one in 1, give or take 0." in seen.message.text()
    assert abs(4 * twice - 300) <= off
    assert seen.interval is not None
    assert seen.interval.low < 300 / 1_100 < seen.interval.high
    assert seen.interval.high - seen.interval.low > 2 * off / 1_100


def test_a_file_of_copies_is_seen_though_nothing_was_edited() -> None:
    rows = register(1, 100)
    assert judge(rows * 5).llr[Hypothesis.PADDED] < -2
    nameless = Binding(
        tuple(c if c.role not in (Role.FAMILY_NAME, Role.GIVEN_NAME) else Column(c.index, c.label) for c in BINDING)[1:]
    )
    assert judge(rows * 5, nameless).llr[Hypothesis.PADDED] < -2  # whole records are enough where they are wide
    assert judge(rows, nameless).llr == {}  # and nothing is said where they do not repeat
    assert judge(rows * 5, Binding(nameless.columns[:4])).llr[Hypothesis.PADDED] == -EXACT
    assert judge(rows * 5, Binding((BINDING.columns[0], *nameless.columns))).llr == {}  # a list of codes and few names
    half = rows * 2 + register(2, 200)  # half of the records come once: copies, and no small core
    assert judge(half, nameless).llr[Hypothesis.PADDED] >= -EXACT


def test_customers_who_recur_without_a_trace_of_the_event_are_not_decided_against() -> None:
    """Names, phones and addresses of deliveries, the day left out: equal records, but most persons are met once."""
    rng = random.Random(9)
    people = register(9, 800)
    rows = people + [people[min(int(rng.paretovariate(0.5)), 800) - 1] for _ in range(500)]
    assert -1.5 <= judge(rows).llr[Hypothesis.PADDED] < 0


def test_a_household_shares_a_phone() -> None:
    rows = register(3, 900)
    shared = [(*row[:2], rows[i // 3][2], *row[3:]) for i, row in enumerate(rows)]
    seen = judge(shared)
    phones = next(rate for rate in seen.rates if rate.name.endswith("phone"))
    assert phones.hits == 600
    assert seen.llr[Hypothesis.PADDED] > 0.2


def test_numbers_tell_persons_apart_where_there_are_no_names() -> None:
    binding = Binding((Column(2, "n", Role.NATIONAL_ID, scheme="es-dni"), *BINDING.columns[3:]))
    seen = judge(register(4, 300), binding)
    assert seen.rates[2].name == "persons met once"
    assert seen.rates[1].total == 300


def test_likeness_by_hand() -> None:
    copies = pl.DataFrame({"k0": [*range(20), *range(20)], "k1": [*range(20), *range(20)], "n": [1] * 40})
    assert likeness(copies.group_by("k0", "k1").agg(pl.col("n").sum())) == 1.0
    apart = pl.DataFrame({"k0": [*range(20), *range(20)], "k1": [*range(40)], "n": [1] * 40})
    assert likeness(apart) == 0.0
    assert (
        likeness(copies.with_columns(k1=pl.lit(1)).group_by("k0", "k1").agg(pl.col("n").sum())) is None
    )  # tells nothing
    assert likeness(pl.DataFrame()) is None


def test_expected_repeats_come_from_different_names() -> None:
    # 10 families x 10 given names, each name 5 times: among different names parts collide in 9 of 99 pairs.
    rows = [(10 * f + g, f, g, 5) for f in range(10) for g in range(10)]
    table = pl.DataFrame(rows, schema=["k0", "k1", "k2", "n"], orient="row")
    persons = Persons.of(table, 1)
    assert persons.spectrum == {5: 100}
    assert persons.expected == pytest.approx(500 * 499 / 2 * (9 / 99) ** 2)
    assert Persons.of(pl.DataFrame(), 1) == Persons({}, 0.0)
    assert Persons.of(table, 4).spectrum == {5: 400}


def test_weights() -> None:
    often = Persons({10: 100}, expected=1.0)
    assert weigh_padding(0, 1_000, often, alike=0.9) == -3.0
    assert weigh_padding(0, 1_000, often, alike=0.1) is None  # events
    assert weigh_padding(0, 1_000, often, alike=None) is None
    assert weigh_padding(0, 1_000, Persons({10: 100}, expected=900.0), alike=0.9) is None  # names too few
    assert weigh_padding(600, 1_000, often, alike=0.1) == -1.5
    assert weigh_padding(0, 1_000, Persons({1: 400, 6: 100}, expected=1.0), alike=0.9) == -1.5  # many are met once
    assert weigh_padding(480, 1_000, Persons({1: 200, 8: 100}, expected=1.0), alike=0.9) == -1.5  # customers
    assert weigh_padding(300, 1_000, Persons({1: 200, 8: 100}, expected=1.0), alike=0.9) == -3.0  # edited copies
    once = weigh_padding(0, 1_000, Persons({1: 1_000}, expected=1.0), alike=None)
    assert once is not None
    assert once > 1


def test_too_little() -> None:
    assert judge(register(1, 99)).kind is SkipKind.RECORDS
    assert Duplicates().bind(Binding(())).kind is SkipKind.ROLE
