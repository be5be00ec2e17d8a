"""What the user says about a sample, and the bounds every reader keeps whatever the file does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

MIB: Final = 1 << 20
PREFIX_BYTES: Final = 4 * MIB  # what encoding, dialect, header and columns are decided on, however the rest is cut
PREFIX_RECORDS: Final = 5_000  # enough for every share that binding looks at
MAX_COLUMNS: Final = 10_000  # no register is wider; a million columns is an attack
MAX_JSON_PATHS: Final = 256  # columns of JSON records: what is judged of any sample
MAX_JSON_DEPTH: Final = 32  # the flattened path of a leaf; deeper values are kept as their JSON text
MAX_RATIO: Final = 500  # real registers compress 3 to 100 times
RATIO_FLOOR: Final = 64 * MIB  # below this, a bomb does no harm


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a sample; None or ``auto`` means: decide from its bytes.

    `rows` is the number of records to read, rejected ones included. `batch_bytes` is how many bytes are read at once;
    the records are the same whatever it is. `max_record` is in bytes. `timeout` is in seconds: reading stops then, and
    what was read is scored. `table` names the table of a dump or
    database, the sheet of a workbook, or the member of an archive that is read.
    """

    input_format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header: Literal["auto", "yes", "no"] = "auto"
    record_path: str | None = None
    table: str | None = None
    rows: int | None = None
    allow_truncated: bool = False
    batch_bytes: int = 4 * MIB
    max_record: int = 16 * MIB
    timeout: float | None = None
