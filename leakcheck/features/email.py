"""E-mail addresses: well formed or not, and what their domain says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.text import clean, present
from leakcheck.model.columns import Column
from leakcheck.reference import reserved_domains

# RFC 5321/5322 as mail servers apply it: an atom with dots (Japanese carriers gave out addresses with dots at its end
# or in a row) or a quoted string; letters of every script (RFC 6531); a domain of two labels or more (lengths by
# RFC 1035), "localhost", or an address in brackets.
_LOCAL: Final = r"[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.\-]{1,64}|\x22[^\x22\r\n]{1,62}\x22"
_LABEL: Final = r"[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}_\-]{0,61}[\p{L}\p{M}\p{N}])?"
_TOP: Final = r"(?:\p{L}[\p{L}\p{M}]{1,62}|xn--[a-z0-9\-]{1,59})"
_ADDRESS: Final = rf"^(?:{_LOCAL})@(?:(?:{_LABEL}\.)+{_TOP}|localhost|\[[0-9a-f.:]+\])$"
_PLAIN: Final = r"^[A-Za-z0-9._+\-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$"
_LONGEST: Final = 254  # octets of an address (RFC 5321, erratum 1690)

# How registers dress an address: ``mailto:``, ``Name <a@b.org>``, several in a cell, a full stop after it.
_BRACKETED: Final = r"<\s*([^<>\s]+@[^<>\s]+?)\s*>"
_FIRST: Final = r"^(?:mailto:)?\s*([^\s;,|]+@[^\s;,|]*[^\s;,|.])\.?(?:\s*[;,|/\s].*)?$"


@dataclass(frozen=True, slots=True)
class EmailFeatures:
    """An e-mail column's features: flags are Bool, null where the cell is empty.

    `written` says that there is an at sign, `valid` that the first address of the cell is well formed; `reserved` that
    its domain can have no accounts, `generated` that only a generator writes it, `free` that a free-mail provider owns
    it. `digest` (UInt64) is the address's hash in lower case, `domain` (UInt64) that of its domain; both null where
    there is no well-formed address.
    """

    present: Feature
    written: Feature
    valid: Feature
    reserved: Feature
    generated: Feature
    free: Feature
    digest: Feature
    domain: Feature


@cache
def email(column: Column) -> EmailFeatures:
    """What does an e-mail column hold? Only the first address of a cell is read."""
    domains = reserved_domains.load()
    value = clean(column)
    stem = f"{column.name}.email"
    first = value.col.map_batches(_first, return_dtype=pl.String, is_elementwise=True)
    address = Feature(f"{stem}.address", first, (value,))
    well_formed = address.col.map_batches(_well_formed, return_dtype=pl.Boolean, is_elementwise=True)
    valid = Feature(f"{stem}.valid", well_formed, (address,))

    def owned(name: str, names: Iterable[str]) -> Feature:
        below = "|".join(re.escape(domain) for domain in sorted(names))
        return Feature(f"{stem}.{name}", address.col.str.contains(f"[@.](?:{below})$") & valid.col, (address, valid))

    host = pl.when(valid.col).then(address.col.str.extract("@([^@]+)$", 1))
    generators = (name for names in domains.generators.values() for name in names)
    return EmailFeatures(
        present=present(column),
        written=Feature(f"{stem}.written", value.col.str.contains("@", literal=True), (value,)),
        valid=valid,
        reserved=owned("reserved", domains.reserved),
        generated=owned("generated", generators),
        free=owned("free", domains.free),
        digest=Feature(
            f"{stem}.digest", pl.when(valid.col).then(address.col.hash(seed=0)), (address, valid), keyed=True
        ),
        domain=Feature(
            f"{stem}.domain", pl.when(host.is_not_null()).then(host.hash(seed=0)), (address, valid), keyed=True
        ),
    )


def _first(text: pl.Series) -> pl.Series:
    """The first address of each cell in lower case, without what dresses it; the cell where there is no address."""
    address, dressed = text.str.to_lowercase(), _rare(text)
    if not dressed.len():
        return address
    cell = pl.col("cell")
    undressed = pl.coalesce(cell.str.extract(_BRACKETED, 1), cell.str.extract(f"(?s){_FIRST}", 1), cell)
    rest = pl.DataFrame({"cell": address.gather(dressed)}).select(undressed).to_series()
    return address.scatter(dressed, rest)


def _well_formed(address: pl.Series) -> pl.Series:
    """Whether each address is well formed. The full expression is a hundred times slower than the plain one."""
    fits, rare = address.str.len_bytes() <= _LONGEST, _rare(address)
    if not rare.len():
        return fits
    return fits.scatter(rare, fits.gather(rare) & address.gather(rare).str.contains(_ADDRESS))


def _rare(text: pl.Series) -> pl.Series:
    """Positions of the cells that are not plainly an address."""
    return (~text.str.contains(_PLAIN)).fill_null(value=False).arg_true()
