"""`leakcheck pick`: numbers of records and reasons, for a terminal or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from leakcheck.model.picks import RANDOM, RARE, Picks
from leakcheck.render.cells import wrap
from leakcheck.render.figures import plural
from leakcheck.render.safe import inert, safe


def render(picks: Picks, *, width: int = 80) -> str:
    """One line a record, then what the reasons mean; ends in a line end."""
    ordinary = sum(each.reason == RANDOM for each in picks.drawn)
    unusual = len(picks.drawn) - ordinary
    drawn = f"{ordinary} at random, {unusual} that break a rule, of {plural(picks.records, 'record')}"
    lines = wrap(
        f"{safe(picks.label, 60)}: {drawn}; seed {picks.seed}. Numbers count from 1, without the header.", width
    )
    room = max((len(f"{each.record:,}") for each in picks.drawn), default=1)
    lines += ["", *(f"  {each.record:>{room},}  {each.reason}" for each in picks.drawn), ""]
    for told in _legend(picks):
        lines += wrap(told, width, rest="  ")
    lines += wrap("No values are shown. Open these records in your own safe place.", width)
    return "\n".join(lines) + "\n"


def _legend(picks: Picks) -> Iterator[str]:
    for code, count in picks.groups.items():
        yield f"{code}: {inert(picks.titles[code])}; {plural(count, 'record')}. leakcheck explain {code}"
    if any(each.reason == RARE for each in picks.drawn):
        yield f"{RARE}: rules that fewer than {picks.min_cell} records break each."
    if picks.withheld:
        yield f"Fewer than {picks.min_cell} records break other rules; they are left out."


def render_json(picks: Picks) -> str:
    """The same as one JSON document."""
    told = {
        "kind": "leakcheck.picks",
        "schema_version": "1.0",
        "sample": safe(picks.label),
        "records": picks.records,
        "seed": picks.seed,
        "min_cell": picks.min_cell,
        "picks": [{"record": each.record, "reason": each.reason} for each in picks.drawn],
        "reasons": [
            {"code": code, "title": inert(picks.titles[code]), "records": count} for code, count in picks.groups.items()
        ],
        "withheld": picks.withheld,
    }
    return json.dumps(told, indent=2, ensure_ascii=True, allow_nan=False) + "\n"
