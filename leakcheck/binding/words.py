"""Shapes of words: names, sex, address, region, category.

Only shares leave this module. Organisations wear the shape of names; their words (school, Ltd, 公司) tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import polars as pl

from leakcheck.binding.cells import Cells, mean
from leakcheck.binding.sign import Context, Sign, ramp
from leakcheck.model.columns import Role
from leakcheck.reference.labels import CellWords, cell_words
from leakcheck.reference.sex_words import FEMALE, MALE

ORGANISATIONS: Final = 0.15  # share of cells with an organisation's word from which a column is no column of persons
KINDS: Final = 60  # distinct values of a category at most: more are a vocabulary
REPEATS: Final = 0.2  # different values per value of a category at most
_HAN: Final = r"\u4e00-\u9fff\u3400-\u4dbf"
_HANGUL: Final = r"\uac00-\ud7a3"
_LETTERS: Final = (  # ranges rather than a Unicode class, which is slow to compile
    r"A-Za-z\u00c0-\u024f\u0370-\u05ff\u0620-\u06ff\u0900-\u0fff\u1e00-\u1fff"
    r"\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
)
_EASTERN: Final = ("zh", "ja", "ko")
_SCRIPTS: Final = (
    ("zh", f"[{_HAN}]"),
    ("ko", f"[{_HANGUL}]"),
    ("ru", r"[\u0400-\u052f]"),
    ("el", r"[\u0370-\u03ff]"),
    ("he", r"[\u0590-\u05ff]"),
    ("ar", r"[\u0600-\u06ff]"),
    ("th", r"[\u0e00-\u0e7f]"),
    ("hi", r"[\u0900-\u097f]"),
)
_LINK: Final = r"(?i)^https?:|^www[.]|^[^@ ]+@"


def script(cells: Cells) -> str | None:
    """The language that the cells' script gives away: zh, ja, ko, ru, el, he, ar, th, hi, or None."""
    if cells.share(r"[^\x00-\x7f]") < 0.3:
        return None
    if cells.share(r"[\u3040-\u30ff]") > 0.2:
        return "ja"
    return next((language for language, pattern in _SCRIPTS if cells.share(pattern) > 0.5), None)


def _worded(text: pl.Series, words: frozenset[str]) -> pl.Series:
    """Whether each cell holds one of the words as a word of its own."""
    apart = text.str.to_lowercase().str.replace_all(f"[^{_LETTERS}]+", " ")
    return (" " + apart + " ").str.contains_any([f" {word} " for word in sorted(words)])


def _any_part(parts: Iterable[str]) -> str:
    return "|".join(re.escape(part) for part in parts)


def names(cells: Cells, _: Context) -> tuple[Sign, ...]:
    """Person, family and given name: letters, known names among them, and few organisations."""
    known = cell_words()
    plain = cells.share(f"^[{_LETTERS}][{_LETTERS} .'’`,()/·・&-]*$") * (1 - ramp(cells.share(_LINK), 0.0, 0.2))
    language = script(cells)
    if plain < 0.5:
        # Test data numbers its names: a word and digits can be a name under a label that says so.
        return _no_names(max(plain, cells.share(f"^[{_LETTERS}]{{2}}[{_LETTERS} .'’-]*[0-9]{{1,4}}$")), language)
    firms = mean(_worded(cells.text, known.organisation)) + cells.share(_any_part(known.organisation_cjk))
    if firms >= ORGANISATIONS:
        return _no_names(0.2 * plain, language)
    fits = plain * (1 - firms)
    if cells.distinct < 10 and cells.present > 40:
        return _no_names(0.7 * fits, language)  # a handful of repeated words is a category, whatever the words
    return _eastern(cells, known, fits, language) if language in _EASTERN else _western(cells, known, fits, language)


def _no_names(fits: float, language: str | None) -> tuple[Sign, ...]:
    return tuple(Sign(role, 0.0, fits, "", language) for role in (Role.PERSON_NAME, Role.FAMILY_NAME, Role.GIVEN_NAME))


def _eastern(cells: Cells, known: CellWords, fits: float, language: str | None) -> tuple[Sign, ...]:
    korean = language == "ko"
    letters = _HANGUL if korean else _HAN
    surnames = known.surnames["ko"] if korean else known.surnames["zh"] + known.surnames["zh-tw"]
    full = cells.share(f"^[{letters}] ?[{letters}·]{{1,3}}$")
    begun = cells.share(f"^[{surnames}][{letters}· ]")
    placed = cells.share("[省市区县镇村州區縣鎮도시군]$")
    person = 0.85 * ramp(full, 0.4, 0.85) * ramp(begun, 0.4, 0.8) * (1 - ramp(placed, 0.2, 0.5))
    family = 0.6 * ramp(cells.share(f"^[{surnames}]$"), 0.4, 0.8)
    return (
        Sign(Role.PERSON_NAME, person, fits, f"2-4 {'Hangul' if korean else 'Han'}, surname list", language),
        Sign(Role.FAMILY_NAME, family, fits, "single surnames" if family else "", language),
        Sign(Role.GIVEN_NAME, 0.0, fits, "", language),
    )


