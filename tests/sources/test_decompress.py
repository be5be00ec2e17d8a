"""Packed files: members, ends, bombs."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import sys

import pytest

from leakcheck.errors import SourceError
from leakcheck.sources import open_sample

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


def test_a_bomb_is_stopped(tmp_path):
    place = tmp_path / "bomb"
    place.write_bytes(zstd.compress(b"id,name\n" + (b"1," + b"a" * 997 + b"\n") * 100_000))
    with open_sample(str(place)) as sample, pytest.raises(SourceError) as caught:
        list(sample.batches())
    assert caught.value.code == "LC204"
