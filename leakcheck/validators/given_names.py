"""Are given names as few as parents make them?

Why       Parents choose alike. In every people that writes names with letters two persons share a given name about once
          in 70 to 500 pairs, whoever they are: players, mayors, clerks. Lists made by people who collect names hold
          thousands and are drawn from evenly, so that hardly anybody shares one.
Reads     the first word of the given_name column, or of person_name the first and the last word, of which the more
          common is taken. Each different person is counted once. Latin, Cyrillic and Greek letters only.
Counts    pairs of persons with the same given name among all pairs; its inverse is the number of equally common names
          that would repeat as often.
Evidence  log10 of that number: 2.3 +- 0.3 in genuine registers, with a tail for peoples that name more freely;
          2.4 +- 0.3 for generators with weighted lists, 3.2 +- 0.8 for the others. Against GENERATED within -2.5, +0.7.
Blind to  generators with weighted lists (Faker en_US), names copied from a register.
Settings  LEAST, GENUINE, FREER, WEIGHTED, EVEN, MOST_AGAINST, MOST_FOR.
Example   500 persons, 16 pairs with one given name: 124,750 / 16 = 7,800 names; log10 3.9: against, -1.9.
Raises    nothing; samples with fewer than 100 such names are skipped.
Source    measured in November 2026: 11 public registers of four continents 68 to 521; 9 published made-up files 660 to
          8 million; Faker 160 to 3,000 by locale. Inverse Simpson index: Simpson 1949, Nature 163:688.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log10, pi, sqrt
from typing import ClassVar, Final

from leakcheck.features.given import GivenNames, given_names
from leakcheck.features.repeats import Repeats
from leakcheck.features.thin import floor
from leakcheck.kernels.multiplicity import Multiplicity, occurrences
from leakcheck.model.columns import Binding
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Message, Rate, SkipKind, Skipped
from leakcheck.protocols import Probe
from leakcheck.stats.likelihood import bounded
from leakcheck.stats.richness import Richness, richness

PEOPLE: Final = 1 << 16  # different persons kept; two thousand million pairs are enough
LEAST: Final = 100  # with fewer names even a common one may come once by chance
Bell = tuple[float, float, float]  # mean and spread of log10(equally common names), share of that kind
GENUINE: Final[Bell] = (2.3, 0.30, 0.93)  # registers of Europe, the Americas, Oceania; players of the whole world
FREER: Final[Bell] = (3.0, 0.35, 0.07)  # transliterated Chinese names, peoples that coin names
WEIGHTED: Final[Bell] = (2.4, 0.30, 0.30)  # lists with frequencies (Faker en_US 194, a language model 167)
EVEN: Final[Bell] = (3.2, 0.80, 0.70)  # lists without (660 and up)
MOST_AGAINST: Final = 2.5  # one number about one column
MOST_FOR: Final = 0.7  # every generator with a weighted list passes


class GivenNameCommonness:
    """NM402."""

    id: ClassVar[str] = "NM402"
    name: ClassVar[str] = "given-name-commonness"
    title: ClassVar[str] = "How many share a given name"
    family: ClassVar[Family] = Family.NAMES
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Probe[Multiplicity] | Skipped:
        """Needs names of persons."""
        found = given_names(binding)
        if found is None:
            return Skipped(self.id, "no columns hold the names of persons")
        return _Probe(found.person, {f"word{i}": word for i, word in enumerate(found.words)}, PEOPLE, found)


@dataclass(frozen=True, slots=True)
class _Probe(Repeats):
    given: GivenNames

    def floors(self, state: Multiplicity) -> dict[str, int]:
        """Persons that the sample keeps no more need no given name."""
        return {floor(self.given.person, "given").name: state.mask}

    def conclude(self, state: Multiplicity) -> Evidence | Skipped:
        people = state.table()
        columns = [people[f"word{i}"].drop_nulls() for i in range(len(self.given.words)) if people.height]
        figures = [richness(occurrences(words)) for words in columns if words.len() >= LEAST]
        if not figures:
            return Skipped(GivenNameCommonness.id, f"fewer than {LEAST} given names in letters", SkipKind.RECORDS)
        given = min(figures, key=_names)
        pairs = given.draws * (given.draws - 1) // 2
        return Evidence(
            validator=GivenNameCommonness.id,
            family=GivenNameCommonness.family,
            message=Message(
                "Two persons share a given name as if there were {names:count} equally common ones; in registers there "
                "are 70 to 500.",
                {"names": round(_names(given))},
            ),
            llr={Hypothesis.GENERATED: _llr(given)},
            columns=tuple(column.index for column in self.given.columns),
            tested=given.draws * state.scale,
            rates=(Rate("pairs of persons with one given name", given.pairs, pairs, (1 / 500, 1 / 70)),),
        )


def _names(given: Richness) -> float:
    """Equally common names that would repeat as often; half a pair is added, so that none at all has a figure too."""
    return given.draws * (given.draws - 1) / (2 * given.pairs + 1)


def _llr(given: Richness) -> float:
    seen, error = log10(_names(given)), 1 / sqrt(given.pairs + 0.5) / 2.302585
    seen = max(seen, GENUINE[0])  # fewer names than usual are no sign of a long list
    genuine = sum(_bell(seen, bell, error) for bell in (GENUINE, FREER))
    made = sum(_bell(seen, bell, error) for bell in (WEIGHTED, EVEN))
    return bounded(log10(max(genuine, 1e-12) / max(made, 1e-12)), MOST_AGAINST, MOST_FOR)


def _bell(x: float, bell: Bell, error: float) -> float:
    mean, spread, share = bell
    variance = spread * spread + error * error
    return share * exp(-((x - mean) ** 2) / (2 * variance)) / sqrt(2 * pi * variance)
