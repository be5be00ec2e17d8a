"""Ctrl-C in two steps: the first ends the reading and reports on what was read, the second ends the program."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

T = TypeVar("T")


class Stop:
    """Whether the run was asked to stop. Only a blocking read is interrupted; work on a batch is always finished."""

    def __init__(self) -> None:
        self.requested = False
        self._reading = False

    def handle(self, _signum: int, _frame: FrameType | None) -> None:
        """The signal handler: the first time a request, the second time an end."""
        again, self.requested = self.requested, True
        if again or self._reading:
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

    def _asked(self) -> bool:
        return self.requested

    def until(self, items: Iterator[T]) -> Iterator[T]:
        """The items, until a stop is requested."""
        while not self.requested:
            self._reading = True
            try:
                item = next(items)
            except StopIteration:
                return
            except KeyboardInterrupt:
                if self._asked():
                    return
                raise
            finally:
                self._reading = False
            yield item
