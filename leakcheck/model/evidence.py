"""What a validator may say: numbers, closed words and column positions. Never text out of a record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Final, assert_never

if TYPE_CHECKING:  # (a series names its classes by a Term of this file)
    from leakcheck.model.series import Series


class Hypothesis(StrEnum):
    """The alternatives to "an extract of a real register" that are weighed against it."""

    JUNK = "junk"  # values drawn or typed at random
    GENERATED = "generated"  # Faker, Mimesis, Mockaroo, a language model, a statistical synthesiser
    PADDED = "padded"  # a small core repeated, with or without edits
    SHUFFLED = "shuffled"  # columns permuted: marginals genuine, relations destroyed
    MIXED = "mixed"  # a genuine core plus filler
    RECYCLED = "recycled"  # an older leak or scraped public data
    OTHER = "other"  # some other process: rates outside what genuine samples show, and none of these explains them
    SYNTH = "leakcheck-synth"  # written by this program's own `synth`


class Family(StrEnum):
    """Groups of validators that look at the same property; a family counts once in the verdict."""

    IDENTITY = "identity"
    AGREEMENT = "agreement"
    PHONE = "phone"
    PLACE = "place"
    NAMES = "names"
    DATES = "dates"
    EMAIL = "email"
    DUPLICATION = "duplication"
    ORDER = "order"
    MISSING = "missing"
    FINGERPRINT = "fingerprint"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `total` records, with the range seen in genuine data and what chance would give, as shares."""

    name: str
    hits: int
    total: int
    genuine: tuple[float, float] | None = None
    chance: float | None = None

    @property
    def share(self) -> float | None:
        """Hits as a share of the total, None where nothing was counted."""
        return self.hits / self.total if self.total else None


class Term(str):
    """A word of a closed vocabulary of ours (a scheme, a country, a generator) that a message may print.

    Build it from our own tables only, never from a cell. It is a `str` so that it formats and pickles as one.
    """

    __slots__ = ()


Slot = int | float | Term | Enum
_FIELD: Final = re.compile(r"\{(\w+)(?::(\w+))?\}")


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of ours with typed slots: `Message("{share:share} of {n:count} hold", {"share": 0.5, "n": 10})`.

    Kinds: ``count`` (1,234), ``share`` (9.2 %), ``number`` (4 significant figures), ``word`` (a `Term` or an enum).
    Raises TypeError where a slot is a plain string, so that a cell cannot be passed on by mistake.
    """

    template: str
    slots: Mapping[str, Slot] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, value in self.slots.items():
            if not isinstance(value, int | float | Term | Enum):  # what a type checker did not see
                raise TypeError(f"slot {name!r} is neither a number, a Term nor an enum")
        self.text()

    def text(self) -> str:
        """The sentence with its slots filled in."""
        return _FIELD.sub(lambda m: _filled(self.slots[m[1]], m[2] or "word"), self.template)


def _filled(value: Slot, kind: str) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Term):
        return str(value)
    match kind:
        case "count":
            return f"{int(value):,}"
        case "share":
            return percent(float(value))
        case _:
            return f"{value:.4g}"


def percent(share: float) -> str:
    """A share as a reader wants it: ``9.2 %``, ``0.03 %``, and 100 % only where it is all."""
    if share in (0.0, 1.0):
        return f"{share:.0%}".replace("%", " %")
    if share < 0.001:  # (a share under 0.1 % needs a significant figure, not a decimal)
        return f"{100 * share:.1g} %"
    figure = f"{100 * share:.1f}"
    return f"{'>99.9' if figure == '100.0' else figure} %"


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence or credible interval of the observed figure."""

    low: float
    high: float
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class Quality:
    """A remark on the state of the data that is not evidence of fabrication; `code` is a Q code of interface.md.

    `column` is the position of the one column that it is about, None for a remark on the file.
    """

    code: str
    count: int
    share: float | None = None
    first_record: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one validator saw, and how much more probable that is if the sample is genuine.

    `llr[h]` is log10 P(seen | genuine) / P(seen | h), bounded by the validator; above 0 is for genuine. A hypothesis
    that the test cannot tell from genuine is left out, not scored 0. `rates[0]` is the headline figure. `tested` counts
    records that were judged, `missing` those without a value, `excluded` those set aside for a stated reason. `series`
    are for pictures: they show what the rates sum up, and nothing is concluded from them.
    """

    validator: str
    family: Family
    message: Message
    llr: Mapping[Hypothesis, float] = field(default_factory=dict)
    columns: tuple[int, ...] = ()
    tested: int = 0
    missing: int = 0
    excluded: int = 0
    rates: tuple[Rate, ...] = ()
    interval: Interval | None = None
    quality: tuple[Quality, ...] = ()
    series: tuple[Series, ...] = ()

    @property
    def observed(self) -> float | None:
        """The headline figure, as a share; None where there is none."""
        return self.rates[0].share if self.rates else None


class SkipKind(StrEnum):
    """Why a validator could not run."""

    ROLE = "role"  # no column plays the role that it reads
    RECORDS = "records"  # too few records or values
    REFERENCE = "reference"  # no reference data for the country or scheme
    DEPENDENCY = "dependency"  # another column or an optional package would be needed
    IGNORED = "ignored"  # the analyst left it out
    PLUGIN = "plugin"  # it belongs to a plugin that is broken


@dataclass(frozen=True, slots=True)
class Skipped:
    """A validator that could not run on this sample: listed under "not tested", never counted as good news."""

    validator: str
    reason: str
    kind: SkipKind = SkipKind.ROLE
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A validator that raised. `error` is the exception's class name alone; its text could quote a cell."""

    validator: str
    error: str


Outcome = Evidence | Skipped | Failed


def ran(outcome: Outcome) -> bool:
    """Whether the validator gave evidence."""
    match outcome:
        case Evidence():
            return True
        case Skipped() | Failed():
            return False
        case _:
            assert_never(outcome)
