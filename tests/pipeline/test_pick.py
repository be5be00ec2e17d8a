"""The records that are picked are the ones that it says, whatever was rejected before them."""

from __future__ import annotations

import csv
import random
from collections import Counter
from pathlib import Path

import pytest

from leakcheck.model.picks import RANDOM, RARE, Picks
from leakcheck.pipeline.pick import pick
from leakcheck.pipeline.settings import Settings
from leakcheck.sources import account


def write(path: Path, *, broken: int = 40, ragged: int = 30, n: int = 1500) -> Path:
    """Invented customers: some with an address that is none, some records with a field too many."""
    rng = random.Random(8)
    places = rng.sample(range(n), broken + ragged)
    lines = ["customer,email,city"]
    for i in range(n):
        mail = f"no address {i}" if i in places[:broken] else f"person{i}@mail.example"
        lines.append(f"Person {i},{mail},Town{i % 7}" + (",more" if i in places[broken:] else ""))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def settings(seed: int = 0) -> Settings:
    from leakcheck.binding import parse_override  # noqa: PLC0415 - beside the only use

    return Settings(seed=seed, overrides=(parse_override("2=email"),))


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


def reasons(drawn: Picks) -> Counter[str]:
    return Counter(each.reason for each in drawn.drawn)


def test_numbers_are_those_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "s.csv")
    rows = rows_of(path)
    drawn = pick(str(path), settings(), 40)
    assert drawn.records == len(rows)
    assert reasons(drawn) == {RANDOM: 20, "EM401": 10, "Q003": 10}
    assert drawn.groups == {"EM401": 40, "Q003": 30}
    for each in drawn.drawn:
        row = rows[each.record - 1]
        assert (len(row) > 3) == (each.reason == "Q003")
        if each.reason == "EM401":
            assert "@" not in row[1]
    assert len({each.record for each in drawn.drawn}) == 40


def test_a_seed_draws_the_same_and_another_seed_others(tmp_path: Path) -> None:
    path = write(tmp_path / "s.csv")
    assert pick(str(path), settings(3), 20) == pick(str(path), settings(3), 20)
    first, other = (pick(str(path), settings(seed), 20).drawn for seed in (3, 4))
    assert len({each.record for each in first} & {each.record for each in other}) < 5


def test_random_is_random(tmp_path: Path) -> None:
    """Tenths of the file are drawn alike often: chi-square of 2,000 draws under its 99.9 % point of 27.9."""
    path = write(tmp_path / "s.csv", broken=0, ragged=0)
    tenths: Counter[int] = Counter()
    for seed in range(10):
        tenths.update((each.record - 1) // 150 for each in pick(str(path), settings(seed), 200).drawn)
    assert sum(tenths.values()) == 2000
    assert sum((tenths[tenth] - 200) ** 2 / 200 for tenth in range(10)) < 27.9


def test_few_of_a_kind_are_not_told_by_their_kind(tmp_path: Path) -> None:
    drawn = pick(str(write(tmp_path / "a.csv", broken=3, ragged=4)), settings(), 40)
    assert drawn.groups == {}
    assert reasons(drawn) == {RANDOM: 33, RARE: 7}
    drawn = pick(str(write(tmp_path / "b.csv", broken=4, ragged=0)), settings(), 40)
    assert drawn.withheld
    assert reasons(drawn) == {RANDOM: 40}


def test_a_short_file_gives_what_it_has(tmp_path: Path) -> None:
    drawn = pick(str(write(tmp_path / "s.csv", broken=0, ragged=0, n=3)), settings(), 20)
    assert [each.record for each in drawn.drawn] == [1, 2, 3]


def test_where_more_were_rejected_than_are_remembered_no_number_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "PLACES", 10)
    path = write(tmp_path / "s.csv", broken=200, ragged=30)
    rows = rows_of(path)
    drawn = pick(str(path), settings(), 40)
    assert drawn.drawn
    for each in drawn.drawn:
        assert (len(rows[each.record - 1]) > 3) == (each.reason == "Q003")
        assert each.reason != "EM401" or "@" not in rows[each.record - 1][1]
