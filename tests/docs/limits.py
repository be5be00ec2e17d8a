"""The limits that README lists, from where they stand in the code; each with what is said when it is hit."""

from __future__ import annotations

from leakcheck.cli.room import LEAST_FILES, LEAST_MEMORY
from leakcheck.sources import ReadOptions
from leakcheck.sources.bounds import MAX_CELL, MAX_JUDGED, MAX_TEXT
from leakcheck.sources.child import MEMORY, SECONDS
from leakcheck.sources.members import MOST_MEMBERS
from leakcheck.sources.options import MAX_COLUMNS, MAX_JSON_DEPTH, MAX_RATIO, MIB, PREFIX_BYTES, RATIO_FLOOR
from leakcheck.sources.stream import FIFO_SILENT, FIFO_UNFED

RECORD = ReadOptions().max_record
# what is limited, the limit, what happens there, the words by which it is told (None: nothing is lost)
LIMITS: tuple[tuple[str, str, str, str | None], ...] = (
    ("what encoding, format and columns are decided on", f"{PREFIX_BYTES // MIB} MiB", "all is read alike", None),
    ("one record", f"{RECORD // MIB} MiB (`--max-record`)", "rejected, counted", "record over the size limit"),
    ("one cell", f"{MAX_CELL:,} bytes", "taken as empty, counted", f"cells over {MAX_CELL:,} bytes were taken as"),
    ("columns judged", f"{MAX_JUDGED}", "the first ones are judged", f"only the first {MAX_JUDGED} of"),
    ("columns of a file", f"{MAX_COLUMNS:,}", "refused", f"columns; the limit is {MAX_COLUMNS:,}"),
    ("depth of a JSON path", f"{MAX_JSON_DEPTH}", "what is deeper stays text in one column", None),
    (
        "unpacked text over packed bytes",
        f"{MAX_RATIO} times, beyond {RATIO_FLOOR // MIB} MiB",
        "refused",
        f"unpacks over {MAX_RATIO} times its size",
    ),
    ("unpacked text in all", f"{MAX_TEXT >> 30} GiB", "reading stops, report marked partial", "reading stopped after"),
    ("members of an archive", f"{MOST_MEMBERS:,}", "refused", f"of over {MOST_MEMBERS:,} members"),
    ("wall clock", "`--timeout`, none by default", "reading stops, report marked partial", "reading stopped after"),
    ("named pipe without a writer", f"{FIFO_UNFED:.0f} s", "refused", "nobody writes to the pipe"),
    (
        "named pipe that says nothing",
        f"{FIFO_SILENT:.0f} s without `--timeout`",
        "reading stops, report marked partial",
        "nothing came through the pipe for",
    ),
    (
        "process that reads Parquet, SQLite, workbooks",
        f"{MEMORY >> 20:,} MiB of memory, {SECONDS} s of processor",
        "reading stops or is refused",
        "limit",
    ),
    ("address space of leakcheck itself", f"at least {LEAST_MEMORY >> 20:,} MiB", "refused", "address space of"),
    ("open files", f"at least {LEAST_FILES}", "refused", "open files, and this needs"),
)  # fmt: skip


def table() -> str:
    """README's table."""
    head = "| what | limit | when it is hit | said |\n|---|---|---|---|\n"
    return head + "".join(f"| {what} | {limit} | {then} | {said or '-'} |\n" for what, limit, then, said in LIMITS)
