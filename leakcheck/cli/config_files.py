"""Where settings files lie, and what may be read from them.

A file that was not asked for by name could have been put there by whoever made the sample. So one is looked for at and
above the working directory alone, is not used where it lies beside the sample, belongs to somebody else or can be
written by anybody, and what it says is words, numbers and switches: no key names code or another settings file.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from leakcheck.errors import UsageError

PROJECT: Final = "pyproject.toml"
OWN: Final = "leakcheck.toml"
NONE: Final = "none"  # --config none: no file at all
MOST: Final = 256 << 10  # bytes
SCHEMA: Final = 1  # of the keys; `schema = 1` may say so
_TABLE: Final = re.compile(rb"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*[\"']?leakcheck\b", re.MULTILINE)


class File(NamedTuple):
    """One settings file. `unused` says why it is not read, None where it is; `found` that nobody asked for it."""

    path: Path
    found: bool
    unused: str | None = None

    @property
    def shown(self) -> str:
        """The path from the working directory where it lies below, absolute elsewhere."""
        return str(self.path.relative_to(Path.cwd()) if self.path.is_relative_to(Path.cwd()) else self.path)


def files(asked: str | None, samples: Sequence[str]) -> tuple[File, ...]:
    """The files that settings come from, those that win last; `asked` is ``--config``."""
    if asked == NONE:
        return ()
    return (*_found(samples), *([File(Path(asked).absolute(), found=False)] if asked is not None else []))


def read(file: File) -> dict[str, Any]:
    """What the file says of this program.

    Raises UsageError (LC103) for what is no regular file, too large, not TOML, or of a later schema.
    """
    import tomllib

    try:
        told: dict[str, Any] = tomllib.loads(_octets(file).decode("utf-8"))
    except OSError:
        raise refused(file, "cannot be read") from None
    except UnicodeDecodeError:
        raise refused(file, "is not UTF-8") from None
    except RecursionError:
        raise refused(file, "is nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise refused(file, f"is not TOML{f', line {line[1]}' if line else ''}") from None
    if file.path.name == PROJECT:
        tools = told.get("tool", {})
        told = tools.get("leakcheck", {}) if isinstance(tools, dict) else {}
    if not isinstance(told, dict):
        raise refused(file, "leakcheck is no table")
    schema = told.pop("schema", SCHEMA)
    if type(schema) is not int or schema != SCHEMA:
        raise refused(file, f"has a schema that is not {SCHEMA}")
    return told


def concerns(file: File) -> bool:
    """Whether the file has anything to say to this program: a project's own may well not mention it.

    One that is not used is looked at and no more: whatever it is, it ends nothing.
    """
    if not file.found or file.path.name == OWN:
        return True
    try:
        octets = _octets(file)
    except (OSError, UsageError):
        return file.unused is None  # then `read` says what is wrong with it
    return bool(_TABLE.search(octets)) if file.unused is not None else b"leakcheck" in octets


def refused(file: File, what: str, hint: str | None = None) -> UsageError:
    """The refusal of a settings file."""
    return UsageError("LC103", f"config {file.shown!a} {what}", hint or f"--config {NONE} goes on without")


def _octets(file: File) -> bytes:
    if not file.path.is_file():  # (a pipe could be waited at forever)
        raise refused(file, "is no file")
    with file.path.open("rb") as stream:
        octets = stream.read(MOST + 1)
    if len(octets) > MOST:
        raise refused(file, f"is over {MOST >> 10} KiB")
    return octets


def _found(samples: Sequence[str]) -> Iterator[File]:
    """The settings files of the nearest folder at or above the working directory that has one to use.

    What may not be used is told, and hides nothing that lies above it.
    """
    for folder in (Path.cwd(), *Path.cwd().parents):
        paths = [folder / name for name in (PROJECT, OWN) if (folder / name).exists()]
        here = [File(path, found=True, unused=_unused(path, samples)) for path in paths]
        yield from here
        if any(file.unused is None for file in here):
            return


def _unused(path: Path, samples: Sequence[str]) -> str | None:
    """Why a file that nobody asked for is left alone."""
    if path.parent.resolve() in {folder for sample in samples for folder in _folders(sample)}:
        return "lies beside the sample"
    if os.name == "posix":
        facts = path.stat()
        if facts.st_uid not in {os.geteuid(), 0}:
            return "belongs to somebody else"
        if facts.st_mode & stat.S_IWOTH:
            return "can be written by anybody"
    return None


def _folders(sample: str) -> Iterator[Path]:
    """Where a sample lies: by its name, behind its links, and with the archive that it is a member of."""
    if sample != "-":
        for name in (sample, sample.partition("!")[0]):
            with suppress(OSError, RuntimeError, ValueError):  # links in a circle, or no name of a file: no sample
                yield Path(name).absolute().parent.resolve()
                yield Path(name).resolve().parent
