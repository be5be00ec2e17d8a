"""`leakcheck columns`: what each column was taken for, and a map to correct it."""

from __future__ import annotations

from typing import Annotated

import typer

from leakcheck.cli import options
from leakcheck.cli.output import refuse_overwriting, say, write_whole
from leakcheck.cli.reading import Reading, stdin_for
from leakcheck.cli.room import check_room
from leakcheck.errors import LeakcheckError


def columns(
    sample: options.Sample,
    read: Reading,
    rows: options.Rows = None,
    write: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write a column map to edit, for --map-file.")
    ] = None,
    as_json: options.AsJson = False,
    width: options.Width = None,
) -> int:
    """What each column was taken for, and why; write a map."""
    check_room()
    from leakcheck.binding import write_map
    from leakcheck.cli.publish import terminal_width
    from leakcheck.pipeline.columns import view_columns
    from leakcheck.pipeline.guard import Guard
    from leakcheck.pipeline.settings import Settings
    from leakcheck.render import columns as page

    refuse_overwriting([sample], [write] if write else [])
    settings = Settings(read=read.options(rows), overrides=read.overrides())
    guard = Guard()
    try:
        binding, view = view_columns(sample, settings, stdin=stdin_for(sample), guard=guard)
        shown = page.render_json(view) if as_json else page.render(view, width=terminal_width(width))
        guard.check(shown, "the table of columns")
        if write is not None:
            write_whole(write, guard.check(write_map(binding), "the column map"))
    except LeakcheckError as error:
        raise guard.cleared(error) from None
    say(shown)
    return 0
