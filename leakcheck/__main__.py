"""The entry of the command: signals and limits are set before anything heavy is imported."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import Final, NoReturn

STOPPED, PIPE, OUTPUT = 130, 141, 5  # as in leakcheck.exits, which is not imported yet
QUESTIONS: Final = frozenset(getattr(signal, name, 0) for name in ("SIGUSR1", "SIGINFO"))  # end nothing
LITTER: Final = 50_000  # objects made between two looks for cycles, of which there are few; 700 cost 5 % of a short run
PATIENCE: Final = 1.5  # seconds that native code may go on after a signal before the process is ended around it


def main() -> NoReturn:
    """Run the command and end the process with its documented exit status."""
    gc.set_threshold(LITTER)
    _no_core_dumps()
    _standard_streams()
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _terminated)
    for number in QUESTIONS - {0}:
        signal.signal(number, _asked)  # (what is read answers it: leakcheck.cli.asked)
    _watch_signals()
    try:
        from leakcheck.cli.app import run

        status = run(sys.argv[1:])
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        status = STOPPED
    except BrokenPipeError:
        status = PIPE
    except OSError:  # a full disk behind stdout
        status = OUTPUT
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.flush()
    if status in {STOPPED, PIPE, OUTPUT}:
        # What is still buffered has no reader or no room: the interpreter would try it again, and complain.
        os._exit(status)
    sys.exit(status)


def _standard_streams() -> None:
    """Fill the places of closed standard streams, so that no file opened later gets what is meant for stderr."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
    _quiet_libraries()


def _quiet_libraries() -> None:
    """Keep stderr for ourselves: what native code writes there when it panics may quote a record."""
    if sys.stderr is None:
        return
    try:
        ours = os.dup(2)
        told = open(ours, "w", 1, sys.stderr.encoding, "backslashreplace")  # noqa: PTH123, SIM115 - a descriptor
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
    except OSError:
        return  # no descriptor left: `leakcheck.cli.room` says so
    sys.stderr = told


def _terminated(signum: int, _frame: FrameType | None) -> NoReturn:
    """End as the signal asks, but through `finally`, so that no half-written file stays behind."""
    raise SystemExit(128 + signum)


def _asked(_signum: int, _frame: FrameType | None) -> None:
    """How far is it? Nothing is being read yet, or any more, so there is nothing to say."""


def _watch_signals() -> None:
    """Let a second thread see signals too: Python handles them between its own steps, and a step may be long.

    The main thread gets `PATIENCE` to end as a signal asks; then the process is ended for it. The first Ctrl-C is a
    request for a report and ends nothing here.
    """
    try:
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    except (OSError, ValueError):
        return  # Windows takes sockets alone, and a process without descriptors does without
    threading.Thread(target=_wait_for_signals, args=(reading,), name="signals", daemon=True).start()


def _wait_for_signals(reading: int) -> None:
    """End the process `PATIENCE` seconds after a signal that ends it, whatever the main thread is at."""
    interrupts = 0
    while True:
        for number in os.read(reading, 64):
            interrupts += number == signal.SIGINT
            if number in QUESTIONS:
                continue
            if number != signal.SIGINT or interrupts > 1:
                time.sleep(PATIENCE)
                output = sys.modules.get("leakcheck.cli.output")
                for path in getattr(output, "UNFINISHED", ()):
                    with suppress(OSError):
                        os.unlink(path)  # noqa: PTH108 - nothing may be imported any more
                os._exit(128 + number)


def _no_core_dumps() -> None:
    """A crash must not leave records of the sample on the disk."""
    try:
        import resource
    except ImportError:  # Windows keeps no core files
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
