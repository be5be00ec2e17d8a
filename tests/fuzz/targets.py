"""One target a parser: bytes in, and nothing may come out but a refusal of ours; every record must be accounted for.

Nothing here knows who calls: atheris, the plain mutation loop of `run.py`, or the tests.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from leakcheck.binding import read_map
from leakcheck.errors import LeakcheckError, SourceError, UsageError
from leakcheck.render.schema import check as check_report
from leakcheck.sources import ReadOptions, Sample, open_sample
from leakcheck.sources.decode import decoder
from leakcheck.sources.encoding import decide

_FILE = Path(tempfile.mkdtemp(prefix="leakcheck-fuzz-")) / "sample"  # for formats that need places to go back to


def _accounted(sample: Sample) -> None:
    height = 0
    for frame in sample.batches():
        assert frame.height
        assert frame.columns == list(sample.columns)
        height += frame.height
    account = sample.account()
    assert account.read == account.scored + sum(lost.count for lost in account.rejected.values())
    assert account.scored == height
    assert all(note.isprintable() for note in (*sample.info.notes, *account.notes))


def _clean(error: LeakcheckError) -> None:
    said = error.message + (error.hint or "")
    assert said.isprintable()


def _piped(data: bytes, **options: object) -> None:
    """Read as from a pipe, in small pieces."""
    try:
        with open_sample("-", ReadOptions(batch_bytes=997, **options), stdin=io.BytesIO(data)) as sample:
            _accounted(sample)
    except SourceError as error:
        _clean(error)


def _stored(data: bytes) -> None:
    """Read as from a file."""
    _FILE.parent.mkdir(exist_ok=True)
    _FILE.write_bytes(data)
    try:
        with open_sample(str(_FILE), ReadOptions(allow_truncated=bool(len(data) % 2))) as sample:
            _accounted(sample)
    except SourceError as error:
        _clean(error)


def csv(data: bytes) -> None:
    _piped(data, input_format="csv")


def ndjson(data: bytes) -> None:
    _piped(data, input_format="ndjson")


def json(data: bytes) -> None:
    _piped(data, input_format="json")


def sql(data: bytes) -> None:
    _piped(data, input_format="sql")


def vcard(data: bytes) -> None:
    _piped(data, input_format="vcard")


def packed(data: bytes) -> None:
    """gzip, xz, bzip2, zstd, and whatever else the first bytes say."""
    _piped(data)


def zip_archive(data: bytes) -> None:
    if not data.startswith((b"SQLite format 3\0", b"PAR1")):  # those start a process
        _stored(data)


def tar_archive(data: bytes) -> None:
    zip_archive(data)


def encoding(data: bytes) -> None:
    """Whatever is decided, all bytes come out as text or marked, at any cut alike."""
    try:
        found = decide(data)
    except SourceError:
        return
    whole = decoder(found).decode(data, final=True)
    cut, half = decoder(found), len(data) // 2
    assert cut.decode(data[:half], final=False) + cut.decode(data[half:], final=True) == whole
    whole.replace(b"\xff", b"").decode("utf-8", "replace")


def map_file(data: bytes) -> None:
    try:
        read_map(data.decode("utf-8", "replace"))
    except UsageError as error:
        _clean(error)


def report(data: bytes) -> None:
    try:
        problems = check_report(data.decode("utf-8", "replace"))
    except LeakcheckError:
        return
    assert all(isinstance(problem, str) for problem in problems)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "csv": csv,
    "ndjson": ndjson,
    "json": json,
    "sql": sql,
    "vcard": vcard,
    "packed": packed,
    "zip": zip_archive,
    "tar": tar_archive,
    "encoding": encoding,
    "map": map_file,
    "report": report,
}
