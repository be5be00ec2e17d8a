"""AD310: postcode, city and region of one record."""

import random

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, SkipKind
from leakcheck.testing import check_laws
from leakcheck.validators.address_hierarchy import AddressHierarchy, judged

# Invented towns in real states and postal zones, so that the table has something to say.
ZONES = {"TX": "75", "CA": "90", "NY": "10", "OH": "44", "WA": "98", "GA": "30"}
TOWNS = [
    (f"Town {state} {i}", state, f"{zone}{rest:03}")
    for state, zone in ZONES.items()
    for i, rest in enumerate(range(0, 999, 50))
]
CITY, REGION = Column(1, "city", Role.CITY), Column(2, "state", Role.REGION, locale="US")
POST, STREET = Column(3, "zip", Role.POSTCODE, locale="US"), Column(4, "street", Role.ADDRESS)
BINDING = Binding((CITY, REGION, POST, STREET), country="US")
DRAWN = (Hypothesis.JUNK, Hypothesis.GENERATED, Hypothesis.SHUFFLED)


def sample(seed: int, n: int, apart: float = 0.0, *, lost_zero: bool = False) -> pl.DataFrame:
    """Records of whole places, a share `apart` with city, state and postcode drawn one by one."""
    rng = random.Random(seed)
    rows = []
    for _ in range(n):
        if rng.random() < apart:
            city, state, post = rng.choice(TOWNS)[0], rng.choice(TOWNS)[1], f"{rng.randrange(1_000, 99_950):05}"
        else:
            city, state, post = rng.choice(TOWNS)
        rows.append((city, state, post.lstrip("0") if lost_zero else post, f"{rng.randrange(1, 999)} Some St"))
    return pl.DataFrame(rows, schema=[f"c{i}" for i in range(1, 5)], orient="row")


def judge(table: pl.DataFrame, *columns: Column, country: str | None = "US") -> Outcome:
    bound = plan([AddressHierarchy()], Binding(columns or BINDING.columns, country=country))
    return conclude(bound, observe(bound, table))[0]


@pytest.mark.parametrize("apart", [0.0, 0.5, 1.0])
def test_laws(apart: float) -> None:
    assert isinstance(check_laws(AddressHierarchy(), sample(1, 150, apart), BINDING), Evidence)


@pytest.mark.parametrize("n", [150, 600])
@pytest.mark.parametrize(
    "columns", [(CITY, REGION), (REGION, POST), (CITY, POST), (CITY, REGION, POST), BINDING.columns]
)
def test_registers_are_never_convicted(n: int, columns: tuple[Column, ...]) -> None:
    for seed in range(3):
        seen = judge(sample(seed, n, 0.03), *columns)
        assert isinstance(seen, Evidence)
        assert min(seen.llr.values()) > -0.2
        assert seen.llr[Hypothesis.JUNK] == 1.5
        assert seen.llr[Hypothesis.GENERATED] < 0.53


@pytest.mark.parametrize(("n", "least"), [(200, -1.2), (400, -1.8), (1_000, -2.0)])
@pytest.mark.parametrize("columns", [(CITY, REGION), (REGION, POST), (CITY, REGION, POST)])
def test_places_drawn_apart_are_seen(n: int, least: float, columns: tuple[Column, ...]) -> None:
    ratios = [judge(sample(seed, n, 1.0), *columns) for seed in range(4)]
    for outcome in ratios[1:]:
        assert isinstance(outcome, Evidence)
    for hypothesis in DRAWN:
        assert sorted(outcome.llr[hypothesis] for outcome in ratios)[2] < least


def test_permuted_columns_are_seen_without_any_table() -> None:
    table = sample(2, 800)
    columns = (Column(1, "city", Role.CITY), Column(2, "state", Role.REGION), Column(3, "zip", Role.POSTCODE))
    shuffled = table.with_columns(pl.col(f"c{i}").shuffle(seed=i) for i in (1, 2, 3))
    seen = judge(shuffled, *columns, country=None)
    assert seen.llr[Hypothesis.SHUFFLED] < -1.5
    assert Hypothesis.MIXED not in seen.llr


