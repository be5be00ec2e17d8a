"""The packaged lists are what the generators draw from; the file format keeps every key."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakcheck.features.lexicon import keys
from leakcheck.reference import generators
from leakcheck.reference.generators import facts, pack, unpack

sys.path.insert(0, str(Path(__file__).parent))
import build_generators

FILE = build_generators.TARGET
KEYS = st.sets(st.integers(1, (1 << 32) - 1), min_size=1, max_size=40)


@settings(max_examples=40)
@given(st.dictionaries(st.tuples(st.sampled_from(["given", "family"]), st.just("G"), st.text("ab", max_size=3)), KEYS))
def test_what_is_packed_comes_back(lists: dict[tuple[str, str, str], set[int]]) -> None:
    table = unpack(pack("e", lists))
    assert {(w.kind, w.generator, w.locale): w.size for w in table.lists} == {k: len(v) for k, v in lists.items()}
    for (kind, generator, locale), members in lists.items():
        assert table.members(kind, generator, locale) == members
    for kind in table.keys:
        asked = {key for (k, _, _), members in lists.items() for key in members if k == kind} | {0}
        found = {(w.kind, w.generator, w.locale): hits for w, hits in table.inside(kind, asked).items()}
        assert found == {name: len(members) for name, members in lists.items() if name[0] == kind}


def on(kind: str, locale: str, words: list[str]) -> list[bool]:
    members = generators.load().members(kind, "Faker", locale)
    return [key in members for key in keys(pl.Series(words))]


def test_known_words() -> None:
    assert on("given", "en_US", ["Jennifer", "MICHAEL", "Qzzvrt"]) == [True, True, False]
    assert on("family", "en_US", ["Smith", "Nguyen", "Qzzvrt"]) == [True, True, False]
    assert on("occupation", "en_US", ["Engineer, maintenance (IT)", "Warehouse worker"]) == [True, False]
    assert on("given", "zh_CN", ["秀英", "喆骐"]) == [True, False]
    assert on("phrase first", "en_US", ["Multi-layered"]) == [True]


def test_lists_that_are_whole_peoples_are_left_out() -> None:
    found = {(w.kind, w.locale) for w in generators.load().lists}
    assert not found & {("family", "zh_CN"), ("family", "ko_KR"), ("family", "vi_VN"), ("given", "is_IS")}
    assert all(w.size <= build_generators.MOST_OCCUPATIONS for w in generators.load().lists if w.kind == "occupation")


def test_the_file_is_small_and_holds_no_words() -> None:
    assert FILE.stat().st_size < 600_000
    edition = generators.load().edition
    assert edition == "faker 40.54.0, mimesis 22.2.0"


@pytest.mark.skipif(not build_generators.installed(), reason="the pinned generators are not installed")
def test_the_file_is_what_the_script_makes() -> None:
    made, packaged = unpack(build_generators.compile_lists()), generators.load()
    assert made.lists == packaged.lists
    assert made.sets == packaged.sets
    assert {kind: list(rows) for kind, rows in made.keys.items()} == {k: list(v) for k, v in packaged.keys.items()}
    assert {kind: list(rows) for kind, rows in made.owner.items()} == {k: list(v) for k, v in packaged.owner.items()}


def test_facts() -> None:
    table = facts.load()
    assert {row.generator for row in table.headers} == {
        "fakenamegenerator.com",
        "Synthea",
        "randomuser.me",
        "Faker profile()",
    }
    assert all(6 > len(row.labels) - row.least >= 0 or row.least >= 4 for row in table.headers)
    assert all(number.isdigit() and 13 <= len(number) <= 16 for number in table.cards)
    for country, digits in {"US": "2125550123", "GB": "07700900123", "AU": "0491570006", "FR": "0199001234"}.items():
        assert re.fullmatch(table.fiction[country], digits)
    for country, digits in {"US": "2125551123", "GB": "07700800123", "AU": "0491580006", "FR": "0188001234"}.items():
        assert not re.fullmatch(table.fiction[country], digits)


def test_street_suffixes_are_fakers() -> None:
    faker = pytest.importorskip("faker.providers.address.en_US")
    known = {word.lower() for word in faker.Provider.street_suffixes}
    table = facts.load()
    assert set(table.street_suffixes) <= known
    assert set(table.city_suffixes) == set(faker.Provider.city_suffixes)
    assert {p.title() for p in table.city_prefixes} == set(faker.Provider.city_prefixes)
    assert set(table.company_suffixes) == set(pytest.importorskip("faker.providers.company").Provider.company_suffixes)
    # Most of what Faker draws is rare in life; otherwise the pattern would not tell.
    drawn = [word.lower() for word in faker.Provider.street_suffixes]
    assert 0.6 < sum(word in set(table.street_suffixes) for word in drawn) / len(drawn) < 0.8
