"""The entry of the command: signals and limits are set before anything heavy is imported."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import NoReturn

STOPPED, PIPE, OUTPUT = 130, 141, 5  # as in leakcheck.exits, which is not imported yet


def main() -> NoReturn:
    """Run the command and end the process with its documented exit status."""
    _no_core_dumps()
    _standard_streams()
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _terminated)
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


def _terminated(signum: int, _frame: FrameType | None) -> NoReturn:
    """End as the signal asks, but through `finally`, so that no half-written file stays behind."""
    raise SystemExit(128 + signum)


def _no_core_dumps() -> None:
    """A crash must not leave records of the sample on the disk."""
    try:
        import resource
    except ImportError:  # Windows keeps no core files
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
