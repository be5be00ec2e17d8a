"""What a seller says of the set that is offered, and what a sample of it shows of each claim.

A claim is about the set, the verdict is about the records: neither changes the other. True records can be offered with
false claims, and made-up ones with claims that fit.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from leakcheck.model.evidence import Interval, Message


@dataclass(frozen=True, slots=True)
class Claims:
    """The seller's words, each None where nothing was said.

    `country` is ISO 3166; `region` the code of a division of `country` in reference/places.toml, None where that has no
    table; `period` the first and the last day that the records speak of; `date` the day by which the set was taken,
    the last one of a month or a year. `stated` has each as it was typed, by its key.
    """

    rows: int | None = None
    people: int | None = None
    bytes: int | None = None
    country: str | None = None
    region: int | None = None
    period: tuple[date, date] | None = None
    kind: str | None = None
    date: date | None = None
    stated: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything was claimed."""
        return bool(self.stated)


KEYS = tuple(field.name for field in fields(Claims) if field.name != "stated")


class Standing(StrEnum):
    """How a claim stands after one test."""

    HOLDS = "holds"  # what the sample shows fits; it proves nothing of the rest of the set
    CONTRADICTED = "contradicted"
    NOT_TESTED = "not tested"  # or the sample shows too little to decide


class Against(StrEnum):
    """One way of holding a claim against a sample; the value is its name in reports."""

    RECORDS = "sample against rows"
    VOLUME = "volume"
    CEILING = "ceiling"
    REPEATED_RECORDS = "repeated records"
    REPEATED_NUMBERS = "repeated numbers"
    COUNTRY = "country of the columns"
    NUMBER_REGION = "region of the identity numbers"
    PHONE_REGION = "region of the phones"
    PLACE_REGION = "region of the places"
    MOMENTS = "moments"
    BIRTHS = "births"
    CLOCKS = "clocks in identifiers"
    RANGES = "phone ranges"
    COLUMNS = "columns of the kind"
    NOTHING = "no test"

    @property
    def formula(self) -> str:
        """How the test is worked out."""
        return _FORMULAS[self]


_SHARE = "log10 of P(hits of total | claim) over P(hits of total | any share), beta-binomial"
_REGION = (
    "records of the region / records that name one; log10 of P(hits | a register of the region) over P(hits | people "
    "of the whole country), beta-binomial"
)
_FORMULAS = {
    Against.RECORDS: "records of the sample <= rows",
    Against.VOLUME: (
        "x = (bytes / rows) / bytes of a record of the sample; holds from 1/3 to 3, contradicted under 1/20 (no "
        "compression does that) and over 10 (no index does)"
    ),
    Against.CEILING: "people <= 2 x inhabitants, for registers keep the dead and those who left; rows are not people",
    Against.REPEATED_RECORDS: (
        "N = n (n - 1) / 2D different rows, D pairs of equal records among n, Poisson interval of D; for a random "
        "draw; contradicted where rows > 3 x its upper end"
    ),
    Against.REPEATED_NUMBERS: (
        "N = n (n - 1) / 2D people, D pairs of equal identity numbers among n, Poisson interval of D; for a random "
        "draw; contradicted where people > 3 x its upper end"
    ),
    Against.COUNTRY: "columns that follow a scheme or plan of the country, against those of others",
    Against.NUMBER_REGION: _REGION,
    Against.PHONE_REGION: _REGION,
    Against.PLACE_REGION: _REGION,
    Against.MOMENTS: f"records dated outside / dated records; {_SHARE}",
    Against.BIRTHS: f"people born later / people with a birth year; {_SHARE}",
    Against.CLOCKS: f"identifiers made later / identifiers with a clock; {_SHARE}",
    Against.RANGES: f"numbers of ranges opened later / numbers of dated ranges; {_SHARE}",
    Against.COLUMNS: "columns of the register's roles, and labels with its words",
    Against.NOTHING: "none",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim against one test: what the sample shows, and how the claim stands.

    `claim` is its key, `stated` what the seller says. `log10_lr` is log10 P(seen | claim true) / P(seen | not), held
    within 4 either way, None where the test has no such model. `interval` bounds what the test estimates; its upper end
    may be infinite.
    """

    claim: str
    stated: str
    test: Against
    standing: Standing
    message: Message
    log10_lr: float | None = None
    interval: Interval | None = None
