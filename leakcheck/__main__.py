"""The entry of the command: signals and limits are set before anything heavy is imported."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command and end the process with its documented exit status."""
    _no_core_dumps()
    try:
        from leakcheck.cli.app import run

        status = run(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        status = 130
    except BrokenPipeError:
        status = 141
    if status in (130, 141):
        # Whatever is still buffered has no reader, or was not asked for any more: end without another word.
        os._exit(status)
    sys.exit(status)


def _no_core_dumps() -> None:
    """A crash must not leave records of the sample on the disk."""
    try:
        import resource
    except ImportError:  # Windows keeps no core files
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
