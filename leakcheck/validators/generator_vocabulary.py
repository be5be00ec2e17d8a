"""Do all names, or all occupations, come out of a generator's list?

Why       A generator can write no name that is not on its list. Every population has names that
          are on nobody's list, and the more people, the more of them: the sign is that they are
          absent.
Reads     family_name, given_name and person_name columns (of whole names the first and the last
          word, in Chinese the given name), and job titles in columns of categories or of no known
          role.
Counts    different names on the list that has most of them, out of all different names; lists of
          more than 2,000 names apart.
Evidence  log10 LR against GENERATED from the share inside: registers have 40 to 95 % of different
          given names and 10 to 60 % of family names on the best list, the fewer the more names; a
          generator all but slips. Within -4 and +0.2; the worst column stands, a second part of
          the names adds half. Against MIXED too for Chinese, Japanese and Korean given names, of
          which 0 to 10 % are on a list.
Blind to  generators whose lists are not known here (Mockaroo, fakenamegenerator, language
          models), mixtures of locales, half-genuine columns elsewhere, one-syllable surnames of
          East Asia.
Settings  LEAST, LONG, GIVEN, GIVEN_LONG, GIVEN_FREE, FAMILY, FAMILY_LONG, OCCUPATION, MADE,
          SECOND, MOST_FOR.
Example   500 different family names, all on Faker's list of 1,000 (en_US): at least 10,000 to 1
          against. 50 given names, all on it: 5 to 1, for common names are on every list.
Raises    nothing; samples without names, or with fewer than 15 different ones, are skipped.
Source    lists of Faker 40.54 and Mimesis 22.2 as hashed keys (reference/generators); shares
          measured in November 2026 on the names of 17 public registers of 8 countries at 30 to
          5,000 records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log10
from typing import ClassVar, Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.lexicon import CAPACITY, cell_key, name_keys
from leakcheck.features.text import digest
from leakcheck.features.thin import floor
from leakcheck.kernels.multiplicity import Multiplicity
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Interval, Message, Rate, SkipKind, Skipped, Term
from leakcheck.model.series import Series, SeriesKind
from leakcheck.reference.generators import WordList, load
from leakcheck.stats.likelihood import ANYTHING, BOUND, Beta, bounded, log10_beta_binomial, share_llr
from leakcheck.stats.proportions import wilson

NAMES: Final = (Role.PERSON_NAME, Role.FAMILY_NAME, Role.GIVEN_NAME)
OTHERS: Final = (Role.CATEGORY, Role.UNKNOWN)
LEAST: Final = 15  # different names; a dozen common ones are on every list
LONG: Final = 2_000  # names; a list as long was made to hold a people's names, and nearly does
MOST_FOR: Final = 0.2  # about two in five generated samples are Faker's or Mimesis'; the others look so too
MOST_LISTS: Final = 8  # of the picture
SECOND: Final = 0.5  # weight of the second part of the names: one generator makes both, so they are no two
# What a generator leaves outside its list: nothing, but for slips of the hand, or a few names of another list.
MADE: Final = ((0.8, Beta(400, 0.4)), (0.2, Beta(20, 2)))
_KEY: Final = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class _Genuine:
    """Share of different names on the best list: `mean` at 60 names, less `fall` a factor of ten, as from `files`."""

    mean: float
    fall: float
    files: float

    def at(self, names: int) -> Beta:
        """How the share varies between registers with so many different names."""
        mean = self.mean - self.fall * max(0.0, log10(names / 60))
        return Beta.around(max(mean, 0.05), self.files)


GIVEN: Final = _Genuine(0.90, 0.22, 10)  # measured 0.42 to 0.99 at 70 names (older Frenchmen), 0.24 to 0.7 at 500
GIVEN_LONG: Final = _Genuine(0.93, 0.10, 10)  # measured 0.55 to 0.93 at 90, 0.38 to 0.76 at over 1,000
FAMILY: Final = _Genuine(0.50, 0.0, 5)  # measured 0.13 to 0.57 at any number; peoples with few surnames have more
FAMILY_LONG: Final = _Genuine(0.75, 0.0, 6)  # measured 0.03 to 0.45, but no list of the register's own country
# Given names of Chinese, Japanese and Korean are put together freely: measured 0 to 0.10 on any list.
GIVEN_FREE: Final = _Genuine(0.08, 0.0, 13)
FREE: Final = frozenset({"zh", "zh_CN", "zh_TW", "ja", "ja_JP", "ko", "ko_KR"})  # their locales
OCCUPATION: Final = _Genuine(0.13, 0.0, 4.6)  # measured 0 to 0.07; short titles of the same language have more
PRIORS: Final[dict[tuple[str, bool], _Genuine]] = {
    ("given", False): GIVEN,
    ("given", True): GIVEN_LONG,
    ("family", False): FAMILY,
    ("family", True): FAMILY_LONG,
    ("occupation", False): OCCUPATION,
    ("occupation", True): OCCUPATION,
}
KIND_TITLES: Final = {"given": "given names", "family": "family names", "occupation": "occupations"}

State = list[Multiplicity]


class GeneratorVocabulary:
    """FP801."""

    id: ClassVar[str] = "FP801"
    name: ClassVar[str] = "generator-vocabulary"
    title: ClassVar[str] = "Names and occupations on generators' lists"
    family: ClassVar[Family] = Family.FINGERPRINT
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> _Probe | Skipped:
        """Needs names, or columns that may hold occupations."""
        columns = tuple(column for column in binding if column.role in (*NAMES, *OTHERS))
        if not columns:
            return Skipped(self.id, "no columns hold names or occupations")
        return _Probe(columns)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The words of one column against one list."""

    llr: float
    column: int
    words: WordList
    hits: int
    total: int

    @property
    def share(self) -> float:
        return self.hits / self.total


