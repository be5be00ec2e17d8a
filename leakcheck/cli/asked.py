"""`kill -USR1`, or Ctrl-T where a terminal has it: how far is it? The answer is one line on stderr, at any time."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

QUESTIONS: Final = ("SIGUSR1", "SIGINFO")  # Windows has neither, Linux has the first


@contextmanager
def answered(tell: Callable[[], None]) -> Iterator[None]:
    """Call `tell` at every question while the block runs; nothing outside the main thread, where no signal is heard."""

    def answer(_signum: int, _frame: FrameType | None) -> None:
        tell()

    known = [getattr(signal, name) for name in QUESTIONS if hasattr(signal, name)]
    try:
        before = {number: signal.signal(number, answer) for number in known}
    except ValueError:
        before = {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
