import random

import polars as pl
import pytest
from faker import Faker

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Hypothesis, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.email_syntax import EmailSyntax

BINDING = Binding((Column(1, "mail", Role.EMAIL),))


def judged(cells):
    planned = plan([EmailSyntax()], BINDING)
    (outcome,) = conclude(planned, observe(planned, pl.DataFrame({"c1": cells}, schema={"c1": pl.String})))
    return outcome


def register(count, seed=1):
    draw = random.Random(seed)
    hosts = ["gmail.com", "web.de", "stadt-musterhausen.de", "uni-irgendwo.example.ac.at", "qq.com", "verein.org"]
    return [f"user{draw.randrange(10**6)}@{draw.choice(hosts)}" for _ in range(count)]


def test_a_register_is_not_accused_and_not_praised():
    evidence = judged(register(500))
    assert evidence.llr == {}
    assert evidence.tested == 500
    assert evidence.rates[0].share == 1.0
    assert evidence.rates[3].share == pytest.approx(0.5, abs=0.07)


@pytest.mark.parametrize("count", [10, 300])
def test_faker_writes_to_nobody(count):
    fake = Faker("en_US")
    fake.seed_instance(1)
    evidence = judged([fake.email() for _ in range(count)])
    assert evidence.llr[Hypothesis.GENERATED] < (-3.9 if count == 300 else -2.5)
    assert Hypothesis.JUNK not in evidence.llr


def test_generators_own_domains():
    evidence = judged([f"someone{n}@{host}" for n in range(20) for host in ("dayrep.com", "teleworm.us", "cuvox.de")])
    assert evidence.llr[Hypothesis.GENERATED] < -3
    assert evidence.rates[2].hits == 60


@pytest.mark.parametrize("test_accounts", [1, 5, 20])
def test_a_few_test_accounts_among_thousands_are_normal(test_accounts):
    evidence = judged(register(2000) + [f"test{n}@example.com" for n in range(test_accounts)])
    assert Hypothesis.GENERATED not in evidence.llr
    assert evidence.rates[1].hits == test_accounts


def test_a_fifth_at_reserved_domains_is_not_normal():
    evidence = judged(register(400) + [f"test{n}@example.com" for n in range(100)])
    assert evidence.llr[Hypothesis.GENERATED] < -2
    assert evidence.llr[Hypothesis.MIXED] < -2


def test_malformed_addresses_are_junk():
    draw = random.Random(3)
    junk = ["".join(draw.choice("ab1@. ") for _ in range(8)) + "@" for _ in range(200)]
    assert judged(junk).llr[Hypothesis.JUNK] < -3


def test_slips_of_the_pen_are_not():
    cells = register(500)
    cells[::25] = [cell.replace(".", ",") for cell in cells[::25]]
    assert judged(cells).llr == {}


def test_notes_in_place_of_addresses_are_set_aside():
    evidence = judged(register(60) + ["no address", "0200 555 0100", "keine"] * 10)
    assert (evidence.tested, evidence.excluded) == (60, 30)
    assert evidence.llr == {}
    assert isinstance(judged(["12/31/99"] * 100 + register(10)), Skipped)


def test_nothing_to_judge():
    assert isinstance(EmailSyntax().bind(Binding(())), Skipped)
    assert isinstance(judged([None, "", "n/a"]), Skipped)
    assert isinstance(judged(register(4)), Skipped)


def test_laws():
    cells = [*register(12), "a@example.com", "Ann <b@dayrep.com>", "none", None, "ü@example.net", "a@b", ""]
    check_laws(EmailSyntax(), pl.DataFrame({"c1": cells}), BINDING)
