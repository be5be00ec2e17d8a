"""FP802 sees each trace where a generator leaves it, and none in values of other kinds; laws."""

from __future__ import annotations

import random
from collections.abc import Callable

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.generator_artefacts import HEADER, GeneratorArtefacts

faker = pytest.importorskip("faker")


def fake(method: str, n: int, locale: str = "en_US") -> list[str]:
    made = faker.Faker(locale)
    made.seed_instance(5)
    return [getattr(made, method)() for _ in range(n)]


def judge(cells: list[str], role: Role, locale: str | None = None, label: str = "x") -> Outcome:
    bound = plan([GeneratorArtefacts()], Binding((Column(1, label, role, locale=locale),)))
    return conclude(bound, observe(bound, pl.DataFrame({"c1": cells}, schema={"c1": pl.String})))[0]


def llr(outcome: Outcome, hypothesis: Hypothesis = Hypothesis.GENERATED) -> float:
    assert isinstance(outcome, Evidence)
    return outcome.llr.get(hypothesis, 0.0)


def word(rng: random.Random) -> str:
    return "".join(rng.choice("bdfgklmnprst") + rng.choice("aeiou") for _ in range(3)).title()


def host(rng: random.Random, first: int) -> str:
    return f"{rng.randrange(first)}.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(256)}"


RNG = random.Random(2)
MADE: dict[str, tuple[Callable[[], list[str]], Role, str | None]] = {
    "towns": (lambda: fake("city", 200), Role.CITY, None),
    "streets": (lambda: fake("street_address", 200), Role.ADDRESS, None),
    "addresses": (lambda: fake("address", 200), Role.ADDRESS, None),
    "strade": (lambda: fake("street_address", 300, "it_IT"), Role.ADDRESS, None),
    "dizhi": (lambda: fake("address", 100, "zh_CN"), Role.ADDRESS, None),
    "companies": (lambda: fake("company", 100), Role.UNKNOWN, None),
    "slogans": (lambda: fake("catch_phrase", 100), Role.UNKNOWN, None),
    "hosts": (lambda: [host(RNG, 256) for _ in range(600)], Role.UNKNOWN, None),
    "latin": (
        lambda: ["Lorem ipsum dolor sit amet", "Sed ut magna quis nulla"] * 3 + fake_latin(100),
        Role.UNKNOWN,
        None,
    ),
    "numbered": (lambda: [f"{word(RNG)}{RNG.randrange(100, 999)}" for _ in range(100)], Role.FAMILY_NAME, None),
    "fiction": (lambda: [f"(212) 555-01{i:02}" for i in range(60)], Role.PHONE, "US"),
    "drama": (lambda: [f"07700 900{i:03}" for i in range(60)], Role.PHONE, "GB"),
}


def fake_latin(n: int) -> list[str]:
    rng = random.Random(9)
    words = ["lorem", "ipsum", "dolor", "amet", "elit", "nulla", "magna", "velit", "quis", "tempor"]
    return [" ".join(rng.sample(words, 5)).capitalize() + "." for _ in range(n)]


GENUINE: dict[str, tuple[Callable[[random.Random], str], Role, str | None]] = {
    "towns": (lambda r: r.choice(["Lake Charles", "Georgetown"]) if r.random() < 0.06 else word(r), Role.CITY, None),
    "streets": (lambda r: f"{r.randrange(1, 999)} {word(r)} {r.choice(['Street', 'Road', 'Ave'])}", Role.ADDRESS, None),
    "common": (lambda r: f"{r.randrange(1, 999)} Johnson {r.choice(['Street', 'Road', 'Ave'])}", Role.ADDRESS, None),
    "via": (lambda r: f"Via {word(r)} {r.randrange(1, 99)}", Role.ADDRESS, None),
    "firms": (lambda r: f"{word(r)} {r.choice(['LLC', 'Ltd', 'Group', 'Holdings Inc'])}", Role.UNKNOWN, None),
    "double": (lambda r: f"{word(r)}-{word(r)}", Role.UNKNOWN, None),
    "hosts": (lambda r: f"{r.choice(['10', '192', '83', '172'])}.{host(r, 224).split('.', 1)[1]}", Role.UNKNOWN, None),
    "prose": (lambda r: f"est in {word(r)} et {word(r)} non sit", Role.UNKNOWN, None),
    "cards": (lambda r: f"4{r.randrange(10**14, 10**15)}", Role.UNKNOWN, None),
    "names": (lambda r: f"{word(r)} {r.choice(['II', 'III', 'Jr'])}", Role.PERSON_NAME, None),
    "phones": (lambda r: f"(212) 555-{r.randrange(2000, 9999)}", Role.PHONE, "US"),
}


