"""Are the dates, places and ranges inside the identity numbers possible?

Why       A register numbers real births in real places. Drawn digits give impossible dates;
          generators with today's list of counties give codes that did not exist when the person was
          numbered, and miss the abolished ones; US areas above 772 were not used before June 2011.
Reads     Every column of numbers under a scheme that carries a date, a place or a range that can be
          wrong; of several schemes in a column each has its own numbers, and the worst counts.
Counts    Of the shaped numbers: dates that the calendar has, births after the day of the run or
          over 120 years ago, places in use, ranges issued; for China the county codes of births
          before 1990.
Evidence  junk: the share that is possible against what random digits reach. mixed: against any
          share, where random digits would mostly fail. generated: Chinese county codes out of their
          time and the share of abolished ones among them; late US areas. Half of all generators are
          taken to know the rule, so passing is worth at most 0.3.
Blind to  Generators that work with lists of codes and their years. A US file of people born since
          2011 looks like Faker here. Numbers that are real but belong to other people.
          Masked numbers (000-00-1234): far fewer possible ones than chance would give are not judged.
Settings  MINIMUM 10 numbers; DATED 30 for chronology; OLD 1990; the priors and the generators'
          shares below.
Example   2,000 Faker zh_CN numbers: every date possible, 13 % of the codes out of their time, 17 %
          of the codes of births before 1990 abolished since, 45-65 % in a register. Generated.
Raises    UnknownSchemeError at bind, for a scheme that is not in the table. Malformed numbers raise
          nothing.
Source    id_schemes; cn_divisions.csv (GB/T 2260, 1980-2024); SSA on SSN randomization; Faker
          40.54.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import log10
from typing import ClassVar, Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.identity import Identity, identities
from leakcheck.features.identity_parts import REGION_FINE, REGION_NO_COUNTY, REGION_UNKNOWN
from leakcheck.kernels.dates import OLDEST, as_number
from leakcheck.model.columns import Binding, Column
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Interval, Message, Rate, SkipKind, Skipped, Term
from leakcheck.model.series import Series, SeriesKind
from leakcheck.protocols import Counts, Tally
from leakcheck.reference.cn_divisions import counties
from leakcheck.reference.schemes import Scheme, load
from leakcheck.stats.likelihood import ANYTHING, Beta, bounded, log10_beta_binomial, share_llr
from leakcheck.stats.proportions import wilson

MINIMUM: Final = 10  # below this even a perfect share says little about the file
DATED: Final = 30  # numbers with a date and a county before their chronology is weighed
OLD: Final = 1990  # births before it were numbered under codes of which more than half are abolished today
SURE: Final = 200  # random digits keep to chance as firmly as 200 draws would; typists have habits, so not more
TELLING: Final = 0.5  # a mixture is told from a register only where most random numbers are impossible
GENUINE: Final = (0.97, 1.0)  # clerks mistype, and some codes are in no list
SOUND: Final = Beta(49.5, 0.5)  # about 1 % of real numbers are impossible, over 5 % in hardly any file

TIMELY: Final = Beta(1.0, 60.0)  # real codes out of their time: 0.5 % simulated; up to 5 % where our list has gaps
FAKER_UNTIMELY: Final = Beta.around(0.134, 300)  # measured: Faker zh_CN 40.54, 5,000 numbers
FAKER_RETIRED: Final = Beta.around(0.169, 300)  # measured: abolished among the counties on Faker's list
LIST_UNTIMELY: Final = Beta.around(0.116, 30)  # a forger with today's list, births 1940 to 2010; lists differ
LIST_RETIRED: Final = Beta.around(0.005, 50)  # today's list has no abolished code, older copies a few
RETIRED: Final = ANYTHING  # real: 45-65 % of codes nationwide, 16-86 % by province, 0-100 % by prefecture
LATE: Final = Beta(0.6, 15.0)  # adults with numbers given since 2011: immigrants, 4 % of a file, seldom over 12 %
FAKER_LATE: Final = Beta.around(0.159, 300)  # 143 of the 898 areas that generators draw from evenly
YOUNG: Final = 0.01  # share of real files with SSNs that are of people born since 2011
KNOWING: Final = 0.5  # share of generators taken to know codes and years, so that they pass like a register


@dataclass(slots=True)
class Seen:
    """Counts, the distinct county codes of births before `OLD`, and numbers by 10 * position + digit."""

    counts: dict[str, int]
    codes: set[int] = field(default_factory=set)
    digits: dict[int, int] = field(default_factory=dict)


class IdStructure:
    """ID102: dates, places and ranges inside identity numbers."""

    id: ClassVar[str] = "ID102"
    name: ClassVar[str] = "id-structure"
    title: ClassVar[str] = "Dates and places inside identity numbers"
    family: ClassVar[Family] = Family.IDENTITY
    version: ClassVar[int] = 2
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> _Probe | _Several | Skipped:
        """A probe for every column and scheme whose numbers carry something that can be wrong."""
        columns = binding.numbers
        if not columns:
            return Skipped(self.id, "no column holds identity numbers")
        known = [c for c in columns if c.scheme in load()]
        if not known:
            return Skipped(self.id, "the identity numbers follow no scheme that is known", SkipKind.REFERENCE)
        reads = [(c, read) for c in known for read in identities(c) if read.scheme.possible < 1]
        if not reads:
            title = load()[str(known[0].scheme)].title
            return Skipped(self.id, f"a {title} carries no date and no place", SkipKind.REFERENCE)
        probes = [_Probe(column, read, binding.as_of) for column, read in reads]
        return probes[0] if len(probes) == 1 else _Several(probes)


class _Several:
    """Several columns or schemes: each is read by itself, and the one that speaks against the file counts."""

    def __init__(self, probes: Sequence[_Probe]) -> None:
        self.probes = probes
        self.features: Sequence[Feature] = tuple(feature for probe in probes for feature in probe.features)

    def observe(self, batch: pl.DataFrame) -> list[Seen]:
        """What each probe sees."""
        return [probe.observe(batch) for probe in self.probes]

    def merge(self, left: list[Seen], right: list[Seen]) -> list[Seen]:
        """Merged probe by probe."""
        return [probe.merge(*pair) for probe, pair in zip(self.probes, zip(left, right, strict=True), strict=True)]

    def conclude(self, state: list[Seen]) -> Evidence | Skipped:
        """The worst reading of each hypothesis, in the words of the reading that is worst on the whole."""
        outcomes = [probe.conclude(seen) for probe, seen in zip(self.probes, state, strict=True)]
        found = [outcome for outcome in outcomes if isinstance(outcome, Evidence)]
        if not found:
            return outcomes[0]
        worst = min(found, key=lambda evidence: min(evidence.llr.values(), default=0.0))
        lead = worst if min(worst.llr.values(), default=0.0) < 0 else found[0]
        llr: dict[Hypothesis, float] = {}
        for hypothesis in dict.fromkeys(h for evidence in found for h in evidence.llr):
            values = [evidence.llr[hypothesis] for evidence in found if hypothesis in evidence.llr]
            llr[hypothesis] = min(values) if min(values) < 0 else max(values)
        columns = dict.fromkeys(c for evidence in (lead, *found) for c in evidence.columns)
        return replace(lead, llr=llr, columns=tuple(columns))


class _Probe:
    """Counts possible parts; for China it keeps the set of old county codes too (bounded by the table)."""

    def __init__(self, column: Column, read: Identity, as_of: date) -> None:
        self.column = column
        self.read = read
        self.tally = Tally(self._features(), _counts(read, as_of), lambda counts: self._reading(Seen(dict(counts))))
        self.features: Sequence[Feature] = (*self.tally.features, *read.digits)

    def _features(self) -> tuple[Feature, ...]:
        read = self.read
        wanted = (
            read.present, read.shaped, read.issuable, read.late, read.birth, read.birth_year, read.plausible_date,
            read.region_state, read.region if read.retired else None,
        )  # fmt: skip
        return tuple(f for f in wanted if f is not None)

    def observe(self, batch: pl.DataFrame) -> Seen:
        """Counts and old codes of one batch."""
        seen, read = Seen(self.tally.observe(batch), digits=_digits(batch, self.read.digits)), self.read
        if read.retired and read.region and read.region_state and read.birth_year:
            known = ~read.region_state.col.is_in([REGION_UNKNOWN, REGION_NO_COUNTY])
            seen.codes = set(batch.filter(known & (read.birth_year.col < OLD)).get_column(read.region.name).unique())
        return seen

    def merge(self, left: Seen, right: Seen) -> Seen:
        """Counts add up, codes are pooled."""
        self.tally.merge(left.counts, right.counts)
        left.codes |= right.codes
        for place, count in right.digits.items():
            left.digits[place] = left.digits.get(place, 0) + count
        return left

    def conclude(self, state: Seen) -> Evidence | Skipped:
        """What the numbers say, against what random and generated ones would."""
        return self._reading(state)

    def _reading(self, seen: Seen) -> Evidence | Skipped:
        counts, scheme = seen.counts, self.read.scheme
        shaped, sound = counts.get("shaped", 0), counts.get("sound", 0)
        if shaped < MINIMUM:
            reason = f"fewer than {MINIMUM} values look like a {scheme.title}"
            return Skipped(IdStructure.id, reason, SkipKind.RECORDS)
        llr: dict[Hypothesis, float] = {}
        # Far fewer possible numbers than chance gives are masked ones: not drawn, and not real either.
        masked = scheme.possible >= TELLING and sound < scheme.possible / 2 * shaped
        if not masked:
            llr[Hypothesis.MIXED] = share_llr(sound, shaped, SOUND, ANYTHING)
            llr[Hypothesis.JUNK] = share_llr(sound, shaped, SOUND, Beta.around(scheme.possible, SURE))
        retired = sum(counties()[code].retired for code in seen.codes)
        generated = _generated(counts, retired, len(seen.codes))
        if generated is not None:
            llr[Hypothesis.GENERATED] = generated
        return Evidence(
            validator=IdStructure.id,
            family=IdStructure.family,
            message=_message(scheme, counts, retired, len(seen.codes)),
            llr=llr,
            columns=(self.column.index,),
            tested=shaped,
            missing=counts["records"] - counts["present"],
            excluded=counts["present"] - shaped,
            rates=_rates(scheme, counts, retired, len(seen.codes)),
            interval=Interval(*wilson(sound, shaped)),
            series=_positions(seen.digits, scheme.width),
        )


def _digits(batch: pl.DataFrame, digits: Sequence[Feature]) -> dict[int, int]:
    """Numbers by 10 * position + digit."""
    # Ten comparisons of small integers take a fourth of the time of one table of them.
    columns = (batch[feature.name] for feature in digits)
    counts = [int((column == digit).sum()) for column in columns for digit in range(10)]
    return {place: count for place, count in enumerate(counts) if count}


def _positions(digits: Mapping[int, int], width: int) -> tuple[Series, ...]:
    """How often each digit stands at each position."""
    counts = [digits.get(10 * position + digit, 0) for digit in range(10) for position in range(width)]
    return (Series.of(SeriesKind.DIGITS, range(1, width + 1), counts, range(10)),)


def _counts(read: Identity, as_of: date) -> dict[str, pl.Expr]:
    """What is counted, in records; `sound` are the shaped numbers in which nothing is impossible."""
    shaped = read.shaped.col
    counts = {"present": read.present.col.sum(), "records": shaped.len(), "shaped": shaped.sum()}
    sound = shaped
    if read.plausible_date and read.birth:
        future = read.birth.col > as_number(as_of)
        if not (read.scheme.birth and read.scheme.birth.century_known):
            future = future & False  # the century is our guess: a birth to come is one a hundred years ago
        ancient = read.birth.col < as_number(as_of) - OLDEST * 10_000
        counts |= {
            "dated": read.plausible_date.col.is_not_null().sum(),
            "calendar": read.plausible_date.col.sum(),
            "future": future.sum(),
            "ancient": ancient.sum(),
        }
        plausible = read.plausible_date.col.fill_null(value=True)
        sound = sound & plausible & ~(future | ancient).fill_null(value=False)
    if read.issuable:
        counts["issuable"] = read.issuable.col.sum()
        sound = sound & read.issuable.col.fill_null(value=True)
    if read.late and read.issuable:
        counts["late"] = (read.late.col & read.issuable.col).sum()
    if read.region_state:
        state = read.region_state.col
        unknown = state.is_in([REGION_UNKNOWN, REGION_NO_COUNTY]) if not read.retired else state == REGION_UNKNOWN
        counts["unplaced"] = unknown.sum()
        sound = sound & ~unknown.fill_null(value=False)
        if read.retired and read.birth_year:
            placed = read.birth_year.col.is_not_null() & state.is_not_null()
            counts |= {"placed": placed.sum(), "untimely": (placed & (state != REGION_FINE)).sum()}
    return counts | {"sound": sound.sum()}


def _generated(counts: Counts, retired: int, codes: int) -> float | None:
    """log10 P(seen | register) / P(seen | generator); None where nothing seen tells them apart."""
    if counts.get("placed", 0) >= DATED:
        untimely, placed = counts["untimely"], counts["placed"]

        def together(untimely_share: Beta, retired_share: Beta) -> float:
            return log10_beta_binomial(untimely, placed, untimely_share) + log10_beta_binomial(
                retired, codes, retired_share
            )

        genuine = together(TIMELY, RETIRED)
        naive = _mean([together(FAKER_UNTIMELY, FAKER_RETIRED), together(LIST_UNTIMELY, LIST_RETIRED)], [0.5, 0.5])
    elif "late" in counts and counts["issuable"] >= DATED:
        late, issued = counts["late"], counts["issuable"]
        naive = log10_beta_binomial(late, issued, FAKER_LATE)
        genuine = _mean([log10_beta_binomial(late, issued, LATE), naive], [1 - YOUNG, YOUNG])
    else:
        return None
    return bounded(genuine - _mean([genuine, naive], [KNOWING, 1 - KNOWING]))


def _mean(logs: Sequence[float], weights: Sequence[float]) -> float:
    """log10 of the weighted mean of probabilities that are given as log10, without underflow."""
    top = max(logs)
    return top + log10(sum(w * 10 ** (value - top) for w, value in zip(weights, logs, strict=True)))


def _rates(scheme: Scheme, counts: Counts, retired: int, codes: int) -> tuple[Rate, ...]:
    shaped = counts["shaped"]
    rates = [Rate("date, place and range possible", counts["sound"], shaped, genuine=GENUINE, chance=scheme.possible)]
    if "dated" in counts:
        rates += [
            Rate("dates that the calendar has", counts["calendar"], counts["dated"], genuine=(0.99, 1.0)),
            Rate("births in the future", counts["future"], counts["dated"], genuine=(0.0, 0.002)),
            Rate(f"births over {OLDEST} years ago", counts["ancient"], counts["dated"], genuine=(0.0, 0.005)),
        ]
    if "issuable" in counts:
        rates.append(Rate("numbers in issued ranges", counts["issuable"], shaped, genuine=GENUINE))
    if "late" in counts:
        rates.append(Rate("numbers in areas opened in 2011", counts["late"], counts["issuable"], genuine=(0.0, 0.1)))
    if "unplaced" in counts:
        rates.append(Rate("places that are in no list", counts["unplaced"], shaped, genuine=(0.0, 0.02)))
    if "placed" in counts:
        rates.append(Rate("county codes out of their time", counts["untimely"], counts["placed"], genuine=(0.0, 0.05)))
        rates.append(Rate(f"codes of births before {OLD}, abolished since", retired, codes, genuine=(0.16, 0.86)))
    return tuple(rates)


def _message(scheme: Scheme, counts: Counts, retired: int, codes: int) -> Message:
    template = (
        "Dates, places and ranges inside the numbers are possible {share:share} of the time; random digits would reach "
        "{chance:share}, genuine registers {low:number}-{high:number} % ({scheme})."
    )
    slots: dict[str, int | float | Term] = {
        "share": counts["sound"] / counts["shaped"],
        "chance": scheme.possible,
        "low": 100 * GENUINE[0],
        "high": 100 * GENUINE[1],
        "scheme": Term(scheme.title),
    }
    if counts.get("placed"):
        template += " {untimely:share} of county codes were not in force in their time."
        slots["untimely"] = counts["untimely"] / counts["placed"]
        if codes:
            template += " {retired:share} of the codes of older people have been abolished since; 16-86 % in registers."
            slots["retired"] = retired / codes
    if counts.get("issuable") and "late" in counts:
        template += " {late:share} are in areas that were opened in 2011; Faker draws 15.9 %."
        slots["late"] = counts["late"] / counts["issuable"]
    return Message(template, slots)
