"""One sample from bytes to the numbers of some of its records, the same ones for the same seed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from leakcheck.binding import infer
from leakcheck.features.contradictions import contradictions
from leakcheck.features.feature import Feature, Stage, derive, schedule
from leakcheck.kernels.splitmix import GOLDEN, splitmix64
from leakcheck.model.columns import Binding
from leakcheck.model.picks import RANDOM, RARE, Pick, Picks
from leakcheck.model.source import Reject
from leakcheck.pipeline.guard import Guard
from leakcheck.pipeline.labels import masked
from leakcheck.pipeline.settings import Settings
from leakcheck.pipeline.vocabulary import known
from leakcheck.plugins import descriptions
from leakcheck.reference.codes import find
from leakcheck.render.facts import REJECT_CODES
from leakcheck.sources import open_sample


def pick(path: str, settings: Settings, count: int, *, guard: Guard | None = None) -> Picks:
    """Numbers of `count` records of the sample at `path`: half at random, half of those that break a rule, if any do.

    `guard` learns what must not stand in an output. Raises LeakcheckError where the sample cannot be read.
    """
    with open_sample(path, settings.read) as sample:
        labels, _ = masked(sample.info.labels, sample.prefix)
        binding = infer(labels, sample.prefix, overrides=settings.overrides, as_of=settings.today())
        if guard:
            guard.learn(sample.prefix, known(settings, labels, sample.info.label, path))
        drawing = _Drawing.of(binding, settings.seed, count)
        for batch in sample.batches():
            drawing.see(batch)
        rejected, account = sample.rejected_places, sample.account()
    places = sorted(place for numbers in rejected.values() for place in numbers)
    groups = drawing.groups(places) | dict(_rejected(rejected, settings.seed, count))
    groups[RANDOM] = drawing.random(places)
    # Where more were rejected than are remembered by number, numbers behind the last of these would be wrong.
    counted = (numbers[-1] for why, numbers in rejected.items() if len(numbers) < account.rejected[why].count)
    known_up_to = min(counted, default=account.read)
    for group in groups.values():
        group.least = [(rank, number) for rank, number in group.least if number <= known_up_to]
    return _drawn(groups, count, (settings.label or sample.info.label, account.read), settings)


@dataclass(slots=True)
class _Group:
    """How many records there are of a kind, and those of the least rank by (rank, number)."""

    count: int
    least: list[tuple[int, int]]


@dataclass(slots=True)
class _Drawing:
    """The records of the least rank so far: of all, and of each rule's breakers; numbers count good records only."""

    rules: Sequence[tuple[str, Feature]]
    stages: Sequence[Stage]
    seed: int
    most: int
    records: int
    seen: dict[str, _Group]

    @classmethod
    def of(cls, binding: Binding, seed: int, most: int) -> _Drawing:
        rules = tuple(contradictions(binding.columns, binding.country))
        stages = schedule([feature for _, feature in rules])
        return cls(rules, stages, seed, most, 0, {})

    def see(self, batch: pl.DataFrame) -> None:
        """Look at one more batch, in file order."""
        numbers = pl.Series(range(self.records + 1, self.records + batch.height + 1), dtype=pl.UInt64)
        frame = derive(batch, self.stages) if self.stages else pl.DataFrame()
        ranked = pl.DataFrame({"number": numbers, "rank": _rank(numbers, self.seed)})
        self._keep(RANDOM, ranked)
        broken: dict[str, pl.Series] = {}
        for code, feature in self.rules:
            flags = frame[feature.name].fill_null(value=False)
            broken[code] = broken[code] | flags if code in broken else flags
        for code, flags in broken.items():
            self._keep(code, ranked.filter(flags))
        self.records += batch.height

    def _keep(self, code: str, ranked: pl.DataFrame) -> None:
        group = self.seen.setdefault(code, _Group(0, []))
        group.count += ranked.height
        rows = ranked.sort("rank").head(2 * self.most).select("rank", "number").rows()
        group.least = sorted([*group.least, *rows])[: 2 * self.most]

    def groups(self, rejected: Sequence[int]) -> dict[str, _Group]:
        """The breakers of each rule, by their numbers in the file."""
        return {code: self._in_file(group, rejected) for code, group in self.seen.items() if code != RANDOM}

    def random(self, rejected: Sequence[int]) -> _Group:
        """Records of the least rank, by their numbers in the file."""
        return self._in_file(self.seen.get(RANDOM, _Group(0, [])), rejected)

    @staticmethod
    def _in_file(group: _Group, rejected: Sequence[int]) -> _Group:
        before = [place - 1 - index for index, place in enumerate(rejected)]  # good records before each rejected one
        return _Group(group.count, [(rank, number + bisect_left(before, number)) for rank, number in group.least])


def _rank(numbers: pl.Series, seed: int) -> pl.Series:
    """A number between 0 and 2^64 that looks random, the same for the same number and seed on every machine."""
    return splitmix64(numbers, seed * GOLDEN * GOLDEN)


def _rejected(rejects: Mapping[Reject, Sequence[int]], seed: int, most: int) -> Iterator[tuple[str, _Group]]:
    by_code: dict[str, list[int]] = {}
    for why, numbers in rejects.items():
        by_code.setdefault(REJECT_CODES[why], []).extend(numbers)
    for code, numbers in by_code.items():
        places = pl.Series(numbers, dtype=pl.UInt64)
        ranked = pl.DataFrame({"number": places, "rank": _rank(places, seed)})
        yield code, _Group(len(numbers), ranked.sort("rank").head(2 * most).select("rank", "number").rows())


def _drawn(groups: dict[str, _Group], count: int, sample: tuple[str, int], settings: Settings) -> Picks:
    ordinary = groups.pop(RANDOM)
    told = {code: group for code, group in sorted(groups.items()) if group.count >= settings.min_cell}
    rest = [group for group in groups.values() if 0 < group.count < settings.min_cell]
    rare = sorted({pair for group in rest for pair in group.least})
    withheld = 0 < len(rare) < settings.min_cell
    queues = {code: [number for _, number in group.least] for code, group in told.items()}
    if rare and not withheld:
        queues[RARE] = [number for _, number in rare]
    unusual = list(_in_turn(queues, count // 2))
    taken = {each.record for each in unusual}
    free = [number for _, number in ordinary.least if number not in taken]
    drawn = [*unusual, *(Pick(number, RANDOM) for number in free[: count - len(unusual)])]
    return Picks(
        label=sample[0],
        records=sample[1],
        seed=settings.seed,
        drawn=tuple(sorted(drawn, key=lambda each: each.record)),
        groups={code: group.count for code, group in told.items()},
        titles=dict(_titles(told)),
        withheld=withheld,
        min_cell=settings.min_cell,
    )


def _in_turn(queues: Mapping[str, Sequence[int]], count: int) -> Iterator[Pick]:
    """One of each group after the other, no record twice, until there are `count` or none is left."""
    taken: set[int] = set()
    for place in range(max(map(len, queues.values()), default=0)):
        for code, numbers in queues.items():
            if len(taken) == count:
                return
            if place < len(numbers) and numbers[place] not in taken:
                taken.add(numbers[place])
                yield Pick(numbers[place], code)


def _titles(codes: Iterable[str]) -> Iterator[tuple[str, str]]:
    cards = {described.card.id: described.card.title for described in descriptions()}
    for code in codes:
        entry = find(code)
        yield code, cards.get(code) or (entry.title if entry else code)
