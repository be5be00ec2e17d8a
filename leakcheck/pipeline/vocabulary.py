"""Words of our own that reports print: a cell that says one of them is not taken for a leak."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from leakcheck.binding import Override
from leakcheck.model.columns import DecidedBy, Role
from leakcheck.model.evidence import Family, Hypothesis, SkipKind
from leakcheck.model.source import Reject
from leakcheck.model.verdict import Verdict
from leakcheck.pipeline.machine import tool
from leakcheck.pipeline.settings import Settings
from leakcheck.plugins import built_in, installed
from leakcheck.reference.schemes import load


@cache
def own_words() -> tuple[str, ...]:
    """Closed vocabularies, names and titles, versions, editions of reference tables."""
    made = tool()
    closed = (Role, DecidedBy, Family, Hypothesis, SkipKind, Reject, Verdict)
    return (
        *(member.value for words in closed for member in words),
        *(word for validator in built_in() for word in (validator.id, validator.name, validator.title)),
        *(word for scheme in load().values() for word in (scheme.id, scheme.title)),
        *(word for table in made.reference_data for word in (table.id, table.edition, table.sha256)),
        *(made.version, made.python, made.platform, *made.packages, *made.packages.values()),
    )


def known(settings: Settings, labels: Sequence[str], *names: str) -> tuple[str, ...]:
    """Our own words, and what the user typed or may see anyway: labels, file names, the case, today's date."""
    told = (settings.handling.case or "", settings.today().isoformat(), *map(_column, settings.overrides))
    told += tuple(value for _, value in settings.claims.stated)
    plugins = installed() if settings.plugins else ()
    said = (word for plugin in plugins for word in (plugin.id, plugin.origin, plugin.title, *plugin.says))
    return (*own_words(), *said, *labels, *names, *told)


def _column(override: Override) -> str:
    return str(override.column)
