import random

import phonenumbers
import polars as pl
import pytest
from phonenumbers import geocoder

from leakcheck.features.feature import derive, stages
from leakcheck.features.phone_area import region_of_number
from leakcheck.model.columns import Column, Role
from leakcheck.reference.places import load


def provinces(cells, country):
    feature = region_of_number(Column(1, "phone", Role.PHONE, country), country)
    frame = derive(pl.DataFrame({"c1": cells}, schema={"c1": pl.String}), stages([feature]))
    return frame[feature.name].to_list()


@pytest.mark.parametrize(
    ("cell", "country", "province"),
    [
        ("(212) 555-2368", "US", 36),
        ("+1 206 555 2368", "US", 53),
        ("416 555 2368", "US", None),  # Ontario is no state
        ("416 555 2368", "CA", 35),
        ("(11) 2345-6789", "BR", 35),
        ("+55 21 91234-5678", "BR", 33),
        ("13000011234", "CN", 32),
        ("+86 10 6555 1234", "CN", 11),
        ("0755-2655 1234", "CN", 44),
        ("0311-8555 1234", "CN", 13),
        ("+44 20 7946 0123", "CN", None),
        ("1005550100", "US", None),  # not valid
        (None, "US", None),
    ],
)
def test_province_of_a_number(cell, country, province):
    assert provinces([cell], country) == [province]


def test_no_table_no_feature():
    assert region_of_number(Column(1, "phone", Role.PHONE, "DE"), "DE") is None


def test_chinese_numbers_as_the_geocoder_has_them():
    draw = random.Random(1)
    cells = [f"1{draw.choice('358')}{draw.randrange(10**9):09d}" for _ in range(400)]
    begins = load("CN").begins
    for cell, province in zip(cells, provinces(cells, "CN"), strict=True):
        number = phonenumbers.parse(cell, "CN")
        text = geocoder.description_for_valid_number(number, "zh") if phonenumbers.is_valid_number(number) else ""
        expected = next((begins[text[:n]] for n in range(len(text), 1, -1) if text[:n] in begins), None)
        assert province == expected