def test_half_a_register_is_mixed_by_its_postcodes() -> None:
    llr = judge(sample(3, 1_000, 0.5), REGION, POST).llr
    assert llr[Hypothesis.MIXED] < -0.8
    assert llr[Hypothesis.JUNK] > 0


def test_one_record_a_place_is_no_sign() -> None:
    """In a list of mayors only namesakes repeat, and those lie in different regions."""
    rows = [(f"Place {i}", f"R{i % 30}") for i in range(1_000)] + [
        (f"Place {i}", f"R{(i + 7) % 30}") for i in range(60)
    ]
    table = pl.DataFrame(rows, schema=["c1", "c2"], orient="row")
    assert judge(table, CITY, Column(2, "r", Role.REGION), country=None).kind is SkipKind.RECORDS


def test_numbers_that_start_anew_in_every_region_are_no_sign() -> None:
    rows = [(f"{number:03}", f"R{region}") for region in range(30) for number in range(30)]
    table = pl.DataFrame(rows, schema=["c1", "c2"], orient="row")
    assert judge(table, CITY, Column(2, "r", Role.REGION), country=None).kind is SkipKind.RECORDS


def test_a_sample_of_one_place_tells_nothing() -> None:
    table = sample(1, 400).with_columns(pl.lit("TX").alias("c2"))
    assert judge(table, CITY, REGION).kind is SkipKind.RECORDS
    assert judge(table, REGION, POST).kind is SkipKind.RECORDS
    assert judge(sample(1, 30), CITY, REGION).kind is SkipKind.RECORDS


def test_the_country_of_a_column_rules() -> None:
    seen = judge(sample(1, 300), Column(2, "regione", Role.REGION, locale="IT"), POST)
    assert isinstance(seen, Evidence)
    assert all("by table" not in rate.name for rate in seen.rates)
    assert Hypothesis.MIXED not in seen.llr  # (no table for both)


def test_chinese_addresses_and_cities() -> None:
    rng = random.Random(1)
    cities = {"郑州市": "河南省", "成都市": "四川省", "广州市": "广东省", "长沙市": "湖南省"}
    columns = (Column(1, "city", Role.CITY, locale="CN"), Column(2, "address", Role.ADDRESS, locale="CN"))
    rows = [(city, f"{cities[city]}{city}某路{rng.randrange(99)}号") for city in rng.choices(list(cities), k=200)]
    table = pl.DataFrame(rows, schema=["c1", "c2"], orient="row")
    seen = judge(table, *columns, country="CN")
    assert seen.rates[0].hits == 200
    assert seen.llr[Hypothesis.JUNK] == 1.5
    apart = judge(table.with_columns(pl.col("c1").shuffle(seed=1)), *columns, country="CN")
    assert max(apart.llr[h] for h in DRAWN) < -1


def test_addresses_with_numbers_are_counted_only() -> None:
    seen = judge(sample(1, 200))
    assert seen.rates[-1].name == "addresses with a number"
    assert (seen.rates[-1].hits, seen.rates[-1].total) == (200, 200)


def test_no_two_columns() -> None:
    for columns in ((CITY,), (STREET, CITY), (REGION, Column(4, "r", Role.REGION))):
        assert judge(sample(1, 100), *columns, country=None).kind is SkipKind.ROLE


def test_judged_by_hand() -> None:
    table = pl.DataFrame({"k0": [1, 1, 2, 2], "k1": [1, 2, 1, 2], "n": [40, 10, 10, 40]})
    seen = judged(table, stated=True)
    assert seen is not None
    assert (seen.hits, seen.total, seen.chance) == (80, 100, 0.5)
    assert judged(table.with_columns(pl.Series("k1", [2, 1, 2, 1])), stated=True) is None  # apart on purpose
    assert judged(table.head(0), stated=True) is None
    assert judged(table.head(0), stated=False) is None
