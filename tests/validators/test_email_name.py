"""E-mail addresses against names: what lies between the extremes is nobody's fault."""

from __future__ import annotations

import random

import polars as pl
import pytest
from faker import Faker

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.email_name import EmailName

BINDING = Binding(
    (Column(1, "mail", Role.EMAIL), Column(2, "family", Role.FAMILY_NAME), Column(3, "given", Role.GIVEN_NAME))
)
FREE = ("gmail.com", "yahoo.com", "hotmail.com", "gmx.de", "web.de")
Row = tuple[str | None, str | None, str | None]


def judged(rows: list[Row]):
    planned = plan([EmailName()], BINDING)
    batch = pl.DataFrame(rows, schema=dict.fromkeys(("c1", "c2", "c3"), pl.String), orient="row")
    (outcome,) = conclude(planned, observe(planned, batch))
    return outcome


def people(count: int, share: float, domains: tuple[str, ...] = FREE, seed: int = 1) -> list[Row]:
    """Persons of whom `share` have the family name in their address."""
    fake, draw = Faker("en_US"), random.Random(seed)
    fake.seed_instance(seed)
    rows: list[Row] = []
    for _ in range(count):
        family, given = fake.last_name(), fake.first_name()
        local = (
            f"{given[0]}.{family}{draw.randrange(99)}"
            if draw.random() < share
            else f"{fake.word()}{fake.word()}{draw.randrange(9999)}"
        )
        rows.append((f"{local}@{draw.choice(domains)}".lower(), family, given))
    return rows


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
@pytest.mark.parametrize("count", [40, 400, 4000])
def test_between_the_extremes_nobody_is_accused(count, share):
    assert min(judged(people(count, share)).llr.values()) >= 0


def test_false_alarms_among_lists_of_many_kinds():
    """Shares as the prior has them: one list in a hundred may be doubted, and none by more than the bound."""
    draw = random.Random(9)
    least = [min(judged(people(150, draw.betavariate(3, 2), seed=n)).llr.values()) for n in range(100)]
    assert sum(llr < -0.5 for llr in least) <= 1
    assert min(least) >= -1.5


@pytest.mark.parametrize("count", [100, 1000])
def test_all_and_none_are_a_generators(count):
    everybody, nobody = judged(people(count, 1.0)), judged(people(count, 0.0))
    assert everybody.llr[Hypothesis.GENERATED] < -0.9
    assert everybody.llr[Hypothesis.SHUFFLED] >= 0
    assert nobody.llr[Hypothesis.GENERATED] < -0.9
    assert nobody.llr[Hypothesis.SHUFFLED] < -0.9


def test_a_shuffled_column_goes_with_nobody():
    rows = people(600, 0.6)
    addresses = [row[0] for row in rows]
    random.Random(2).shuffle(addresses)
    assert judged([(a, *row[1:]) for a, row in zip(addresses, rows, strict=True)]).llr[Hypothesis.SHUFFLED] < -0.9


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_one_firm_names_by_its_own_rule(share):
    """A ministry's addresses of schools stand beside their heads' names, and hold none of them."""
    assert min(judged(people(300, share, ("firm.example.net",))).llr.values()) >= 0


def test_many_firms():
    firms = tuple(f"firm{n}.net" for n in range(90))
    assert -0.6 < judged(people(300, 1.0, firms)).llr[Hypothesis.GENERATED] < 0
    assert judged(people(300, 0.0, firms)).llr[Hypothesis.GENERATED] == pytest.approx(-1.0)


def test_what_is_compared():
    same: list[Row] = [
        ("jose.muller@gmail.com", "Müller", "José"),
        ("garcialorca@web.de", "García Lorca", "Federico"),
        ("MUELLERIN@gmx.de", "muellerin", "Eva"),
        ("x.andersson9@gmail.com", "Andersson", None),
    ]
    other: list[Row] = [("blue.sky7@gmail.com", "Andersson", "Bertil"), ("wolfgang@gmail.com", "Wolf-Meier", "Karl")]
    unread: list[Row] = [
        ("info@gmail.com", "Andersson", "Bertil"),  # an office
        ("12345@qq.com", "Andersson", "Bertil"),  # no letters
        ("blue.sky@gmail.com", "王", "小明"),  # another script
        ("not an address", "Andersson", "Bertil"),
        (None, "Andersson", "Bertil"),
        ("blue.sky@gmail.com", "Li", "Bo"),  # too short
    ]
    evidence = judged(10 * same + 10 * other + 10 * unread)
    assert (evidence.rates[0].hits, evidence.rates[0].total) == (50, 60)  # "wolf" is in "wolfgang"
    assert evidence.tested == 60
    assert isinstance(judged(unread * 20), Skipped)
    assert isinstance(judged(same), Skipped)


def test_laws():
    batch = pl.DataFrame(people(300, 0.4), schema=dict.fromkeys(("c1", "c2", "c3"), pl.String), orient="row")
    assert isinstance(check_laws(EmailName(), batch, BINDING), Evidence)