def _western(cells: Cells, known: CellWords, fits: float, language: str | None) -> tuple[Sign, ...]:
    given = mean(_worded(cells.text, known.given))
    one = 1 - cells.share(" ")
    letters = ramp(fits, 0.6, 0.85)
    whole = 0.72 * ramp(given, 0.08, 0.25) * ramp(cells.share(r"^[^ ]{2,}(?: +[^ ]+){1,5}$"), 0.5, 0.85) * letters
    first = 0.6 * ramp(given, 0.15, 0.35) * ramp(one, 0.6, 0.85) * letters
    return (
        Sign(Role.PERSON_NAME, whole, fits, "2-6 words, given-name list" if whole else "words", language),
        Sign(Role.GIVEN_NAME, first, fits, "single words, given-name list" if first else "words", language),
        Sign(Role.FAMILY_NAME, 0.0, fits, "words", language),
    )


def sex(cells: Cells, _: Context) -> tuple[Sign, ...]:
    """Sex: few different cells, words or letters for male and female; codes only under a label that says so."""
    if cells.distinct > 20:
        return (Sign(Role.SEX, fits=0.0),)
    known = cell_words()
    men, women = cells.among(frozenset(MALE.split())), cells.among(frozenset(FEMALE.split()))
    fits = min(1.0, men + women + cells.among(known.other | known.codes))
    spoken = cells.share(r"(?i)^(?:[mfw]|[A-Z\u00c0-\u024f\u0370-\u05ff]{3,}|[男女남여][性子자성]?)$")
    both = min(men, women) > 0.02
    points = 0.9 * ramp(men + women, 0.6, 0.9) * ramp(spoken, 0.6, 0.9) if both and fits > 0.7 else 0.0
    return (Sign(Role.SEX, points, fits, "words for male and female" if points else "a few codes"),)


def address(cells: Cells, _: Context) -> tuple[Sign, ...]:
    """Address: street words with numbers, or province, city and street words of East Asia."""
    known = cell_words()
    fits = cells.share(f"[{_LETTERS}]")
    if fits < 0.3:
        return (Sign(Role.ADDRESS, fits=fits),)
    fits *= 1 - cells.share(_LINK)
    if script(cells) in _EASTERN:
        counted = cells.text.str.count_matches(f"(?:{_any_part(known.address_cjk)})")
        share = mean((counted >= 2) & (cells.text.str.len_chars() >= 6))
        points, because = 0.85 * ramp(share, 0.3, 0.7), "province, city and street words"
        country = _east_asian_country(cells) if points else None
        return (Sign(Role.ADDRESS, points, fits, because, country),)
    share = mean(_worded(cells.text, known.address) & cells.text.str.contains("[0-9].* .|. .*[0-9]"))
    return (
        Sign(Role.ADDRESS, 0.75 * ramp(share, 0.25, 0.6), fits, "street words and numbers" if share > 0.25 else ""),
    )


def _east_asian_country(cells: Cells) -> str | None:
    """The country whose own way of writing places most of the cells have."""
    shapes = (
        ("KR", f"[{_HANGUL}]"),
        ("JP", "[都道府県].*[市区町村郡]|丁目|番地"),
        ("TW", "[縣區鄉鎮號鄰]|臺"),
        ("CN", "(?:省|自治区|市).*[区县市镇路村]"),
    )
    return next((country for country, pattern in shapes if cells.share(pattern) > 0.3), None)


def places(cells: Cells, _: Context) -> tuple[Sign, ...]:
    """Region and city: the first-level regions of a few countries; else the label has to say it."""
    fits = cells.share(f"^[{_LETTERS}0-9][{_LETTERS}0-9 .,'’()/&・ー-]*$")
    worded = 0.1 * cells.share(f"[{_LETTERS}]{{2}}")  # a name of a place is a surer place than its code
    if fits < 0.3:
        return Sign(Role.REGION, worded, fits), Sign(Role.CITY, worded, fits)
    regions = cell_words().regions
    shares = {country: cells.among(listed) for country, listed in regions.items()}
    country = max(shares, key=lambda code: shares[code])
    listed = 0.75 * ramp(shares[country], 0.6, 0.9) if cells.distinct > 3 else 0.0
    if listed:
        return Sign(Role.REGION, listed, fits, "first-level regions", country), Sign(Role.CITY, worded, fits)
    written = _east_asian_country(cells) if script(cells) in _EASTERN else None
    return Sign(Role.REGION, worded, fits, "", written), Sign(Role.CITY, worded, fits)


def category(cells: Cells, _: Context) -> tuple[Sign, ...]:
    """Category: few different values that repeat."""
    few = cells.present >= 20 and cells.distinct <= KINDS and cells.variety <= REPEATS
    because = "few repeated values" if few else ""
    return (Sign(Role.CATEGORY, 0.55 if few else 0.0, 1.0 if few else 0.6, because, script(cells)),)


def countries(cells: Cells) -> tuple[str | None, float]:
    """The country that a column of country names or codes names most, and its share of the cells."""
    known = cell_words().countries
    named = cells.text.str.to_lowercase().replace_strict(list(known), list(known.values()), default=None)
    there = named.drop_nulls().rename("country")
    if there.len() < 0.5 * cells.text.len() or not there.len():
        return None, 0.0
    top = there.value_counts().sort(["count", "country"], descending=[True, False]).row(0)
    return str(top[0]), float(top[1]) / cells.text.len()


SHAPES: Final = (names, sex, address, places, category)
