"""What column labels say in the world's languages, and words that tell one kind of cell from another.

The words stand in ``labels.toml``. Labels and words are compared as `normalise` leaves them: lower case, no accents,
camelCase and separators cut into words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from leakcheck.model.columns import Role
from leakcheck.reference.compiled import read

LABEL_LIMIT: Final = 200  # characters of a label that are read: no honest label is longer, a hostile one may be
WEAK, WHOLE, PLAIN = "~", "=", ""  # the marks of labels.toml

_SCHEME: Final = re.compile(r"^(?!zh-tw)[a-z0-9]+-[a-z0-9-]+$|^(?:iban|bic|imei|iccid|vin|meid|imsi|isin|lei|imo)$")
_CJK: Final = "\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_CAMEL: Final = re.compile(r"(?<=[a-zà-þ])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-Þ][a-zà-þ])")
_NORMAL: Final = re.compile(r"[a-z]+(?: [a-z]+)*|[\u4e00-\u9fff]+")  # as most of labels.toml is: nothing to cut or fold
_TOKEN: Final = re.compile(rf"[{_CJK}]+|(?:(?![{_CJK}])[^\W\d_])+|\d+")
HAS_CJK: Final = re.compile(rf"[{_CJK}]")
_ACCENTS: Final = dict.fromkeys(range(0x300, 0x370))
_LETTERS: Final = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})


def fold(text: str) -> str:
    """Lower case without accents: ``Prénom`` and ``PRENOM`` are one word."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text))
    bare = apart.translate(_ACCENTS)
    return unicodedata.normalize("NFC", bare).casefold().translate(_LETTERS)


def tokens(label: str) -> tuple[str, ...]:
    """The words of a label: ``EMPLOYER_POSTAL_CODE`` is employer, postal, code; ``phone1`` is phone, 1."""
    spaced = _CAMEL.sub(" ", unicodedata.normalize("NFKC", label[:LABEL_LIMIT]))
    return tuple(_TOKEN.findall(fold(spaced)))


