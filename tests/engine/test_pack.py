"""States survive packing, and bytes from strangers cannot do more than be refused."""

from __future__ import annotations

import json
import random
import struct
import sys
from collections import Counter
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakcheck.engine.pack import UnpackableError, pack, unpack
from leakcheck.kernels.multiplicity import Multiplicity
from leakcheck.model.columns import Binding, Column, Habit, Role
from leakcheck.model.evidence import Failed
from leakcheck.pipeline.settings import Settings

_keys = st.one_of(st.integers(), st.text(), st.tuples(st.integers(), st.integers()))
_leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.floats(allow_nan=False), st.dates())
_values = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.lists(inner),
        st.lists(inner).map(tuple),
        st.dictionaries(_keys, inner),
        st.sets(st.integers()),
        st.frozensets(st.text()),
        st.dictionaries(st.integers(), st.integers()).map(Counter),
    ),
)


@given(_values)
def test_a_value_is_the_same_again(value: object) -> None:
    again = unpack(pack(value))
    assert again == value
    assert type(again) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        Binding((Column(1, "id", Role.NATIONAL_ID, "CN", habit=Habit(18, day_zero=date(1899, 12, 30))),), "CN"),
        Settings(select=("ID", "PH"), as_of=date(2026, 1, 1)),
        Failed("ID101", "ValueError"),
        {"a": Role.PHONE},
    ],
)
def test_objects_of_ours_are_the_same_again(value: object) -> None:
    assert unpack(pack(value)) == value


def test_tables_are_the_same_again() -> None:
    frame = pl.DataFrame({"h": [1, None, 2**64 - 1], "n": [1, 2, 3]}, schema={"h": pl.UInt64, "n": pl.UInt32})
    again = unpack(pack([frame, frame["h"]]))
    assert again[0].equals(frame)
    assert again[0].schema == frame.schema
    assert again[1].equals(frame["h"])
    counted = Multiplicity.of(frame["h"])
    assert unpack(pack(counted)).table().equals(counted.table())


class Foreign:
    """No class of ours."""


@pytest.mark.parametrize("value", [Foreign(), b"bytes", {1: Foreign()}, 1j, range(3)])
def test_what_no_state_may_hold_is_refused(value: object) -> None:
    with pytest.raises(UnpackableError):
        pack(value)


def told(tree: Any, *tables: bytes) -> bytes:
    parts = (json.dumps(tree).encode(), *tables)
    return b"".join(struct.pack("<Q", len(part)) + part for part in parts)


@pytest.mark.parametrize(
    "tree",
    [
        ["x", "os:system", "true"],
        ["x", "subprocess:Popen", "true"],
        ["x", "leakcheck.pipeline.guard:Guard"],  # ours, and no dataclass
        ["x", "leakcheck.pipeline.guard:re.compile", "a"],
        ["x", "leakcheck.model.columns:Column", 1],  # too few fields
        ["x", "leakcheck.nowhere:Column"],
        ["e", "leakcheck.model.columns:Role", "mro"],
        ["e", "leakcheck.model.columns:Role", "__class__"],
        ["b", "leakcheck.model.columns:Column", ["t", 1, 2, None]],
        ["f", 0],
        ["q", 1],
        [],
        ["d", 1],
    ],
)
def test_bytes_of_strangers_make_nothing_else(tree: Any) -> None:
    with pytest.raises(UnpackableError):
        unpack(told(tree))


def test_no_module_is_imported_on_a_files_word() -> None:
    sys.modules.pop("leakcheck.synth.italy", None)
    with pytest.raises(UnpackableError):
        unpack(told(["x", "leakcheck.synth.italy:Anything"]))
    assert "leakcheck.synth.italy" not in sys.modules


def test_changed_bytes_are_a_value_or_refused() -> None:
    rng = random.Random(11)
    whole = pack({"a": Multiplicity.of(pl.Series("h", range(500), pl.UInt64)), "b": [1, (2, {3})]})
    refused = 0
    for _ in range(300):
        broken = bytearray(whole)
        for _ in range(rng.randrange(1, 4)):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        try:
            unpack(bytes(broken[: rng.randrange(len(broken))] if rng.random() < 0.3 else broken))
        except UnpackableError:
            refused += 1
    assert refused > 100


def test_classes_of_other_packages_are_taken_where_they_are_named() -> None:
    packed = pack(Failed("ID101", "ValueError")).replace(b"leakcheck.model", b"lookcheck.model")
    with pytest.raises(UnpackableError):
        unpack(packed, ("elsewhere",))
    with pytest.raises(UnpackableError):  # named, and not loaded
        unpack(packed, ("lookcheck",))