class _Probe:
    """The keys of each column's distinct values; the state has one entry a column."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self._columns = columns
        self._keys = {c.name: name_keys(c) if c.role in NAMES else cell_key(c) for c in columns}

    @property
    def features(self) -> Sequence[Feature]:
        """Each column's digest and keys."""
        return tuple(f for column in self._columns for f in (digest(column), self._keys[column.name]))

    def observe(self, batch: pl.DataFrame) -> State:
        """The values of one batch."""
        return [
            Multiplicity.of(batch[digest(c).name], CAPACITY, {"keys": batch[self._keys[c.name].name]})
            for c in self._columns
        ]

    def merge(self, left: State, right: State) -> State:
        """Both parts, column by column."""
        for mine, theirs in zip(left, right, strict=True):
            mine.merge(theirs)
        return left

    def floors(self, state: State) -> dict[str, int]:
        """Values that the samples keep no more need not be read."""
        return {floor(digest(c), "lexicon").name: values.mask for c, values in zip(self._columns, state, strict=True)}

    def conclude(self, state: State) -> Evidence | Skipped:
        """The column that speaks loudest, and half of what the other part of its names adds."""
        readings = [
            reading
            for column, values in zip(self._columns, state, strict=True)
            for kind, keys in _words(column, values).items()
            if len(keys) >= LEAST and (reading := _read(kind, keys, column)) is not None
        ]
        if not readings:
            return Skipped(GeneratorVocabulary.id, f"fewer than {LEAST} different names", SkipKind.RECORDS)
        loudest = min(readings, key=lambda r: (r.llr, -r.total, r.column))
        low, high = wilson(loudest.hits, loudest.total)
        return Evidence(
            validator=GeneratorVocabulary.id,
            family=GeneratorVocabulary.family,
            message=_message(loudest),
            llr={Hypothesis.GENERATED: _together(loudest, readings), **_mixed(readings)},
            columns=tuple(sorted({r.column for r in readings if (r.llr < 0) == (loudest.llr < 0)})),
            tested=loudest.total,
            rates=tuple(
                Rate(f"{KIND_TITLES[r.words.kind]} on {r.words.title}'s list", r.hits, r.total, _range(r))
                for r in sorted(readings, key=lambda r: (r.llr, r.column))
                if r is loudest or r.llr < 0
            ),
            interval=Interval(low, high),
            series=_overlaps(readings),
        )


def _overlaps(readings: Sequence[_Reading]) -> tuple[Series, ...]:
    """Of each column's different words, how many are on the best list of either kind; the fullest first."""
    fullest = sorted(readings, key=lambda r: (-r.share, r.column, r.words.title))[:MOST_LISTS]
    named = [Term(f"{KIND_TITLES[r.words.kind]}, {r.words.title} ({r.words.size:,})") for r in fullest]
    hits, totals = [r.hits for r in fullest], [r.total for r in fullest]
    return (Series.of(SeriesKind.GENERATOR_LISTS, named, hits, totals=totals),)


