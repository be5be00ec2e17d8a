"""Keys are the same in every release and for every cut; the parts of a name are found."""

from __future__ import annotations

import random
import unicodedata
from hashlib import blake2b

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakcheck.features.feature import derive, stages
from leakcheck.features.lexicon import CAPACITY, cell_key, fold, keys, name_keys
from leakcheck.features.text import digest
from leakcheck.kernels.multiplicity import Multiplicity
from leakcheck.model.columns import Column, Role

WORD = (1 << 64) - 1


def constant(sentence: str) -> int:
    return int.from_bytes(blake2b(sentence.encode(), digest_size=8).digest(), "little") | 1


def mixed(word: int, by: int) -> int:
    product = word * by & WORD
    return product ^ product >> 32


def key(text: str) -> int | None:
    """The rule again, a byte string at a time."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not "\u0300" <= c <= "\u036f")
    folded = "".join(c for c in folded if unicodedata.category(c)[0] in "LN")
    data = folded.encode()
    if not data:
        return None
    total = mixed(
        mixed(len(data), constant("leakcheck lexicon, word 8, first")), constant("leakcheck lexicon, word 8, second")
    )
    for i in range(8):
        word = int.from_bytes(data[8 * i : 8 * i + 8].ljust(8, b"\0"), "little")
        first, second = (constant(f"leakcheck lexicon, word {i}, {which}") for which in ("first", "second"))
        total += mixed(mixed(word, first), second)
    return mixed(total & WORD, constant("leakcheck lexicon, last")) >> 32


@pytest.mark.parametrize(
    "word", ["a", "Jean-René", "O'Neil", "王伟", "김철수", "x" * 64, "Ünal Ö", "Engineer, civil (x)"]
)
def test_a_key_is_what_the_rule_says(word: str) -> None:
    assert keys(pl.Series([word, "b"])).to_list() == [key(word), key("b")]


@given(st.lists(st.text(alphabet="abz -'éß9王", max_size=70), min_size=1, max_size=8))
def test_a_key_does_not_depend_on_the_words_beside_it(words: list[str]) -> None:
    assert keys(pl.Series(words, dtype=pl.String)).to_list() == [key(word) for word in words]


def test_keys_are_pinned() -> None:
    assert keys(pl.Series(["John", "JOHN ", "jöhn", "", None])).to_list() == [2240133104] * 3 + [None, None]


def test_keys_differ() -> None:
    assert keys(pl.Series([f"n{i}" for i in range(30_000)])).n_unique() > 29_995


def test_fold() -> None:
    assert fold(pl.Series(["Jean-René", "DE LA CRUZ"])).to_list() == ["jeanrene", "delacruz"]


def parts(cell: str, role: Role) -> tuple[int, int]:
    column = Column(1, "x", role)
    frame = derive(pl.DataFrame({"c1": [cell]}), stages([name_keys(column)]))
    packed = frame[name_keys(column).name][0]
    return packed >> 32, packed & (1 << 32) - 1


@pytest.mark.parametrize(
    ("cell", "role", "given", "family"),
    [
        ("John Smith", Role.PERSON_NAME, "john", "smith"),
        ("Dr. John Q. Smith MD", Role.PERSON_NAME, "john", "smith"),
        ("SMITH, JOHN Q", Role.PERSON_NAME, "john", None),
        ("Anna Meyer-Schmidt", Role.PERSON_NAME, "anna", "schmidt"),
        ("欧阳娜娜", Role.PERSON_NAME, "娜娜", None),
        ("王伟", Role.PERSON_NAME, "伟", None),
        ("Jean-René", Role.GIVEN_NAME, "jeanrene", None),
        ("Meyer-Schmidt", Role.FAMILY_NAME, None, "schmidt"),
        ("van den Berg", Role.FAMILY_NAME, None, "vandenberg"),
    ],
)
def test_the_parts_of_a_name(cell: str, role: Role, given: str | None, family: str | None) -> None:
    found = parts(cell, role)
    assert found[0] == (key(given) if given else 0)
    if family or role is not Role.PERSON_NAME or cell[0] > "一":
        assert found[1] == (key(family) if family else 0)


def test_a_column_with_more_values_than_are_kept_gives_the_same_however_it_is_cut() -> None:
    rng = random.Random(1)
    column = Column(1, "x", Role.CATEGORY)
    frame = pl.DataFrame({"c1": [f"job {rng.randrange(9 * CAPACITY)}" for _ in range(8 * CAPACITY)]})
    feature = cell_key(column)
    levels = stages([feature, digest(column)])

    def state(batches: list[pl.DataFrame]) -> pl.DataFrame:
        total = Multiplicity(CAPACITY)
        for batch in batches:
            done = derive(batch, levels)
            total.merge(Multiplicity.of(done[digest(column).name], CAPACITY, {"keys": done[feature.name]}))
        return total.table()

    whole = state([frame])
    assert whole["keys"].null_count() == 0
    assert CAPACITY // 4 < whole.height <= CAPACITY
    for cut in (1, 77, 4 * CAPACITY):
        assert state([frame.head(cut), frame.tail(frame.height - cut)]).equals(whole)
