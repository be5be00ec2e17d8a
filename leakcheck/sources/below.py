"""What stands below the table? Totals and closing words are no records, however the text is cut.

Lines that are rejected behind the last good record are held back until it is known whether the file ends with them. At
its end a line such as ``(300 rows)`` or ``Total: 300`` is passed over, and so is every line of plain words behind a
blank one; what else there is was meant as a record, and is rejected.
"""

from __future__ import annotations

import re
from typing import Final

from leakcheck.model.source import Reject
from leakcheck.sources.account import Below, Chunk

_MOST: Final = 40  # lines that are held back
_SUMMARY: Final = re.compile(  # how programs close a table: general knowledge of their output
    r"\(?\s*[\d,.]+\s+(?:rows?|records?|lines?|entries|results?|documents?)\b.*"
    r"|(?:grand[ -]?|sub[ -]?)?totals?\b.*|(?:rows?|records?|lines?|count|number of [a-z]+)\s*[:=]\s*[\d,.]+.*"
    r"|(?:end of|eof|query ok|completion time|generated (?:by|on|at)|exported (?:by|on|at))\b.*"
    r"|\s*(?:合计|总计|总数|共计?\s*\d).*|[-=*_#+ .]{3,}",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(r".*[^\W\d_]{2}.*")


def kind_of(line: bytes, cells: int, *, whole: bool) -> Below:
    """What a line of too few `cells` looks like; `whole` where a line end follows it."""
    text = line[:200].decode("utf-8", "replace").strip(" \t\"'")
    if _SUMMARY.fullmatch(text):
        return Below.SUMMARY
    return Below.WORDS if whole and cells == 1 and _WORDS.fullmatch(text) else Below.RECORD


class Trail:
    """Passes chunks on, but for the rejected lines at the end of what was read so far."""

    def __init__(self) -> None:
        self.footers = 0
        self._held: list[tuple[Below, Reject | None]] = []

    def follow(self, chunk: Chunk) -> Chunk:
        """`chunk` without the rejected lines at its end, and with those held back before if it shows them records."""
        size = chunk.frame.height + len(chunk.rejects)
        last = 0
        while last < len(chunk.rejects) and chunk.rejects[-1 - last][1] == size - 1 - last:
            last += 1
        table = size - last  # records up to the last good one
        reasons = (reason for reason, _ in chunk.rejects[len(chunk.rejects) - last :])
        lines = [kind for place, kind in chunk.below if place >= table]
        held = [(kind, None if kind is Below.BLANK else next(reasons)) for kind in lines]
        ahead = sum(1 for _, reason in self._held if reason is not None)
        if table:
            released, self._held = self._held, held
        else:
            self._held += held
            released, self._held = self._held[:-_MOST], self._held[-_MOST:]
        return self._with(chunk, released, chunk.rejects[: len(chunk.rejects) - last], ahead)

    def end(self, chunk: Chunk) -> Chunk:
        """An empty `chunk` with those of the held lines that are no footers."""
        start = len(self._held)
        while start and self._held[start - 1][0] is not Below.RECORD:
            start -= 1
        kinds = [kind for kind, _ in self._held]
        first = kinds.index(Below.BLANK, start) if Below.BLANK in kinds[start:] else len(kinds)
        while first > start and kinds[first - 1] is Below.SUMMARY:
            first -= 1
        self.footers = sum(1 for kind in kinds[first:] if kind is not Below.BLANK)
        return self._with(chunk, self._held[:first], [], 0)

    @staticmethod
    def _with(
        chunk: Chunk, released: list[tuple[Below, Reject | None]], rejects: list[tuple[Reject, int]], ahead: int
    ) -> Chunk:
        """`chunk` behind the `released` lines, `ahead` records after what was passed on so far."""
        before = [reason for _, reason in released if reason is not None]
        quality = [(code, place + ahead, count) for code, place, count in chunk.quality]
        quality += [("Q013", place, 1) for place, reason in enumerate(before) if reason is Reject.TRUNCATED]
        rejects = [*((reason, place) for place, reason in enumerate(before)), *((r, at + ahead) for r, at in rejects)]
        return Chunk(chunk.frame, rejects, quality, chunk.inner_newlines, brief=chunk.brief)
