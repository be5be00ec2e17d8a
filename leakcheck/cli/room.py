"""Is there room to work in? Native libraries end a process without a word where there is not."""

from __future__ import annotations

from typing import Final

from leakcheck.errors import SourceError

LEAST_MEMORY: Final = 1_250 << 20  # bytes of address space: polars and its threads take 1 GiB before the first record
LEAST_FILES: Final = 16  # open at once: streams, sample, archive, the pipes of a reading process


def check_room() -> None:
    """SourceError LC211 where the limits of this process are too low for any sample."""
    try:
        import resource
    except ImportError:  # Windows has none
        return
    for name, least, told in (
        ("RLIMIT_AS", LEAST_MEMORY, "an address space of {0:,} MiB, and this needs {1:,} (ulimit -v)"),
        ("RLIMIT_NOFILE", LEAST_FILES, "{0:,} open files, and this needs {1:,} (ulimit -n)"),
    ):
        limit, _ = resource.getrlimit(getattr(resource, name))
        unit = 1 << 20 if name == "RLIMIT_AS" else 1
        if limit != resource.RLIM_INFINITY and limit < least:
            raise out_of_room(f"this process may have {told.format(limit // unit, least // unit)}")


def out_of_room(what: str = "memory ran out") -> SourceError:
    """The error for a machine that is too small for the sample."""
    return SourceError("LC211", what, "allow more, or read less of the sample: --rows")
