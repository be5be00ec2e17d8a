"""A binary format as a stream of CSV from a process of its own, in which alone the library that reads it runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any, Final

from leakcheck.errors import SourceError
from leakcheck.sources.child_status import Status
from leakcheck.sources.content import beside
from leakcheck.sources.naming import shown
from leakcheck.sources.stream import RawStream

KINDS: Final = {  # what an error calls the format
    "sqlite": "an SQLite database",
    "parquet": "a Parquet file",
    "xlsx": "a workbook",
    "ods": "a workbook",
}
_STEP: Final = 256 * 1024
_SIP: Final = 512  # bytes at once until the first line is there: what a pipe must fill before it is heard
_LINE: Final = 1 << 20  # bytes of the line that says what was found
_ENVIRONMENT: Final = {"LC_ALL": "C.UTF-8", "POLARS_MAX_THREADS": "1", "RAYON_NUM_THREADS": "1", "RUST_BACKTRACE": "0"}


class Spawned:
    """The CSV that the reading process writes; the file itself goes by beside it, to be hashed."""

    trailing = 0

    def __init__(self, raw: RawStream, kind: str, table: str | None) -> None:
        self.name: str | None = None
        self.broken = False
        self._kind = kind
        self._what = "sheet" if kind in {"xlsx", "ods"} else "table"
        self._raw = raw
        self._out = 0
        self._ahead = b""
        with beside(raw, KINDS[kind]) as file:
            self._process = _start(file.fileno())
            asked = json.dumps({"kind": kind, "handle": file.fileno(), "table": table}).encode() + b"\n"
            try:
                self._say(asked)
                self._found: dict[str, Any] = self._heard()
            except BaseException:
                self.close()
                raise

    def read(self, size: int) -> bytes:
        """Up to `size` bytes of CSV; empty at the end. SourceError LC204 where not even a first byte comes."""
        self._raw.read(_STEP)
        data = self._said(size)
        self._out += len(data)
        if not data and not self._raw.cut:
            status = self._process.wait()
            if status and not self._out:
                raise self._refusal(status)
            self.broken = status != 0
            while self._raw.read(_STEP):
                pass
        return data

    @property
    def notes(self) -> tuple[str, ...]:
        """How the format is read, and what of it."""
        how = f"{self._kind} read in a process of its own"
        return (how, f"{self._what} {shown(str(self._found['name']))} is read") if "name" in self._found else (how,)

    @property
    def unread(self) -> tuple[str, ...]:
        """What else the file holds, in numbers."""
        told = (
            ("others", f"other {self._what}s were not read"),
            ("unread", "records of other tables were not read"),
            ("hidden", "of the workbook's sheets are hidden"),
            ("views", "views and virtual tables were not run"),
        )
        return tuple(f"{int(self._found[key]):,} {text}" for key, text in told if self._found.get(key))

    def close(self) -> None:
        """End the process, if it still runs."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _say(self, asked: bytes) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(asked)
            self._process.stdin.close()
        except OSError:
            raise self._refusal(self._process.wait()) from None

    def _said(self, size: int) -> bytes:
        """Up to `size` bytes of what the process writes; less at its end, or where reading must end."""
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        pieces = [self._ahead[:size]]
        self._ahead = self._ahead[size:]
        left = size - len(pieces[0])
        while left and self._raw.wait(pipe) and (data := os.read(pipe, left)):
            pieces.append(data)
            left -= len(data)
        return b"".join(pieces)

    def _heard(self) -> dict[str, Any]:
        """The line of JSON that comes first; what came behind it is read next."""
        line = b""
        while b"\n" not in line and len(line) < _LINE and (data := self._said(_SIP)):
            line += data
        line, _, self._ahead = line.partition(b"\n")
        if self._raw.cut:
            raise SourceError("LC210", "reading was stopped before the first record")
        try:
            found = json.loads(line)
        except ValueError:
            raise self._refusal(self._process.wait()) from None
        return found if isinstance(found, dict) else {}

    def _refusal(self, status: int) -> SourceError:
        kind = KINDS[self._kind]
        if status == Status.NO_LIBRARY:
            return SourceError(
                "LC204",
                f"not tabular as it is: reading {kind} needs fastexcel",
                "pip install 'leakcheck-validator[xlsx]'",
            )
        if status == Status.NO_SUCH:
            return SourceError("LC204", f"{kind} without a table or sheet of that name")
        if status == Status.EMPTY:
            return SourceError("LC204", f"not tabular: {kind} without a record")
        reason = "damaged" if status == Status.DAMAGED else "damaged, or over the limits of memory and time"
        return SourceError("LC204", f"not tabular: {kind} that cannot be read ({reason})", "export the table as CSV")


def _start(handle: int) -> subprocess.Popen[bytes]:
    """The reading process: isolated from the user's settings, silent, in a session of its own, with one file open."""
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-B", "-m", "leakcheck.sources.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd=os.sep,
            pass_fds=(handle,),
            start_new_session=True,
        )
    except (OSError, ValueError):
        raise SourceError(
            "LC204", "cannot start the process that reads this format", "export the table as CSV"
        ) from None
