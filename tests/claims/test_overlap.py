"""What two samples share is counted right, and told under a key and in steps only."""

from __future__ import annotations

import polars as pl
import pytest

from leakcheck.claims.overlap import CAPACITY, MINIMUM, NAME, Digests, overlaps
from leakcheck.engine.observe import merge, observe
from leakcheck.engine.plan import plan
from leakcheck.features.key import Key
from leakcheck.kernels.multiplicity import Multiplicity
from leakcheck.model.columns import Binding, Column, Role

KEY = Key((11, 12))
BINDING = Binding(
    (
        Column(1, "name", Role.PERSON_NAME, "en", None, 1.0),
        Column(2, "born", Role.BIRTH_DATE, None, None, 1.0),
        Column(3, "mail", Role.EMAIL, None, None, 1.0),
        Column(4, "tel", Role.PHONE, "CN", None, 1.0),
    ),
    "CN",
)


def people(*numbers: int, international: bool = False) -> pl.DataFrame:
    """Invented people, their phones written with or without the country."""
    first = [chr(97 + n % 26) + chr(97 + n // 26 % 26) + chr(97 + n // 676) for n in numbers]
    return pl.DataFrame(
        {
            "c1": [f"{name} Example" for name in first],
            "c2": [f"{1950 + n % 50}-0{1 + n % 9}-11" for n in numbers],
            "c3": [f"p{n}@mail.example" for n in numbers],
            "c4": [("+86 " if international else "") + f"139{n:08d}" for n in numbers],
        }
    )


def kept(frame: pl.DataFrame, key: Key = KEY, binding: Binding = BINDING) -> dict[str, Multiplicity]:
    asked = plan([], binding, counting=False, beside={NAME: Digests.of(binding, key)})
    first, second = observe(asked, frame[:100]), observe(asked, frame[100:])
    state: dict[str, Multiplicity] = merge(asked, first, second)[NAME]
    return state


def test_what_is_shared_is_counted_however_it_is_written() -> None:
    left, right = kept(people(*range(500))), kept(people(*range(380, 780), international=True))
    found = {each.what: each for each in overlaps(left, right, 5)}
    assert (found["phones"].first, found["phones"].second, found["phones"].shared) == (500, 400, 120)
    assert found["phones"].recycled == pytest.approx(120 / 400)
    assert found["phones"].size == pytest.approx(501 * 401 / 121 - 1, abs=1)
    assert found["e-mail addresses"].shared == 120
    assert found["persons by name and birth date"].shared == 120
    assert found["records"].shared == 0  # (the phones are written in another way)


def test_samples_with_nothing_in_common() -> None:
    found = overlaps(kept(people(*range(500))), kept(people(*range(1000, 1400))), 5)
    assert {each.shared for each in found} == {0}
    assert {each.size for each in found} == {None}


@pytest.mark.parametrize(("common", "told"), [(0, 0), (1, None), (4, None), (5, 5), (9, 5), (10, 10), (14, 10)])
def test_small_counts_are_withheld_and_one_person_more_cannot_be_asked_for(common: int, told: int | None) -> None:
    left, right = kept(people(*range(500))), kept(people(*range(500 - common, 900 - common)))
    found = {each.what: each for each in overlaps(left, right, 5)}["phones"]
    assert found.shared == told
    if told is None:
        assert (found.recycled, found.between, found.size, found.bounds) == (None, None, None, None)


def test_a_handful_is_not_looked_up() -> None:
    assert overlaps(kept(people(*range(500))), kept(people(*range(MINIMUM - 1))), 5) == ()


def test_another_key_shares_nothing() -> None:
    frame = people(*range(500))
    assert {each.shared for each in overlaps(kept(frame), kept(frame, Key((11, 13))), 5)} == {0}
    assert {each.shared for each in overlaps(kept(frame), kept(frame, Key((10, 12))), 5)} == {0}


def test_large_samples_are_thinned_alike_on_both_sides() -> None:
    """Three quarters of twice as many as fit are shared: still three quarters, within three standard errors."""
    many = 2 * CAPACITY
    whole = pl.Series(range(many), dtype=pl.UInt64).hash(seed=4)
    left, right = Multiplicity.of(whole, CAPACITY), Multiplicity.of(whole[many // 4 :], CAPACITY)
    (found,) = overlaps({"phones": left}, {"phones": right}, 5)
    assert found.first == pytest.approx(many, rel=0.01)
    assert found.shared == pytest.approx(0.75 * many, rel=0.01)
    assert found.recycled == pytest.approx(1.0, abs=0.001)
