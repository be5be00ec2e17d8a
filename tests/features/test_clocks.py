"""Clocks in identifiers against Python's uuid, the writer of synthetic samples, and layouts packed by hand."""

from __future__ import annotations

import random
from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime
from uuid import UUID

import polars as pl
import pytest

from leakcheck.features.clocks import Layout, chance, clock, window
from leakcheck.features.feature import derive, stages
from leakcheck.model.columns import Column
from leakcheck.synth.draw import Draw
from leakcheck.synth.flake import Flake

MOMENT = round(datetime(2021, 8, 9, 12, 34, 56, tzinfo=UTC).timestamp()) * 1000 + 789


def read(layout: Layout, *cells: str | None) -> list[int | None]:
    feature = clock(Column(1, "id"), layout)
    frame = pl.DataFrame({"c1": cells}, schema={"c1": pl.String})
    return derive(frame, stages([feature]))[feature.name].to_list()


def flake(moment: int, node: bytes, sequence: int, *, old: bool) -> str:
    stamp, tail = moment.to_bytes(6, "big"), sequence.to_bytes(3, "big")
    if old:
        packed = stamp + node + tail
    else:
        packed = bytes((tail[2], tail[0], stamp[3], stamp[2], stamp[1], stamp[0])) + node
        packed += bytes((stamp[4], tail[1], stamp[5]))
    return urlsafe_b64encode(packed).decode()


def test_elasticsearch_ids_in_both_layouts() -> None:
    node = bytes.fromhex("f3a1fe00ff77")
    assert read(Layout.FLAKE, flake(MOMENT, node, 0xABCDEF, old=False)) == [MOMENT]
    assert read(Layout.OLD_FLAKE, flake(MOMENT, node, 0xABCDEF, old=True)) == [MOMENT]


def test_ids_of_synthetic_samples() -> None:
    source = Flake(Draw(7))
    found = read(Layout.FLAKE, *(source.next() for _ in range(50)))
    low, high = window(Layout.FLAKE, date(2022, 1, 1))
    # (a marked id has other last letters, so that the lowest byte of its clock is not the clock's)
    assert all(moment is not None and low < moment < high for moment in found)
    assert max(found) - min(found) < 60_000


def test_object_ids() -> None:
    assert read(Layout.OBJECT_ID, "507f1f77bcf86cd799439011", "507F1F77BCF86CD799439011") == [1_350_508_407_000] * 2


def test_uuid_1_is_read_as_python_reads_it() -> None:
    rng = random.Random(3)
    for _ in range(20):
        made = UUID(fields=(rng.getrandbits(32), rng.getrandbits(16), rng.getrandbits(12), 0x80, 7, 9), version=1)
        assert read(Layout.UUID1, str(made)) == [made.time // 10_000 - 12_219_292_800_000]


def test_uuid_7_of_the_standard() -> None:
    assert read(Layout.UUID7, "017F22E2-79B0-7CC3-98C4-DC0C0C07398F") == [0x017F22E279B0]  # RFC 9562, appendix A.6
    assert read(Layout.UUID1, "C232AB00-9414-11EC-B3C8-9F6BDECED846") == [0x017F22E279B0]  # ... A.1, the same moment


def test_snowflake() -> None:
    assert read(Layout.SNOWFLAKE, "1541815603606036480") == [1_656_432_460_105]  # Wikipedia's example


@pytest.mark.parametrize("layout", list(Layout))
def test_other_shapes_carry_no_clock(layout: Layout) -> None:
    others = ("", None, "17", "abc", "123e4567-e89b-42d3-a456-426614174000", "z" * 24, "ä", "507f1f77bcf86cd7994390")
    assert read(layout, *others) == [None] * len(others)


def test_what_random_ids_give() -> None:
    rng, day = random.Random(1), date(2026, 1, 1)
    ids = [rng.randbytes(12).hex() for _ in range(4000)]
    low, high = window(Layout.OBJECT_ID, day)
    share = sum(low <= moment < high for moment in read(Layout.OBJECT_ID, *ids) if moment is not None) / len(ids)
    assert share == pytest.approx(chance(Layout.OBJECT_ID, day), abs=0.02)
    assert chance(Layout.FLAKE, day) < 0.002
