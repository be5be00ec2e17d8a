"""Reading that has to end although the sample goes on: the time is up, somebody asked for it, or a pipe fell silent."""

from __future__ import annotations

import select
import time
from collections.abc import Callable
from typing import Final

_SLICE_MS: Final = 200  # how long a wait may go on before anybody looks at the clock again


class Halt:
    """One wall clock and one request to stop, from opening to the last batch.

    `timeout` is in seconds from now; `stopped` tells whether somebody asked for an end.

    `reason` is None until reading was in fact cut short; then it says why, in our own words.
    """

    def __init__(self, timeout: float | None = None, stopped: Callable[[], bool] = bool) -> None:
        self.reason: str | None = None
        self.timeout = timeout
        self._stopped = stopped
        self._end = None if timeout is None else time.monotonic() + timeout

    @property
    def asked(self) -> bool:
        """Did somebody ask for an end?"""
        return self._stopped()

    @property
    def left(self) -> float | None:
        """Seconds until the time is up; None without a limit."""
        return None if self._end is None else max(0.0, self._end - time.monotonic())

    def due(self) -> bool:
        """Must reading end here? To be asked only where more would be done: asking it is what ends it."""
        if self.reason is None:
            if self.asked:
                self.reason = "reading was stopped on request"
            elif self._end is not None and time.monotonic() >= self._end:
                self.reason = f"reading stopped after {self.timeout:g} seconds"
        return self.reason is not None

    def wait(self, descriptor: int, silence: float | None = None) -> bool:
        """Wait for bytes, or the end, of a pipe; False where reading must end first.

        `silence` is how many seconds a pipe may say nothing where no time limit was given.
        """
        if not hasattr(select, "poll"):  # Windows: a pipe is simply read
            return not self.due()
        quiet_until = None if silence is None or self._end is not None else time.monotonic() + silence
        waiting = select.poll()
        waiting.register(descriptor, select.POLLIN | select.POLLHUP)
        while not self.due():
            if waiting.poll(_SLICE_MS):
                return True
            if quiet_until is not None and time.monotonic() >= quiet_until:
                self.reason = f"nothing came through the pipe for {silence:g} seconds"
        return False
