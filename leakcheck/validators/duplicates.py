"""Is the sample a small core of records, repeated with or without edits?

Why       A seller who has little repeats it. Persons recur in a register only as often as their
          names are common, and rightly in tables of events, where the rest of the record then
          differs.
Reads     All columns; names, else identity numbers, to tell persons apart; phones and e-mails.
Counts    How often each record, name, name part, number, phone and e-mail occurs. Surplus records
          are what removing duplicates would remove, groups are values that occur more than once.
          The blocks of records under one name tell copies, which agree in all the rest, from
          events, which do not.
Evidence  padded: surplus names against those expected from the frequencies of family and given
          names, where blocks are copies: within 3 where few persons are met once, else 1.5; and
          within 1.5 for a file. Exact copies of whole records count within 1.5; within 3 in a table
          without persons, of WIDE columns or more, in which hardly a record comes once.
Blind to  A core that is a large share of the sample; a core edited beyond recognition; names so few
          that they must repeat. Repeated phones, e-mails and events are reported and not scored.
Settings  MINIMUM 100 records; COPIES 0.4, the agreement within a name's block above which it is one
          of copies; CORE and PLAIN, the shares of persons met once under which the rest is a small
          core; WIDE columns; DENSE, the expected surplus above which names tell nothing.
Example   1,000 records hold 250 names, 4 expected to repeat, and the blocks agree in every column:
          padded.
Raises    UnknownSchemeError at bind, for numbers of a scheme that is not in the table.
Source    Simpson 1949 for the expected repeats, Good 1953 for persons met once. The priors are
          ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.name import Names, names
from leakcheck.features.place import street
from leakcheck.features.record import digest as record_digest
from leakcheck.features.text import digest
from leakcheck.features.thin import floor, kept
from leakcheck.kernels.multiplicity import Multiplicity
from leakcheck.kernels.pairs import PairCounts, group_cells, margin
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Interval, Message, Rate, SkipKind, Skipped, Term
from leakcheck.model.series import Series, SeriesKind
from leakcheck.stats.agreement import consistency
from leakcheck.stats.likelihood import ANYTHING, Beta, bounded, share_llr
from leakcheck.stats.proportions import wilson
from leakcheck.stats.repeats import Spectrum, expected_pairs, groups, records, sampling_error, surplus

MINIMUM: Final = 100  # repeats need a sample to be repeated in
COPIES: Final = 0.4  # two copies with a third of a column's cells edited; events differ nearly always in some column
CORE: Final = 0.3  # of the persons are met once at most, where a core of up to 80 % was drawn from at random
PLAIN: Final = 0.1  # customers who recur leave more than that met once, a small core fewer
INFORMATIVE: Final = 0.5  # a column whose values coincide more often by chance cannot tell copies from events
DENSE: Final = 0.25  # where names must repeat that often, a repeated name tells nothing
AGAINST: Final = 3.0  # relatives and namesakes cannot be told from copies for certain
SUPPORT: Final = 1.5  # a core may be hidden by edits of the names
EXACT: Final = 1.5  # a selection of columns makes whole records equal that were not
WIDE: Final = 5  # columns that vary: fewer make records equal that were not, however many there are
EXACT_COPIES: Final = Beta(0.3, 15)  # equal records in registers: usually none, at times some per cent
SLACK: Final = 0.01  # surplus names above the expected: persons entered twice, families that name alike
TWICE: Final = 2.0  # parts of names go together, so that whole names repeat about twice as often as expected
SURE: Final = 15.0  # registers differ in how often a person is entered twice
RANGE: Final = (0.0, 0.03)  # equal records in registers: EXACT_COPIES' middle mass
SEEN: Final = 30  # fewer records with a repeated key cannot tell copies from events
MOST_TIMES: Final = 5  # records of one value from which on the picture counts them together
BLOCKS: Final = 1 << 15  # records in the sample of blocks: 0.3 points on a share
WIDEST: Final = 24  # columns looked at within blocks; more would cost time and tell the same
CERTAIN: Final = 1.96  # standard errors to either side: 95 % of estimates are as near
ESTIMATED: Final = (
    " Repeated records are estimated from one in {scale:count} of the different ones, give or take {off:count} (95 %), "
    "persons from one in {persons_scale:count}, give or take {persons_off:count}."
)
PERSONAL: Final = (Role.NATIONAL_ID, Role.PHONE, Role.EMAIL, Role.RECORD_ID)  # a padder edits these first


@dataclass(slots=True)
class RepeatState:
    """Records seen, multiplicities by question, persons with the parts of their names, and blocks of one person."""

    records: int
    counts: dict[str, Multiplicity]
    persons: PairCounts
    blocks: PairCounts


@dataclass(frozen=True, slots=True)
class _Repeats:
    """The probe.

    `questions` are hashes whose repeats are counted, `person` is the hash that stands for one and those of the name's
    parts, `rest` is what may differ between the records of a person.
    """

    questions: Mapping[str, Feature]
    person: tuple[Feature, ...]
    rest: tuple[Feature, ...]
    columns: tuple[int, ...]

    @property
    def features(self) -> Sequence[Feature]:
        """Every hash, once."""
        wanted = (kept(self.person[0]),) if self.person else ()
        return tuple({f.name: f for f in (*self.questions.values(), *self.person, *self.rest, *wanted)}.values())

    def observe(self, batch: pl.DataFrame) -> RepeatState:
        """The multiplicities and blocks of one batch."""
        counts = {name: Multiplicity.of(batch[feature.name]) for name, feature in self.questions.items()}
        persons, blocks = PairCounts(), PairCounts(BLOCKS)
        if self.person:
            persons = PairCounts.of(batch.select(feature.name for feature in self.person))
            records = batch.filter(kept(self.person[0]).col)
            blocks = PairCounts.of(records.select(f.name for f in dict.fromkeys((self.person[0], *self.rest))), BLOCKS)
        return RepeatState(batch.height, counts, persons, blocks)

    def merge(self, left: RepeatState, right: RepeatState) -> RepeatState:
        """Counts add up."""
        left.records += right.records
        for name, counts in right.counts.items():
            left.counts[name].merge(counts)
        left.persons.merge(right.persons)
        left.blocks.merge(right.blocks)
        return left

    def floors(self, state: RepeatState) -> dict[str, int]:
        """Persons that the sample of blocks keeps no more need no further reading."""
        return {floor(self.person[0], "pairs").name: state.blocks.mask} if self.person else {}

    def conclude(self, state: RepeatState) -> Evidence | Skipped:
        """What the totals say."""
        if state.records < MINIMUM:
            return Skipped(Duplicates.id, f"fewer than {MINIMUM} records", SkipKind.RECORDS)
        spectra = {
            name: {times: values * counts.scale for times, values in counts.spectrum().items()}
            for name, counts in state.counts.items()
        }
        persons = Persons.of(state.persons.table(), state.persons.scale)
        found = _read(spectra, state.records, persons, likeness(state.blocks.table()), self.columns)
        return estimated(found, spectra["record"], state.counts["record"].scale, persons, state.persons.scale)


class Duplicates:
    """DU601: repeated records, names and numbers."""

    id: ClassVar[str] = "DU601"
    name: ClassVar[str] = "duplicate-structure"
    title: ClassVar[str] = "Repeated records and persons"
    family: ClassVar[Family] = Family.DUPLICATION
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> _Repeats | Skipped:
        """Hashes of whole records, of persons, and of what else a record says."""
        if not binding.columns:
            return Skipped(self.id, "the sample has no columns")
        person = names(binding)
        number, phone, email = (binding.get(role) for role in (Role.NATIONAL_ID, Role.PHONE, Role.EMAIL))
        named = person is not None or number is not None
        questions = {"record": record_digest(_content(binding) if named else binding.columns, "content")}
        questions |= {
            name: digest(column)
            for name, column in (("number", number), ("phone", phone), ("e-mail", email))
            if column is not None
        }
        key: tuple[Feature, ...] = (questions["number"],) if "number" in questions else ()
        if person is not None:
            key = (person.whole, person.family, person.given)
        rest = tuple(_rest(binding, person, key[0])) if key else ()
        return _Repeats(questions, key, rest, tuple(c.index for c in binding))


def _content(binding: Binding) -> tuple[Column, ...]:
    """All columns but counters of records, which tell equal records apart; all where there is nothing else.

    Not for tables without persons: a list of codes is many codes beside few names.
    """
    return tuple(column for column in binding if column.role is not Role.RECORD_ID) or binding.columns


def _rest(binding: Binding, person: Names | None, key: Feature) -> Iterator[Feature]:
    """The columns that are neither the person's name nor what a padder would edit."""
    own = () if person is None else person.columns
    rest = [column for column in binding if column not in own and column.role not in PERSONAL]
    for column in rest[:WIDEST]:
        yield street(column, key) if column.role is Role.ADDRESS else digest(column)  # padders edit digits


