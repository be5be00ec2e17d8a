"""The people of countries, against what the census offices add up themselves."""

from __future__ import annotations

from leakcheck.reference.kinds import kinds
from leakcheck.reference.places import load as places
from leakcheck.reference.populations import divisions, inhabitants


def test_divisions_add_up_to_the_national_count() -> None:
    # Communique no. 3 of the seventh census: 1,411,778,724 with 2,000,000 in the services; US 2020: 331,449,281.
    assert sum(divisions("CN").values()) == 1_411_778_724 - 2_000_000
    assert sum(divisions("US").values()) == 331_449_281


def test_divisions_are_those_of_the_table_of_places() -> None:
    for country in ("CN", "US"):
        table = places(country)
        assert table is not None
        assert set(divisions(country)) <= set(table.titles)
        counted = inhabitants(country)
        assert counted is not None
        assert 0.9 < sum(divisions(country).values()) / counted < 1.1


def test_what_is_not_known_is_none() -> None:
    assert inhabitants("CN", 31) == 24_870_895
    assert inhabitants("CN", 99) is None
    assert inhabitants("IT", 1) is None
    assert inhabitants("XX") is None
    assert inhabitants("IT") == 59_000_000


def test_kinds_can_be_met() -> None:
    assert {"police", "population", "health"} <= set(kinds())
    for kind in kinds().values():
        assert 0 < kind.least <= len(kind.roles)
        assert all(word == word.lower() for word in kind.words)
