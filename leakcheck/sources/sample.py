"""A sample, opened: how it is dressed, its first records, its batches, and the account of every record."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import PurePath
from types import TracebackType
from typing import BinaryIO, Final, Self

import polars as pl

from leakcheck.errors import SourceError
from leakcheck.model.source import Account, Reject, SourceInfo
from leakcheck.sources.account import Ledger
from leakcheck.sources.bounds import MAX_JUDGED, Bounds
from leakcheck.sources.container import opened
from leakcheck.sources.content import Opened
from leakcheck.sources.dialect import ends_in_carriage
from leakcheck.sources.halt import Halt
from leakcheck.sources.options import PREFIX_RECORDS, ReadOptions
from leakcheck.sources.plan import Noted, Plan, Reader
from leakcheck.sources.plan_delimited import plan_delimited
from leakcheck.sources.scars import Scars
from leakcheck.sources.sniff import text_format
from leakcheck.sources.stream import RawStream, open_raw
from leakcheck.sources.textstream import TextStream

_LINED: Final = frozenset({"csv", "tsv", "ndjson", "elasticsearch"})  # formats with one record a line
_JSON: Final = frozenset({"json", "ndjson", "elasticsearch"})
_MOST_PARTS: Final = 16  # marks in a path that may divide it
_PIECE: Final = 1 << 19  # bytes of the head at once, until there are records enough


class Sample:
    """One sample being read; a context manager that closes its file."""

    def __init__(self, raw: RawStream, content: Opened, closing: ExitStack) -> None:
        self._raw = raw
        self._opened = content
        self._closing = closing
        options = self._options = content.options
        self._ledger = Ledger()
        self._text = TextStream(content.content, options)
        if raw.cut and not self._text.head:
            raise SourceError("LC210", "reading was stopped before the first record")
        self._started = False
        self._finished = False
        self._notes: tuple[str, ...] = content.unread
        kind = text_format(self._text.head, options.input_format)
        if kind in {"csv", "tsv"} and ends_in_carriage(self._text.head, options.delimiter):
            self._text.end_at_carriages()
        decide = _planner(kind)
        whole = self._text.whole and not raw.cut
        self._plan: Plan = decide(self._text.head, whole=whole, options=options, kind=kind)
        for code, count in self._plan.quality.items():
            self._ledger.remark(code, count)
        self.info = self._describe()
        labels = self._plan.info.labels
        self._bounds = Bounds(len(labels) + self._plan.info.unread, raw.halt, read=len(labels))
        self._scars = Scars()
        self.prefix = self._first_records()

    @property
    def bytes_read(self) -> int:
        """Bytes of the file read so far."""
        return self._raw.count

    @property
    def bytes_total(self) -> int | None:
        """The file's size; None for a pipe."""
        return self._raw.total

    def batches(self) -> Generator[pl.DataFrame, None, None]:
        """Every good record, once, in file order, as frames of the columns of `prefix`; each has a record at least.

        SourceError LC205 where packed data ends early, unless `allow_truncated`; LC206 where it is JSON and nothing of
        it can be read. Close the generator where no more is wanted: the account is closed with it.
        """
        assert not self._started, "a sample is read once"
        self._started = True
        reader = self._plan.reader()
        try:
            yield from self._frames(reader)
            if self._room() != 0 and not self._raw.halt.reason:
                self._finish(reader)
        finally:  # also where whoever takes the batches wants no more
            self._close_book()

    def _frames(self, reader: Reader) -> Iterator[pl.DataFrame]:
        for text, final in self._text.pieces(self._plan.skip):
            if not self._text.ascii:
                self._scars.see(text, final=final)
            if final and self._raw.cut:
                return  # what is left of the text may be half a record: nobody saw its end
            for chunk in reader.feed(text, final=final):
                frame = self._bounds.kept(self._ledger.absorb(chunk, self._room()), brief=chunk.brief)
                if frame.height:
                    yield frame
                if self._room() == 0:
                    return
            if not final and self._bounds.reached(self._text.size):
                return

    @property
    def rejected_places(self) -> Mapping[Reject, Sequence[int]]:
        """The numbers of the records that were rejected so far, by reason; of each reason the first `PLACES`."""
        return self._ledger.places

    def account(self) -> Account:
        """The account of what was read; final once `batches` is exhausted."""
        return self._ledger.account(
            size=self._raw.count,
            sha256=self._raw.sha256 if self._finished else None,
            complete=self._finished and not self._text.broken and not self._raw.cut,
            notes=(*self._notes, *self._bounds.notes),
        )

    def close(self) -> None:
        """Close the file, and whatever was opened to read it."""
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _room(self) -> int | None:
        rows = self._options.rows
        return None if rows is None else max(0, rows - self._ledger.read)

    def _close_book(self) -> None:
        """What can be said wherever reading ends: of the text as far as it was looked at, and of the file itself."""
        self._ledger.remark("Q004", self._text.foreign_lines)
        self._ledger.remark("Q005", self._scars.replaced)
        self._ledger.remark("Q016", self._scars.twice)
        notes = []
        if self._raw.changed():
            notes.append("the file changed while it was read")
        if self._text.decided_late:
            offset, found = self._text.decided_late
            self.info = replace(self.info, encoding=found.name, encoding_confidence=found.confidence)
            notes.append(f"ASCII up to byte {offset:,}; read as {found.name} from there")
        self._notes = (*notes, *self._notes)

    def _finish(self, reader: Reader) -> None:
        """The end of the file: line ends, packed data that ended early, what the reader has to say."""
        self._finished = True
        ledger, text = self._ledger, self._text
        self._ledger.remark("Q007", self._mixed_ends())
        notes = []
        if text.trailing:
            notes.append(f"{text.trailing:,} bytes after the packed data were not unpacked")
        if text.broken:
            notes.append(f"the {self._cut_off()}")
        self._notes = (*self._notes, *notes, *(reader.notes if isinstance(reader, Noted) else ()))
        if text.broken and not self._options.allow_truncated:
            raise SourceError(
                "LC205",
                f"{self._cut_off()}; {ledger.read:,} records were read",
                "--allow-truncated reports on those",
            )
        if self._plan.info.format in _JSON and not ledger.scored and ledger.read:
            reason, seen = next(iter(ledger.rejected.items()))
            raise SourceError(
                "LC206",
                f"JSON broken: no record of {ledger.read:,} can be read; record {seen.first_record:,}: {reason}",
                "write one object a line, or one array of objects",
            )

    def _cut_off(self) -> str:
        """How the data came to an early end."""
        if self._opened.form:
            return f"{self._opened.form} data is damaged or over a limit: its reading ended early"
        return f"compressed data ends early at byte {self._raw.count:,}"

    def _mixed_ends(self) -> int:
        """Line ends of the rarer kind, those inside quoted cells aside."""
        ledger, crlf, cr = self._ledger, self._text.line_ends.crlf, self._text.line_ends.cr
        if not crlf + cr or self._plan.info.format not in _LINED or self._opened.form:
            return 0
        account = self.account()
        lines = ledger.read + sum(account.quality.get(code, (0, None))[0] for code in ("Q001", "Q002"))
        lines += (self._plan.info.header == "present") + ledger.inner_newlines - (self._text.last != b"\n")
        return max(0, lines - max(crlf, cr, lines - crlf - cr) - ledger.inner_newlines)

    def _describe(self) -> SourceInfo:
        text, info = self._text, self._plan.info
        notes = [*self._opened.notes, text.encoding.note, *info.notes]
        if text.compression:
            notes.insert(0, f"unpacked with {text.compression}")
        if text.line_ends.crlf:
            notes.append("records end in CRLF")
        return SourceInfo(
            label=PurePath(self._raw.label).name,
            format=self._opened.form or info.format,
            compression=text.compression,
            encoding=text.encoding.name,
            encoding_confidence=text.encoding.confidence,
            delimiter=None if self._opened.form else info.delimiter,
            quote=None if self._opened.form else info.quote,
            header=info.header,
            labels=info.labels[:MAX_JUDGED],
            notes=tuple(notes),
        )

    def _first_records(self) -> pl.DataFrame:
        reader = self._plan.reader()
        frames: list[pl.DataFrame] = []
        kept = partial(self._bounds.kept, count=False)
        head = self._text.head[self._plan.skip :]
        for start in range(0, len(head), _PIECE):
            frames += [kept(chunk.frame) for chunk in reader.feed(head[start : start + _PIECE], final=False)]
            if sum(frame.height for frame in frames) >= PREFIX_RECORDS:
                break
        else:
            if self._text.whole and not self._raw.cut:
                frames += [kept(chunk.frame) for chunk in reader.feed(b"", final=True)]
        schema = dict.fromkeys(self.columns, pl.String)
        return pl.concat([pl.DataFrame(schema=schema), *frames]).head(PREFIX_RECORDS).rechunk()

    @property
    def columns(self) -> tuple[str, ...]:
        """``c1`` ... ``ck``."""
        return tuple(f"c{index}" for index in range(1, len(self.info.labels) + 1))


