"""Do the phone numbers fit the numbering plan?

Why       A regulator hands out area codes and mobile prefixes, and many are never handed out. A
          register's numbers were dialled once, so nearly all of them exist in the plan; invented
          ones often do not: Faker's US numbers are valid in half of the cases, its Turkish ones in
          one of eight.
Reads     the surest phone column, written for the column's country, else the country of the sample.
Counts    valid ones among numbers whose length is possible. Set aside: numbers short of their area
          code and numbers of an impossible length, since a clerk's habit, an extension written on,
          a spreadsheet or another country's numbers look like that. Also kinds, form, country, and
          numbers kept for fiction.
Evidence  llr against JUNK: the valid share expected of random digits of the same lengths is drawn
          from the plan. Against GENERATED and MIXED a share far below genuine, or numbers that
          regulators keep for fiction; a high share says nothing there, as many generators know the
          plan. Within +-BOUND; within +-GUESSED where the country is a guess from other columns, or
          most numbers could not be judged.
Blind to  generators that follow the plan (Faker zh, pl and es reach 100 %); whether a number is in
          service.
Settings  MIN_TESTED, GENUINE, JUNK_FILES, FICTION, GUESSED, MOST_SET_ASIDE (named constants in the
          validator's file).
Example   +1 212 555 0100 is kept for fiction; +1 100 555 2368 is not valid: no area code begins
          with 1.
Raises    nothing; a column without a country whose numbers are not in international form is
          skipped.
Source    libphonenumber's metadata (Apache-2.0), MIIT and regulators' lists in phone_plans.toml;
          genuine shares of 0.99 to 1.00 among numbers of possible length, measured in November 2026
          on twelve columns of eight public registers in five countries; Faker 0.15 to 1.00.
"""

from __future__ import annotations

from typing import ClassVar, Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.phone import PhoneFeatures, PhoneType, chance, phone, plan_region
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import (
    Evidence,
    Family,
    Hypothesis,
    Interval,
    Message,
    Rate,
    SkipKind,
    Skipped,
    Term,
)
from leakcheck.model.series import Series, SeriesKind
from leakcheck.protocols import Counts, Tally
from leakcheck.stats.likelihood import ANYTHING, BOUND, Beta, share_llr
from leakcheck.stats.proportions import wilson

MIN_TESTED: Final = 10  # under this a single clerk's habit decides the share
GENUINE: Final = Beta(12, 0.4)  # mean 0.97, long tail to dirty registers: 0.85 is still as likely as not
GENUINE_RANGE: Final = (0.85, 1.0)  # where nine of ten genuine files lie under that prior
JUNK_FILES: Final = 10  # random digits, but people who type them avoid some; so the share is only about chance
FICTION: Final = Beta(0.2, 200)  # genuine: a placeholder or a film's number now and then, one in a thousand
GUESSED: Final = 1.0  # 10 : 1 at most where the numbers may belong to another country
MOST_SET_ASIDE: Final = 0.5  # with more than half not judged the rest is no fair picture of the column
SIZES: Final = tuple(range(4, 16))  # digits of national numbers
KIND_TITLES: Final = {
    PhoneType.FIXED: "fixed line",
    PhoneType.MOBILE: "mobile",
    PhoneType.FIXED_OR_MOBILE: "fixed line or mobile",
    PhoneType.TOLL_FREE: "free of charge",
}
KINDS: Final = (PhoneType.FIXED, PhoneType.MOBILE, PhoneType.FIXED_OR_MOBILE, PhoneType.TOLL_FREE)


