"""Divisions, against the tables of Faker, which were compiled by others."""

import random
from itertools import pairwise

import polars as pl
import pytest
from faker.providers.address.en_CA import Provider as Canada
from faker.providers.address.en_US import Provider as America
from faker.providers.address.es_ES import Provider as Spain
from faker.providers.address.fr_FR import Provider as France
from faker.providers.address.it_IT import Provider as Italy
from faker.providers.address.ja_JP import Provider as Japan
from faker.providers.address.pt_BR import Provider as Brazil

from leakcheck.features.feature import derive, schedule, stages
from leakcheck.features.place import area, key, numbered, province, street
from leakcheck.features.text import digest
from leakcheck.features.thin import floor, kept
from leakcheck.model.columns import Column, Habit, Role
from leakcheck.reference.places import fold, load

POSTCODES = {"CN": (6, 1), "ES": (5, 1), "JP": (7, 2), "US": (5, 2)}  # width, and zeros that may be lost


def codes(role: Role, country: str, cells: list[str | None]) -> list[int | None]:
    habit = Habit(*POSTCODES[country]) if role is Role.POSTCODE and country in POSTCODES else Habit()
    feature = province(Column(1, "col1", role, country, habit=habit), country)
    assert feature is not None
    frame = derive(pl.DataFrame({"c1": pl.Series(cells, dtype=pl.String)}), stages([feature]))
    assert frame[feature.name].dtype == pl.Int32
    return frame[feature.name].to_list()


def test_us_postcodes_lie_in_their_state() -> None:
    rng = random.Random(1)
    territories = {"AS", "FM", "GU", "MH", "MP", "PW", "PR", "VI", "AE", "AA", "AP"}
    cells, states = [], []
    for state, (low, high) in America.states_postcode.items():
        if state not in territories:
            cells += [f"{rng.randint(low, high):05}" for _ in range(20)] + [f"{low:05}", f"{high:05}"]
            states += [state] * 22
    found = codes(Role.POSTCODE, "US", cells)
    assert sum(a == b for a, b in zip(found, codes(Role.REGION, "US", states), strict=True)) / len(cells) > 0.97


def test_us_names_and_abbreviations_agree() -> None:
    named = codes(Role.REGION, "US", list(America.states))
    assert None not in named
    assert len(set(named)) == 50
    assert set(codes(Role.REGION, "US", list(America.states_abbr))) >= set(named)


def test_italian_postcodes_lie_in_their_region() -> None:
    rows = [(cap, province) for cap, towns in Italy.cap_city_province.items() for _, province in towns]
    found = codes(Role.POSTCODE, "IT", [cap for cap, _ in rows])
    said = codes(Role.REGION, "IT", [sigla for _, sigla in rows])
    assert None not in said
    assert sum(a == b for a, b in zip(found, said, strict=True)) / len(rows) > 0.99


def test_italian_provinces_and_their_abbreviations() -> None:
    assert None not in codes(Role.REGION, "IT", list(Italy.states_abbr))  # NA is Naples, no missing value
    known = codes(Role.REGION, "IT", list(Italy.states))
    assert sum(code is None for code in known) <= 6  # four short-lived Sardinian provinces, two double names


def test_canadian_postcodes() -> None:
    for sigla, letters in Canada.provinces_postcode_prefixes.items():
        (said,) = codes(Role.REGION, "CA", [sigla])
        found = codes(Role.POSTCODE, "CA", [f"{letter}0A 0A0" for letter in letters])
        assert set(found) == {said} or (sigla in ("NU", "NT") and set(found) == {None})


def test_french_departements() -> None:
    assert len(France.departments) == 101
    for number, name in France.departments:
        code = {"2A": 201, "2B": 202}.get(number) or int(number)
        assert codes(Role.REGION, "FR", [name, number, name.upper()]) == [code] * 3, name
        postcode = {"2A": "20000", "2B": "20200"}.get(number, f"{number:0<5}")
        assert codes(Role.POSTCODE, "FR", [postcode]) == [code]


def test_spanish_provinces() -> None:
    found = codes(Role.REGION, "ES", list(Spain.states))
    assert sum(code is not None for code in found) >= 50
    assert codes(Role.POSTCODE, "ES", ["28013", "8001", "99000"]) == [28, 8, None]


def test_japanese_prefectures() -> None:
    assert codes(Role.REGION, "JP", list(Japan.prefectures)) == list(range(1, 48))
    assert codes(Role.ADDRESS, "JP", [f"〒100-0001 {p}中央区1-1" for p in Japan.prefectures]) == list(range(1, 48))
    assert codes(Role.POSTCODE, "JP", ["100-0001", "530-0001", "9000001", "0010010", "10010"]) == [13, 27, 47, 1, 1]


