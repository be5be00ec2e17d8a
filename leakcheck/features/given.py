"""Given names as hashes, in scripts that write names with letters and spaces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.name import names
from leakcheck.features.record import digest
from leakcheck.features.text import clean
from leakcheck.features.thin import floor, where
from leakcheck.kernels.text import lower
from leakcheck.model.columns import Binding, Column, Role

# A word of three or more letters: shorter ones are initials and particles. Scripts with two-character given names of
# free composition (Han, Hangul) are another population and are left out.
_WORD: Final = r"^[\p{Latin}\p{Cyrillic}\p{Greek}][\p{Latin}\p{Cyrillic}\p{Greek}'’\-]{2,}$"
_TITLES: Final = (
    r"(?-u:\b)(?:mr|mrs|ms|miss|dr|prof|rev|hon|sir|frau|herr|sig|dott|mme|mlle|sr|sra|jr|ii|iii|md|phd)(?-u:\b)\.?"
)


@dataclass(frozen=True, slots=True)
class GivenNames:
    """`person` tells persons apart; `words` are the words that may be the given name, as UInt64 hashes or null."""

    person: Feature
    words: tuple[Feature, ...]
    columns: tuple[Column, ...]


def given_names(binding: Binding) -> GivenNames | None:
    """The first word of the given name column; of a whole name the first and the last word, one of which it is.

    For a `Multiplicity` of the persons; `floor` of the person may be set.
    """
    given, whole = binding.get(Role.GIVEN_NAME), binding.get(Role.PERSON_NAME)
    column = given or whole
    if column is None:
        return None
    parts = names(binding)
    person = parts.whole if parts else digest(binding.columns, "person")
    # "Family, Given": what follows the comma comes first.
    turned = pl.col("cell").str.replace(r"^([^,]*),\s*(.+)$", "$2 $1")
    folded = lower(turned).str.replace_all(_TITLES, "").str.strip_chars(" .,")
    bound = floor(person, "given")
    wanted = person.col & bound.col == 0
    plain = Feature(
        f"{column.name}.given.plain",
        where(wanted, clean(column).col, folded, pl.String()),
        (clean(column), person, bound),
    )
    words = [_word(column, plain, "first", r"^(\S+)")]
    if given is None:
        words.append(_word(column, plain, "last", r"(\S+)$"))
    return GivenNames(person, tuple(words), (column,))


def _word(column: Column, plain: Feature, which: str, pattern: str) -> Feature:
    word = Feature(f"{column.name}.given.{which}.word", plain.col.str.extract(pattern, 1), (plain,))
    kept = pl.when(word.col.str.contains(_WORD)).then(word.col.hash(seed=0))
    return Feature(f"{column.name}.given.{which}", kept, (word,), keyed=True)
