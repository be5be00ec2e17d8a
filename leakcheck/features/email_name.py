"""Does an e-mail address hold a part of the name beside it?"""

from __future__ import annotations

from functools import cache
from typing import Final

import polars as pl

from leakcheck.features.email import email
from leakcheck.features.feature import Feature
from leakcheck.features.text import clean
from leakcheck.kernels.text import lower
from leakcheck.model.columns import Column

LEAST: Final = 4  # letters of a word or of an address's local part: shorter ones turn up in others by accident
_WORDS: Final = 3  # of a name that are looked for; what people of many names leave out stands last
# Addresses of offices, not of persons; whole local parts, letters only.
OFFICES: Final = (
    "admin", "billing", "booking", "bookings", "careers", "contact", "contacto", "contatto", "enquiries", "finance",
    "frontdesk", "general", "hello", "help", "info", "information", "inquiries", "kontakt", "mail", "mairie", "manager",
    "noreply", "office", "orders", "postmaster", "reception", "sales", "secretariat", "secretary", "segreteria",
    "service", "support", "team", "webmaster",
)  # fmt: skip


@cache
def holds_name(address: Column, names: tuple[Column, ...]) -> Feature:
    """Whether the local part has a word of the name in it (Boolean): letters of ASCII alone, accents taken off.

    Null where the address is malformed or an office's, or where address or name have no word of `LEAST` such letters:
    what is written in another script is not compared.
    """
    mail = email(address)
    text = clean(address)
    stem = f"{address.name}.email"
    letters = _letters(text.col.str.extract(r"([^\s<@:;,]+)@", 1)).str.replace_all(" ", "")
    personal = mail.valid.col & (letters.str.len_bytes() >= LEAST) & ~letters.is_in(OFFICES)
    local = Feature(f"{stem}.local", pl.when(personal).then(letters), (text, mail.valid))
    words = [word for column in names for word in _words(column)]
    inside = [local.col.str.contains(word.col, literal=True) for word in words]
    named = pl.any_horizontal(word.col.is_not_null() for word in words)
    held = pl.any_horizontal(flag.fill_null(value=False) for flag in inside)
    among = "+".join(column.name for column in names)
    return Feature(f"{stem}.name.{among}", pl.when(named & local.col.is_not_null()).then(held), (local, *words))


@cache
def _words(column: Column) -> tuple[Feature, ...]:
    """The first words of `LEAST` letters and more, a feature each, null where there are fewer."""
    text = clean(column)
    found = _letters(text.col).str.extract_all(rf"[a-z]{{{LEAST},}}")
    listed = Feature(f"{column.name}.name.words", found, (text,))
    return tuple(
        Feature(f"{column.name}.name.word{place}", listed.col.list.get(place, null_on_oob=True), (listed,))
        for place in range(_WORDS)
    )


def _letters(text: pl.Expr) -> pl.Expr:
    """Lower case, accents off, a blank for whatever is no letter of ASCII."""
    return lower(text).str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.replace_all("[^a-z]+", " ")
