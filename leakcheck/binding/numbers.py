"""Shapes of numbers and codes: e-mail, identity number, postcode, age, record id."""

from __future__ import annotations

from typing import Final

import polars as pl

from leakcheck.binding.cells import Cells, mean
from leakcheck.binding.schemes import candidate
from leakcheck.binding.sign import Context, Plan, Sign, best_plan, ramp
from leakcheck.model.columns import NUMBERS, Role

POSTCODES: Final = (
    Plan("GB", r"(?i)^[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}$", 0.85, "letters and digits as in a British postcode"),
    Plan("CA", r"(?i)^[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]$", 0.85, "letter-digit-letter digit-letter-digit"),
    Plan("NL", r"(?i)^[1-9][0-9]{3} ?[A-Z]{2}$", 0.85, "4 digits, 2 letters"),
    Plan("BR", r"^[0-9]{5}-[0-9]{3}$", 0.8, "5-3 digits"),
    Plan("US", r"^[0-9]{5}-[0-9]{4}$", 0.8, "5-4 digits"),
    Plan("JP", r"^〒?[0-9]{3}-[0-9]{4}$", 0.7, "3-4 digits"),
    Plan("PL", r"^[0-9]{2}-[0-9]{3}$", 0.75, "2-3 digits"),
    Plan("PT", r"^[0-9]{4}-[0-9]{3}$", 0.75, "4-3 digits"),
)
DIGITS: Final = {  # length of postcodes that are digits only (UPU); they name no country, but agree with one
    4: frozenset({"AT", "CH", "BE", "DK", "NO", "HU", "BG", "AU", "NZ", "ZA", "AR", "NL", "PT"}),
    5: frozenset({"US", "DE", "FR", "IT", "ES", "TR", "KR", "UA", "FI", "CZ", "SE", "GR", "MX", "ID", "TH", "MY"}),
    6: frozenset({"CN", "RU", "IN", "RO", "SG", "VN", "CO", "TW"}),
    7: frozenset({"JP", "IL"}),
    8: frozenset({"BR"}),
}  # fmt: skip
_ZEROS: Final = {  # how many zeros the country's postcodes may begin with (UPU): 00118 Rome, 01067 Dresden
    1: ("AU", "BR", "CN", "CO", "DE", "DK", "ES", "FR", "KR", "MX", "MY", "NZ", "RO", "SG", "TR", "UA"),
    2: ("FI", "IT", "JP", "US"),
    3: ("NO", "ZA"),
}
LOST_ZEROS: Final = {country: zeros for zeros, countries in _ZEROS.items() for country in countries}
_FIVE: Final = r"^[0-9]{4,5}(?:-[0-9]{4})?$"  # five, one of them perhaps a lost leading zero, and ZIP+4
_UUID: Final = r"(?i)^[{]?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}[}]?$"
_HEX: Final = r"(?i)^(?:[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$"
_EMAIL: Final = r"^[^@ ,;]+@[^@ ,;]+[.][^@ ,;.]{2,}$"
_SPREADSHEET: Final = r"^[0-9][.,][0-9]+E[+]?[0-9]+$"  # a long number as a spreadsheet spoils it
_NO_ID: Final = (  # dates, decimals, international and Chinese mobile numbers
    r"^[0-9]{1,2}[/:-]|^(?:[0-9]{1,2}[.]|[0-9]{4}[./:-])[0-9]{1,2}(?:[^0-9]|$)|[0-9][.,][0-9]{1,9}$|^(?:19|20)[0-9]{6}$|^[+(]|^1[3-9][0-9]{9}$"
)
_TRIED: Final = 0.5  # share of cells that must look like an identity number before schemes are tried


def email(cells: Cells, _: Context) -> tuple[Sign, ...]:
    """E-mail: one @ between a local part and a domain."""
    share = cells.share(_EMAIL)
    return (Sign(Role.EMAIL, 0.97 * ramp(share, 0.4, 0.8), max(share, cells.share("@")), "one @ and a domain"),)


def scheme_numbers(cells: Cells, context: Context) -> tuple[Sign, ...]:
    """Numbers of people, companies, accounts, cards, vehicles, devices: codes of 5-44 characters with digits.

    A scheme's shape and check digits speak for the role of its kind.
    """
    fits = max(cells.share(r"(?i)^'?[A-Z0-9][A-Z0-9 ./()<*№-]{4,43}$"), cells.share(_SPREADSHEET))
    fits = min(fits, ramp(cells.share(r"[0-9].*[0-9].*[0-9]"), 0.0, 0.5))
    silent = {role: Sign(role, fits=fits) for role in NUMBERS}
    if fits < _TRIED or not _worth_trying(cells, context):
        return tuple(silent.values())
    found = candidate(cells, context)
    if found is not None:
        silent[found.role] = Sign(
            found.role, found.points, fits, found.because, found.country, found.scheme, found.others
        )
    return tuple(silent.values())


