"""Do postcode, city and region of one record belong together?

Why       A postcode lies in one region and a city in one region, so in a real register the smaller
          place all but settles the larger one. Rows that draw city, region and postcode apart, and
          rows whose columns were permuted, are at chance.
Reads     Any two of region (several columns), city, postcode and address.
Counts    Pairs of places, in records that have both. By reference: the division that a postcode,
          city or address lies in against the one that another column names, where
          reference/places.toml has the country. By itself: of records that share a postcode or
          city, how many share the city or region.
Evidence  junk, generated, shuffled: agreement against the permutation baseline, the agreement that
          is left when one column is dealt out anew. Of the relations that could be tested, each
          small place is judged by the region it fits best, and the worst of these places stands.
          Within 2.5 against a file and 1.5 for it; against generated at most 0.5. mixed: postcodes
          alone, within 1.5.
Blind to  Generators that copy whole addresses from a list; streets and house numbers, which are not
          looked up. The share of addresses with a number is reported and not scored.
Settings  MINIMUM 50 comparable records; CONSTANT, the agreement by chance above which nothing can
          be told; REPEATING, the share of records whose small place must repeat; STATED and SHARED,
          how often real files agree beyond chance.
Example   Of 900 records whose city repeats 40 share the region, 38 would by chance: drawn apart.
Raises    Nothing.
Source    Cohen 1960; postal services and statistical offices, in the header of
          reference/places.toml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import ClassVar, Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.place import area, key, numbered, province
from leakcheck.features.relation import Relations, Tables
from leakcheck.kernels.pairs import group_cells, margin
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Interval, Message, Rate, SkipKind, Skipped, Term
from leakcheck.stats.agreement import Agreement, Relation, compare, consistency, llr_mixture, weigh
from leakcheck.stats.likelihood import bounded
from leakcheck.stats.proportions import wilson

MINIMUM: Final = 50  # a few towns of one name in two regions must not look like chance
CONSTANT: Final = 0.8  # where chance explains four of five agreements, the rest is too few to judge by
AGAINST: Final = 2.5  # columns may hold places of different things: birth and residence, employer and site
SUPPORT: Final = 1.5  # whole addresses can be copied from a list
MIXTURE: Final = 1.5  # the size of a genuine part is unknown, so neither side may win by much
STATED: Final = Relation(kappa=0.95, files=6, careful=0.3)  # a post office across a border, moved sites; Faker: apart
SHARED: Final = Relation(kappa=0.85, files=3, careful=0.3)  # towns of one name, districts of one postcode
RANGE: Final = (0.7, 1.0)  # what registers reach, beyond which columns of different things begin
REPEATING: Final = 0.2  # in a list with one record a place (mayors) only namesakes repeat, and those lie apart
AVOIDED: Final = 4.0  # standard deviations under chance that columns drawn apart do not reach
AREA: Final = 2  # characters of a postcode that stand for a district of the size of a region, in most countries
_SMALL_FIRST: Final = (Role.POSTCODE, Role.ADDRESS, Role.CITY, Role.REGION)
_NUMBERED: Final = "numbered"
_WORDS: Final = {
    Role.POSTCODE: Term("postcode"),
    Role.ADDRESS: Term("address"),
    Role.CITY: Term("city"),
    Role.REGION: Term("region"),
}


@dataclass(frozen=True, slots=True)
class _Question:
    """One relation: the small place's column, the large one's, and whether both are codes of one table."""

    small: Column
    large: Column
    stated: bool

    @property
    def strength(self) -> Relation:
        """How the relation holds in genuine files."""
        return STATED if self.stated else SHARED


class AddressHierarchy:
    """AD310: postcode, city and region against one another."""

    id: ClassVar[str] = "AD310"
    name: ClassVar[str] = "address-plausibility"
    title: ClassVar[str] = "Postcode, city and region"
    family: ClassVar[Family] = Family.PLACE
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Relations | Skipped:
        """Every pair of place columns, by reference where both have a code and by themselves where values repeat."""
        columns = [column for role in _SMALL_FIRST for column in binding.all(role)[:3]]
        questions: dict[str, _Question] = {}
        relations: dict[str, tuple[Feature, Feature]] = {}
        for small, large in combinations(columns, 2):
            for question, pair in _questions(small, large, binding.country):
                name = f"{len(questions)}"
                questions[name], relations[name] = question, pair
        if not relations:
            return Skipped(self.id, "no two columns of postcodes, cities, regions or addresses")
        address = binding.get(Role.ADDRESS)
        if address is not None:
            digit = numbered(address)
            relations[_NUMBERED] = (digit, digit)
        return Relations(relations, lambda tables, records: self._read(tables, records, questions))

    def _read(self, tables: Tables, records: int, questions: Mapping[str, _Question]) -> Evidence | Skipped:
        seen = [(question, judged(tables[name], stated=question.stated)) for name, question in questions.items()]
        tested = [(q, a) for q, a in seen if a is not None]
        if not tested:
            return Skipped(
                self.id,
                f"fewer than {MINIMUM} records have places that repeat or that a table knows, or all are one place",
                SkipKind.RECORDS,
            )
        question, worst = _standing(tested)
        message = Message(
            "The {small} fits the {large} in {share:share} of comparable records; unrelated columns would fit in "
            "{chance:share}.",
            {
                "small": _WORDS[question.small.role],
                "large": _WORDS[question.large.role],
                "share": worst.share,
                "chance": worst.chance,
            },
        )
        return Evidence(
            validator=self.id,
            family=self.family,
            message=message,
            llr=_weights(worst, question, tested),
            columns=tuple(sorted({column.index for q, _ in tested for column in (q.small, q.large)})),
            tested=worst.total,
            missing=max(0, records - worst.total),
            rates=(
                Rate("places belong together", worst.hits, worst.total, RANGE, worst.chance),
                *_rates((q, a) for q, a in tested if a is not worst),
                *_house_numbers(tables),
            ),
            interval=Interval(*wilson(worst.hits, worst.total)),
        )


def _questions(
    small: Column, large: Column, country: str | None
) -> Iterator[tuple[_Question, tuple[Feature, Feature]]]:
    """The relations of two columns, by the table of the first country that knows both, and by themselves."""
    for land in dict.fromkeys((small.locale, large.locale, country)):
        if land is None or any(column.locale not in (None, land) for column in (small, large)):
            continue
        codes = province(small, land), province(large, land)
        if codes[0] is not None and codes[1] is not None and small.role is not large.role:
            yield _Question(small, large, stated=True), (codes[0], codes[1])
            break
    match small.role, large.role:
        case (Role.POSTCODE, Role.CITY) | (Role.CITY, Role.REGION):
            yield _Question(small, large, stated=False), (key(small), key(large))
        case (Role.POSTCODE, Role.REGION):
            yield _Question(small, large, stated=False), (area(small, AREA), key(large))


def judged(table: pl.DataFrame, *, stated: bool) -> Agreement | None:
    """How two places agree; None where chance explains nearly all, or too few records can be compared.

    None too where they agree less often than by chance: numbers that start anew in every region (commune 001) say
    nothing of the region, but columns that were drawn apart do not keep clear of one another.
    """
    small, large = margin(table, "k0"), margin(table, "k1")
    if stated:
        hits = int(table.filter(pl.col("k0") == pl.col("k1"))["n"].sum())
        seen = compare(hits, small, large)
        most = max([*small.values(), *large.values()], default=0) / max(seen.total, 1)
    else:
        seen = consistency(group_cells(table, "k0", "k1"), large)
        most = seen.chance
        if seen.total < REPEATING * sum(small.values()):
            return None
    if seen.total < MINIMUM or most > CONSTANT:
        return None
    scatter = sqrt(seen.chance * (1 - seen.chance) / seen.total)
    return seen if seen.share > seen.chance - AVOIDED * scatter else None


def _standing(tested: Iterable[tuple[_Question, Agreement]]) -> tuple[_Question, Agreement]:
    """Of each small place the relation that holds best; of these the worst."""
    best: dict[int, tuple[_Question, Agreement]] = {}
    for question, seen in tested:
        held = best.get(question.small.index)
        if held is None or seen.kappa > held[1].kappa:
            best[question.small.index] = (question, seen)
    return min(best.values(), key=lambda item: (item[1].kappa, item[0].small.index))


def _weights(
    worst: Agreement, question: _Question, tested: Iterable[tuple[_Question, Agreement]]
) -> dict[Hypothesis, float]:
    """Against drawing apart by the worst place; against a mixture only by postcodes, whose region is never another's.

    A city may be the place of birth beside the region of residence, and then fits it half the time in a real register.
    """
    llr = {h: bounded(value, AGAINST, SUPPORT) for h, value in weigh(worst, question.strength, AGAINST).items()}
    del llr[Hypothesis.MIXED]
    postal = [a for q, a in tested if q.stated and q.small.role is Role.POSTCODE]
    if postal:
        fitting = max(postal, key=lambda a: a.kappa)
        llr[Hypothesis.MIXED] = llr_mixture(fitting, STATED, MIXTURE)
    return llr


def _rates(others: Iterable[tuple[_Question, Agreement]]) -> Iterator[Rate]:
    for question, seen in others:
        how = "by table" if question.stated else "where values repeat"
        name = f"column {question.small.index} fits column {question.large.index} {how}"
        yield Rate(name, seen.hits, seen.total, RANGE, seen.chance)


def _house_numbers(tables: Tables) -> Iterator[Rate]:
    if _NUMBERED in tables:
        counts = margin(tables[_NUMBERED].with_columns(pl.col("k0").cast(pl.Int8)), "k0")
        if counts:
            yield Rate("addresses with a number", counts.get(1, 0), sum(counts.values()))
