"""Samples of invented values, opened from bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from leakcheck.model.source import Account, SourceInfo
from leakcheck.sources import ReadOptions, open_sample

Row = tuple[str, ...]


@dataclass(frozen=True)
class Read:
    """Everything a sample gave."""

    info: SourceInfo
    rows: list[Row]
    account: Account
    prefix: list[Row]

    @property
    def rejected(self) -> dict[str, tuple[int, int]]:
        return {reason.name: (seen.count, seen.first_record) for reason, seen in self.account.rejected.items()}


def read_file(path: Path, options: ReadOptions = ReadOptions()) -> Read:  # noqa: B008 - frozen
    """Read a file to its end and check the law of accounts on the way."""
    with open_sample(str(path), options) as sample:
        rows: list[Row] = []
        for frame in sample.batches():
            assert frame.height
            assert frame.columns == list(sample.columns)
            rows += [tuple(cell or "" for cell in row) for row in frame.rows()]
            account = sample.account()
            assert account.read == account.scored + sum(seen.count for seen in account.rejected.values())
            assert account.scored == len(rows)
        account = sample.account()
        assert account.read == account.scored + sum(seen.count for seen in account.rejected.values())
        assert account.scored == len(rows)
        prefix = [tuple(cell or "" for cell in row) for row in sample.prefix.rows()]
        if options.rows is None and options.timeout is None:
            assert prefix == rows[: len(prefix)]
        return Read(sample.info, rows, account, prefix)


@pytest.fixture(scope="session")
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Read]:
    """Read bytes as a sample, with the options given as keywords."""
    place = tmp_path_factory.mktemp("samples") / "sample.bin"

    def reading(data: bytes, **options: object) -> Read:
        place.write_bytes(data)
        return read_file(place, ReadOptions(**options))

    return reading
