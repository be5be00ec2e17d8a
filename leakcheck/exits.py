"""The documented exit codes of every command."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Final


class ExitStatus(IntEnum):
    """What a script may rely on; `meaning` is what ``--help`` prints."""

    DONE = 0
    GATE = 1
    USAGE = 2
    INPUT = 3
    UNTESTED = 4
    OUTPUT = 5
    GUARD = 6
    BUG = 70
    STOPPED = 130
    PIPE = 141

    @property
    def meaning(self) -> str:
        """One line for ``--help`` and ``explain``."""
        return _MEANINGS[self]


_MEANINGS: Final = {
    ExitStatus.DONE: "a report was made and every gate passed",
    ExitStatus.GATE: "a report was made, a gate failed (--fail-under, --fail-on, --expect, --baseline, check, doctor)",
    ExitStatus.USAGE: "bad option, setting, map or code",
    ExitStatus.INPUT: "the sample cannot be read or parsed",
    ExitStatus.UNTESTED: "readable, but nothing could be tested, or a gate met an inconclusive verdict",
    ExitStatus.OUTPUT: "a report could not be written",
    ExitStatus.GUARD: "a sample value stood in an output, which was withheld",
    ExitStatus.BUG: "internal error",
    ExitStatus.STOPPED: "stopped by Ctrl-C",
    ExitStatus.PIPE: "the reader of stdout went away",
}
_WORST_FIRST: Final = (130, 141, 70, 6, 5, 3, 2, 4, 1, 0)  # the user's own stop outranks the order of interface.md


def worst(statuses: Iterable[ExitStatus]) -> ExitStatus:
    """The status of a run over several samples."""
    return min(statuses, key=_WORST_FIRST.index, default=ExitStatus.DONE)
