"""The mark is found wherever `synth` wrote, in parts too, and never where it did not."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random

import polars as pl
import pytest

from leakcheck.features.feature import derive, stages
from leakcheck.features.mark import MARK_BIT, mark
from leakcheck.kernels.mark import is_marked
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Skipped
from leakcheck.synth import write
from leakcheck.testing import check_laws
from leakcheck.validators.synthetic_mark import LEAST_VALUES, SyntheticMark


def judged(cells: list[str], role: Role = Role.PHONE) -> Evidence | Skipped:
    """The validator's outcome on one column."""
    probe = SyntheticMark().bind(Binding((Column(1, "x", role),)))
    assert not isinstance(probe, Skipped)
    batch = derive(pl.DataFrame({"c1": cells}, schema={"c1": pl.String}), stages(probe.features))
    return probe.conclude(probe.observe(batch))


def llr(cells: list[str]) -> float:
    outcome = judged(cells)
    assert isinstance(outcome, Evidence)
    return outcome.llr[Hypothesis.SYNTH]


def digits(rng: Random, n: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(n))


def ours(rng: Random, count: int) -> list[str]:
    """Marked numbers of twelve digits."""
    found: list[str] = []
    while len(found) < count:
        cell = digits(rng, 12)
        if is_marked(cell):
            found.append(cell)
    return found


MADE: dict[str, Callable[[Random, int], str]] = {
    "serial": lambda rng, n: str(10_000 + n),
    "zero-padded": lambda rng, n: f"{n:07d}",
    "even": lambda rng, n: str(2 * n),
    "by hundreds": lambda rng, n: str(100 * n),
    "lettered": lambda rng, n: f"A-{n}",
    "identity": lambda rng, n: (
        f"410105{rng.randrange(1940, 2010)}0{rng.randrange(1, 10)}{rng.randrange(10, 29)}{digits(rng, 4)}"
    ),
    "phone": lambda rng, n: f"+86 13{digits(rng, 9)}",
    "few phones": lambda rng, n: f"1391234{rng.randrange(40):04}",
    "mail": lambda rng, n: f"{rng.choice(['wang', 'li', 'chen'])}{rng.randrange(9999)}@example.org",
    "dates": lambda rng, n: f"{rng.randrange(1940, 2010)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}",
    "years": lambda rng, n: str(rng.randrange(1920, 2020)),
    "clock": lambda rng, n: f"2021-08-{1 + n % 28:02} {n % 24:02}:{rng.randrange(60):02}:{rng.randrange(60):02}",
}


@pytest.mark.parametrize("name", MADE)
def test_no_false_alarm(name: str) -> None:
    for seed in range(25):
        rng = Random(seed)
        count = rng.choice([20, 60, 300, 1_000])
        start = rng.randrange(10**6)
        outcome = judged([MADE[name](rng, start + n) for n in range(count)])
        assert isinstance(outcome, Skipped) or outcome.llr[Hypothesis.SYNTH] > -1.5  # 300 columns: none may look ours


def test_a_constant_column_says_nothing() -> None:
    cell = next(str(n) for n in range(10**6) if is_marked(str(n)))
    assert isinstance(judged([cell] * 5_000), Skipped)
    seven = ours(Random(1), 7)
    assert isinstance(judged(seven * 300), Skipped)


@pytest.mark.parametrize("count", [40, 300, 2_000])
def test_a_whole_column_of_ours(count: int) -> None:
    for seed in range(10):
        outcome = judged(ours(Random(seed), count))
        assert isinstance(outcome, Evidence)
        assert outcome.llr[Hypothesis.SYNTH] == -4.0
        assert outcome.rates[0].share == 1.0
        assert outcome.message.text().startswith("made by leakcheck synth: 100 % of ")


@pytest.mark.parametrize(("part", "count"), [(0.5, 200), (0.25, 1_200), (0.15, 4_000)])
def test_a_part_of_ours_among_others(part: float, count: int) -> None:
    for seed in range(10):
        rng = Random(seed)
        mine = int(part * count)
        assert llr(ours(rng, mine) + [digits(rng, 12) for _ in range(count - mine)]) == -4.0


def test_fewer_marks_than_chance_is_not_ours() -> None:
    rng = Random(2)
    unmarked = [cell for cell in (digits(rng, 12) for _ in range(2_000)) if not is_marked(cell)]
    assert llr(unmarked) >= 0.0


def test_it_survives_shuffling_sampling_and_another_dress() -> None:
    rng = Random(4)
    cells = ours(rng, 400)
    rng.shuffle(cells)
    assert llr([f" +39-{cell[:4]} {cell[4:8]}.{cell[8:]} " for cell in cells[:60]]) == -4.0


MARKED = {
    *("编号", "身份证号", "手机号", "邮箱", "customer_id", "ssn", "phone", "email"),
    *("id", "codice_fiscale", "telefono", "cellulare"),
}


@pytest.mark.parametrize("locale", ["zh_CN", "en_US", "it_IT"])
@pytest.mark.parametrize("profile", ["register", "random", "generator", "padded", "shuffled", "mixed"])
def test_any_single_column_of_any_profile(profile: str, locale: str) -> None:
    if profile == "generator":
        pytest.importorskip("faker")
    out = io.BytesIO()
    write(profile, out, rows=260, seed=8, locale=locale)
    frame = pl.read_csv(out.getvalue(), infer_schema=False)
    found = {
        label: isinstance(seen := judged(frame[label].fill_null("").to_list(), Role.UNKNOWN), Evidence)
        and seen.llr[Hypothesis.SYNTH] == -4.0
        for label in frame.columns
    }
    marked = [label for label in frame.columns if label in MARKED]
    assert len(marked) >= 4
    assert all(found[label] for label in marked)
    assert not any(found[label] for label in frame.columns if label not in marked)


def test_the_laws_hold() -> None:
    rng = Random(6)
    frame = pl.DataFrame(
        {"c1": ours(rng, 90), "c2": [digits(rng, 11) for _ in range(90)], "c3": ["", "x"] * 45},
        schema={"c1": pl.String, "c2": pl.String, "c3": pl.String},
    )
    roles = (Role.NATIONAL_ID, Role.PHONE, Role.EMAIL)
    binding = Binding(tuple(Column(at, "x", role) for at, role in enumerate(roles, 1)))
    outcome = check_laws(SyntheticMark(), frame, binding)
    assert isinstance(outcome, Evidence)
    assert outcome.llr[Hypothesis.SYNTH] == -4.0
    assert outcome.columns == (1, 2)  # the third has too few values
    check_laws(SyntheticMark(), frame.head(1), binding)
    check_laws(SyntheticMark(), frame.head(0), binding)


def test_half_of_the_values_are_read_and_none_without_letters_or_digits() -> None:
    feature = mark(Column(1, "x", Role.PHONE))
    rng = Random(9)
    cells = [digits(rng, 9) for _ in range(2_000)] + ["王伟" * n + "." for n in range(1, 60)]
    read = derive(pl.DataFrame({"c1": cells}), stages([feature]))[feature.name]
    assert 900 < read.head(2_000).count() < 1_100
    assert read.tail(59).count() == 0
    assert [value >= MARK_BIT for value in read if value is not None] == [
        is_marked(cell) for cell, value in zip(cells, read, strict=True) if value is not None
    ]


def test_nothing_to_read() -> None:
    assert isinstance(SyntheticMark().bind(Binding((Column(1, "x", Role.PERSON_NAME),))), Skipped)
    assert LEAST_VALUES == 8  # the docstring says so