@pytest.mark.parametrize("name", MADE)
def test_every_trace_is_seen(name: str) -> None:
    make, role, locale = MADE[name]
    outcome = judge(make(), role, locale)
    assert llr(outcome) < -2
    assert llr(outcome) <= llr(outcome, Hypothesis.MIXED) + 1e-9 or name in ("latin", "fiction", "drama")
    assert "registers have up to" in outcome.message.text()


def test_test_cards() -> None:
    cards = ["4111 1111 1111 1111", "4242424242424242", "5555-5555-5555-4444", "378282246310005", "6011111111111117"]
    cards += ["5105105105105100", "4012888888881881", "371449635398431", "30569309025904", "3530111333300000", "junk"]
    assert llr(judge(cards, Role.UNKNOWN)) < -2


@pytest.mark.parametrize("name", GENUINE)
@pytest.mark.parametrize("n", [30, 300])
def test_values_of_other_kinds_are_not_accused(name: str, n: int) -> None:
    make, role, locale = GENUINE[name]
    for seed in range(8):
        rng = random.Random(seed)
        outcome = judge([make(rng) for _ in range(n)], role, locale)
        assert isinstance(outcome, Skipped) or min(outcome.llr.values(), default=0.0) > -0.3


def test_half_of_the_towns_made_is_mixed_rather_than_made() -> None:
    rng = random.Random(7)
    outcome = judge(fake("city", 300) + [word(rng) for _ in range(300)], Role.CITY)
    assert llr(outcome, Hypothesis.MIXED) < -2
    assert llr(outcome) > llr(outcome, Hypothesis.MIXED) + 1


FNG = ("NameSet", "StateFull", "CountryFull", "MothersMaiden", "CVV2", "GivenName")


def test_a_header_alone_is_weak() -> None:
    rng = random.Random(8)
    columns = tuple(Column(i, label, Role.GIVEN_NAME) for i, label in enumerate(FNG, 1))
    bound = plan([GeneratorArtefacts()], Binding(columns))
    frame = pl.DataFrame({c.name: [word(rng) for _ in range(50)] for c in columns})
    outcome = conclude(bound, observe(bound, frame))[0]
    assert isinstance(outcome, Evidence)
    assert outcome.llr == {Hypothesis.GENERATED: HEADER}
    assert "fakenamegenerator.com" in outcome.message.text()
    other = plan([GeneratorArtefacts()], Binding(columns[4:]))
    assert not conclude(other, observe(other, frame))[0].llr


def test_nothing_to_read() -> None:
    assert isinstance(plan([GeneratorArtefacts()], Binding(())).settled["FP802"], Skipped)
    assert isinstance(judge(["Springfield"] * 50, Role.CITY), Skipped)
    assert isinstance(judge([""] * 50, Role.CITY), Skipped)


def test_laws() -> None:
    binding = Binding(
        (
            Column(1, "c", Role.CITY),
            Column(2, "a", Role.ADDRESS),
            Column(3, "t", Role.UNKNOWN),
            Column(4, "p", Role.PHONE),
        ),
        country="US",
    )
    rng = random.Random(3)
    frame = pl.DataFrame(
        {
            "c1": fake("city", 60),
            "c2": fake("address", 60),
            "c3": [host(rng, 256) for _ in range(60)],
            "c4": [f"212-555-{rng.randrange(1000, 9999)}" for _ in range(60)],
        }
    )
    outcome = check_laws(GeneratorArtefacts(), frame, binding)
    assert isinstance(outcome, Evidence)
    assert llr(outcome) == -4.0
    check_laws(GeneratorArtefacts(), frame.head(0), binding)
    check_laws(GeneratorArtefacts(), frame.head(1), binding)
