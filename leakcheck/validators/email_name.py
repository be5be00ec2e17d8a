"""Do e-mail addresses go with the names beside them, for none, some or all?

Why       People put their name into an address or they do not: some of both are in every customer
          list. Generators do one of the extremes: they draw the address apart from the name, or
          they make every address out of it.
Reads     the surest e-mail column and the names of persons (family and given names, or whole ones).
Counts    records whose local part has a word of the name in it, apart for free-mail providers and
          for other domains. Compared are letters of ASCII, accents taken off; words of 4 letters
          and more; offices (info@, contact@ ...) are left out.
Evidence  llr against GENERATED from all or none, against SHUFFLED from none alone. At its own
          domain a firm names by a rule of its own, after people, posts or places: such addresses
          count only where no domain has a fifth of them, and "all" little even then. The worse of
          the two groups speaks; support is at most SUPPORT.
Blind to  names in other scripts; generators that mix both ways.
Settings  LEAST_TESTED, GENUINE, ALL, NONE, bounds (named constants in the validator's file).
Example   400 addresses at free-mail providers, each with the family name in it: 30 : 1 against.
Raises    nothing; samples without both columns or with too few comparable records are skipped.
Source    The priors are ours: lists of persons lie between, the generators that were tried
          (Mockaroo, Faker, datablist and others) under 1 % or over 99 %.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

import polars as pl

from leakcheck.features.email import email
from leakcheck.features.email_name import holds_name
from leakcheck.features.feature import Feature
from leakcheck.features.name import names
from leakcheck.features.relation import Relations
from leakcheck.model.columns import Binding, Role
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Interval, Message, Rate, SkipKind, Skipped
from leakcheck.stats.likelihood import Beta, bounded, share_llr
from leakcheck.stats.proportions import wilson

LEAST_TESTED: Final = 30
GENUINE: Final = Beta(3, 2)  # 0.6, and nine of ten lists between 0.25 and 0.9
ALL: Final = Beta(80, 1)  # what a generator cannot make a word of is not compared
NONE: Final = Beta(1, 60)  # a short common name turns up by accident
SUPPORT: Final = 0.3  # a generator that mixes both ways is easily written
OWN_CHOICE: Final = 1.5  # bound for addresses that people chose; free-mail providers
NOT_NAMED: Final = 1.0  # bound for "none" at many other domains: numbers of members and customers
BY_RULE: Final = 0.5  # bound for "all" at other domains, where firms name by rule
MANY: Final = 0.2  # the greatest share of one domain that is still no firm's list
RANGE: Final = (0.25, 0.9)


@dataclass(frozen=True, slots=True)
class _Group:
    """Addresses of one kind: how many hold a part of the name, how far "none" and "all" may count."""

    held: int
    total: int
    none: float
    all: float

    def llr(self) -> dict[Hypothesis, float]:
        """log10 P(share | people's own addresses) / P(share | made apart from the names, or out of them)."""
        apart = share_llr(self.held, self.total, GENUINE, NONE)
        made = share_llr(self.held, self.total, GENUINE, ALL)
        either = min(bounded(apart, self.none, SUPPORT), bounded(made, self.all, SUPPORT))
        none = bounded(apart, self.none, SUPPORT)
        return {Hypothesis.GENERATED: either, Hypothesis.SHUFFLED: none}


class EmailName:
    """XA520: e-mail addresses against names."""

    id: ClassVar[str] = "XA520"
    name: ClassVar[str] = "email-name-agreement"
    title: ClassVar[str] = "E-mail address against name"
    family: ClassVar[Family] = Family.AGREEMENT
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Relations | Skipped:
        """The pairs of domain, and whether the address holds a part of the name."""
        address, people = binding.get(Role.EMAIL), names(binding)
        if address is None or people is None:
            return Skipped(self.id, "no column of e-mail addresses beside names of persons", SkipKind.ROLE)
        held, mail = holds_name(address, people.columns), email(address)
        kind = held.col.cast(pl.Int64) + 2 * mail.free.col.cast(pl.Int64)
        combined = Feature(f"{held.name}.kind", kind, (held, mail.free))
        columns = (address.index, *(column.index for column in people.columns))
        return Relations(
            {"email": (mail.domain, combined)}, lambda tables, records: self._read(tables["email"], records, columns)
        )

    def _read(self, table: pl.DataFrame, records: int, columns: tuple[int, ...]) -> Evidence | Skipped:
        counted = _counts(table)
        free = _Group(counted[3], counted[2] + counted[3], OWN_CHOICE, OWN_CHOICE)
        others = counted[0] + counted[1]
        many = others and _greatest(table) <= MANY * others
        groups = [free, _Group(counted[1], others, NOT_NAMED if many else 0.0, BY_RULE if many else 0.0)]
        tested = [group for group in groups if group.total >= LEAST_TESTED]
        if not tested:
            return Skipped(self.id, f"fewer than {LEAST_TESTED} addresses beside comparable names", SkipKind.RECORDS)
        held, total = sum(group.held for group in groups), sum(group.total for group in groups)
        return Evidence(
            validator=self.id,
            family=self.family,
            message=Message(
                "{share:share} of {total:count} addresses hold a part of the name beside them; among people some do "
                "and some do not.",
                {"share": held / total, "total": total},
            ),
            llr=_worst([group.llr() for group in tested]),
            columns=columns,
            tested=total,
            missing=max(0, records - total),
            rates=_rates(free, groups[1]),
            interval=Interval(*wilson(held, total)),
        )


def _rates(free: _Group, others: _Group) -> tuple[Rate, ...]:
    """Of the groups that have addresses, the larger first."""
    told = (
        Rate("at free-mail providers, with a part of the name", free.held, free.total, RANGE),
        Rate("at other domains, with a part of the name", others.held, others.total, RANGE),
    )
    return tuple(sorted((rate for rate in told if rate.total), key=lambda rate: -rate.total))


def _counts(table: pl.DataFrame) -> Mapping[int, int]:
    """Records by kind: 1 for a part of the name, and 2 more at a free-mail provider."""
    seen = dict.fromkeys(range(4), 0)
    if table.width:
        seen.update((int(k), int(n)) for k, n in table.drop_nulls("k1").group_by("k1").agg(pl.col("n").sum()).rows())
    return seen


def _greatest(table: pl.DataFrame) -> int:
    """Records of the commonest domain that is no free-mail provider's."""
    sizes = table.filter(pl.col("k1") < 2).group_by("k0").agg(pl.col("n").sum())
    return int(sizes["n"].max() or 0)  # type: ignore[arg-type]


def _worst(ratios: list[dict[Hypothesis, float]]) -> dict[Hypothesis, float]:
    """The least of each hypothesis: both groups answer one question."""
    return {hypothesis: min(one[hypothesis] for one in ratios) for hypothesis in ratios[0]}
