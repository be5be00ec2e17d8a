"""`--claim rows=1e9,bytes=23TB,region=CN-31,...` to `Claims`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

from leakcheck.errors import UsageError
from leakcheck.model.claims import KEYS, Claims
from leakcheck.reference.kinds import kinds
from leakcheck.reference.phone_plans import load as phone_plans
from leakcheck.reference.places import Places, fold
from leakcheck.reference.places import load as places

_NUMBER: Final = re.compile(
    r"([0-9][0-9_]*(?:\.[0-9]+)?(?:e[0-9]{1,2})?) ?(k|m|mio|million|bn|b|billion|tn|trillion)?", re.IGNORECASE
)
_TIMES: Final = {"k": 1e3, "m": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9, "b": 1e9, "billion": 1e9} | dict.fromkeys(
    ("tn", "trillion"), 1e12
)
_SIZE: Final = re.compile(r"([0-9][0-9_]*(?:\.[0-9]+)?(?:e[0-9]{1,2})?) ?([kmgtp]?)(i?)b?", re.IGNORECASE)
_MOST: Final = 1e18  # more is no number of rows, people or bytes
_DAY: Final = re.compile(r"([12][0-9]{3})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
# ISO 3166-2 letters of Chinese divisions and their codes of GB/T 2260, both of which a seller may write.
_CN: Final = {
    "BJ": 11, "TJ": 12, "HE": 13, "SX": 14, "NM": 15, "LN": 21, "JL": 22, "HL": 23, "SH": 31, "JS": 32, "ZJ": 33,
    "AH": 34, "FJ": 35, "JX": 36, "SD": 37, "HA": 41, "HB": 42, "HN": 43, "GD": 44, "GX": 45, "HI": 46, "CQ": 50,
    "SC": 51, "GZ": 52, "YN": 53, "XZ": 54, "SN": 61, "GS": 62, "QH": 63, "NX": 64, "XJ": 65, "TW": 71, "HK": 81,
    "MO": 82,
}  # fmt: skip


def parse_claims(told: Iterable[str]) -> Claims:
    """The claims of one or more texts ``key=value,key=value``.

    Raises UsageError LC112 for an unknown key, LC113 for a value that cannot be meant or two that exclude each other.
    """
    pairs = [pair for text in told for pair in text.split(",") if pair.strip()]
    found: dict[str, Any] = {}
    stated: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = (part.strip() for part in pair.partition("="))
        if key not in KEYS:
            raise UsageError("LC112", f"--claim: unknown claim {key!a}", _near(key, KEYS))
        if not equals or not value:
            raise _refused(key, value, f"--claim {key}={_EXAMPLES[key]}")
        if key in stated:
            raise UsageError("LC113", f"--claim: {key} is claimed twice", "one value a claim")
        stated[key] = value
        found |= _READERS[key](key, value)
    if found.get("region_country", found.get("country")) != found.get("country", found.get("region_country")):
        raise UsageError("LC113", "--claim: region and country are of two countries", f"region={_EXAMPLES['region']}")
    country = found.pop("region_country", None)
    if country:
        found["country"] = country
    return Claims(**found, stated=tuple((key, stated[key]) for key in KEYS if key in stated))


def _count(key: str, value: str) -> dict[str, Any]:
    seen = _NUMBER.fullmatch(value)
    number = float(seen[1].replace("_", "")) * _TIMES.get((seen[2] or "").lower(), 1.0) if seen else 0.0
    if not 1 <= number <= _MOST:
        raise _refused(key, value, "a number such as 1e9, 970m or 750_000")
    return {key: round(number)}


def _size(key: str, value: str) -> dict[str, Any]:
    seen = _SIZE.fullmatch(value)
    power = " kmgtp".index((seen[2] or " ").lower()) if seen else 0
    number = float(seen[1].replace("_", "")) * (1024 if seen[3] else 1000) ** power if seen else 0.0
    if not 1 <= number <= _MOST:
        raise _refused(key, value, "a size such as 23TB, 1.5GiB or 700MB")
    return {key: round(number)}


def _country(key: str, value: str) -> dict[str, Any]:
    known = phone_plans().plans
    if value.upper() not in known:
        raise _refused(key, value, _near(value.upper(), sorted(known)) or "two letters of ISO 3166, such as CN")
    return {key: value.upper()}


def _region(key: str, value: str) -> dict[str, Any]:
    country, _, code = value.upper().partition("-")
    _country(key, country)
    table = places(country)
    if not code:
        raise _refused(key, value, f"--claim region={_EXAMPLES['region']}")
    return {"region_country": country, key: None if table is None else _division(table, code, value)}


def _division(table: Places, code: str, value: str) -> int:
    named = _CN.get(code) if table.country == "CN" else table.names.get(fold(code))
    number = int(code) if code.isdecimal() and len(code) < 4 else named
    if number is None or number not in table.titles:
        names = _CN if table.country == "CN" else [f"{each}" for each in table.titles]
        hint = _near(code, list(names), f"{table.country}-") or f"such as {table.country}-{next(iter(table.titles))}"
        raise _refused("region", value, hint)
    return number


def _day(value: str, *, last: bool) -> date | None:
    """The first or the last day of a year, a month or a day; None for what is none of them."""
    seen = _DAY.fullmatch(value)
    if not seen:
        return None
    year, month = int(seen[1]), int(seen[2] or (12 if last else 1))
    if not 1 <= month <= 12:
        return None
    longest = monthrange(year, month)[1]
    day = int(seen[3] or (longest if last else 1))
    return date(year, month, day) if 1 <= day <= longest else None


def _date(key: str, value: str) -> dict[str, Any]:
    day = _day(value, last=True)
    if day is None:
        raise _refused(key, value, f"--claim date={_EXAMPLES['date']}")
    return {key: day}


def _period(key: str, value: str) -> dict[str, Any]:
    start, end = _halves(value)
    first, last = _day(start, last=False), _day(end, last=True)
    if first is None or last is None or first > last:
        raise _refused(key, value, "such as 1995-2019, 2021 or 2019-03..2020-06")
    return {key: (first, last)}


def _halves(value: str) -> tuple[str, str]:
    years = re.fullmatch(r"([12][0-9]{3})-([12][0-9]{3})", value)
    if years:
        return years[1], years[2]
    start, dots, end = value.partition("..")
    return (start, end) if dots else (value, value)


def _kind(key: str, value: str) -> dict[str, Any]:
    if value.lower() not in kinds():
        hint = _near(value.lower(), list(kinds())) or f"one of {', '.join(kinds())}"
        raise _refused(key, value, hint)
    return {key: value.lower()}


_READERS: Final = {
    "rows": _count,
    "people": _count,
    "bytes": _size,
    "country": _country,
    "region": _region,
    "period": _period,
    "kind": _kind,
    "date": _date,
}
_EXAMPLES: Final = {
    "rows": "1e9",
    "people": "970m",
    "bytes": "23TB",
    "country": "CN",
    "region": "CN-31",
    "period": "1995-2019",
    "kind": "police",
    "date": "2022-06",
}


def _refused(key: str, value: str, hint: str) -> UsageError:
    return UsageError("LC113", f"--claim: {key}: {value!a} cannot be meant", hint)


def _near(word: str, known: Sequence[str], before: str = "") -> str:
    close = get_close_matches(word, known, n=1, cutoff=0.5)
    return f"did you mean {before}{close[0]}?" if close else f"one of {', '.join(known)}" if len(known) < 12 else ""
