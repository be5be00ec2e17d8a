"""What the user says a column is: ``--map COL=ROLE[:LOCALE]``."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from leakcheck.errors import UsageError
from leakcheck.model.columns import NUMBERS, Column, DecidedBy, Role
from leakcheck.reference.schemes import load

_ROLES: Final = frozenset(role.value for role in Role)
_SCHEME: Final = re.compile(r"^[a-z]{2}-[a-z0-9_-]+$")
_COUNTRY: Final = re.compile(r"^[A-Za-z]{2}$")
_ALIASES: Final = {  # words people try; --map takes them for the role meant
    "name": Role.PERSON_NAME,
    "first_name": Role.GIVEN_NAME,
    "last_name": Role.FAMILY_NAME,
    "surname": Role.FAMILY_NAME,
    "gender": Role.SEX,
    "dob": Role.BIRTH_DATE,
    "birthdate": Role.BIRTH_DATE,
    "id": Role.NATIONAL_ID,
    "card": Role.BANK_CARD,
    "iban": Role.BANK_ACCOUNT,
    "vin": Role.VEHICLE_ID,
    "imei": Role.DEVICE_ID,
    "vat": Role.COMPANY_ID,
    "mobile": Role.PHONE,
    "telephone": Role.PHONE,
    "mail": Role.EMAIL,
    "zip": Role.POSTCODE,
    "postal_code": Role.POSTCODE,
    "state": Role.REGION,
    "province": Role.REGION,
    "date": Role.TIMESTAMP,
    "time": Role.TIMESTAMP,
    "offence": Role.CATEGORY,
    "none": Role.UNKNOWN,
    "ignore": Role.UNKNOWN,
}
"""Not parsed as roles: offered as the nearest role in an error's hint."""


@dataclass(frozen=True, slots=True)
class Override:
    """One column as the user has it. `column` is a number (from 1) or a label."""

    column: int | str
    role: Role
    locale: str | None = None
    scheme: str | None = None
    decided_by: DecidedBy = DecidedBy.MAP


def parse_override(text: str) -> Override:
    """``3=phone:CN``, ``身份证号=national_id:cn-ric``, ``7=unknown``.

    The label is everything before the last ``=``. Raises UsageError LC105 for an unknown role or locale, with the
    nearest role, and LC104 where no column is named.
    """
    column, equals, said = text.rpartition("=")
    if not equals or not column.strip():
        raise UsageError("LC104", "--map: no column named", "write COL=ROLE[:LOCALE], for example 3=phone:CN")
    role_word, _, place = said.strip().partition(":")
    role = parse_role(role_word)
    locale, scheme = parse_place(role, place.strip())
    column = column.strip()
    return Override(int(column) if column.isascii() and column.isdigit() else column, role, locale, scheme)


def parse_role(word: str) -> Role:
    """A role by its name. Raises UsageError LC105 with the nearest role."""
    name = word.strip().lower().replace("-", "_")
    if name in _ROLES:
        return Role(name)
    near = _nearest(name)
    hint = f"did you mean {near.value}?" if near else f"roles: {', '.join(role.value for role in Role)}"
    raise UsageError("LC105", f"--map: unknown role {_ours(word)}", hint)


def _nearest(name: str) -> Role | None:
    if name in _ALIASES:
        return _ALIASES[name]
    close = difflib.get_close_matches(name, sorted(_ROLES), n=1, cutoff=0.5)
    return Role(close[0]) if close else None


def parse_place(role: Role, place: str) -> tuple[str | None, str | None]:
    """Locale and scheme out of what follows the colon: a country, a language, or a scheme of a number.

    Raises UsageError LC105 for anything else.
    """
    if not place:
        return None, None
    if role in NUMBERS and place.lower() in load():
        return load()[place.lower()].country, place.lower()
    if role in NUMBERS and _SCHEME.match(place.lower()):
        return place[:2].upper(), place.lower()
    if _COUNTRY.match(place):
        names = role in (Role.PERSON_NAME, Role.FAMILY_NAME, Role.GIVEN_NAME, Role.CATEGORY)
        return (place.lower() if names else place.upper()), None
    raise UsageError(
        "LC105", f"--map: unknown locale {_ours(place)}", "a country such as CN, or a scheme such as cn-ric"
    )


def _ours(word: str) -> str:
    """A word of the command line, cut and made printable."""
    return "".join(c if c.isprintable() else "?" for c in word[:40])


def apply(overrides: Sequence[Override], columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with the overrides in place; a later override of the same column wins.

    A label names every column that bears it. Raises UsageError LC104 for a column that is not there.
    """
    result = list(columns)
    for override in overrides:
        for at in _positions(override.column, columns):
            result[at] = _overridden(result[at], override)
    return tuple(result)


def _positions(column: int | str, columns: Sequence[Column]) -> list[int]:
    if isinstance(column, int) and 1 <= column <= len(columns):
        return [column - 1]
    found = [at for at, known in enumerate(columns) if known.label == str(column)]
    if found:
        return found
    labels = {str(known.label): known.index for known in columns}
    close = difflib.get_close_matches(str(column), list(labels), n=1, cutoff=0.6)
    near = f"the nearest is column {labels[close[0]]}" if close else "columns are counted from 1"
    raise UsageError("LC104", f"--map: no column {_ours(str(column))}; the sample has {len(columns)}", near)


def _overridden(column: Column, override: Override) -> Column:
    same = column.role is override.role
    return replace(
        column,
        role=override.role,
        locale=override.locale or (column.locale if same else None),
        scheme=override.scheme or (column.scheme if same and not override.locale else None),
        others=column.others if same and not override.locale and not override.scheme else (),
        confidence=1.0 if override.role is not Role.UNKNOWN else 0.0,
        reason=f"set by {override.decided_by.value}",
        decided_by=override.decided_by,
    )
