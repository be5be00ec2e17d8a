"""How far the reading is: on stderr, only on a terminal, never before it is worth saying, and gone at the end."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Final, Self, TextIO

from leakcheck.render.cells import cells, cut
from leakcheck.render.safe import safe

QUIET_FOR: Final = 0.5  # seconds; a run that is over by then needs no progress
EVERY: Final = 0.25  # seconds between updates of the line
PLAIN_EVERY: Final = 30.0  # seconds between lines where lines stay: no CI runner falls asleep
PLAIN_STEP: Final = 0.10  # share of the file between such lines
_LEAST_SHARE: Final = 0.01  # read before a time left is worth guessing


class Progress:
    """One line that is written over, or (`lines`) one line now and then; nothing at all unless `shown`.

    Called with records so far, bytes read and bytes in all (None for a stream). A context manager, so that the line is
    cleared however the reading ends. `clock` is in seconds.
    """

    def __init__(
        self, label: str, stream: TextIO, *, shown: bool, lines: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._label, self._stream, self._shown, self._lines, self._clock = safe(label, 30), stream, shown, lines, clock
        self._started = clock()
        self._next = self._started + (PLAIN_EVERY if lines else QUIET_FOR)
        self._step = PLAIN_STEP
        self._drawn = 0  # cells on the line
        self._last: tuple[int, int, int | None] = (0, 0, None)  # what it was told

    def __call__(self, records: int, done: int, total: int | None) -> None:
        """Show how far it is, if it is time to."""
        self._last = records, done, total
        if not self._shown:
            return
        now = self._clock()
        share = done / total if total else None
        due = now >= self._next
        if self._lines:
            if share is not None and share >= self._step and now >= self._started + QUIET_FOR:
                due = True
            if due:
                self._next = now + PLAIN_EVERY
                self._step = PLAIN_STEP * (1 + int((share or 0.0) / PLAIN_STEP))
                self._stream.write(", ".join(self._parts(records, done, share, now)) + "\n")
                self._stream.flush()
        elif due:
            self._next = now + EVERY
            self._draw("   ".join(self._parts(records, done, share, now)))

    def tell(self) -> None:
        """Say how far it is on a line of its own, shown or not: somebody asked. May be called by a signal's handler."""
        records, done, total = self._last
        told = ", ".join(self._parts(records, done, done / total if total else None, self._clock()))
        with suppress(OSError, RuntimeError, ValueError):  # gone, closed, or in the middle of writing a line
            self.close()
            self._stream.write(told + "\n")
            self._stream.flush()

    def _parts(self, records: int, done: int, share: float | None, now: float) -> list[str]:
        spent = max(now - self._started, 1e-9)
        parts = [f"reading {self._label}"]
        if share is not None:
            parts.append(f"{min(share, 1.0):.0%}".replace("%", " %"))
        parts += [f"{records:,} records", f"{done / spent / 1e6:.0f} MB/s"]
        if share is not None and _LEAST_SHARE <= share < 1:
            parts.append(f"about {spent / share * (1 - share):.0f} s left")
        return parts

    def _draw(self, line: str) -> None:
        room = shutil.get_terminal_size().columns - 1  # (a full line would wrap, and could not be written over)
        shown = cut(line, max(room, 10))
        self._stream.write("\r" + shown + " " * (self._drawn - cells(shown)))
        self._stream.flush()
        self._drawn = cells(shown)

    def close(self) -> None:
        """Clear the line."""
        if self._drawn:
            self._stream.write("\r" + " " * self._drawn + "\r")
            self._stream.flush()
            self._drawn = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def progress(sample: str, choice: str, *, plain: bool, stream: TextIO) -> Progress:
    """The progress of reading `sample`. `choice` is auto (on a terminal only), always, never or plain."""
    shown = choice in {"always", "plain"} or (choice == "auto" and stream.isatty())
    return Progress(sample.rpartition("/")[2] or sample, stream, shown=shown, lines=plain or choice == "plain")