class PhonePlan:
    """Do the phone numbers fit the numbering plan?"""

    id: ClassVar[str] = "PH201"
    name: ClassVar[str] = "phone-numbering-plan"
    title: ClassVar[str] = "Phone numbers in the numbering plan"
    family: ClassVar[Family] = Family.PHONE
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Tally | Skipped:
        """The tally of the surest phone column."""
        column = binding.get(Role.PHONE)
        if column is None:
            return Skipped(self.id, "no column holds phone numbers", SkipKind.ROLE, "--map N=phone:COUNTRY")
        region = plan_region(column, binding.country)
        numbers = phone(column, region)
        return Tally(
            features=_features(numbers),
            counts=_counts(numbers),
            reading=lambda totals: self._read(totals, column, region),
        )

    def _read(self, totals: Counts, column: Column, region: str | None) -> Evidence | Skipped:
        tested, valid = totals["tested"], totals["valid"]
        if tested < MIN_TESTED:
            hint = "--map N=phone:COUNTRY" if region is None else None
            return Skipped(self.id, "too few complete phone numbers of a known country", SkipKind.RECORDS, hint)
        bound = BOUND
        if column.locale is None or tested < MOST_SET_ASIDE * totals["present"]:
            bound = GUESSED
        expected = _expected(totals, region)
        llr = _against_plan(tested, valid, totals["fictitious"], bound)
        if expected is not None:
            junk = Beta.around(expected, JUNK_FILES)
            llr[Hypothesis.JUNK] = share_llr(totals["home_valid"], totals["home"], GENUINE, junk, bound)
        low, high = wilson(valid, tested)
        return Evidence(
            self.id,
            self.family,
            _message(totals, region, expected),
            llr,
            (column.index,),
            tested=tested,
            missing=totals["records"] - totals["present"],
            excluded=totals["present"] - tested,
            rates=(
                Rate("valid", valid, tested, GENUINE_RANGE, expected),
                Rate("of a possible length", totals["possible"], totals["judged"]),
                Rate("international form", totals["international"], tested),
                Rate("of another country", totals["foreign"], tested),
                Rate("kept for fiction", totals["fictitious"], tested, (0.0, 0.005)),
                *(Rate(kind.name.lower().replace("_", " "), totals[f"kind_{kind.value}"], tested) for kind in KINDS),
            ),
            interval=Interval(low, high),
            series=_kinds(totals),
        )


def _features(numbers: PhoneFeatures) -> tuple[Feature, ...]:
    return (
        numbers.present, numbers.judged, numbers.possible, numbers.valid, numbers.kind, numbers.international,
        numbers.foreign, numbers.local, numbers.fictitious, numbers.size,
    )  # fmt: skip


def _counts(numbers: PhoneFeatures) -> dict[str, pl.Expr]:
    valid, foreign = numbers.valid.col, numbers.foreign.col
    tested = numbers.judged.col & numbers.possible.col & ~numbers.local.col
    home = tested & ~foreign
    return {
        "records": pl.len(),
        "present": numbers.present.col.sum(),
        "tested": tested.sum(),
        "judged": numbers.judged.col.sum(),
        "possible": (numbers.judged.col & numbers.possible.col).sum(),
        "valid": (tested & valid).sum(),
        "international": (tested & numbers.international.col).sum(),
        "foreign": (tested & foreign).sum(),
        "fictitious": (tested & numbers.fictitious.col).sum(),
        "local": numbers.local.col.sum(),
        "home": home.sum(),
        "home_valid": (home & valid).sum(),
        **{f"size_{size}": (home & (numbers.size.col == size)).sum() for size in SIZES},
        **{f"kind_{kind.value}": (tested & (numbers.kind.col == kind.value)).sum() for kind in KINDS},
    }


def _expected(totals: Counts, region: str | None) -> float | None:
    """The valid share of random digit strings of the lengths that the country's own numbers have."""
    if region is None or not totals["home"]:
        return None
    return sum(totals[f"size_{n}"] * chance(region, n) for n in SIZES if totals[f"size_{n}"]) / totals["home"]


def _against_plan(tested: int, valid: int, fictitious: int, bound: float) -> dict[Hypothesis, float]:
    """Ratios against GENERATED and MIXED, left out where nothing speaks against genuine."""
    low_share = share_llr(valid, tested, GENUINE, ANYTHING, bound)
    fiction = share_llr(fictitious, tested, FICTION, ANYTHING, bound)
    found = {Hypothesis.GENERATED: min(low_share, fiction), Hypothesis.MIXED: low_share}
    return {hypothesis: ratio for hypothesis, ratio in found.items() if ratio < 0}


def _message(totals: Counts, region: str | None, expected: float | None) -> Message:
    share = totals["valid"] / totals["tested"]
    slots: dict[str, int | float | Term] = {"share": share, "tested": totals["tested"]}
    text = "{share:share} of {tested:count} complete phone numbers are valid"
    if region is not None:
        text += " as written in {region}"
        slots["region"] = Term(region)
    if expected is not None:
        text += "; {chance:share} of random digits would be"
        slots["chance"] = expected
    if totals["fictitious"]:
        text += "; {fiction:count} are kept for fiction"
        slots["fiction"] = totals["fictitious"]
    return Message(text, slots)


def _kinds(totals: Counts) -> tuple[Series, ...]:
    """All numbers that can be judged, each once: by kind where the plan has them, else by what is wrong."""
    named = {KIND_TITLES[kind]: totals[f"kind_{kind.value}"] for kind in KINDS}
    parts = named | {
        "other valid number": totals["valid"] - sum(named.values()),
        "not in the plan": totals["tested"] - totals["valid"],
        "of no possible length": totals["judged"] - totals["possible"],
    }
    return (Series.of(SeriesKind.PHONES, tuple(map(Term, parts)), [max(0, n) for n in parts.values()]),)
