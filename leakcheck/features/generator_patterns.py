"""Values that are built the way Faker builds them: towns, streets, companies and slogans out of its own lists.

Each function says of every cell of a series without nulls whether pattern and words fit. The words that a pattern takes
out of a cell are looked up as keys.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Final

import polars as pl

from leakcheck.features.lexicon import keys
from leakcheck.reference import generators
from leakcheck.reference.generators import facts

_NAMES: Final = (("given", "en_US"), ("family", "en_US"))
_LONGEST: Final = 120  # characters of a cell that are read: no such value is longer
_WORD: Final = r"\p{L}[\p{L}'’]+"
_UNIT: Final = r"(?:(?:Apt\.?|Suite|Flat|Studio|Unit|Level) ?\d{1,3}[A-Za-z]?[\s,/]+)?"
_AFTER: Final = r"(?:\s+(?:Apt\.|Suite) \d{3})?(?:\s*[\n,].*)?$"
_MILITARY: Final = (
    r"^(?:PSC \d{4}, Box \d{4}|Unit \d{4} Box \d{4}|(?:USNS|USNV|USS|USCGC) \p{L}+)[\s,]+(?:APO|FPO|DPO)[\s,]+A[AEP]\b"
)
_SLOGAN: Final = r"^(\p{L}\S+) \S.* (\p{L}\S+)$"
_SPOKEN: Final = r"^[A-Za-z[:^ascii:]][^ ]* (?s:.)* "  # begins with a letter, and has two blanks
_CHINESE: Final = r"^\p{Han}{2,8}[省市区]\p{Han}{1,4}[市县](\p{Han}{2})\p{Han}{1,6}[街路][A-Za-z]座(?: ?\d{6})?$"


def only(worth: pl.Series, cells: pl.Series, asked: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """`asked` of the cells that are `worth` it, False for the others. No nulls.

    A pattern of Unicode classes takes milliseconds to compile, in every column anew: most columns have no such cell.
    """
    nothing = pl.Series([False]).new_from_index(0, cells.len())
    at = worth.arg_true()
    if not at.len():
        return nothing
    return asked(cells) if at.len() == cells.len() else nothing.scatter(at, asked(cells.gather(at)))


def several_words(cells: pl.Series) -> pl.Series:
    """Whether each cell may be three words or more, which begin with a letter: what can be told at no cost."""
    return cells.str.contains(_SPOKEN)


def town(cells: pl.Series) -> pl.Series:
    """Is each town a first name behind a prefix, or a name before a suffix: ``North Jennifer``, ``Smithville``?"""
    table = facts.load()
    given, names = _members(("given", "en_US")), _members(*_NAMES)
    place = rf"^(?i)(?:({'|'.join(table.city_prefixes)}) )?(.+?)({'|'.join(table.city_suffixes)})?$"
    short = _short(cells)
    parts = _texts(
        short,
        prefix=pl.col("cell").str.extract(place, 1),
        stem=pl.col("cell").str.extract(place, 2),
        bare=pl.col("cell").str.replace(rf"^(?i)(?:{'|'.join(table.city_prefixes)}) ", ""),
        suffix=pl.col("cell").str.extract(place, 3),
    )
    frame = parts.with_columns(stem=keys(parts["stem"]), bare=keys(parts["bare"]))
    suffixed = pl.col("suffix").is_not_null()
    prefixed = pl.col("prefix").is_not_null()
    fits = (
        (suffixed & prefixed & pl.col("stem").is_in(given))
        | (suffixed & ~prefixed & pl.col("stem").is_in(names))
        | (prefixed & pl.col("bare").is_in(given))
    )
    return frame.select(fits.fill_null(value=False)).to_series()


def english_street(cells: pl.Series) -> pl.Series:
    """Is each street a name with a suffix that streets hardly have (``12 Smith Throughway``), or a military address?"""
    short = _short(cells)
    return only(short.str.contains(" ", literal=True), short, _english_street)


def _english_street(short: pl.Series) -> pl.Series:
    suffixes = "|".join(facts.load().street_suffixes)
    line = rf"(?s)^{_UNIT}(?:\d{{1,5}} )?({_WORD}) (?i:{suffixes}){_AFTER}"
    return _known(short.str.extract(line, 1), lambda: _members(*_NAMES)) | short.str.contains(_MILITARY)


def italian_street(cells: pl.Series) -> pl.Series:
    """Is each street a name behind a word that Italian streets hardly have: ``Incrocio Rossi, 12``?"""
    line = rf"^(?i:{'|'.join(facts.load().italian_streets)}) ({_WORD}), ?\d"
    short = _short(cells)
    members = partial(_members, ("given", "it_IT"), ("family", "it_IT"))
    return only(short.str.contains(", ?[^ ]"), short, lambda some: _known(some.str.extract(line, 1), members))


def chinese_address(cells: pl.Series) -> pl.Series:
    """Is each address a place, a district that need not be there, a street and a block with a letter?"""
    short = _short(cells)
    members = partial(_members, ("district", "zh_CN"))
    block = short.str.contains("座", literal=True)
    return only(block, short, lambda some: _known(some.str.extract(_CHINESE, 1), members))


def company(cells: pl.Series) -> pl.Series:
    """Is each cell a surname and a legal form, two surnames with a hyphen, three with "and", or a slogan? No nulls."""
    short = _short(cells)
    forms = "|".join(facts.load().company_suffixes)
    formed = short.str.contains(rf" (?:{forms})$")
    joined = short.str.contains("-| and ")
    firm = only(formed, short, lambda some: _surname(some, rf"^({_WORD}) (?:{forms})$"))
    return firm | only(joined, short, _partners) | only(several_words(short), short, _slogan)


def _partners(cells: pl.Series) -> pl.Series:
    one = rf"^({_WORD})(?:-{_WORD}|, {_WORD} and {_WORD})$"
    two = rf"^{_WORD}(?:-|, )({_WORD})(?: and {_WORD})?$"
    return _surname(cells, one) & _surname(cells, two)


def _surname(cells: pl.Series, pattern: str) -> pl.Series:
    return _known(cells.str.extract(pattern, 1), partial(_members, ("family", "en_US")))


def _slogan(cells: pl.Series) -> pl.Series:
    slogan = _known(cells.str.extract(_SLOGAN, 1), partial(_members, ("phrase first", "en_US")))
    if slogan.any():
        slogan &= _known(cells.str.extract(_SLOGAN, 2), partial(_members, ("phrase last", "en_US")))
    return slogan


def _known(words: pl.Series, members: Callable[[], pl.Series]) -> pl.Series:
    if words.null_count() == words.len():  # (most columns hold nothing of the kind)
        return pl.Series([False]).new_from_index(0, words.len())
    return keys(words).is_in(members()).fill_null(value=False)


def _short(cells: pl.Series) -> pl.Series:
    return cells.str.head(_LONGEST)


def _texts(cells: pl.Series, **parts: pl.Expr) -> pl.DataFrame:
    return pl.DataFrame({"cell": cells}).select(**parts)


@cache
def _members(*lists: tuple[str, str]) -> pl.Series:
    """The keys of the words on any of Faker's lists (kind, locale), as one list to look up in."""
    found = frozenset[int]().union(*(generators.load().members(kind, "Faker", locale) for kind, locale in lists))
    return pl.Series(sorted(found), dtype=pl.UInt64).implode()
