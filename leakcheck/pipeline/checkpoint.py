"""What a long run has done so far, kept now and then, so that a run that was ended goes on where it was.

The file is a part (`pipeline.partial`) that is not finished: it says which files it is of, how many of them are in it,
and what was observed of the next one. Files are known by size and time of change; where one is another by now, what was
kept is of no use, and that is said.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from leakcheck.engine.part import Part
from leakcheck.errors import SourceError
from leakcheck.model.columns import Binding
from leakcheck.pipeline.observed import Observed
from leakcheck.pipeline.partial import asking, read_part, write_part
from leakcheck.pipeline.questions import Questions
from leakcheck.pipeline.secret import Secret
from leakcheck.pipeline.together import Gathering

EVERY: Final = 30.0  # seconds between two keepings: at most so much is done again
_SHARE: Final = 20  # keeping takes at most one part in so many of the time


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a run was: its files by size and time of change, those that are done, and the one in work."""

    files: tuple[tuple[int, int], ...]
    joined: int
    ahead: dict[int, Observed]
    begun: Part | None
    binding: Binding


class Checkpoint:
    """A `together.Keeper` in a file."""

    def __init__(self, path: str, paths: Sequence[str], questions: Questions, secret: Secret) -> None:
        self._path, self._questions, self._secret = path, questions, secret
        self._files = tuple(map(_identity, paths))
        self._next = time.monotonic() + EVERY

    def due(self) -> bool:
        """Is it time to keep it?"""
        return time.monotonic() >= self._next

    def keep(self, gathered: Gathering, place: int, part: Part | None) -> None:
        """Keep what was gathered, and what was observed of the file at `place`. OutputError LC401."""
        begun = time.monotonic()
        whole = gathered.whole
        stage = Stage(
            self._files,
            gathered.joined,
            dict(gathered.ahead),
            part if part is not None and place == gathered.joined else None,
            gathered.binding,
        )
        write_part(self._path, self._questions.settings, whole, self._secret, extra=stage)
        now = time.monotonic()
        self._next = now + max(EVERY, _SHARE * (now - begun))

    def before(self) -> tuple[Gathering, Part | None] | None:
        """What an earlier run did, and what it observed of the next file; None where there was none.

        SourceError LC215 where it was a run over other files, or with other settings; LC213 as `read_part`.
        """
        if not Path(self._path).exists():
            return None
        kept = read_part(self._path, self._secret)
        stage = kept.extra
        if not isinstance(stage, Stage) or stage.files != self._files:
            raise self._unlike("other files, or files that changed")
        if kept.settings != asking(self._questions.settings):
            raise self._unlike("other settings")
        gathered = Gathering(self._questions, stage.binding, kept.seen, stage.joined, dict(stage.ahead))
        return gathered, stage.begun

    def done(self) -> None:
        """The run is over; nothing is left to go on with."""
        with suppress(OSError):
            Path(self._path).unlink(missing_ok=True)

    def _unlike(self, what: str) -> SourceError:
        return SourceError("LC215", f"{self._path!a} was kept by a run over {what}", "remove it, or name another file")


def _identity(path: str) -> tuple[int, int]:
    try:
        status = Path(path).stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns
