"""A sample, opened: how it is dressed, its first records, its batches, and the account of every record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from types import TracebackType
from typing import BinaryIO, Final, Self

import polars as pl

from leakcheck.errors import SourceError
from leakcheck.model.source import Account, SourceInfo
from leakcheck.sources.account import Ledger
from leakcheck.sources.options import PREFIX_RECORDS, ReadOptions
from leakcheck.sources.plan import Plan
from leakcheck.sources.plan_delimited import plan_delimited
from leakcheck.sources.plan_json import plan_json
from leakcheck.sources.sniff import text_format
from leakcheck.sources.stream import RawStream, open_raw
from leakcheck.sources.textstream import TextStream

_PIECE: Final = 1 << 19  # bytes of the head at once, until there are records enough


class Sample:
    """One sample being read; a context manager that closes its file."""

    def __init__(self, raw: RawStream, options: ReadOptions) -> None:
        self._raw = raw
        self._options = options
        self._ledger = Ledger()
        self._text = TextStream(raw, options)
        self._started = False
        self._finished = False
        self._notes: tuple[str, ...] = ()
        kind = text_format(self._text.head, options.input_format)
        decide = plan_delimited if kind in {"csv", "tsv"} else plan_json
        self._plan: Plan = decide(self._text.head, whole=self._text.whole, options=options, kind=kind)
        for code, count in self._plan.quality.items():
            self._ledger.remark(code, count)
        self.info = self._describe()
        self.prefix = self._first_records()

    @property
    def bytes_read(self) -> int:
        """Bytes of the file read so far."""
        return self._raw.count

    @property
    def bytes_total(self) -> int | None:
        """The file's size; None for a pipe."""
        return self._raw.total

    def batches(self) -> Iterator[pl.DataFrame]:
        """Every good record, once, in file order, as frames of the columns of `prefix`; each has a record at least.

        SourceError LC205 where packed data ends early, unless `allow_truncated`; LC206 where it is JSON and nothing of
        it can be read.
        """
        assert not self._started, "a sample is read once"
        self._started = True
        reader = self._plan.reader()
        for text, final in self._text.pieces(self._plan.skip):
            for chunk in reader.feed(text, final=final):
                frame = self._ledger.absorb(chunk, self._room())
                if frame.height:
                    yield frame
                if self._room() == 0:
                    return
        self._finish()

    def account(self) -> Account:
        """The account of what was read; final once `batches` is exhausted."""
        return self._ledger.account(
            size=self._raw.count,
            sha256=self._raw.sha256 if self._finished else None,
            complete=self._finished and not self._text.broken,
            notes=self._notes,
        )

    def close(self) -> None:
        """Close the file."""
        self._raw.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _room(self) -> int | None:
        rows = self._options.rows
        return None if rows is None else max(0, rows - self._ledger.read)

    def _finish(self) -> None:
        """The end of the file: line ends, changes while it was read, packed data that ended early."""
        self._finished = True
        ledger, text = self._ledger, self._text
        self._ledger.remark("Q007", self._mixed_ends())
        notes = []
        if self._raw.changed():
            notes.append("the file changed while it was read")
        if text.trailing:
            notes.append(f"{text.trailing:,} bytes after the packed data were not unpacked")
        if text.broken:
            notes.append(f"the packed data ends early at byte {self._raw.count:,}")
        self._notes = tuple(notes)
        if text.broken and not self._options.allow_truncated:
            raise SourceError(
                "LC205",
                f"compressed data ends early at byte {self._raw.count:,}; {ledger.read:,} records were read",
                "--allow-truncated reports on those",
            )
        if self._plan.info.format == "json" and not ledger.scored and ledger.read:
            raise SourceError("LC206", "JSON broken: no record of it can be read", "ndjson expects one object a line")

    def _mixed_ends(self) -> int:
        """Line ends of the rarer kind, those inside quoted cells aside."""
        ledger, crlf = self._ledger, self._text.line_ends.crlf
        if not crlf or self._plan.info.format == "json":
            return 0
        account = self.account()
        lines = ledger.read + sum(account.quality.get(code, (0, None))[0] for code in ("Q001", "Q002"))
        lines += (self._plan.info.header == "present") + ledger.inner_newlines - (self._text.last != b"\n")
        return max(0, min(crlf, lines - crlf) - ledger.inner_newlines)

    def _describe(self) -> SourceInfo:
        text, info = self._text, self._plan.info
        notes = [text.encoding.note, *info.notes]
        if text.compression:
            notes.insert(0, f"unpacked with {text.compression}")
        if text.line_ends.crlf:
            notes.append("records end in CRLF")
        return SourceInfo(
            label=PurePath(self._raw.label).name,
            format=info.format,
            compression=text.compression,
            encoding=text.encoding.name,
            encoding_confidence=text.encoding.confidence,
            delimiter=info.delimiter,
            quote=info.quote,
            header=info.header,
            labels=info.labels,
            notes=tuple(notes),
        )

    def _first_records(self) -> pl.DataFrame:
        reader = self._plan.reader()
        frames: list[pl.DataFrame] = []
        head = self._text.head[self._plan.skip :]
        for start in range(0, len(head), _PIECE):
            frames += [chunk.frame for chunk in reader.feed(head[start : start + _PIECE], final=False)]
            if sum(frame.height for frame in frames) >= PREFIX_RECORDS:
                break
        else:
            if self._text.whole:
                frames += [chunk.frame for chunk in reader.feed(b"", final=True)]
        schema = dict.fromkeys(self.columns, pl.String)
        return pl.concat([pl.DataFrame(schema=schema), *frames]).head(PREFIX_RECORDS).rechunk()

    @property
    def columns(self) -> tuple[str, ...]:
        """``c1`` ... ``ck``."""
        return tuple(f"c{index}" for index in range(1, len(self.info.labels) + 1))


def open_sample(path: str, options: ReadOptions = ReadOptions(), *, stdin: BinaryIO | None = None) -> Sample:  # noqa: B008 - frozen
    """Open the sample at `path`, or `stdin` where that is ``-``, and decide how it is to be read.

    SourceError (LC2xx) where it cannot be read; UsageError (LC102) where an option cannot be meant.
    """
    raw = open_raw(path, stdin)
    try:
        return Sample(raw, options)
    except BaseException:
        raw.close()
        raise
