"""Two workers on this machine for all tests of a module, and files of one set."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from one_set import SAMPLE

from leakcheck.cluster.crew import connected


@pytest.fixture(scope="module")
def client() -> Iterator[object]:
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    with connected("local:2") as reached:
        yield reached


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Seven files of one set, the third in other line ends, the fourth packed, one with a ragged line."""
    folder = tmp_path_factory.mktemp("set")
    head, *rows = SAMPLE.read_bytes().splitlines(keepends=True)
    places = []
    for number, start in enumerate(range(0, len(rows), 150)):
        text = b"".join((head, *rows[start : start + 150]))
        if number == 2:
            text = text.replace(b"\n", b"\r\n")
        if number == 4:
            text = text.replace(b"\n", b"\nragged,line\n", 9)
        place = folder / (f"f{number}.csv.gz" if number == 3 else f"f{number}.csv")
        place.write_bytes(gzip.compress(text, mtime=0) if number == 3 else text)
        places.append(str(place))
    return places
