"""NM402 knows how seldom two people share a given name; laws, power, false alarms."""

from __future__ import annotations

import random
from itertools import accumulate

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.given_names import MOST_AGAINST, MOST_FOR, GivenNameCommonness

PARTS = Binding((Column(1, "family", Role.FAMILY_NAME), Column(2, "given", Role.GIVEN_NAME)))
WHOLE = Binding((Column(1, "name", Role.PERSON_NAME),))
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# The k-th given name is about 1 / (k + 8) as common: two people share one about once in 150 pairs, as in registers.
WEIGHTS = list(accumulate(1 / (k + 8) for k in range(2000)))


def word(i: int) -> str:
    return "n" + "".join(LETTERS[i // 26**k % 26] for k in range(4))


def registered(rng: random.Random, n: int) -> list[str]:
    return rng.choices([word(i) for i in range(2000)], cum_weights=WEIGHTS, k=n)


def listed(rng: random.Random, n: int, size: int) -> list[str]:
    return [word(rng.randrange(size)) for _ in range(n)]


def families(rng: random.Random, n: int) -> list[str]:
    return [word(rng.randrange(26**4)) for _ in range(n)]


def judge(frame: pl.DataFrame, binding: Binding = PARTS) -> Outcome:
    bound = plan([GivenNameCommonness()], binding)
    return conclude(bound, observe(bound, frame))[0]


def llr(outcome: Outcome) -> float:
    assert isinstance(outcome, Evidence)
    return outcome.llr[Hypothesis.GENERATED]


@pytest.mark.parametrize("n", [150, 500, 3000])
def test_registers_are_not_accused(n: int) -> None:
    for seed in range(15):
        rng = random.Random(seed)
        ratio = llr(judge(pl.DataFrame({"c1": families(rng, n), "c2": registered(rng, n)})))
        assert 0 < ratio <= MOST_FOR


@pytest.mark.parametrize(("n", "size", "most"), [(500, 8000, -1.2), (1000, 3000, -0.5), (500, 26**4, -1.5)])
def test_long_even_lists_are_seen(n: int, size: int, most: float) -> None:
    for seed in range(15):
        rng = random.Random(seed)
        ratio = llr(judge(pl.DataFrame({"c1": families(rng, n), "c2": listed(rng, n, size)})))
        assert -MOST_AGAINST <= ratio < most


@pytest.mark.parametrize("form", ["{g} {f}", "{f} {g}", "{f}, {g}", "Dr. {g} X. {f}", "{f}, {g} Q"])
def test_the_given_name_is_found_in_a_whole_name(form: str) -> None:
    rng = random.Random(4)
    cells = [form.format(f=f, g=g) for f, g in zip(families(rng, 800), registered(rng, 800), strict=True)]
    assert llr(judge(pl.DataFrame({"c1": cells}), WHOLE)) > 0


def test_initials_other_scripts_and_nothing_are_not_judged() -> None:
    rng = random.Random(5)
    for cells in (["A"] * 300, ["王伟"] * 300, [""] * 300, [f"{rng.random()}" for _ in range(300)]):
        assert isinstance(judge(pl.DataFrame({"c1": families(rng, 300), "c2": cells})), Skipped)
    assert isinstance(plan([GivenNameCommonness()], Binding(())).settled["NM402"], Skipped)


def test_people_who_recur_do_not_matter() -> None:
    rng = random.Random(6)
    frame = pl.DataFrame({"c1": families(rng, 700), "c2": listed(rng, 700, 8000)})
    assert judge(pl.concat([frame, frame.head(20), frame.head(20)])) == judge(frame)


def test_laws() -> None:
    rng = random.Random(7)
    frame = pl.DataFrame({"c1": families(rng, 300), "c2": registered(rng, 300)})
    assert isinstance(check_laws(GivenNameCommonness(), frame, PARTS), Evidence)