def normalise(label: str) -> str:
    """The words of a label with one space between them."""
    if len(label) <= LABEL_LIMIT and _NORMAL.fullmatch(label):
        return label
    return " ".join(tokens(label))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that say a role. `language` or `country` is what the words give away about the table, None for neither.

    `schemes` are the identity-number schemes that the words name: more than one where countries share the word.
    """

    text: str
    role: Role
    language: str | None = None
    country: str | None = None
    mark: str = PLAIN
    schemes: tuple[str, ...] = ()

    @property
    def compact(self) -> str:
        """The words run together, as in ``BIRTHDATE``."""
        return self.text.replace(" ", "")

    @property
    def inside(self) -> bool:
        """Whether the phrase may stand inside a word: scripts without spaces, longer than one character."""
        return HAS_CJK.search(self.text) is not None


@dataclass(frozen=True, slots=True)
class LabelTable:
    """All phrases, and the words beside them that matter.

    `spaced` finds phrases by their text, `compact` by their text run together, `unspaced` are those to look for inside
    words (scripts without spaces). `neutral` words change nothing, `persons` make a name a person's, `deny` words turn
    the phrase into something about it, `deny_role` does so for one role. `languages` gives the country that a language
    speaks for and how much (0..1).
    """

    spaced: Mapping[str, tuple[Phrase, ...]]
    unspaced: tuple[Phrase, ...]
    compact: Mapping[str, tuple[Phrase, ...]]
    neutral: frozenset[str]
    persons: frozenset[str]
    deny: frozenset[str]
    deny_role: Mapping[Role, frozenset[str]]
    languages: Mapping[str, tuple[str, float]]


@dataclass(frozen=True, slots=True)
class CellWords:
    """Words found in cells, folded: `other` and `codes` are whole cells of a sex column beside those of sex_words.

    `surnames` are first characters by language; `given` common given names; `organisation` and `address` words of
    spaced scripts with their CJK parts in `organisation_cjk`, `address_cjk`; `countries` and `regions` map a whole
    cell to an ISO 3166 country.
    """

    other: frozenset[str]
    codes: frozenset[str]
    surnames: Mapping[str, str]
    given: frozenset[str]
    organisation: frozenset[str]
    organisation_cjk: tuple[str, ...]
    address: frozenset[str]
    address_cjk: tuple[str, ...]
    countries: Mapping[str, str]
    regions: Mapping[str, frozenset[str]]


def _phrases(table: Mapping[str, Mapping[str, list[str]]]) -> list[Phrase]:
    found: dict[tuple[str, Role, str], Phrase] = {}
    for role_name, by_key in table.items():
        role = Role(role_name)
        for key, words in by_key.items():
            scheme = (key,) if _SCHEME.match(key) else ()
            country = key if key.isupper() else key.partition("-")[0].upper() if scheme else None
            country = None if country is None or len(country) != 2 else country
            language = None if country or scheme or key == "mul" else key
            for word in words:
                mark = word[0] if word[0] in (WEAK, WHOLE) else PLAIN
                text = normalise(word[len(mark) :])
                if mark == PLAIN and HAS_CJK.search(text) and len(text) == 1:
                    mark = WHOLE  # one character stands inside too many other words
                phrase = Phrase(text, role, language, country, mark, scheme)
                # The first language to claim a word keeps it: shared words give no language away.
                kept = found.setdefault((text, role, mark), phrase)
                if kept is not phrase:
                    shared = tuple(dict.fromkeys((*kept.schemes, *scheme)))
                    country = country if country == kept.country else None
                    found[text, role, mark] = Phrase(text, role, None, country, mark, shared)
    return list(found.values())


def _index(phrases: Iterable[Phrase], key: Callable[[Phrase], str]) -> dict[str, tuple[Phrase, ...]]:
    index: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        index.setdefault(key(phrase), []).append(phrase)
    return {key: tuple(group) for key, group in index.items()}


@lru_cache(maxsize=1)
def _document() -> dict[str, dict[str, dict[str, list[str]]]]:
    return read("labels")


@lru_cache(maxsize=1)
def table() -> LabelTable:
    """The label words, normalised; read once."""
    raw = _document()
    phrases = _phrases(raw["label"])
    words: dict[str, dict[str, list[str]]] = {"neutral": raw["neutral"], "deny": raw["deny"]}  # type: ignore[dict-item]  # these two hold lists one level up
    return LabelTable(
        spaced=_index((p for p in phrases if not p.inside), lambda p: p.text),
        unspaced=tuple(p for p in phrases if p.inside),
        compact=_index(phrases, lambda p: p.compact),
        neutral=_folded(words["neutral"]["words"]),
        persons=_folded(words["neutral"]["persons"]),
        deny=_folded(words["deny"]["words"]),
        deny_role={Role(key): _folded(value) for key, value in words["deny"].items() if key != "words"},
        languages={key: (str(value[0]), float(value[1])) for key, value in raw["language"].items()},  # type: ignore[arg-type,index]  # pairs
    )


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


@lru_cache(maxsize=1)
def cell_words() -> CellWords:
    """The words of cells, folded; read once."""
    cell = _document()["cell"]
    sex, organisation, address = cell["sex"], cell["organisation"], cell["address"]
    return CellWords(
        other=_folded(sex["other"]),
        codes=frozenset(sex["codes"]),
        surnames={key: "".join(value) for key, value in cell["surname"].items()},
        given=_folded(cell["given"]["latin"] + cell["given"]["cyrillic"]),
        organisation=_folded(organisation["words"]),
        organisation_cjk=tuple(organisation["han"]),
        address=_folded(address["words"]),
        address_cjk=tuple(address["han"] + address["hangul"]),
        countries={fold(name): code for code, names in cell["country"].items() for name in names},
        regions={code: _folded(names) for code, names in cell["region"].items()},
    )