def _worth_trying(cells: Cells, context: Context) -> bool:
    """Trying every scheme is slow: not on short, decimal or dated cells, nor where the label names another role."""
    spoken = context.reading.best in (None, *NUMBERS, Role.RECORD_ID, Role.UNKNOWN)
    if not context.reading.points.keys().isdisjoint(NUMBERS):
        return True
    return spoken and cells.share(r"^.{8,}$") >= _TRIED and cells.share(_NO_ID) < _TRIED and cells.variety > 0.3


def postcode(cells: Cells, context: Context) -> tuple[Sign, ...]:
    """Postcode: 3-10 letters and digits; some countries have a layout of their own."""
    fits = min(cells.share(r"(?i)^〒?[A-Z0-9][A-Z0-9 -]{1,9}(?:[.]0)?$"), cells.share(r"[0-9]"))
    if fits < 0.3:
        return (Sign(Role.POSTCODE, fits=fits),)
    named = context.reading.country or context.country
    shares = [cells.share(plan.pattern) for plan in POSTCODES]
    plan, share = best_plan(POSTCODES, shares, named)
    if share > 0.5:
        return (Sign(Role.POSTCODE, plan.points * ramp(share, 0.4, 0.85), fits, plan.because, plan.country),)
    for length, countries in DIGITS.items():
        if cells.share(_FIVE if length == 5 else f"^[0-9]{{{length}}}$") > 0.8:
            agreed = named if named in countries else None
            return (Sign(Role.POSTCODE, 0.25, fits, f"{length} digits", agreed),)
    return (Sign(Role.POSTCODE, fits=fits),)


def age(cells: Cells, _: Context) -> tuple[Sign, ...]:
    """Age: whole numbers 0-120. They count anything, so the shape alone never binds an age."""
    fits = cells.share(r"^(?:1[01][0-9]|120|[0-9]{1,2})(?:[.]0)? *(?:岁|歲|歳|세|y|yrs?|years?|anni|ans)?$")
    points = 0.35 * ramp(fits, 0.8, 0.98) if cells.distinct > 10 else 0.0
    return (Sign(Role.AGE, points, fits, "whole numbers 0-120"),)


def record_id(cells: Cells, _: Context) -> tuple[Sign, ...]:
    """Record id: serial numbers, UUIDs, hexadecimal or base-64 keys, codes that never repeat."""
    fits = ramp(cells.variety, 0.0, 0.3)
    unique = ramp(cells.variety, 0.9, 0.99)

    def sign(points: float, because: str) -> tuple[Sign, ...]:
        return (Sign(Role.RECORD_ID, points * unique, fits, because),)

    if cells.share(_UUID) > 0.9:
        return sign(0.95, "UUID")
    if cells.share(_HEX) > 0.9 and cells.share("[a-fA-F]") > 0.9:
        return sign(0.92, "24-64 hexadecimal digits")
    if cells.share(r"^[A-Za-z0-9_-]{20}$") > 0.9 and cells.share(r"[A-Z].*[a-z]|[a-z].*[A-Z]") > 0.9:
        return sign(0.92, "20 characters of base 64")
    if _serial(cells) > 0.9:
        return sign(0.75, "serial numbers")
    if unique and cells.share(r"^[A-Za-z]{0,6}[-_/]?[0-9][0-9A-Za-z/_-]{2,}$") > 0.9:
        return sign(0.3, "codes without repeats")
    return sign(0.0, "few repeats")


def _serial(cells: Cells) -> float:
    """Share of neighbours that rise in steps much smaller than the numbers' range; 0 for what is no whole number."""
    whole = r"^([0-9]{1,15})(?:[.]0)?$"
    if cells.share(whole) < 0.9:
        return 0.0
    numbers = cells.text.str.extract(whole).cast(pl.Int64, strict=False).drop_nulls()
    if numbers.len() < max(3, 0.9 * cells.text.len()):
        return 0.0
    steps = numbers.diff().drop_nulls()
    return mean((steps > 0) & (steps <= max(10, abs(int(steps.sum())) // 50)))


SHAPES: Final = (email, scheme_numbers, postcode, age, record_id)
