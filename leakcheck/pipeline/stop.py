"""Ctrl-C in two steps: the first ends the reading and reports on what was read, the second ends the program."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stop:
    """Whether the run was asked to stop. Whoever reads or observes asks it now and then (`leakcheck.sources.halt`)."""

    def __init__(self) -> None:
        self.requested = False

    def handle(self, _signum: int, _frame: FrameType | None) -> None:
        """The signal handler: the first time a request, the second time an end."""
        again, self.requested = self.requested, True
        if again:
            raise KeyboardInterrupt

    @contextmanager
    def armed(self) -> Iterator[Stop]:
        """Handle SIGINT while the block runs. Does nothing outside the main thread, where signals cannot be set."""
        try:
            before = signal.signal(signal.SIGINT, self.handle)
        except ValueError:
            yield self
            return
        try:
            yield self
        finally:
            signal.signal(signal.SIGINT, before)
