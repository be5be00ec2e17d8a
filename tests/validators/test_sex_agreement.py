"""XA502: the sex of the number against its column."""

import random

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, SkipKind, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.sex_agreement import SexAgreement

NUMBER = Column(1, "number", Role.NATIONAL_ID, locale="CN", scheme="cn-ric")
BINDING = Binding((NUMBER, Column(2, "sex", Role.SEX)))
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number(male: bool, rng: random.Random) -> str:
    born = f"{rng.randrange(1940, 2005)}01{rng.randrange(10, 28)}"
    body = f"410199{born}{rng.randrange(100):02}{2 * rng.randrange(5) + male}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]


def sample(seed: int, n: int, wrong: float, words: str = "女男", men: float = 0.5) -> pl.DataFrame:
    rng = random.Random(seed)
    rows = []
    for _ in range(n):
        male = rng.random() < men
        said = rng.random() < men if rng.random() < wrong else male
        rows.append((number(male, rng), words[said]))
    return pl.DataFrame(rows, schema={"c1": pl.String, "c2": pl.String}, orient="row")


def judge(table: pl.DataFrame, binding: Binding = BINDING) -> Outcome:
    bound = plan([SexAgreement()], binding)
    return conclude(bound, observe(bound, table))[0]


@pytest.mark.parametrize("wrong", [0.0, 0.5, 1.0])
def test_laws(wrong: float) -> None:
    assert isinstance(check_laws(SexAgreement(), sample(1, 90, wrong), BINDING), Evidence)


@pytest.mark.parametrize("words", ["女男", "FM", "21", "12"])  # the last is coded the other way round
@pytest.mark.parametrize("n", [40, 200, 800])
def test_registers_are_never_convicted(words: str, n: int) -> None:
    for seed in range(3):
        seen = judge(sample(seed, n, 0.01, words))
        assert isinstance(seen, Evidence)
        assert min(seen.llr.values()) > -0.3
        assert seen.llr[Hypothesis.SHUFFLED] > 1
        assert seen.llr[Hypothesis.GENERATED] < 0.302


@pytest.mark.parametrize(("n", "least"), [(60, -2.0), (300, -3.0), (800, -3.0)])
@pytest.mark.parametrize("men", [0.5, 0.7])
def test_sexes_drawn_apart_are_seen(n: int, least: float, men: float) -> None:
    ratios = [judge(sample(seed, n, 1.0, men=men)).llr for seed in range(5)]
    for hypothesis in (Hypothesis.JUNK, Hypothesis.GENERATED, Hypothesis.SHUFFLED):
        assert sorted(llr[hypothesis] for llr in ratios)[3] < least + (1.0 if men == 0.7 and n == 60 else 0.0)


def test_codes_the_other_way_round_have_their_own_chance() -> None:
    seen = judge(sample(1, 800, 0.0, "12", men=0.7))
    assert seen.rates[0].hits == seen.rates[0].total == 800
    assert seen.rates[0].chance == pytest.approx(0.7**2 + 0.3**2, abs=0.03)


def test_nothing_to_tell() -> None:
    assert judge(sample(1, 29, 0.0)).kind is SkipKind.RECORDS
    one_sex = judge(sample(1, 300, 0.0, men=0.0))
    zero_one = judge(sample(1, 300, 0.0, "01"))  # 0 is not known to mean a sex, so one is left
    for skipped in (one_sex, zero_one):
        assert isinstance(skipped, Skipped)
        assert skipped.kind is SkipKind.RECORDS
    assert judge(sample(1, 40, 0.0), Binding((NUMBER,))).kind is SkipKind.ROLE
    assert judge(sample(1, 40, 0.0), Binding((BINDING.columns[1],))).kind is SkipKind.ROLE
