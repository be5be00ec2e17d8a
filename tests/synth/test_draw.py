"""Draws are even, repeatable and marked where they should be."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections import Counter

import pytest

from leakcheck.kernels.mark import is_marked
from leakcheck.synth.draw import Draw, Issued, Weighted, falling
from leakcheck.synth.flake import Flake


def test_the_sequence_never_changes() -> None:
    draw = Draw(42)
    assert [draw.below(100) for _ in range(5)] == [63, 2, 27, 22, 73]  # Mersenne twister, Python's own promise
    assert draw.digits(6) == "676699"


def test_weights() -> None:
    draw, weighted = Draw(1), Weighted([("a", 1.0), ("never", 0.0), ("b", 3.0)])
    seen = Counter(draw.pick(weighted) for _ in range(4_000))
    assert set(seen) == {"a", "b"}
    assert 0.7 < seen["b"] / 4_000 < 0.8
    assert weighted.pick(1.0 - 2**-53) == "b"
    assert weighted.pairs() == [("a", 1.0), ("b", 3.0)]


def test_falling_weights_add_up() -> None:
    weights = [weight for _, weight in falling("abcde", share=0.4)]
    assert sum(weights) == pytest.approx(0.4)
    assert weights == sorted(weights, reverse=True)


def test_near_has_the_asked_centre_and_spread() -> None:
    draw = Draw(7)
    drawn = [draw.near(10, 2) for _ in range(20_000)]
    mean = sum(drawn) / len(drawn)
    assert mean == pytest.approx(10, abs=0.06)
    assert (sum((x - mean) ** 2 for x in drawn) / len(drawn)) ** 0.5 == pytest.approx(2, abs=0.05)


def test_shuffled_is_a_permutation_and_even() -> None:
    draw = Draw(3)
    orders = Counter("".join(draw.shuffled("abc")) for _ in range(6_000))
    assert len(orders) == 6
    assert all(850 < count < 1_150 for count in orders.values())


def test_marked_redraws_until_the_rule_holds() -> None:
    draw = Draw(5)
    assert all(is_marked(draw.marked(lambda: draw.digits(8))) for _ in range(200))
    with pytest.raises(RuntimeError):
        draw.marked(lambda: "")


def test_nothing_is_given_out_twice() -> None:
    issued = Issued(power=20)
    numbers = [f"4101051985040{n:05d}" for n in range(5_000)]
    fresh = [number for number in numbers if issued.claim(number)]
    assert len(fresh) > 4_950
    assert not any(issued.claim(number) for number in fresh)


def test_document_ids_hold_the_clock_of_the_load() -> None:
    flake = Flake(Draw(1))
    stamps = []
    for _ in range(300):
        name = flake.next()
        assert len(name) == 20
        raw = urlsafe_b64decode(name)
        stamps.append(int.from_bytes(bytes((raw[5], raw[4], raw[3], raw[2], raw[12], raw[14])), "big"))
    assert stamps == sorted(stamps)
    assert 1_628_467_200_000 <= stamps[0] <= stamps[-1] < 1_628_726_400_000  # 9 to 11 August 2021
