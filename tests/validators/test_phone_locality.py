import random

import polars as pl
import pytest
from faker import Faker

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Hypothesis, SkipKind, Skipped
from leakcheck.reference.phone_areas import load
from leakcheck.reference.places import load as places
from leakcheck.testing import check_laws
from leakcheck.validators.phone_locality import PhoneLocality

BINDING = Binding((Column(1, "phone", Role.PHONE, "US"), Column(2, "state", Role.REGION, "US")), "US")
NAMES = {code: name for name, code in places("US").names.items() if len(name) == 2}
AREAS = [(area, NAMES[code]) for area, code in load().areas["US"].items() if area != 710]


def register(count, moved=0.0, seed=1):
    """Numbers of the state's own area codes, a share of them brought along from elsewhere."""
    draw = random.Random(seed)
    rows = []
    for _ in range(count):
        area, state = draw.choice(AREAS)
        if draw.random() < moved:
            area = draw.choice(AREAS)[0]
        rows.append((f"({area}) {draw.randrange(200, 555)}-{draw.randrange(10**4):04d}", state))
    return rows


def judged(rows, binding=BINDING):
    frame = pl.DataFrame(rows, schema={"c1": pl.String, "c2": pl.String}, orient="row")
    planned = plan([PhoneLocality()], binding)
    (outcome,) = conclude(planned, observe(planned, frame))
    return outcome


@pytest.mark.parametrize("moved", [0.0, 0.2, 0.5])
def test_registers_are_not_accused(moved):
    evidence = judged(register(400, moved))
    assert min(evidence.llr.values()) > -0.5
    assert evidence.llr[Hypothesis.SHUFFLED] == 2.0
    assert evidence.llr[Hypothesis.GENERATED] < 0.5


@pytest.mark.parametrize("count", [150, 1000])
def test_permuted_columns(count):
    rows = register(count)
    phones = [phone for phone, _ in rows]
    random.Random(2).shuffle(phones)
    evidence = judged([(phone, state) for phone, (_, state) in zip(phones, rows, strict=True)])
    assert evidence.llr[Hypothesis.SHUFFLED] < -1.5
    assert evidence.llr[Hypothesis.GENERATED] < -1.5
    assert evidence.rates[0].share == pytest.approx(evidence.rates[0].chance, abs=0.05)


def test_faker_draws_number_and_state_apart():
    fake = Faker("en_US")
    fake.seed_instance(1)
    evidence = judged([(fake.phone_number(), fake.state_abbr()) for _ in range(1500)])
    assert evidence.llr[Hypothesis.GENERATED] < -1.5


def test_one_state_says_nothing():
    skipped = judged([("(212) 555-2368", "NY")] * 200)
    assert isinstance(skipped, Skipped)
    assert skipped.kind is SkipKind.RECORDS


def test_what_is_needed():
    phone, state = BINDING.columns
    assert isinstance(PhoneLocality().bind(Binding((phone,), "US")), Skipped)
    assert isinstance(PhoneLocality().bind(Binding((state,), "US")), Skipped)
    german = Binding((Column(1, "phone", Role.PHONE, "DE"), state), "DE")
    assert isinstance(PhoneLocality().bind(german), Skipped)
    elsewhere = Binding((phone, Column(2, "state", Role.REGION, "CA")), "US")
    assert isinstance(PhoneLocality().bind(elsewhere), Skipped)
    assert isinstance(judged(register(30)), Skipped)


def test_laws():
    rows = [*register(60), ("none", "NY"), ("(212) 555-2368", None), (None, None)]
    frame = pl.DataFrame(rows, schema={"c1": pl.String, "c2": pl.String}, orient="row")
    check_laws(PhoneLocality(), frame, BINDING)
