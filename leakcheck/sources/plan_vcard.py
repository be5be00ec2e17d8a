"""Which properties of a file of vCards are columns."""

from __future__ import annotations

from typing import Final

from leakcheck.errors import SourceError
from leakcheck.sources.options import ReadOptions
from leakcheck.sources.plan import Form, Plan
from leakcheck.sources.vcard import N_PARTS, CardReader

_MOST: Final = 16  # columns of one property
_PROPERTIES: Final = 200
_FIRST: Final = ("name", *N_PARTS)


def plan_vcard(head: bytes, *, whole: bool, options: ReadOptions, kind: str) -> Plan:
    """How to read vCards (`kind` vcard) that begin with `head`, all of it where `whole`.

    SourceError LC204 where no card can be read.
    """
    probe = CardReader(None, options.max_record)
    for final in (False, True)[: 1 + whole]:
        for _ in probe.feed(b"" if final else head, final=final):
            pass
    if not probe.cards:
        raise SourceError("LC204", "not tabular: vCards of which none can be read at the beginning")
    most: dict[str, int] = {}
    for card in probe.cards:
        for name, values in card.items():
            most[name] = min(_MOST, max(most.get(name, 0), len(values)))
    ordered = [*(name for name in _FIRST if name in most), *(name for name in most if name not in _FIRST)]
    columns: dict[str, tuple[str, int]] = {}
    for name in ordered[:_PROPERTIES]:
        for place in range(most[name]):
            columns[name if most[name] == 1 else f"{name}{place + 1}"] = (name, place)
    notes = (f"{len(columns):,} columns, the properties of the first {len(probe.cards):,} cards",)
    return Plan(Form(kind, None, None, "none", tuple(columns), notes), lambda: CardReader(columns, options.max_record))
