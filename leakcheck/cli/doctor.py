"""`leakcheck doctor`: can it work here, and what would a command be told by files, environment and options?"""

from __future__ import annotations

from typing import Annotated

import typer
from typer.core import TyperGroup

from leakcheck.cli import options
from leakcheck.cli.output import say
from leakcheck.errors import UsageError
from leakcheck.exits import ExitStatus


def doctor(
    ctx: typer.Context,
    command: Annotated[
        list[str] | None,
        typer.Argument(metavar="[COMMAND...]", help="With --settings: a command as you would type it."),
    ] = None,
    settings: Annotated[
        bool, typer.Option("--settings", help="Show each setting of a command (score -) and where it came from.")
    ] = False,
    bug: Annotated[
        bool, typer.Option("--bug", help="Print a block for a bug report: versions, no path, no setting, no sample.")
    ] = False,
    as_json: options.AsJson = False,
) -> int:
    """Versions, extras, plugins, reference tables, limits, settings: can it work here?

    Exits with 0 if it can, whatever the notes, and with --bug; with 1 where it found a fault; with 2 where --settings
    meets a settings file that cannot be meant. Nothing about a sample is read or shown.
    """
    from leakcheck.cli import findings
    from leakcheck.render import bug as block
    from leakcheck.render import checkup as page

    root = ctx.find_root().command
    assert isinstance(root, TyperGroup)
    if bug and (settings or as_json):
        raise UsageError(
            "LC102", "--bug is a block of its own, without --settings and --json", "leakcheck doctor --bug"
        )
    if settings:
        rows = findings.settings_of(root, command or [])
        say(page.settings_json(rows) if as_json else page.settings(rows))
        return ExitStatus.DONE
    found = findings.everything(root)
    if bug:
        say(block.render(found))
        return ExitStatus.DONE
    say(page.render_json(found) if as_json else page.render(found))
    return ExitStatus.GATE if findings.faulty(found) else ExitStatus.DONE
