"""Identity-number schemes: the rows of the tables in `id_schemes` as frozen values.

A row says how a number looks, which kernel judges its check digits, and what it tells about its holder; this module
only reads and checks the table. Standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from leakcheck.errors import UnknownSchemeError
from leakcheck.reference.compiled import read

SEPARATORS: Final = " -"  # what is stripped where a row does not say
KINDS: Final = ("person", "tax", "document", "company", "card", "bank", "vehicle", "device")
TABLES: Final = (  # in the order in which equal matches are named
    "east_asia",
    "west_asia",
    "west_europe",
    "east_europe",
    "americas",
    "africa_oceania",
    "document",
    "bank",
    "company",
    "company_europe",
    "device",
    "long_tail",
)
ISSUED: Final = (49.5, 0.5)  # about 1 % of issued numbers are typed wrong, by no more than 5 % in nearly every file

Span = tuple[int, int]  # offset, length
Century = int | tuple[int, int, int]  # a century, or (limit, century up to it, century above it) of two-digit years


@dataclass(frozen=True, slots=True)
class Check:
    """One rule of check digits: the name of a kernel and its parameters, value maps filled in."""

    kernel: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """One layout of a scheme: its shape, how it is rewritten to the canonical layout, and what must hold there."""

    shape: str
    rewrite: tuple[str, str] | None = None
    pad: str | None = None
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Birth:
    """Where the birth date stands in the canonical layout and how its century is told. See values.toml."""

    year: Span | None = None
    month: Span | None = None
    day: Span | None = None
    months: tuple[tuple[int, int | None], ...] = ((0, None),)
    days: tuple[int, ...] = (0,)
    century_at: int | None = None
    century: Mapping[str, Century] = field(default_factory=dict)
    century_digits: Span | None = None
    residue: tuple[tuple[int, int], ...] = ()
    pivot: tuple[int, int, int] | None = None
    month_letters: str = ""
    omocodia: bool = False
    epoch: date | None = None
    epoch_days: Span | None = None

    @property
    def century_known(self) -> bool:
        """Whether the number tells the century, so that no pivot year is needed."""
        return bool(
            (self.year and self.year[1] > 2)
            or (self.century and all(isinstance(c, int) for c in self.century.values()))
            or any(century for _, century in self.months)
            or self.residue
            or self.epoch
        )


@dataclass(frozen=True, slots=True)
class Sex:
    """The characters at one position that stand for a man and for a woman."""

    at: int
    male: str
    female: str


@dataclass(frozen=True, slots=True)
class Region:
    """Where a region code stands, how letters in it are read, and which codes are in use."""

    at: Span
    map: Mapping[str, int] = field(default_factory=dict)
    known: tuple[tuple[int, int], ...] = ()
    longer: tuple[str, ...] = ()
    cadastral: bool = False
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """Numbers that were not issued before a year."""

    shape: str
    since: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """One kind of identity number.

    `adapter` names the python-stdnum module that judges the numbers where no kernel does. `chance` is the share of
    random strings of the shape whose check digits hold (1 without check digits), `possible` the share whose date,
    region and issuable part are possible. `issued` are the parameters of the beta distribution of the share of numbers
    with right check digits in real files.
    """

    id: str
    title: str
    country: str | None
    kind: str
    source: str
    oracle: str
    width: int
    forms: tuple[Form, ...]
    strip: str = SEPARATORS
    written: str | None = None
    zeros: int = 0
    issuable: str | None = None
    undated: str | None = None
    repdigits: bool = True
    birth: Birth | None = None
    sex: Sex | None = None
    region: Region | None = None
    province: Region | None = None
    late: Late | None = None
    encodes_name: bool = False
    chance: float = 1.0
    possible: float = 1.0
    issued: tuple[float, float] = ISSUED
    adapter: str | None = None

    @property
    def shape(self) -> str:
        """A pattern (Rust and Python syntax) that the compact form of every number matches."""
        return "|".join(f"(?:{form.shape})" for form in self.forms)

    @property
    def checked(self) -> bool:
        """Whether any layout has check digits that a kernel works out."""
        return any(form.checks for form in self.forms)


@cache
def load() -> Mapping[str, Scheme]:
    """Every scheme by id, in the table's order. Raises ValueError where a row is not what it should be."""
    values = {
        name: (row["alphabet"], tuple(row["values"])) for name, row in read("id_schemes/values")["values"].items()
    }
    rows: dict[str, dict[str, Any]] = {}
    schemes: dict[str, Scheme] = {}
    for row in (row for name in TABLES for row in read(f"id_schemes/{name}")["scheme"]):
        whole = {**rows.get(row.get("like", ""), {}), **row}
        rows[row["id"]] = whole
        schemes[row["id"]] = _scheme(whole, values)
    return MappingProxyType(schemes)


def get(scheme: str) -> Scheme:
    """The scheme with this id. Raises UnknownSchemeError."""
    try:
        return load()[scheme]
    except KeyError:
        raise UnknownSchemeError(scheme) from None


def of_country(country: str, kind: str = "person") -> tuple[Scheme, ...]:
    """The schemes of a country (ISO 3166) of one kind, in the table's order."""
    return tuple(s for s in load().values() if s.country == country and s.kind == kind)


def _scheme(row: Mapping[str, Any], values: Mapping[str, tuple[str, tuple[int, ...]]]) -> Scheme:
    layouts = row.get("form") or [row]
    plain = (
        "strip",
        "written",
        "zeros",
        "issuable",
        "undated",
        "repdigits",
        "encodes_name",
        "chance",
        "possible",
        "adapter",
    )
    return Scheme(
        id=row["id"],
        title=row["title"],
        country=row["country"] or None,
        kind=row.get("kind", "person"),
        source=row["source"],
        oracle=row["oracle"] if "oracle" in row else f"{row['adapter']}:is_valid",
        width=row["width"],
        forms=tuple(_form(layout, values) for layout in layouts),
        birth=Birth(**_tuples(row["birth"])) if "birth" in row else None,
        sex=Sex(**row["sex"]) if "sex" in row else None,
        region=Region(**_tuples(row["region"])) if "region" in row else None,
        province=Region(**_tuples(row["province"])) if "province" in row else None,
        late=Late(**row["late"]) if "late" in row else None,
        issued=tuple(row.get("issued", ISSUED)),
        **{name: row[name] for name in plain if name in row},
    )


def _form(layout: Mapping[str, Any], values: Mapping[str, tuple[str, tuple[int, ...]]]) -> Form:
    checks = []
    for entry in layout.get("check", ()):
        parameters = {name: value for name, value in entry.items() if name != "kernel"}
        if "values" in parameters:
            parameters["values"] = [values[name] for name in parameters["values"]]
        checks.append(Check(entry["kernel"], parameters))
    rewrite = layout.get("rewrite")
    return Form(layout["shape"], tuple(rewrite) if rewrite else None, layout.get("pad"), tuple(checks))


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with lists as tuples; a month offset without a century of its own gets None."""
    out: dict[str, Any] = {}
    for name, value in row.items():
        if name == "months":
            out[name] = tuple((pair[0], pair[1] if len(pair) > 1 else None) for pair in value)
        elif name == "century":
            out[name] = {key: tuple(c) if isinstance(c, list) else c for key, c in value.items()}
        elif name == "epoch":
            out[name] = date.fromisoformat(value)
        elif isinstance(value, list):
            out[name] = tuple(tuple(v) if isinstance(v, list) else v for v in value)
        else:
            out[name] = value
    return out
