"""FP801 knows names out of a list from names of a people; laws, power, false alarms."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.generator_vocabulary import MOST_FOR, GeneratorVocabulary

faker = pytest.importorskip("faker")
WHOLE = Binding((Column(1, "x", Role.PERSON_NAME),))
PARTS = Binding((Column(1, "x", Role.GIVEN_NAME), Column(2, "y", Role.FAMILY_NAME)))
JOBS = Binding((Column(1, "x", Role.CATEGORY),))
SYLLABLES = ("ba", "ke", "lo", "mi", "nur", "pas", "ter", "vin", "zol", "dra")


def fake(method: str, n: int, locale: str = "en_US", seed: int = 1) -> list[str]:
    made = faker.Faker(locale)
    made.seed_instance(seed)
    return [getattr(made, method)() for _ in range(n)]


@cache
def words_of(method: str, locale: str) -> list[str]:
    return sorted(set(fake(method, 4000, locale)))


def unlisted(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(5)).title()


def people(method: str, n: int, inside: float, seed: int, locale: str = "en_US") -> list[str]:
    """A people of whose different names a share `inside` is on the list."""
    rng = random.Random(seed)
    listed = words_of(method, locale)
    return [rng.choice(listed) if rng.random() < inside else unlisted(rng) for _ in range(n)]


def judge(columns: Sequence[Sequence[str]], binding: Binding) -> Outcome:
    bound = plan([GeneratorVocabulary()], binding)
    return conclude(bound, observe(bound, pl.DataFrame({f"c{i}": cells for i, cells in enumerate(columns, 1)})))[0]


def llr(outcome: Outcome, hypothesis: Hypothesis = Hypothesis.GENERATED) -> float:
    assert isinstance(outcome, Evidence)
    return outcome.llr.get(hypothesis, 0.0)


@pytest.mark.parametrize(
    ("locale", "n", "most"),
    [("en_US", 100, -2.0), ("en_US", 500, -3.9), ("it_IT", 300, -3.9), ("zh_CN", 300, -3.9), ("fr_FR", 400, -2.5)],
)
def test_whole_names_of_faker(locale: str, n: int, most: float) -> None:
    outcome = judge([fake("name", n, locale)], WHOLE)
    assert llr(outcome) < most
    assert f"Faker {locale}" in outcome.message.text()
    assert outcome.rates[0].share >= 0.99


def test_parts_and_jobs_of_faker() -> None:
    assert llr(judge([fake("first_name", 400), fake("last_name", 400)], PARTS)) == -4.0
    assert llr(judge([fake("job", 60)], JOBS)) < -3


def test_names_in_either_order_and_in_capitals() -> None:
    given, family = fake("first_name", 300), fake("last_name", 300)
    turned = [f"{f.upper()} {g.upper()}" for g, f in zip(given, family, strict=True)]
    with_comma = [f"{f}, {g}" for g, f in zip(given, family, strict=True)]
    assert llr(judge([turned], WHOLE)) == llr(judge([with_comma], WHOLE)) < -3.9


@pytest.mark.parametrize(
    ("n", "given", "family"), [(40, 0.95, 0.6), (100, 0.95, 0.6), (400, 0.9, 0.6), (3000, 0.7, 0.4)]
)
def test_a_people_is_not_accused(n: int, given: float, family: float) -> None:
    for seed in range(6):
        columns = [people("first_name", n, given, seed), people("last_name", n, family, seed + 50)]
        assert -0.3 < llr(judge(columns, PARTS)) <= MOST_FOR


def test_common_given_names_alone_convict_nobody() -> None:
    rng = random.Random(3)
    common = words_of("first_name", "en_US")[:40]
    columns = [[rng.choice(common) for _ in range(50)], [unlisted(rng) for _ in range(50)]]
    assert -1.0 < llr(judge(columns, PARTS)) <= MOST_FOR


def test_chinese_given_names_in_part_listed_are_mixed() -> None:
    rng = random.Random(4)
    free = "安博长春德恩芳光海和华嘉建金静军凯兰礼林明宁平庆荣瑞思天文西晓新雅一永玉云志中子"
    genuine = ["王" + rng.choice(free) + rng.choice(free) for _ in range(300)]
    filler = fake("name", 300, "zh_CN")
    assert llr(judge([genuine], WHOLE), Hypothesis.MIXED) > -0.3
    half = judge([genuine + filler], WHOLE)
    assert llr(half, Hypothesis.MIXED) < llr(judge([genuine], WHOLE), Hypothesis.MIXED)
    assert llr(half) > -0.3


def test_unlisted_words_and_nothing_are_not_judged() -> None:
    assert isinstance(judge([["Smith", "Jones"] * 40], WHOLE), Skipped)
    assert isinstance(judge([["", None] * 40], WHOLE), Skipped)
    assert isinstance(plan([GeneratorVocabulary()], Binding(())).settled["FP801"], Skipped)


def test_laws() -> None:
    binding = Binding((*WHOLE.columns, Column(2, "j", Role.CATEGORY)))
    frame = pl.DataFrame({"c1": fake("name", 150), "c2": fake("job", 150)})
    outcome = check_laws(GeneratorVocabulary(), frame, binding)
    assert isinstance(outcome, Evidence)
    assert llr(outcome) < -3
    check_laws(GeneratorVocabulary(), frame.head(0), binding)
    check_laws(GeneratorVocabulary(), frame.head(1), binding)
