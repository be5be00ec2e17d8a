"""Packed files: members, ends, bombs."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import random
import sys

import pytest

from leakcheck.errors import SourceError
from leakcheck.sources import decompress, open_sample

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACKERS = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": zstd.compress}
GOOD = b"id,name\n" + b"".join(b"%d,person %d\n" % (i, i * i) for i in range(3000))


@pytest.mark.parametrize("kind", sorted(PACKERS))
@pytest.mark.parametrize("cut", [97, 1 << 22])
def test_members_one_after_the_other(read, kind, cut):
    packed = PACKERS[kind](GOOD[:5000]) + bytes(64) + PACKERS[kind](GOOD[5000:])
    seen = read(packed, batch_bytes=cut)
    assert (seen.info.compression, seen.account.scored, seen.account.notes) == (kind, 3000, ())
    assert seen.account.sha256 == hashlib.sha256(packed).hexdigest()


@pytest.mark.parametrize("kind", sorted(PACKERS))
def test_what_follows_the_packed_data_is_told(read, kind):
    seen = read(PACKERS[kind](GOOD) + b"garbage")
    assert seen.account.scored == 3000
    assert seen.account.notes == ("7 bytes after the packed data were not unpacked",)


@pytest.mark.parametrize("kind", sorted(PACKERS))
@pytest.mark.parametrize("damage", ["early end", "flipped"])
def test_damage_is_an_error_or_a_partial_account(read, kind, damage):
    packed = PACKERS[kind](GOOD * 8)
    half = len(packed) // 2
    packed = packed[:half] if damage == "early end" else packed[:half] + b"\xff" * 50 + packed[half + 50 :]
    with pytest.raises(SourceError) as caught:
        read(packed)
    assert caught.value.code == "LC205"
    seen = read(packed, allow_truncated=True)
    assert not seen.account.complete
    assert seen.account.notes


def test_a_bomb_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(decompress, "RATIO_FLOOR", 1 << 20)
    monkeypatch.setattr(decompress, "MAX_RATIO", 20)
    place = tmp_path / "bomb"
    noise = random.Random(1).randbytes(290_000).hex(",", 20)  # more than is seen at a glance
    text = f"id,name\n{noise.replace(',', ',x')}\n".replace(",x", ",x\n") + ("1," + "a" * 997 + "\n") * 12_000
    place.write_bytes(zstd.compress(text.encode()))
    with open_sample(str(place)) as sample, pytest.raises(SourceError) as caught:
        list(sample.batches())
    assert caught.value.code == "LC204"


@pytest.mark.parametrize("kind", sorted(PACKERS))
def test_a_small_bomb_is_refused_before_its_first_record(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(decompress, "RATIO_FLOOR", 1 << 20)
    place = tmp_path / "bomb"
    place.write_bytes(PACKERS[kind](b"id,name\n" + b"1,x\n" * (1 << 20)))
    with pytest.raises(SourceError) as caught:
        open_sample(str(place))
    assert caught.value.code == "LC204"
    assert "times its size" in caught.value.message
