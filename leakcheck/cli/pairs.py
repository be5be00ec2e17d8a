"""Options that say ``key=value,key=value``: a table in a settings file, and each key won by whoever says it last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple

from leakcheck.cli.config_files import File, refused
from leakcheck.errors import UsageError
from leakcheck.model.claims import KEYS


class Pairs(NamedTuple):
    """What was said so far, and by whom: `origins` of each key."""

    said: tuple[str, ...] = ()
    origins: Mapping[str, str] = {}

    def over(self, texts: Sequence[str], origin: str) -> Pairs:
        """With what `origin` says, which wins where it says the same key. A key said twice at once stays so."""
        fresh = tuple(pair.strip() for text in texts for pair in text.split(",") if pair.strip())
        keys = {word(pair): origin for pair in fresh}
        kept = tuple(pair for pair in self.said if word(pair) not in keys)
        return Pairs(kept + fresh, {**{word(pair): self.origins[word(pair)] for pair in kept}, **keys})


def word(pair: str) -> str:
    """The key of a pair."""
    return pair.partition("=")[0].strip()


def spelled(table: Mapping[str, Any], file: File, place: str) -> list[str]:
    """A table of a settings file as the command line would have it. Raises UsageError (LC103)."""
    return [f"{key}={_value(key, value, file, place)}" for key, value in table.items()]


def _value(key: str, value: object, file: File, place: str) -> str:
    if key not in KEYS:
        near = get_close_matches(key, KEYS, n=1)
        raise refused(file, f"[{place}] has an unknown key {key!a}", f"did you mean {near[0]}?" if near else None)
    match value:
        case bool():
            pass
        case float() if value.is_integer():
            return f"{value:.0f}"
        case int() | float() | date():
            return str(value)
        case str() if value.strip() and "," not in value:
            return value
        case _:
            pass
    raise refused(file, f"[{place}] {key} is a text without commas, a number or a date")


def checked(texts: Sequence[str], place: str) -> None:
    """Raises UsageError (LC103) for claims that cannot be meant; `place` is where they were said."""
    from leakcheck.claims import parse_claims

    try:
        parse_claims(texts)
    except UsageError as error:
        raise UsageError("LC103", f"{place}: {error.message.removeprefix('--claim: ')}", error.hint) from None
