"""Which column plays which role, and why.

Positions count from 1. Inside the program a column is named ``c1``, ``c2`` ... (`Column.name`); the label that the file
gave is kept for display only, because labels repeat, are missing, and may be hostile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a column holds, in the terms that reports and ``--map`` use."""

    PERSON_NAME = "person_name"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    AGE = "age"
    NATIONAL_ID = "national_id"
    COMPANY_ID = "company_id"
    BANK_ACCOUNT = "bank_account"
    BANK_CARD = "bank_card"
    VEHICLE_ID = "vehicle_id"
    DEVICE_ID = "device_id"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    REGION = "region"
    CITY = "city"
    POSTCODE = "postcode"
    TIMESTAMP = "timestamp"
    RECORD_ID = "record_id"
    CATEGORY = "category"
    UNKNOWN = "unknown"


NUMBERS: Final = (  # the roles whose columns follow a scheme of `reference/id_schemes`
    Role.NATIONAL_ID,
    Role.COMPANY_ID,
    Role.BANK_ACCOUNT,
    Role.BANK_CARD,
    Role.VEHICLE_ID,
    Role.DEVICE_ID,
)


class DecidedBy(StrEnum):
    """Who said that a column plays its role."""

    INFERRED = "inferred"
    MAP = "--map"
    MAP_FILE = "map file"


@dataclass(frozen=True, slots=True)
class Habit:
    """How a column writes its values, as its first records show: what damage can be undone by without a guess.

    `width` is the number of digits of a value that has its leading zeros, of which up to `zeros` may be missing; phone
    numbers that lost theirs have no one width. `bare`: no cell has kept its zeros, so that to put them back is a guess.
    `serial`: dates are day counts of a spreadsheet; `day_zero` is what they count from, None where nothing tells.
    `rounded`: numbers lost their digits past the fifteenth. `codes`: codes of two letters, of which NA is one.
    """

    width: int | None = None
    zeros: int = 0
    bare: bool = False
    serial: bool = False
    day_zero: date | None = None
    rounded: bool = False
    codes: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the sample and the role it was taken for.

    `index` counts from 1. `label` is the file's own header text or ``col7`` where there is none: untrusted, for display
    through `safe()` only. `locale` is an ISO 3166 country in capitals where the role has a country (phone, national_id,
    address, region, city, postcode), a lower-case ISO 639 language where it has a language (names, category), or None.
    `scheme` is a key of `reference/id_schemes` for one of the `NUMBERS`, else None; `others` are the schemes that
    further numbers of the same column follow (residents and foreigners, two countries), the commonest first.
    `confidence` is 0..1. `reason` is one of our own short phrases and never quotes a cell. `alternatives` are the next
    best roles. `habit` is how it writes.
    """

    index: int
    label: str
    role: Role = Role.UNKNOWN
    locale: str | None = None
    scheme: str | None = None
    confidence: float = 0.0
    reason: str = ""
    decided_by: DecidedBy = DecidedBy.INFERRED
    alternatives: tuple[Role, ...] = ()
    habit: Habit = Habit()
    others: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The column's name in every batch: ``c`` and its position."""
        return f"c{self.index}"


@dataclass(frozen=True, slots=True)
class Binding:
    """The roles of all columns of one sample.

    `country` is the ISO 3166 country that most of the bound columns speak for, or None. `as_of` is the day that counts
    as "today" when a date is called future; it is a parameter of the run, so that a report can be made again later.
    """

    columns: tuple[Column, ...]
    country: str | None = None
    as_of: date = date(2026, 1, 1)

    def __iter__(self) -> Iterator[Column]:
        """The columns in file order."""
        return iter(self.columns)

    def all(self, role: Role) -> tuple[Column, ...]:
        """Every column with `role`, the surest first, file order among equals."""
        return tuple(sorted((c for c in self.columns if c.role is role), key=lambda c: (-c.confidence, c.index)))

    @property
    def numbers(self) -> tuple[Column, ...]:
        """Every column of numbers that follow schemes: people's first, then by role, the surest first."""
        return tuple(column for role in NUMBERS for column in self.all(role))

    def get(self, role: Role) -> Column | None:
        """The surest column with `role`, or None."""
        return next(iter(self.all(role)), None)