def likeness(table: pl.DataFrame) -> float | None:
    """How far the records of one key agree in the column in which they agree least; None where no column can tell.

    1 for copies, near 0 where some column differs from event to event. Of a `PairCounts.table` of blocks.
    """
    agreements = []
    for companion in table.columns[1:-1]:
        seen = consistency(group_cells(table, "k0", companion), margin(table, companion))
        if seen.total >= SEEN and seen.chance <= INFORMATIVE:
            agreements.append(seen.share)
    return min(agreements, default=None)


@dataclass(frozen=True, slots=True)
class Persons:
    """Names (or numbers) by how often they occur, and how many repeats their parts' frequencies lead to expect."""

    spectrum: Spectrum
    expected: float

    @classmethod
    def of(cls, table: pl.DataFrame, scale: int) -> Persons:
        """From a `PairCounts.table` of whole names and their parts; `scale` is by what its counts are to be multiplied.

        The parts' frequencies are those among *different* names: a repeated core would else make itself expected.
        """
        if not table.width:
            return cls({}, 0.0)
        spectrum = {times: values * scale for times, values in _spectrum(table["n"]).items()}
        parts = [_spectrum(table[part].value_counts(name="n")["n"]) for part in table.columns[1:-1]]
        return cls(spectrum, expected_pairs(records(spectrum), *parts) if parts else 0.0)


