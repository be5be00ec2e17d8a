"""What does a column's label say it holds?

A label is read as words. The longest phrase of `reference/labels.toml` wins over the words inside it ("ip address" is
no address); of several phrases the head noun counts: the last one in English, German or Chinese, the first one in the
Romance languages. Words beside the phrase may deny it ("phone type", "company name").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from leakcheck.model.columns import Role
from leakcheck.reference.labels import HAS_CJK, PLAIN, WEAK, WHOLE, LabelTable, Phrase, table, tokens

WHOLE_POINTS: Final = 0.85  # the label is the phrase: registers mean what they write, but "id" may be any id
PART_POINTS: Final = 0.6  # the phrase stands beside words we do not know
WEAK_POINTS: Final = 0.4  # a hint that the shape of the cells has to confirm
BESIDE_HEAD: Final = 0.4  # factor for a phrase that is not the head noun
LONGEST: Final = 6  # words of the longest phrase in the table
SHORTEST: Final = 4  # letters of a known word at the end of another: shorter ones end too many
HEAD_FIRST: Final = frozenset({"it", "es", "pt", "fr", "ro", "vi", "id"})  # "telefono casa": the noun comes first
NAME_ROLES: Final = frozenset({Role.PERSON_NAME, Role.FAMILY_NAME, Role.GIVEN_NAME})
_GENERIC: Final = re.compile(r"^(?:col|column|field|var|v|c|f|unnamed|x|attr|字段|列|campo|spalte)?\s*\d*$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one label says: points 0..1 by role, the language and country its words give away.

    `schemes` are the identity-number schemes that the words name. `silent` is a label that says nothing (``col7``);
    `unread` one whose words are in no table.
    """

    points: Mapping[Role, float] = field(default_factory=lambda: MappingProxyType({}))
    language: str | None = None
    country: str | None = None
    silent: bool = False
    schemes: tuple[str, ...] = ()

    @property
    def unread(self) -> bool:
        """Whether the label has words, none of them known."""
        return not self.silent and not self.points

    @property
    def best(self) -> Role | None:
        """The role the label says first, or None."""
        return max(self.points, key=lambda role: self.points[role], default=None)


@dataclass(frozen=True, slots=True)
class _Hit:
    phrase: Phrase
    start: int
    end: int
    complete: bool  # nothing but neutral words beside it


@lru_cache(maxsize=4096)
def read(label: str) -> Reading:
    """What `label` says. Never raises; only the first 200 characters are read."""
    words = tokens(label)
    joined = " ".join(words)
    if _GENERIC.match(joined):
        return Reading(silent=True)
    known = table()
    hits = _outermost(_find(joined, words, known))
    if not hits:
        return _ending(joined, known)
    return _weigh(hits, joined, known)


def _find(joined: str, words: Sequence[str], known: LabelTable) -> list[_Hit]:
    """Every phrase in the label, with its place."""
    letters = "".join(word for word in words if not word.isdigit())
    hits = [
        _Hit(phrase, 0, len(joined), complete=True)
        for compact in {letters, "".join(words)}
        for phrase in known.compact.get(compact, ())
    ]
    for phrase, start in _places(joined, words, known):
        end = start + len(phrase.text)
        complete = not _rest(joined, start, end, known)
        if complete or phrase.mark != WHOLE:
            hits.append(_Hit(phrase, start, end, complete))
    return hits


def _places(joined: str, words: Sequence[str], known: LabelTable) -> Iterator[tuple[Phrase, int]]:
    """Each phrase that occurs and where it starts: as a run of words, or anywhere in scripts without spaces."""
    start = 0
    for first, word in enumerate(words):
        for last in range(first + 1, min(first + LONGEST, len(words)) + 1):
            for phrase in known.spaced.get(" ".join(words[first:last]), ()):
                yield phrase, start
        start += len(word) + 1
    if HAS_CJK.search(joined):
        for phrase in known.unspaced:
            at = joined.rfind(phrase.text)
            if at >= 0:
                yield phrase, at


def _ending(joined: str, known: LabelTable) -> Reading:
    """A word that ends on a known word (``CUSTPHONE``): no more than a hint, for ``capacity`` ends on one too."""
    for start in range(2, len(joined) - SHORTEST + 1):
        for phrase in known.spaced.get(joined[start:], ()):
            if phrase.mark == PLAIN:
                return Reading(MappingProxyType({phrase.role: WEAK_POINTS}), phrase.language, phrase.country)
    return Reading()


def _rest(joined: str, start: int, end: int, known: LabelTable) -> tuple[str, ...]:
    """The words beside a phrase that are neither numbers nor neutral."""
    beside = f"{joined[:start]} {joined[end:]}".split()
    return tuple(word for word in beside if not word.isdigit() and word not in known.neutral)


def _outermost(hits: list[_Hit]) -> list[_Hit]:
    """The hits that lie inside no longer hit."""

    def inside(small: _Hit, large: _Hit) -> bool:
        longer = (large.end - large.start) > (small.end - small.start)
        return longer and large.start <= small.start and small.end <= large.end

    return [hit for hit in hits if not any(inside(hit, other) for other in hits)]


def _weigh(hits: Sequence[_Hit], joined: str, known: LabelTable) -> Reading:
    """Points by role; the head noun's phrase in full, the others in part."""
    head_first = any(hit.phrase.language in HEAD_FIRST for hit in hits)
    head = min(hits, key=lambda h: (h.start, -h.end)) if head_first else max(hits, key=lambda h: (h.end, -h.start))
    points: dict[Role, float] = {}
    for hit in hits:
        worth = _points(hit, joined, known)
        if not (hit.start < head.end and head.start < hit.end):
            worth *= BESIDE_HEAD
        points[hit.phrase.role] = max(points.get(hit.phrase.role, 0.0), worth)
    return Reading(
        MappingProxyType(points),
        language=_agreed([h.phrase.language for h in hits if h.phrase.role is not Role.UNKNOWN]),
        country=_agreed([h.phrase.country for h in hits if h.phrase.role is not Role.UNKNOWN]),
        schemes=tuple(dict.fromkeys(s for h in hits if points[h.phrase.role] > 0 for s in h.phrase.schemes)),
    )


def _points(hit: _Hit, joined: str, known: LabelTable) -> float:
    """How much one hit is worth; 0 where a word beside it denies the role."""
    phrase = hit.phrase
    if hit.start == 0 and hit.end == len(joined):
        return WEAK_POINTS if phrase.mark == WEAK else WHOLE_POINTS
    beside = f"{joined[: hit.start]} {joined[hit.end :]}".split()
    person = any(word in known.persons for word in beside)
    if phrase.role is not Role.UNKNOWN and any(word in known.deny for word in beside):
        return 0.0
    if any(word in known.deny_role.get(phrase.role, frozenset()) for word in beside) and not person:
        return 0.0
    if phrase.role in NAME_ROLES and person:
        return WHOLE_POINTS if hit.complete else PART_POINTS
    if phrase.mark == WEAK:
        return WEAK_POINTS
    return WHOLE_POINTS if hit.complete or phrase.mark != PLAIN else PART_POINTS


def _agreed(values: Sequence[str | None]) -> str | None:
    """The one value that all the hits which name one agree on, else None."""
    named = {value for value in values if value is not None}
    return named.pop() if len(named) == 1 else None
