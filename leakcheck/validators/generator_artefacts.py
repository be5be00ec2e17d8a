"""Do values bear traces that only generators and test data leave?

Why       Generators build what no list holds: towns like "North Jennifer", streets with every
          suffix of a postal manual, companies of two surnames, addresses of hosts out of 0 to
          255, names with numbers glued on, printers' Latin. Payment and phone numbers published
          for tests are nobody's.
Reads     city, address, phone and name columns, and those of no known role; the header's labels.
Counts    different values with a trace, among the different values that could have it.
Evidence  the worst trace against GENERATED and MIXED, by share: some towns of registers look so,
          hardly a street or a name does. A generator's header alone counts 10 to 1. Only against
          genuine; within -4.
Blind to  generators without such patterns, other locales than English, Italian and Chinese, and
          whoever cleans the traces away.
Settings  LEAST, HEADER, RARE, ALL, MOSTLY, OTHERWISE, and the shares of each trace (constants in
          the file).
Example   300 different towns, all a first name behind a compass point or before a suffix, where
          in registers 0 to 7 % are: 10,000 to 1 against genuine.
Raises    nothing; samples without such columns, or with fewer than 10 different values, are
          skipped.
Source    reference/generators/facts.toml, each with its source; measured in November 2026 on 23
          public registers of 11 countries: towns 446 of 16,071 (0 to 0.071 by column), streets 9 of
          14,889, firms 1 of 59,862, numbered names 0 of 25,466, fiction 0 of 6,807, Latin 0 of
          9,606; hosts and cards were not met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import inf, log10
from typing import ClassVar, Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.generator_traces import (
    Trace,
    name_traces,
    phone_traces,
    street_traces,
    text_traces,
    town_traces,
)
from leakcheck.features.lexicon import CAPACITY
from leakcheck.features.text import digest
from leakcheck.features.thin import floor
from leakcheck.kernels.multiplicity import Multiplicity
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Message, Rate, SkipKind, Skipped, Slot, Term
from leakcheck.reference.generators import facts
from leakcheck.stats.likelihood import ANYTHING, BOUND, Beta, share_llr

LEAST: Final = 10  # different values; fewer are too few for a share
HEADER: Final = -1.0  # anybody can write a generator's header over other data, or take it for a template
RARE: Final = Beta(0.2, 60)  # genuine, mean 0.003: a street called so, somebody's test
ALL: Final = Beta.around(0.97, 30)  # made by a generator that does nothing else, but for slips
MOSTLY: Final = Beta(3, 1)  # test data, with some values of another kind
OTHERWISE: Final = 0.05  # generators that leave a trace in another share than those that were looked at

State = list[Multiplicity]


@dataclass(frozen=True, slots=True)
class _Trait:
    """One trace: among values with the bits `among`, the share with `hit` in registers, and in what generators make."""

    title: str
    among: int
    hit: int
    genuine: Beta
    made: Beta


# Towns: measured 0 to 0.071, where English is spoken 0.044 to 0.071; the tail is for countries that were not measured.
TOWN: Final = _Trait("towns built as Faker builds them", Trace.READ, Trace.PATTERN, Beta(1.5, 15), ALL)
# Streets: measured 0 to 0.003. Faker gives 0.56 to 0.68 of such suffixes in English, 0.37 in Italian.
STREET: Final = _Trait(
    "streets built as Faker builds them", Trace.READ, Trace.PATTERN, Beta(0.3, 60), Beta.around(0.64, 20)
)
STRADA: Final = _Trait(
    "Italian streets built as Faker builds them", Trace.READ, Trace.ITALIAN, RARE, Beta.around(0.37, 60)
)
LU: Final = _Trait("Chinese addresses built as Faker builds them", Trace.READ, Trace.CHINESE, RARE, ALL)
COMPANY: Final = _Trait(  # (firms do bear their owners' names)
    "names built as Faker builds companies", Trace.READ, Trace.PATTERN, Beta(0.3, 30), ALL
)
HOST: Final = _Trait(  # (32 of 256 first octets, drawn evenly)
    "addresses that no host can have", Trace.HOST, Trace.NO_HOST, RARE, Beta.around(0.125, 60)
)
TEXT: Final = _Trait("texts of printers' Latin", Trace.PROSE, Trace.FILLER, RARE, MOSTLY)
CARD: Final = _Trait(  # (shops keep their testers' orders)
    "test numbers of payment cards", Trace.CARD, Trace.TEST_CARD, Beta(0.2, 20), MOSTLY
)
NAME: Final = _Trait("names with a number glued on", Trace.READ, Trace.NUMBERED, RARE, ALL)
PHONE: Final = _Trait("phone numbers kept for fiction", Trace.READ, Trace.FICTION, RARE, MOSTLY)


@dataclass(frozen=True, slots=True)
class _Reader:
    column: Column
    feature: Feature
    traits: tuple[_Trait, ...]


_BY_ROLE: Final[dict[Role, tuple[Callable[[Column], Feature], tuple[_Trait, ...]]]] = {
    Role.CITY: (town_traces, (TOWN,)),
    Role.ADDRESS: (street_traces, (STREET, STRADA, LU)),
    Role.PERSON_NAME: (name_traces, (NAME,)),
    Role.FAMILY_NAME: (name_traces, (NAME,)),
    Role.GIVEN_NAME: (name_traces, (NAME,)),
    Role.UNKNOWN: (text_traces, (COMPANY, HOST, TEXT, CARD)),
    Role.CATEGORY: (text_traces, (COMPANY, HOST, TEXT, CARD)),
    Role.RECORD_ID: (text_traces, (CARD,)),
    Role.NATIONAL_ID: (text_traces, (CARD,)),
}


class GeneratorArtefacts:
    """FP802."""

    id: ClassVar[str] = "FP802"
    name: ClassVar[str] = "generator-artefacts"
    title: ClassVar[str] = "Traces of generators in values"
    family: ClassVar[Family] = Family.FINGERPRINT
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> _Probe | Skipped:
        """Needs a column in which such traces are known."""
        readers = tuple(_readers(binding))
        if not readers:
            return Skipped(self.id, "no column holds values in which generators leave traces")
        return _Probe(readers, _header(binding))


def _readers(binding: Binding) -> Iterator[_Reader]:
    for column in binding:
        if column.role is Role.PHONE:
            feature = phone_traces(column, column.locale or binding.country or "")
            if feature is not None:
                yield _Reader(column, feature, (PHONE,))
        elif column.role in _BY_ROLE:
            make, traits = _BY_ROLE[column.role]
            yield _Reader(column, make(column), traits)


def _header(binding: Binding) -> Term | None:
    """The generator whose header the labels are, or None."""
    labels = {column.label.strip() for column in binding}
    found = (row.generator for row in facts.load().headers if len(row.labels & labels) >= row.least)
    name = next(found, None)
    return Term(name) if name else None


@dataclass(frozen=True, slots=True)
class _Seen:
    """One trace in one column: log10 P(hits | genuine) / P(hits | made) and / P(hits | a part made), not bounded."""

    made: float
    mixed: float
    trait: _Trait
    column: int
    hits: int
    values: int

    @property
    def worst(self) -> float:
        """The more telling of the two."""
        return min(self.made, self.mixed)


class _Probe:
    """The distinct values of each column with their bits; the state has one entry a reader."""

    def __init__(self, readers: tuple[_Reader, ...], header: Term | None) -> None:
        self._readers = readers
        self._header = header

    @property
    def features(self) -> Sequence[Feature]:
        """Each reader's digest and bits."""
        return tuple(f for reader in self._readers for f in (digest(reader.column), reader.feature))

    def observe(self, batch: pl.DataFrame) -> State:
        """The values of one batch."""
        return [
            Multiplicity.of(batch[digest(r.column).name], CAPACITY, {"bits": batch[r.feature.name]})
            for r in self._readers
        ]

    def merge(self, left: State, right: State) -> State:
        """Both parts, column by column."""
        for mine, theirs in zip(left, right, strict=True):
            mine.merge(theirs)
        return left

    def floors(self, state: State) -> dict[str, int]:
        """Values that the samples keep no more need not be read."""
        return {
            floor(digest(r.column), "lexicon").name: values.mask for r, values in zip(self._readers, state, strict=True)
        }

    def conclude(self, state: State) -> Evidence | Skipped:
        """The trace that speaks loudest."""
        seen = [one for reader, values in zip(self._readers, state, strict=True) for one in _seen(reader, values)]
        if not seen:
            return Skipped(GeneratorArtefacts.id, f"fewer than {LEAST} different values", SkipKind.RECORDS)
        loudest = min(seen, key=lambda one: (one.worst, -one.hits, one.column))
        against = [one for one in seen if one.worst < 0]
        return self._evidence(loudest, against, seen)

    def _evidence(self, loudest: _Seen, against: Sequence[_Seen], seen: Sequence[_Seen]) -> Evidence:
        ratios = _ratios(against)
        if self._header is not None:
            ratios[Hypothesis.GENERATED] = max(-BOUND, ratios[Hypothesis.GENERATED] + HEADER)
        return Evidence(
            validator=GeneratorArtefacts.id,
            family=GeneratorArtefacts.family,
            message=self._message(loudest),
            llr={hypothesis: llr for hypothesis, llr in ratios.items() if llr < 0},
            columns=tuple(sorted({one.column for one in against or seen})),
            tested=loudest.values,
            rates=tuple(
                Rate(one.trait.title, one.hits, one.values, _range(one.trait))
                for one in sorted(against or [loudest], key=lambda one: (one.worst, -one.hits, one.column))
            ),
        )

    def _message(self, loudest: _Seen) -> Message:
        slots: dict[str, Slot] = {
            "hits": loudest.hits,
            "values": loudest.values,
            "what": Term(loudest.trait.title),
            "most": _range(loudest.trait)[1],
        }
        template = "Of {values:count} different values {hits:count} are {what}; registers have up to {most:share}"
        if not loudest.worst < 0:
            template = "Of {values:count} different values {hits:count} are {what}, no more than in registers"
        if self._header is None:
            return Message(template + ".", slots)
        return Message(template + ". The header is that of {generator}.", {**slots, "generator": self._header})


