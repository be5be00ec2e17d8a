import json
import lzma
import sys
from pathlib import Path

import phonenumbers
import pytest

from leakcheck.reference.phone_plans import PhoneType, cn_mobile_launch, load

sys.path.insert(0, str(Path(__file__).parent))
build = pytest.importorskip("build_phone_plans")


def test_the_packaged_table_is_what_the_script_makes_of_the_metadata():
    table = json.loads(lzma.decompress(build.TABLE.read_bytes()))
    if table["source"] != f"phonenumbers {phonenumbers.__version__}":
        pytest.skip("another phonenumbers is installed; run tests/reference/build_phone_plans.py")
    assert json.loads(lzma.decompress(build.packed(build.compile_table()))) == table


def test_every_region_of_phonenumbers_has_a_plan():
    plans = load()
    assert set(phonenumbers.SUPPORTED_REGIONS) <= set(plans.plans)
    assert set(plans.regions) == set(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
    assert plans.main(1).region == "US"
    assert plans.main(44).region == "GB"
    assert {t.kind for t in plans.plans["US"].types} >= {PhoneType.FIXED_OR_MOBILE, PhoneType.TOLL_FREE}
    assert PhoneType.MOBILE not in {t.kind for t in plans.plans["US"].types}  # fixed and mobile share one pattern


@pytest.mark.parametrize(
    ("left", "right", "lengths", "together"),
    [
        ("1[3-9]\\d{9}", "1[12]\\d{9}", (), False),
        ("1[2-9]\\d{2}", "1[12]\\d{2}", (), True),
        ("1\\d{2,3}", "12\\d", (4,), False),  # they meet, but not in four digits
        ("(?:12|3)4?", "34", (), True),
    ],
)
def test_overlap_of_two_sets_of_numbers(left, right, lengths, together):
    assert build.overlap(build.Automaton(left), build.Automaton(right), lengths) is together


def test_within():
    inner, outer = build.Automaton("1[34]\\d"), build.Automaton("1\\d{2}")
    assert build.within(inner, outer, frozenset({3}))
    assert not build.within(inner, outer, frozenset({4}))
    assert not build.within(outer, inner, frozenset({3}))


@pytest.mark.parametrize(
    ("stripped", "branches"),
    [
        ("0", ["0"]),
        ("0(8\\d)?", ["0", "0(8\\d)"]),
        ("(?:0|90)(?:(1[25]))?", ["0", "90", "0(?:(1[25]))", "90(?:(1[25]))"]),
    ],
)
def test_readings_of_a_trunk_prefix(stripped, branches):
    assert sorted(build.readings(stripped)) == sorted(branches)


def test_types_that_share_numbers_are_not_called_plain():
    # India's fixed and mobile patterns overlap, China's do not.
    assert not load().plans["IN"].plain
    assert {n.kind for n in load().plans["CN"].plain} == {PhoneType.FIXED, PhoneType.MOBILE}


def test_launch_years_of_chinese_prefixes():
    years = cn_mobile_launch()
    assert years[139] == 1994
    assert years[199] == 2017
    assert all(130 <= prefix <= 199 and 1994 <= year <= 2026 for prefix, year in years.items())
