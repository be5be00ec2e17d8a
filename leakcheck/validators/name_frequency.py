"""Do names repeat the way names of people repeat?

Why       In every population a few names are common and very many are rare: the list has no end. A generator draws
          from a list that ends, and most draw from it evenly. Nobody who invents rows thinks of that shape, and no
          reference list of names is needed to see it.
Reads     family_name and given_name columns, or a person_name column, which is divided the same way for everybody.
          Each different whole name is counted once, so that people who recur do not matter.
Counts    how many family and given names occur once, twice, ...; from these the number of names that the source has,
          seen or not (Chao's lower bound), and the number of equally common names that would repeat as often.
Evidence  log10 of the two numbers' ratio: 0 +- 0.05 for an even list whatever its length, 0.3 to 0.6 for a weighted
          list that ends, and growing with the sample from 0.2 (100 pairs of equal names) to above 1 in genuine
          registers. Against GENERATED within -3 and +1.5; a part with fewer than 60 equal pairs is not judged.
Blind to  names copied or resampled from a genuine list, and generators with a long, weighted list of names.
Settings  MIN_PAIRS, GROWTH, SPREAD, EVEN, WEIGHTED, SECOND (named constants in the validator's file).
Example   1,000 names out of an even list of 500: about 1,000 pairs, Chao 500, equally common 500: ratio 1, log10 0.
Raises    nothing; samples without names, or with too few repeats, are skipped.
Source    Chao 1984; Good 1953; ratios measured in November 2026 on 12 public registers of 6 countries (0.3 to 1.5 at
          over 1,000 pairs), 12 Faker and 5 Mimesis locales, and 9 published made-up files (0.0 to 0.45).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, log10, pi, sqrt
from typing import ClassVar, Final

from leakcheck.features.name import Names, names
from leakcheck.features.repeats import Repeats
from leakcheck.kernels.multiplicity import Multiplicity, occurrences
from leakcheck.model.columns import Binding
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Interval, Message, Rate, SkipKind, Skipped, Term
from leakcheck.model.series import Series, SeriesKind
from leakcheck.protocols import Probe
from leakcheck.stats.likelihood import bounded
from leakcheck.stats.proportions import wilson
from leakcheck.stats.richness import Richness, rarefied, richness

MIN_PAIRS: Final = 60  # under this the ratio's own error is as large as what it should tell apart
PEOPLE: Final = 1 << 17  # different whole names kept; shares of a larger sample differ by less than a thousandth
GROWTH: Final = (0.15, 0.22, 1.5, 1.0)  # genuine log10 ratio: 0.15 + 0.22 (log10 pairs - 1.5), at most 1
SPREAD: Final = 0.20  # ... and how much registers of different peoples differ around it
EVEN: Final = (0.0, 0.05, 0.65)  # lists drawn from evenly: mean, spread, and their share of generators
WEIGHTED: Final = (0.40, 0.15, 0.35)  # lists with weights that end (Faker en_US: 0.35 to 0.55)
SECOND: Final = 0.5  # weight of the second part of the name where both speak against
RANKS: Final = (1, 2, 3, 4, 5, 7, 10, 14, 20, 30, 50, 70, 100, 140, 200, 300, 500, 700, 1000)  # of the picture
MOST_AGAINST: Final = 3.0  # one thing seen about names; not surer than 1,000 to 1
MOST_FOR: Final = 1.5  # a resampled genuine list would pass too


@dataclass(frozen=True, slots=True)
class _Part:
    figures: Richness

    @property
    def expected(self) -> float:
        """The log10 ratio of a genuine register in which names repeat as often."""
        base, slope, start, most = GROWTH
        return min(most, base + slope * (log10(self.figures.pairs) - start))

    @property
    def llr(self) -> float:
        """log10 P(ratio | genuine) / P(ratio | list of a generator)."""
        figures, expected = self.figures, self.expected
        error = figures.inequality_error
        # More unequal than expected is no less genuine; only the lower side tells.
        seen = min(figures.inequality, expected)
        genuine = _normal(seen, expected, SPREAD, error)
        made = sum(share * _normal(figures.inequality, mean, spread, error) for mean, spread, share in (EVEN, WEIGHTED))
        return bounded(log10(max(genuine, 1e-9) / max(made, 1e-9)), MOST_AGAINST, MOST_FOR)


def _together(ratios: Iterable[float]) -> float:
    """The worst part, and half of what a second part adds against: one generator makes both, so they are no two."""
    worst, *others = sorted(ratios)
    return worst + SECOND * sum(llr for llr in others if llr < 0)


def _normal(x: float, mean: float, spread: float, error: float) -> float:
    variance = spread * spread + error * error
    return exp(-((x - mean) ** 2) / (2 * variance)) / sqrt(2 * pi * variance)


class NameFrequency:
    """NM401."""

    id: ClassVar[str] = "NM401"
    name: ClassVar[str] = "name-frequency"
    title: ClassVar[str] = "How often names repeat"
    family: ClassVar[Family] = Family.NAMES
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Probe[Multiplicity] | Skipped:
        """Needs names of persons."""
        found = names(binding)
        if found is None:
            return Skipped(self.id, "no columns hold the names of persons")
        return _Probe(found.whole, {"family": found.family, "given": found.given}, PEOPLE, found)


@dataclass(frozen=True, slots=True)
class _Probe(Repeats):
    parts: Names

    def conclude(self, state: Multiplicity) -> Evidence | Skipped:
        people = state.table()
        if not people.height:
            return Skipped(NameFrequency.id, "no names are written", SkipKind.RECORDS)
        spectra = {word: occurrences(people[word]) for word in ("family", "given")}
        parts = {word: _Part(richness(spectrum)) for word, spectrum in spectra.items()}
        judged = {word: part for word, part in parts.items() if part.figures.pairs >= MIN_PAIRS}
        if not judged:
            return Skipped(NameFrequency.id, "too few names repeat to see how they do", SkipKind.RECORDS)
        word, telling = min(judged.items(), key=lambda item: item[1].llr)
        figures = telling.figures
        message = Message(
            "The list behind {kinds:count} different {word} names has about {size:count} names and repeats as if "
            "{effective:count} were equally common: {ratio:number} to 1; an even list gives 1, registers this large "
            "{low:number} or more.",
            {
                "kinds": figures.kinds,
                "word": Term(word),
                "size": round(figures.chao1),
                "effective": round(figures.effective),
                "ratio": 10**figures.inequality,
                "low": 10 ** (telling.expected - 2 * SPREAD),
            },
        )
        return Evidence(
            validator=NameFrequency.id,
            family=NameFrequency.family,
            message=message,
            llr={
                Hypothesis.GENERATED: bounded(_together(part.llr for part in judged.values()), MOST_AGAINST, MOST_FOR)
            },
            columns=tuple(column.index for column in self.parts.columns),
            tested=people.height * state.scale,
            rates=(Rate("names that occur once", figures.singletons, figures.draws),),
            interval=Interval(*wilson(figures.singletons, figures.draws)),
            series=_curves(spectra),
        )


def _curves(spectra: Mapping[str, Mapping[int, int]]) -> tuple[Series, ...]:
    """How often the name of each rank occurs, and how many different ones a part of the persons has."""
    known = {Term(word): spectrum for word, spectrum in spectra.items() if spectrum}
    tenths = range(10, 101, 10)
    ranked = [_at_rank(spectrum, rank) for spectrum in known.values() for rank in RANKS]
    draws = {word: sum(k * kinds for k, kinds in spectrum.items()) for word, spectrum in known.items()}
    grown = [
        round(rarefied(spectrum, draws[word] * tenth // 100)) for word, spectrum in known.items() for tenth in tenths
    ]
    rows = tuple(known)
    return (Series.of(SeriesKind.RANKS, RANKS, ranked, rows), Series.of(SeriesKind.GROWTH, tenths, grown, rows))


def _at_rank(spectrum: Mapping[int, int], rank: int) -> int:
    """How often the name occurs that `rank` - 1 others are as common as or commoner than; 0 beyond the last."""
    before = 0
    for times in sorted(spectrum, reverse=True):
        before += spectrum[times]
        if before >= rank:
            return times
    return 0
