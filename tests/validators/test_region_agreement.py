"""XA503: the province of the number against the place of residence."""

import random

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, SkipKind, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.region_agreement import RegionAgreement

NUMBER = Column(1, "number", Role.NATIONAL_ID, locale="CN", scheme="cn-ric")
BINDING = Binding((NUMBER, Column(2, "place", Role.ADDRESS, locale="CN")))
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PLACES = {
    11: "北京市",
    13: "河北省",
    32: "江苏省",
    41: "河南省",
    43: "湖南省",
    44: "广东省",
    51: "四川省",
    61: "陕西省",
}


def number(province: int, rng: random.Random) -> str:
    body = f"{province}0199{rng.randrange(1940, 2005)}01{rng.randrange(10, 28)}{rng.randrange(1000):03}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]


def sample(seed: int, n: int, moved: float, home: float = 0.2) -> pl.DataFrame:
    """Numbers of all provinces, a share `home` of one; a share `moved` of persons live anywhere."""
    rng = random.Random(seed)
    rows = []
    for _ in range(n):
        born = 41 if rng.random() < home else rng.choice(list(PLACES))
        lives = rng.choice(list(PLACES)) if rng.random() < moved else born
        rows.append((number(born, rng), f"{PLACES[lives]}某市{rng.randrange(999)}号"))
    return pl.DataFrame(rows, schema={"c1": pl.String, "c2": pl.String}, orient="row")


def judge(table: pl.DataFrame, binding: Binding = BINDING) -> Outcome:
    bound = plan([RegionAgreement()], binding)
    return conclude(bound, observe(bound, table))[0]


@pytest.mark.parametrize("moved", [0.0, 0.5, 1.0])
def test_laws(moved: float) -> None:
    assert isinstance(check_laws(RegionAgreement(), sample(1, 90, moved), BINDING), Evidence)


@pytest.mark.parametrize("moved", [0.0, 0.1, 0.4, 0.7])
@pytest.mark.parametrize("n", [60, 300, 800])
def test_registers_are_never_convicted(moved: float, n: int) -> None:
    for seed in range(3):
        seen = judge(sample(seed, n, moved))
        assert isinstance(seen, Evidence)
        assert min(seen.llr.values()) > (-0.5 if moved < 0.7 else -1.0)
        assert Hypothesis.MIXED not in seen.llr
        assert seen.llr[Hypothesis.GENERATED] < 0.302


@pytest.mark.parametrize(("n", "least"), [(100, -0.7), (300, -1.0), (800, -1.2)])
def test_places_drawn_apart_are_seen(n: int, least: float) -> None:
    ratios = [judge(sample(seed, n, 1.0)).llr for seed in range(5)]
    for hypothesis in (Hypothesis.JUNK, Hypothesis.GENERATED, Hypothesis.SHUFFLED):
        assert sorted(llr[hypothesis] for llr in ratios)[3] < least


def test_french_numbers_carry_the_departement() -> None:
    rng = random.Random(3)
    rows = []
    for _ in range(200):
        departement = rng.choice([13, 31, 33, 59, 69, 75])
        body = f"18001{departement}999{rng.randrange(900, 1000)}"  # sex, year, month, departement, commune, order
        rows.append((f"{body}{97 - int(body) % 97:02}", f"{departement}001"))
    binding = Binding(
        (
            Column(1, "number", Role.NATIONAL_ID, locale="FR", scheme="fr-nir"),
            Column(2, "post", Role.POSTCODE, locale="FR"),
        )
    )
    seen = judge(pl.DataFrame(rows, schema={"c1": pl.String, "c2": pl.String}, orient="row"), binding)
    assert isinstance(seen, Evidence)
    assert seen.rates[0].hits == seen.rates[0].total >= 190


def test_nothing_to_tell() -> None:
    assert judge(sample(1, 30, 0.0)).kind is SkipKind.RECORDS
    one_province = judge(sample(1, 300, 0.0, home=1.0))
    assert isinstance(one_province, Skipped)
    assert one_province.kind is SkipKind.RECORDS
    elsewhere = Binding((NUMBER, Column(2, "place", Role.ADDRESS, locale="US")))
    for binding in (Binding((NUMBER,)), Binding((BINDING.columns[1],)), elsewhere):
        assert judge(sample(1, 60, 0.0), binding).kind is SkipKind.ROLE
