"""`leakcheck validators` and `leakcheck explain`: what is checked, and what each code means, without the web."""

from __future__ import annotations

from typing import Annotated

import typer

from leakcheck.cli import complete, options
from leakcheck.cli.output import say
from leakcheck.errors import UsageError


def validators(
    roles: Annotated[bool, typer.Option("--roles", help="List the roles that a column can play instead.")] = False,
    schemes: Annotated[bool, typer.Option("--schemes", help="List the identity-number schemes instead.")] = False,
    as_json: options.AsJson = False,
) -> int:
    """List validators, built in and installed."""
    from leakcheck.plugins import described
    from leakcheck.render import validators as table

    if roles:
        say(table.roles(as_json=as_json))
    elif schemes:
        from leakcheck.reference.schemes import load

        rows = [(s.id, s.country or "", s.title) for s in load().values()]
        say(table.schemes(rows, as_json=as_json))
    else:
        cards = [(d.card, d.family) for d in described()]
        say(table.render_json(cards) if as_json else table.render(cards))
    return 0


def explain(
    code: Annotated[
        str | None,
        typer.Argument(
            help="A validator, LC or Q code, verdict, family, exit code or topic; none: list them.",
            autocompletion=complete.explained,
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> int:
    """What a validator, problem or error means."""
    from leakcheck.plugins import described
    from leakcheck.render import explain as page

    entries = [(d.card, d.family, d.doc) for d in described()]
    if code is None:
        say(page.topics_json(entries) if as_json else page.topics(entries))
        return 0
    text = page.explain_json(code, entries) if as_json else page.explain(code, entries)
    if text is None:
        near = page.nearest(code, entries)
        hint = f"nearest: {', '.join(near)}" if near else "leakcheck explain lists what there is"
        raise UsageError("LC110", f"no such code {code!a}", hint)
    say(text)
    return 0