def _seen(reader: _Reader, state: Multiplicity) -> Iterator[_Seen]:
    table = state.table()
    if not table.height:
        return
    bits = table["bits"]
    for trait in reader.traits:
        values = int(((bits & trait.among) == trait.among).sum())
        if values < LEAST:
            continue
        hits = int(((bits & trait.hit) == trait.hit).sum())
        made, mixed = (
            share_llr(hits, values, trait.genuine, other, inf) if hits else 0.0 for other in (trait.made, ANYTHING)
        )
        yield _Seen(min(made, mixed - log10(OTHERWISE)), mixed, trait, reader.column.index, hits, values)


def _ratios(against: Sequence[_Seen]) -> dict[Hypothesis, float]:
    """The traces taken together; at the bound the two alternatives keep their distance from each other.

    All traces come from one hand, so for telling made from mixed they add up; the better of the two says how improbable
    genuine is, and no more than the bound.
    """
    made, mixed = sum(one.made for one in against), sum(one.mixed for one in against)
    excess = max(0.0, -BOUND - min(made, mixed))
    return {Hypothesis.GENERATED: min(0.0, made + excess), Hypothesis.MIXED: min(0.0, mixed + excess)}


def _range(trait: _Trait) -> tuple[float, float]:
    """Where genuine shares lie: up to three times the mean share of the prior."""
    return (0.0, round(3 * trait.genuine.mean, 3))