def _words(column: Column, values: Multiplicity) -> dict[str, set[int]]:
    """The distinct keys of a column by kind of word; a whole name's parts may stand in either order."""
    table = values.table()
    found = set(table["keys"].drop_nulls()) if table.height else set()
    if column.role not in NAMES:
        return {"occupation": found}
    first, last = {key >> 32 for key in found} - {0}, {key & _KEY for key in found} - {0}
    straight = {"given": first, "family": last}
    if column.role is not Role.PERSON_NAME:
        return straight
    turned = {"given": last, "family": first}
    return max(straight, turned, key=lambda parts: sum(_most(kind, keys) for kind, keys in parts.items()))


def _most(kind: str, keys: set[int]) -> int:
    return max(load().inside(kind, keys).values(), default=0)


def _read(kind: str, keys: set[int], column: Column) -> _Reading | None:
    """The best list, of the long ones or of the others, whichever speaks louder; None where no word is on any list."""
    best: dict[bool, tuple[int, int, WordList]] = {}
    for words, hits in load().inside(kind, keys).items():
        long = words.size > LONG
        if long not in best or (hits, -words.size) > best[long][:2]:
            best[long] = (hits, -words.size, words)
    readings = [
        _Reading(_llr(hits, len(keys), _prior(words)), column.index, words, hits, len(keys))
        for hits, _, words in best.values()
    ]
    return min(readings, key=lambda r: (r.llr, r.words.size), default=None)


def _prior(words: WordList) -> _Genuine:
    """What registers have on such a list."""
    if words.kind == "given" and words.locale in FREE:
        return GIVEN_FREE
    return PRIORS[words.kind, words.size > LONG]


def _llr(hits: int, total: int, prior: _Genuine) -> float:
    genuine = log10_beta_binomial(hits, total, prior.at(total))
    made = [log10(share) + log10_beta_binomial(hits, total, beta) for share, beta in MADE]
    top = max(made)
    return bounded(genuine - top - log10(sum(10 ** (one - top) for one in made)), BOUND, MOST_FOR)


def _together(loudest: _Reading, readings: Iterable[_Reading]) -> float:
    others = _partners(loudest, readings)
    return bounded(loudest.llr + SECOND * min(others, default=0.0), BOUND, MOST_FOR)


def _mixed(readings: Iterable[_Reading]) -> dict[Hypothesis, float]:
    """Against a genuine core with filler: only where hardly a genuine word is on any list."""
    told = [share_llr(r.hits, r.total, _prior(r.words).at(r.total), ANYTHING) for r in readings if _telling(r)]
    worst = min(told, default=0.0)
    return {Hypothesis.MIXED: worst} if worst < 0 else {}


def _telling(reading: _Reading) -> bool:
    return _prior(reading.words) is GIVEN_FREE and reading.share > GIVEN_FREE.mean


def _partners(loudest: _Reading, readings: Iterable[_Reading]) -> Iterator[float]:
    """What names of the other kind say against, where names of one kind speak loudest."""
    if loudest.words.kind != "occupation":
        yield from (r.llr for r in readings if r.llr < 0 and r.words.kind not in ("occupation", loudest.words.kind))


def _range(reading: _Reading) -> tuple[float, float]:
    """Two standard deviations of the genuine share around its mean, within 0 and 1."""
    beta = _prior(reading.words).at(reading.total)
    half = 2 * (beta.mean * (1 - beta.mean) / (beta.a + beta.b + 1)) ** 0.5
    return (max(0.0, beta.mean - half), min(1.0, beta.mean + half))


def _message(reading: _Reading) -> Message:
    low, high = _range(reading)
    return Message(
        "{share:share} of {total:count} different {what} are on the list of {size:count} that {list} draws from; "
        "registers with as many have {low:share} to {high:share} on such a list.",
        {
            "share": reading.share,
            "total": reading.total,
            "what": Term(KIND_TITLES[reading.words.kind]),
            "size": reading.words.size,
            "list": Term(reading.words.title),
            "low": low,
            "high": high,
        },
    )
