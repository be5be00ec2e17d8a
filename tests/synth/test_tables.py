"""Every table says where it is from, and holds what the simulator takes for granted."""

from __future__ import annotations

from importlib.resources import files

import pytest
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from leakcheck.reference import synth as tables
from leakcheck.synth.america import cities as american_cities
from leakcheck.synth.china_parts import counties
from leakcheck.synth.italy import cities as italian_cities

NAMES = sorted(f.name for f in files("leakcheck.reference.synth").iterdir() if f.name.endswith((".csv", ".toml")))


@pytest.mark.parametrize("name", NAMES)
def test_source_and_licence(name: str) -> None:
    head = (files("leakcheck.reference.synth") / name).read_text(encoding="utf-8")[:1_200]
    assert head.startswith("# ")
    assert "# Source: " in head
    assert any(licence in head for licence in ("MIT licence", "Apache-2.0", "public domain"))
    assert "2026-11" in head


def test_counties_have_the_provinces_of_their_codes() -> None:
    assert len(counties()) > 6_000
    assert all(county.first <= county.last and county.first >= 1980 for county in counties())
    agreed = 0
    for county in [county for county in counties() if county.last == 2024][::9]:
        try:
            found = ric.get_birth_place(f"{county.code}202004039012")  # stdnum's own list, of the year of birth
        except (InvalidComponent, KeyError):
            continue
        assert found["province"][:2] == county.province[:2]
        agreed += 1
    assert agreed > 200


def test_shares_of_surnames() -> None:
    surnames = tables.table("cn_names")["surnames"]
    assert len(surnames["leading"]) == 20
    assert len(set(surnames["common"])) == 80
    assert sum(surnames["leading"].values()) + surnames["common_share"] == pytest.approx(84.8, abs=0.05)
    assert len(set(surnames["rare"])) == len(surnames["rare"])
    assert not set(surnames["rare"]) & {*surnames["common"], *surnames["leading"]}


def test_cities() -> None:
    assert all(city.zips[0] <= city.zips[1] and city.areas for city in american_cities())
    assert len({(city.state, city.name) for city in american_cities()}) == len(american_cities())
    comuni = {province for province, _ in tables.rows("it_comuni")}
    assert {city.province for city in italian_cities()} <= comuni
    rome = next(listed for province, listed in tables.rows("it_comuni") if province == "RM")
    assert "H501 Roma" in rome.split(";")