def test_brazilian_states() -> None:
    for sigla, name in Brazil.estados:
        assert len(set(codes(Role.REGION, "BR", [sigla, name]))) == 1
        assert codes(Role.REGION, "BR", [sigla])[0] is not None
    said = codes(Role.REGION, "BR", ["SP", "RJ", "DF", "AM"])
    assert codes(Role.POSTCODE, "BR", ["01310-100", "20040-020", "70040-010", "69005-040"]) == said


def test_chinese_addresses() -> None:
    cells = {
        "河南省郑州市金水区1号": 41,
        "郑州市金水区": 41,
        "中国四川省成都市": 51,
        "内蒙古自治区呼和浩特市": 15,
        "上海市静安区南京西路1号": 31,
        "南京西路1号": None,
        "北京东路2号": None,
        "上海路3号": None,
        "海南藏族自治州共和县": None,
        "河南蒙古族自治县": None,
        "吉林市船营区": 22,
        "广西": 45,
        "金水区": None,
        "": None,
    }
    for role in (Role.ADDRESS, Role.REGION, Role.CITY):
        assert codes(role, "CN", list(cells)) == list(cells.values())
    assert codes(Role.REGION, "CN", ["410100", "41", "99", "991234"]) == [41, 41, None, None]
    assert codes(Role.POSTCODE, "CN", ["450000", "100000", "200000", "10000", "99"]) == [41, 11, 31, 15, None]


def test_prefectures_lie_in_the_province_of_their_code() -> None:
    places = load("CN")
    assert places is not None
    assert len(places.begins) > 400
    assert {places.begins[name] for name in ("郑州市", "洛阳市", "南阳市")} == {41}


@pytest.mark.parametrize(
    ("cell", "code"),
    [("2134", 25), ("02134", 25), ("90210-1234", 6), ("902101234", 6), ("10001.0", 36), ("9", None), ("1000100", None)],
)
def test_damaged_postcodes(cell: str, code: int | None) -> None:
    assert codes(Role.POSTCODE, "US", [cell]) == [code]


def test_a_state_in_an_american_address() -> None:
    assert codes(Role.ADDRESS, "US", ["1 Main St, Dallas, TX 75001", "1 Main St, Dallas tx 75001", "1 Main St"]) == [
        48,
        None,
        None,
    ]


def test_numbers_are_no_states() -> None:
    assert codes(Role.REGION, "US", ["1", "48", "06"]) == [None] * 3  # districts and counters


@pytest.mark.parametrize(
    ("role", "country"), [(Role.REGION, "XX"), (Role.CITY, "US"), (Role.ADDRESS, "FR"), (Role.PHONE, "CN")]
)
def test_no_table(role: Role, country: str) -> None:
    assert province(Column(1, "col1", role), country) is None


def test_keys_ignore_case_and_signs() -> None:
    column = Column(1, "col1", Role.CITY)
    frame = pl.DataFrame({"c1": ["Saint-Denis", "SAINT DENIS", "saint denis ", "Saint-Denys", "", None]})
    seen = derive(frame, stages([key(column), area(column, 2)])).select(key(column).name, area(column, 2).name)
    keys = seen[key(column).name].to_list()
    assert keys[0] == keys[1] == keys[2] != keys[3]
    assert keys[4:] == [None, None]
    assert seen[area(column, 2).name].n_unique() == 2


def test_house_numbers() -> None:
    column = Column(1, "col1", Role.ADDRESS)
    frame = pl.DataFrame({"c1": ["1 Main St", "Main St", "某路三号", None]})
    assert derive(frame, stages([numbered(column)]))[numbered(column).name].to_list() == [True, False, True, None]


def test_streets_without_their_numbers() -> None:
    column = Column(1, "col1", Role.ADDRESS)
    cells = ["1 Main St", "22 MAIN ST.", "1 Main Rd", "某路3号", "某路44号", None]
    person = digest(Column(2, "col2"))
    feature = street(column, person)
    frame = pl.DataFrame({"c1": cells, "c2": [f"person {i}" for i in range(6)]})
    seen = derive(frame, stages([feature]))[feature.name].to_list()
    assert seen[0] == seen[1] != seen[2]
    assert seen[3] == seen[4]
    assert seen[5] is None
    few = derive(frame, schedule([feature, kept(person)]), {floor(person, "pairs").name: 3})
    wanted = few[kept(person).name].to_list()
    assert few[feature.name].to_list() == [value if keep else None for value, keep in zip(seen, wanted, strict=True)]
    assert any(wanted)
    assert not all(wanted)


@pytest.mark.parametrize("country", ["CN", "US", "IT", "FR", "ES", "CA", "AU", "BR", "JP"])
def test_no_postcode_has_two_divisions(country: str) -> None:
    places = load(country)
    assert places is not None
    prefixes = sorted(places.postcodes)
    assert not [one for one, other in pairwise(prefixes) if other.startswith(one)]
    assert set(places.postcodes.values()) <= set(places.names.values())


def test_fold() -> None:
    assert fold("Forlì-Cesena ") == "forlìcesena"
