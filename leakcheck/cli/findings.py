"""What `leakcheck doctor` finds in this process: room, terminal, settings; the rest is `pipeline.doctor`'s."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, Final

from typer.core import TyperGroup

from leakcheck.cli.config import DEFAULT, PREFIX, Context, configuration, origins, variable
from leakcheck.cli.config_files import concerns, files
from leakcheck.cli.output import is_terminal
from leakcheck.cli.publish import Appearance
from leakcheck.cli.room import check_room
from leakcheck.errors import LeakcheckError, UsageError
from leakcheck.model.checkup import Finding, State, Told
from leakcheck.pipeline.doctor import checkup

_DISPLAY: Final = ("TERM", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "LANG", "LC_ALL", "SOURCE_DATE_EPOCH")
# Variables of ours that are no option of `score`.
_OTHERS: Final = {"LEAKCHECK_CONFIG", "LEAKCHECK_ERROR_FORMAT", "LEAKCHECK_PLUGINS"}


def everything(root: TyperGroup) -> list[Finding]:
    """The whole check-up; `root` is the program as typer has it."""
    return [*checkup(), *_room(), *_terminal(), *_files(root), *_environment(root)]


def faulty(found: Sequence[Finding]) -> bool:
    """Whether anything keeps the program from working as documented."""
    return any(finding.state is State.FAULT for finding in found)


def settings_of(root: TyperGroup, words: list[str]) -> list[Told]:
    """The settings of a command as it would take them, without running it; options alone are those of `score`."""
    return [Told(name, _shown(value), origin) for name, value, origin in origins(_context(root, words))]


def _context(root: TyperGroup, words: list[str]) -> Context:
    """The command that `words` stand for, parsed. Raises what parsing it would raise, UsageError (LC101) with it."""
    if not words or words[0] not in root.commands:
        words = ["score", "-", *words]
    name, *rest = words
    if configuration(root.commands[name]) is None:
        raise UsageError("LC101", f"{name} takes no settings", "leakcheck doctor --settings")
    return root.commands[name].make_context(name, rest)


def _shown(value: Any) -> str:
    match value:
        case None | "" | []:
            return "-"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(value)
        case _:
            return str(getattr(value, "value", value))


def _room() -> Iterator[Finding]:
    try:
        check_room()
    except LeakcheckError as error:
        yield Finding("limits", "room to work", error.message, State.FAULT, error.hint)
    else:
        yield Finding("limits", "room to work", "enough for any sample")


def _terminal() -> Iterator[Finding]:
    look = Appearance().look()
    encoding = (sys.stdout.encoding if sys.stdout else None) or "none"
    yield Finding("terminal", "stdout", f"{'a terminal' if is_terminal(sys.stdout) else 'no terminal'}, {encoding}")
    yield Finding("terminal", "layout", f"{look.width} columns{', plain' if look.plain else ''}")
    yield Finding("terminal", "glyphs and colour", f"{look.glyphs}, {'colour' if look.color else 'no colour'}")
    told = [f"{name}={os.environ[name]}" for name in _DISPLAY if name in os.environ]
    yield Finding("terminal", "environment", " ".join(told) or "none of " + ", ".join(_DISPLAY))


def _files(root: TyperGroup) -> Iterator[Finding]:
    """The settings files that a command would read here, and whether it could."""
    group = "settings"
    here = files(os.environ.get(f"{PREFIX}CONFIG"), [])
    for file in filter(concerns, here):
        state = State.OK if file.unused is None else State.NOTE
        yield Finding(group, file.path.name, f"{file.shown} {file.unused or 'is read'}", state)
    try:
        told = settings_of(root, [])
    except LeakcheckError as error:
        yield Finding(group, "settings", error.message, State.FAULT, error.hint)
    else:
        changed = [row.key for row in told if row.origin != DEFAULT]
        yield Finding(group, "changed here", ", ".join(changed) or "none; leakcheck doctor --settings shows them all")


def _environment(root: TyperGroup) -> Iterator[Finding]:
    """Variables that look like ours and are none: a gate that is never told passes everything."""
    about = configuration(root.commands["score"])
    known = {*_OTHERS, *(variable(name, one.info) for name, one in about.settings.items())} if about else _OTHERS
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else None
            yield Finding("settings", "environment", f"{name} is no setting and is ignored", State.NOTE, hint)