def open_sample(
    path: str,
    options: ReadOptions = ReadOptions(),  # noqa: B008 - frozen
    *,
    stdin: BinaryIO | None = None,
    halt: Halt | None = None,
) -> Sample:
    """Open the sample at `path`, or the stream `stdin` of that name (``-`` has none), and decide how it is to be read.

    Behind a ``!`` the path may name the member of an archive, the table of a dump or database, the sheet of a workbook.
    `halt` can end the reading; without one the time limit of `options` starts now. SourceError (LC2xx) where the sample
    cannot be read; UsageError (LC102) where an option cannot be meant.
    """
    halt = halt or Halt(options.timeout)
    path, inner = _divided(path) if stdin is None else (path, None)
    options = replace(options, table=inner) if inner else options
    closing = ExitStack()
    try:
        raw = open_raw(path, stdin, halt)
        closing.callback(raw.close)
        return Sample(raw, opened(raw, options, closing), closing)
    except SourceError:
        closing.close()
        if halt.reason is None:
            raise
        raise SourceError("LC210", f"{halt.reason}, before the first record", "give it more time: --timeout") from None
    except BaseException:
        closing.close()
        raise


def _divided(path: str) -> tuple[str, str | None]:
    """The file of ``file!inner``, and what it names inside; a file with that very name comes first."""
    places = [place for place, mark in enumerate(path) if mark == "!"]
    if places and not os.path.lexists(path):
        for place in places[-_MOST_PARTS:]:
            if os.path.isfile(path[:place]):  # noqa: PTH113 - Path.is_file raises where a name is too long
                return path[:place], path[place + 1 :]
    return path, None


def _planner(kind: str) -> Callable[..., Plan]:
    """What decides how a format is read. Only a sample of that format pays for loading it."""
    match kind:
        case "json" | "ndjson":
            from leakcheck.sources.plan_json import plan_json  # noqa: PLC0415 - see above

            return plan_json
        case "sql":
            from leakcheck.sources.plan_sql import plan_sql  # noqa: PLC0415 - see above

            return plan_sql
        case "vcard":
            from leakcheck.sources.plan_vcard import plan_vcard  # noqa: PLC0415 - see above

            return plan_vcard
        case _:
            return plan_delimited
