"""Which country do the columns speak for?

Every witness has a weight: an identity-number scheme or a national phone shape counts more than the language of the
labels. The country with at least 60 % of the weight, and 0.7 of it in figures, is the table's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from leakcheck.binding.cells import Cells
from leakcheck.binding.headers import Reading
from leakcheck.model.columns import Column, DecidedBy, Role
from leakcheck.reference.labels import table

Witness = tuple[str | None, float]  # a country and the share (0..1) of cells that speak for it

MAJORITY: Final = 0.6  # share of the weight: a table of one country has strays, an international one has no majority
ENOUGH: Final = 0.7  # weight: one weak hint is no country
LABELS: Final = 1.5  # what the language of all labels weighs at most: programmers write other languages than their own
NAMED: Final = 2.0  # what a column of country names weighs
HOME: Final = 1.0  # what a column of e-mail or web addresses under one country's domain weighs
SURE: Final = 0.8  # share of one country in a column of country names from which the table is that country's
WEIGHTS: Final[Mapping[Role, float]] = {  # how closely a column's own locale is tied to the country of its records
    Role.NATIONAL_ID: 2.0,
    Role.PHONE: 1.5,
    Role.POSTCODE: 1.0,
    Role.REGION: 1.5,
    Role.ADDRESS: 1.5,
    Role.CITY: 0.5,
}
_OF_SCRIPT: Final[Mapping[str, tuple[str, float]]] = {
    "ja": ("JP", 1.0),
    "ko": ("KR", 1.0),
    "zh": ("CN", 0.2),
    "th": ("TH", 1.0),
}
_INHERITS: Final = (Role.PHONE, Role.ADDRESS, Role.REGION, Role.CITY, Role.POSTCODE)
_NAMES: Final = (Role.PERSON_NAME, Role.FAMILY_NAME, Role.GIVEN_NAME)
_OWN_SCRIPT: Final = ("zh", "ja", "ko", "ru", "uk", "bg", "el", "th", "he")
_ENGLISH: Final = ("US", "GB", "AU", "IE", "NZ")
_DOMAIN: Final = r"(?i)^(?:https?://|[^@ ]+@)?(?:[a-z0-9-]+[.])+([a-z]{2})(?:[/:].*)?$"
_DOMAIN_COUNTRY: Final = {"uk": "GB"}
_HIRED: Final = (
    "io",
    "co",
    "me",
    "tv",
    "ai",
    "cc",
    "ws",
    "to",
    "fm",
    "eu",
    "ly",
    "gg",
)  # sold to anybody, or no country


def spoken_by_labels(readings: Sequence[Reading]) -> dict[str, float]:
    """Weights by country out of the labels alone: their language, and words such as "codice fiscale"."""
    weights: defaultdict[str, float] = defaultdict(float)
    languages = table().languages
    spoken = [reading.language for reading in readings if reading.language is not None]
    for language in spoken:
        # Most words are the same in China and Taiwan: a few of Taiwan's own decide for all.
        country, weight = languages.get("zh-tw" if language == "zh" and "zh-tw" in spoken else language, ("", 0.0))
        if weight:
            weights[country] += weight
    for reading in readings:
        if reading.country is not None:
            weights[reading.country] += 1.0
    total = sum(weights.values())
    scale = LABELS / total if total > LABELS else 1.0
    return {country: weight * scale for country, weight in weights.items()}


def majority(weights: Mapping[str, float]) -> str | None:
    """The country with the clear majority of the weight, or None."""
    if not weights:
        return None
    country = max(sorted(weights), key=lambda code: weights[code])
    clear = weights[country] >= MAJORITY * sum(weights.values()) and weights[country] >= ENOUGH
    return country if clear else None


def home(cells: Cells) -> Witness:
    """The country whose top-level domain most addresses (e-mail, web) end on, and its share of the cells."""
    if not cells.share(_DOMAIN):
        return None, 0.0
    ends = cells.text.str.extract(_DOMAIN, 1).str.to_lowercase().drop_nulls().rename("end")
    ends = ends.filter(~ends.is_in(_HIRED))
    if ends.len() < 5:
        return None, 0.0
    end, count = ends.value_counts().sort(["count", "end"], descending=[True, False]).row(0)
    return _DOMAIN_COUNTRY.get(str(end), str(end).upper()), float(count) / cells.text.len()


def lean(labels: Mapping[str, float], named: Iterable[Witness]) -> str | None:
    """The country to lean on while shapes are read: one that a column names, else the labels'."""
    sure = (country for country, share in named if country is not None and share > SURE)
    return next(sure, majority(labels))


def vote(
    columns: Iterable[Column], labels: Mapping[str, float], named: Iterable[Witness], homes: Iterable[Witness]
) -> str | None:
    """The country of the table: labels, the columns' own locales, columns of country names, Internet domains."""
    weights: defaultdict[str, float] = defaultdict(float, labels)
    for column in columns:
        if column.role in WEIGHTS and column.locale is not None:
            weights[column.locale] += WEIGHTS[column.role] * column.confidence
        elif column.locale is not None and column.locale in _OF_SCRIPT and column.role is not Role.UNKNOWN:
            spoken_in, weight = _OF_SCRIPT[column.locale]
            weights[spoken_in] += weight * column.confidence
    for country, share in named:
        if country is not None:
            weights[country] += NAMED * share
            weights["other"] += NAMED * (1 - share)
    for country, share in homes:
        if country is not None:
            weights[country] += HOME * share
    chosen = majority(weights)
    return None if chosen == "other" else chosen


def inherit(columns: Iterable[Column], country: str | None) -> tuple[Column, ...]:
    """The columns with what the table's country adds.

    Places and phones that show no country of their own get the table's. Names in Latin letters or in Han under English
    labels are in the country's language, as far as it has one: programmers label in English everywhere.
    """
    return tuple(_inherited(column, country) for column in columns)


def _inherited(column: Column, country: str | None) -> Column:
    if column.decided_by is not DecidedBy.INFERRED and column.locale is not None:
        return column
    if column.role in _INHERITS and column.locale is None:
        return replace(column, locale=country)
    if column.role in _NAMES and country is not None and column.locale in ("en", None):
        return replace(column, locale=_language_of(country, column.locale))
    if column.role in _NAMES and country == "JP" and column.locale == "zh":
        return replace(column, locale="ja")
    return column


def _language_of(country: str, said: str | None) -> str | None:
    """The language of a country's names in Latin letters, None for countries of several and those not in the table.

    `said` stays where the country's language has a script of its own: such names are romanised.
    """
    if country in _ENGLISH:
        return "en"
    found = (language for language, (spoken_in, _) in table().languages.items() if spoken_in == country)
    language = next((language.partition("-")[0] for language in found), None)
    return said if language in _OWN_SCRIPT else language
