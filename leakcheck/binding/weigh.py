"""Label and shape become one confidence per role.

The rule. A label gives `h` points (headers.py), the cells' shape gives `s` points and a share `f` of cells that could
be the role at all (sign.py). Then

    h' = h x keep(f)         a label that its cells contradict loses: under 30 % fitting cells keep 0.15 of h
    s' = s x trust           a shape counts in full where the label agrees or says nothing; 0.8 where the label's words
                             are unknown; 0.5 where the label says something else; always in full from 0.9 on
    confidence = 1 - (1 - h')(1 - s')      two independent witnesses

and the role with the highest confidence is bound if it reaches 0.5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from leakcheck.binding.cells import Cells
from leakcheck.binding.headers import PART_POINTS, Reading
from leakcheck.binding.sign import UNMISTAKABLE, Sign
from leakcheck.model.columns import NUMBERS, Column, Role

BOUND: Final = 0.5  # confidence from which a role is bound: more likely than not
REFUTED: Final = 0.3  # share of fitting cells under which the label is wrong
DOUBTED: Final = 0.6  # share of fitting cells under which the label is doubtful
KEEP_REFUTED: Final = 0.15  # what is left of a refuted label: cells may be damaged
KEEP_DOUBTED: Final = 0.6  # what is left of a doubtful label
UNREAD_TRUST: Final = 0.8  # a label in words we do not know may say anything
AGAINST_TRUST: Final = 0.5  # the label says something else
NEXT_BEST: Final = 0.2  # confidence from which a role is worth naming as an alternative
WORTH_TELLING: Final = 0.15  # points of a shape from which it is named as a reason
FEW_CELLS: Final = 5  # cells under which shapes neither prove nor refute


def decide(index: int, label: str, reading: Reading, cells: Cells, signs: Sequence[Sign]) -> Column:
    """The column's role, how sure, and why; of two signs for one role the later counts."""
    by_role = {sign.role: sign for sign in signs} if cells.present >= FEW_CELLS else {}
    kept = _kept(reading, cells, by_role)
    confidences = {role: _confidence(role, reading, kept, by_role.get(role)) for role in Role}
    ranked = sorted(confidences, key=lambda role: -confidences[role])  # a stable sort: ties go to the earlier role
    first = ranked[0]
    if first is Role.UNKNOWN or confidences[first] < BOUND:
        others = _alternatives(ranked, confidences, Role.UNKNOWN)
        return Column(index, label, reason=_why_unknown(reading, cells), alternatives=others)
    sign = by_role.get(first, Sign(first))
    return Column(
        index,
        label,
        role=first,
        locale=_locale(first, reading, sign),
        scheme=sign.scheme if first in NUMBERS else None,
        others=sign.others if first in NUMBERS else (),
        confidence=round(min(confidences[first], 0.999), 3),
        reason=_reason(first, reading, sign),
        alternatives=_alternatives(ranked, confidences, first),
    )


def _confidence(role: Role, reading: Reading, kept: Mapping[Role, float], sign: Sign | None) -> float:
    if sign is None:
        return kept[role]
    return 1 - (1 - kept[role]) * (1 - sign.points * _trust(reading, sign, kept))


def _kept(reading: Reading, cells: Cells, signs: Mapping[Role, Sign]) -> dict[Role, float]:
    """The label's points by role, less where the cells contradict it."""
    kept = {role: reading.points.get(role, 0.0) for role in Role}
    if cells.present < FEW_CELLS:
        return kept
    for role, sign in signs.items():
        kept[role] *= KEEP_REFUTED if sign.fits < REFUTED else KEEP_DOUBTED if sign.fits < DOUBTED else 1.0
    return kept


def _trust(reading: Reading, sign: Sign, kept: Mapping[Role, float]) -> float:
    """How far a shape is believed beside this label, 0..1."""
    agreed = reading.points.get(sign.role, 0.0) > 0 and sign.fits >= REFUTED
    if agreed or reading.silent or sign.points >= UNMISTAKABLE:
        return 1.0
    if max(kept.values()) < PART_POINTS:
        return 1.0 if sign.role is Role.CATEGORY else UNREAD_TRUST  # few repeated values are plain to see
    return AGAINST_TRUST


def _alternatives(ranked: Sequence[Role], confidences: Mapping[Role, float], taken: Role) -> tuple[Role, ...]:
    others = [role for role in ranked if role not in (taken, Role.UNKNOWN) and confidences[role] >= NEXT_BEST]
    return tuple(others[:2])


_SPEAKS_LANGUAGE: Final = frozenset({Role.PERSON_NAME, Role.FAMILY_NAME, Role.GIVEN_NAME, Role.CATEGORY})
_HAS_COUNTRY: Final = frozenset({Role.PHONE, *NUMBERS, Role.ADDRESS, Role.REGION, Role.CITY, Role.POSTCODE})


def _locale(role: Role, reading: Reading, sign: Sign) -> str | None:
    """A country for places and numbers, a language for words; the cells know better than the label."""
    if role in _SPEAKS_LANGUAGE:
        language = (reading.language or "").partition("-")[0] or None
        if sign.locale == "zh" and language == "ja":
            return "ja"  # kanji under a Japanese label
        return sign.locale or language
    if role is Role.POSTCODE:
        return sign.locale  # "zip" is said of any country's
    if role in _HAS_COUNTRY:
        return sign.locale or reading.country
    return None


def _reason(role: Role, reading: Reading, sign: Sign) -> str:
    """The witnesses in our own words."""
    spoken = reading.points.get(role, 0.0) > 0
    if sign.points > WORTH_TELLING and sign.because:
        return f"{sign.because}; label agrees" if spoken else sign.because
    return f"label says {role.value}"


def _why_unknown(reading: Reading, cells: Cells) -> str:
    if not cells.present:
        return "no values"
    if reading.best is Role.UNKNOWN:
        return "label says something else"
    if reading.best is not None:
        hint = reading.points[reading.best] < PART_POINTS
        return f"label hints at {reading.best.value}" if hint else f"label says {reading.best.value}, the cells do not"
    return "no known shape" if reading.silent else "no known label or shape"
