"""`leakcheck pick`: numbers of records for a check by hand."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from leakcheck.cli import options
from leakcheck.cli.output import say
from leakcheck.cli.reading import Reading
from leakcheck.cli.room import check_room
from leakcheck.errors import LeakcheckError, UsageError

_MOST: Final = 1000  # a hand check of more is a copy of the file


def pick(
    sample: Annotated[str, typer.Argument(metavar="SAMPLE", help="A file."), options.Means.SAMPLE],
    read: Reading,
    count: Annotated[int, typer.Option("-n", "--count", min=1, max=_MOST, help="How many records.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="The same seed draws the same records.")] = 0,
    min_cell: Annotated[int, typer.Option(min=1, help="Do not tell a reason that fewer records share.")] = 5,
    as_json: options.AsJson = False,
    width: options.Width = None,
) -> int:
    """Draw record numbers for a check by hand: some at random, some that break a rule. Numbers only, never values."""
    if sample == "-":
        raise UsageError("LC102", "pick reads a file: numbers of a stream lead nowhere", None)
    check_room()
    from leakcheck.cli.publish import terminal_width
    from leakcheck.pipeline.guard import Guard
    from leakcheck.pipeline.pick import pick as draw
    from leakcheck.pipeline.settings import Settings
    from leakcheck.render import picks as page

    settings = Settings(read=read.options(), overrides=read.overrides(), seed=seed, min_cell=min_cell)
    guard = Guard()
    try:
        drawn = draw(sample, settings, count, guard=guard)
        shown = page.render_json(drawn) if as_json else page.render(drawn, width=terminal_width(width))
        guard.check(shown, "the numbers of records")
    except LeakcheckError as error:
        raise guard.cleared(error) from None
    say(shown)
    return 0