def _spectrum(counts: pl.Series) -> dict[int, int]:
    rows = counts.value_counts(name="values").sort(counts.name).rows()
    return {int(times): int(values) for times, values in rows}


def _read(
    spectra: Mapping[str, Spectrum], total: int, persons: Persons, alike: float | None, columns: tuple[int, ...]
) -> Evidence:
    wide = len(columns) >= WIDE
    copies = min(surplus(spectra["record"]), total)
    met, repeated = records(persons.spectrum), surplus(persons.spectrum)
    message = Message(
        "{copies:count} surplus records in {groups:count} groups equal another one in every column; {repeated:count} "
        "records repeat a person's name or number, {expected:count} expected.",
        {
            "copies": copies,
            "groups": groups(spectra["record"]),
            "repeated": repeated,
            "expected": round(min(persons.expected, met)),
        },
    )
    llr = weigh_padding(copies, total, persons, alike) if met >= MINIMUM else weigh_copies(spectra["record"], wide)
    return Evidence(
        validator=Duplicates.id,
        family=Duplicates.family,
        message=message,
        llr={} if llr is None else {Hypothesis.PADDED: llr},
        columns=columns,
        tested=total,
        rates=(
            Rate("surplus records", copies, total, RANGE),
            Rate("surplus records by person", repeated, met),
            Rate("persons met once", persons.spectrum.get(1, 0), met),
            *(
                Rate(f"surplus records by {what}", surplus(spectrum), records(spectrum))
                for what, spectrum in spectra.items()
                if what != "record"
            ),
        ),
        interval=Interval(*wilson(copies, total)),
        series=_multiplicities({**spectra, "person": persons.spectrum}),
    )


def estimated(found: Evidence, copies: Spectrum, scale: int, persons: Persons, persons_scale: int) -> Evidence:
    """`found` with how far its counts can be off, where only one in so many records or persons was followed."""
    if scale == persons_scale == 1:
        return found
    off = CERTAIN * sampling_error(copies, scale)
    slots = {
        "scale": scale,
        "off": round(off),
        "persons_scale": persons_scale,
        "persons_off": round(CERTAIN * sampling_error(persons.spectrum, persons_scale)),
    }
    message = Message(found.message.template + ESTIMATED, {**found.message.slots, **slots})
    interval = found.interval
    if interval is not None and found.tested:
        share = off / found.tested
        interval = Interval(max(0.0, interval.low - share), min(1.0, interval.high + share))
    return replace(found, message=message, interval=interval)


def _multiplicities(spectra: Mapping[str, Spectrum]) -> tuple[Series, ...]:
    """Different values by how many records hold them, the last class for MOST_TIMES or more."""
    times = tuple(range(1, MOST_TIMES + 1))
    known = {what: spectrum for what, spectrum in spectra.items() if spectrum}
    counts = [
        sum(values for n, values in spectrum.items() if n == k or n > k == MOST_TIMES)
        for spectrum in known.values()
        for k in times
    ]
    return (Series.of(SeriesKind.REPEATS, times, counts, tuple(map(Term, known))),)


def weigh_padding(copies: int, total: int, persons: Persons, alike: float | None) -> float | None:
    """log10 P(repeats | genuine) / P(repeats | a repeated core); None where persons recur, but as in events.

    Support is given only where persons recur no more often than their names lead to expect.
    """
    exact = bounded(share_llr(copies, total, EXACT_COPIES, ANYTHING), EXACT)
    met, repeated = records(persons.spectrum), surplus(persons.spectrum)
    expected = min(1.0, TWICE * persons.expected / met)
    named = share_llr(repeated, met, Beta.around(expected + SLACK, SURE), ANYTHING)
    copied = alike is not None and alike >= COPIES
    if expected <= DENSE and (named >= 0 or copied):
        edited = copies < repeated / 2
        core = persons.spectrum.get(1, 0) <= (CORE if edited else PLAIN) * met
        return min(exact, bounded(named, AGAINST if core else EXACT, SUPPORT))
    return exact if exact < 0 else None


def weigh_copies(spectrum: Spectrum, wide: bool) -> float | None:
    """The same where nobody is named: whole records only. None where copies say nothing against."""
    total = records(spectrum)
    exact = share_llr(min(surplus(spectrum), total), total, EXACT_COPIES, ANYTHING)
    core = wide and spectrum.get(1, 0) <= PLAIN * total
    bound = bounded(exact, AGAINST if core else EXACT)
    return bound if bound < 0 else None
