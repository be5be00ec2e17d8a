import random

import polars as pl
import pytest
from faker import Faker

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.features.phone import chance
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, SkipKind, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.phone_plan import GUESSED, PhonePlan


def bound(region, country):
    return Binding((Column(1, "phone", Role.PHONE, region),), country)


def concluded(cells, binding):
    frame = pl.DataFrame({"c1": cells}, schema={"c1": pl.String})
    planned = plan([PhonePlan()], binding)
    (outcome,) = conclude(planned, observe(planned, frame))
    return outcome


def judged(cells, region="CN"):
    return concluded(cells, bound(region, region))


def genuine_cn(count, seed=1):
    draw = random.Random(seed)
    heads = [f"1{n}" for n in (30, 31, 35, 36, 37, 38, 39, 50, 51, 52, 58, 59, 77, 80, 86, 87, 88, 89, 98)]
    return [f"{draw.choice(heads)}{draw.randrange(10**8):08d}" for _ in range(count)]


def rate(evidence, name):
    return next(r for r in evidence.rates if r.name == name)


def test_random_digits_are_junk():
    draw = random.Random(2)
    evidence = judged([f"{draw.randrange(10**11):011d}" for _ in range(300)])
    assert evidence.llr[Hypothesis.JUNK] == -4.0
    assert evidence.llr[Hypothesis.GENERATED] < -3
    assert evidence.rates[0].chance == pytest.approx(chance("CN", 11), abs=0.06)


def test_valid_numbers_speak_against_junk_only():
    evidence = judged(genuine_cn(300))
    assert evidence.llr == {Hypothesis.JUNK: 4.0}
    assert rate(evidence, "mobile").share == 1.0
    assert evidence.tested == 300
    assert evidence.missing == evidence.excluded == 0
    assert evidence.interval.low > 0.98


@pytest.mark.parametrize(("locale", "region"), [("en_US", "US"), ("tr_TR", "TR"), ("pt_BR", "BR"), ("ru_RU", "RU")])
def test_faker_numbers_that_miss_the_plan(locale, region):
    fake = Faker(locale)
    fake.seed_instance(4)
    evidence = judged([fake.phone_number() for _ in range(300)], region)
    assert evidence.llr[Hypothesis.GENERATED] < -1.5
    assert evidence.llr[Hypothesis.MIXED] < -1.5


def test_faker_numbers_that_keep_to_the_plan_are_not_called_genuine():
    fake = Faker("zh_CN")
    fake.seed_instance(4)
    evidence = judged([fake.phone_number() for _ in range(300)])
    assert Hypothesis.GENERATED not in evidence.llr


@pytest.mark.parametrize("dirty", [0.03, 0.08])
def test_typing_errors_do_not_convict(dirty):
    draw = random.Random(6)
    cells = genuine_cn(2000)
    for i in draw.sample(range(2000), int(dirty * 2000)):
        cells[i] = f"{draw.randrange(10**11):011d}"
    evidence = judged(cells)
    assert min(evidence.llr.values()) > -0.5
    assert evidence.llr[Hypothesis.JUNK] > 2


def test_an_old_register_without_area_codes_is_not_judged():
    draw = random.Random(7)
    local = [f"6{draw.randrange(10**6):06d}" for _ in range(900)]
    skipped = judged(local)
    assert isinstance(skipped, Skipped)
    assert skipped.kind is SkipKind.RECORDS
    mostly = judged(local + genuine_cn(100))
    assert mostly.excluded > 890  # a few are special numbers of seven digits
    assert mostly.llr == {Hypothesis.JUNK: GUESSED}
    assert mostly.rates[0].share == 1.0


def test_extensions_written_on_do_not_convict():
    draw = random.Random(8)
    whole = [f"(212) 5{draw.randrange(10**6):06d}" for _ in range(60)]
    evidence = judged(whole + [f"{cell}{draw.randrange(100, 9999)}" for cell in whole[:40]], "US")
    assert evidence.excluded == 40
    assert set(evidence.llr) == {Hypothesis.JUNK}


def test_numbers_kept_for_fiction():
    cells = [f"(212) 555-01{n:02d}" for n in range(60)]
    evidence = judged(cells, "US")
    assert evidence.llr[Hypothesis.GENERATED] < -3
    assert Hypothesis.MIXED not in evidence.llr  # valid in form
    assert rate(evidence, "kept for fiction").hits == 60
    one = judged([*cells[:1], *(f"(212) 5{n:06d}" for n in range(230000, 230999))], "US")
    assert Hypothesis.GENERATED not in one.llr


def test_a_guessed_country_convicts_nobody():
    draw = random.Random(9)
    cells = [f"{draw.randrange(10**11):011d}" for _ in range(300)]
    evidence = concluded(cells, bound(None, "CN"))
    assert min(evidence.llr.values()) == -GUESSED


def test_without_a_country():
    assert isinstance(concluded(genuine_cn(50), bound(None, None)), Skipped)
    evidence = concluded([f"+86{cell}" for cell in genuine_cn(50)], bound(None, None))
    assert isinstance(evidence, Evidence)
    assert evidence.tested == 50
    assert Hypothesis.JUNK not in evidence.llr


def test_damage_is_not_evidence():
    cells = [*genuine_cn(90), *(f"{int(c) / 1e10:.10f}E+10" for c in genuine_cn(10, seed=3)), *["1.38E+10"] * 5]
    evidence = judged(cells)
    assert (evidence.tested, evidence.excluded) == (100, 5)
    assert evidence.rates[0].share == 1.0


def test_missing_column_and_missing_values():
    assert isinstance(PhonePlan().bind(Binding(())), Skipped)
    assert isinstance(judged([None, "", "-"]), Skipped)
    evidence = judged([*genuine_cn(20), None, "无", ""])
    assert (evidence.tested, evidence.missing) == (20, 3)


@pytest.mark.parametrize("region", ["DE", "FR", "GB", "IN", "IT", "JP", "KR", "MX", "SG", "TW", "US"])
def test_the_metadata_s_own_examples_are_accepted_everywhere(region):
    """False alarms: numbers on the plan, of the two kinds that registers hold, written four ways."""
    import phonenumbers as pn  # noqa: PLC0415  the oracle, for this test only

    cells = []
    for kind in (pn.PhoneNumberType.FIXED_LINE, pn.PhoneNumberType.MOBILE):
        number = pn.example_number_for_type(region, kind)
        form = pn.PhoneNumberFormat
        cells += [pn.format_number(number, f) for f in (form.NATIONAL, form.INTERNATIONAL, form.E164)]
        cells.append(pn.national_significant_number(number))
    evidence = judged(cells * 3, region)
    assert evidence.rates[0].share == 1.0
    if region != "US":  # whose examples are 555 numbers kept for fiction
        assert not {h for h, ratio in evidence.llr.items() if ratio < 0}


@pytest.mark.parametrize("region", ["CN", None])
def test_laws(region):
    cells = [*genuine_cn(12), "+1 212 555 2368 x12", "1.39E+10", "6555123", "none", None, "(212) 555-0123", "١٣٩"]
    check_laws(PhonePlan(), pl.DataFrame({"c1": cells}), bound(region, None))
