"""`leakcheck schema`: the JSON Schema of our documents, and whether a document keeps it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from leakcheck.cli import complete
from leakcheck.cli.config import config_schema
from leakcheck.cli.output import say
from leakcheck.errors import SourceError, UsageError
from leakcheck.exits import ExitStatus


def schema(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            help="Which document: report, or config: a settings file.", autocompletion=complete.schema_names
        ),
    ] = "report",
    check: Annotated[str | None, typer.Option(metavar="FILE", help="Check this document instead of printing.")] = None,
) -> int:
    """Print a JSON Schema; --check a report with it."""
    from leakcheck.render import schema as schemas

    if name == "config" and check is None:
        import json

        root = ctx.find_root().command
        assert isinstance(root, TyperGroup)
        say(json.dumps(config_schema(root.commands["score"]), indent=2) + "\n")
        return 0
    if name != "report":
        raise UsageError(
            "LC110", f"no schema {name!a}" + (" to check with" if name == "config" else ""), "leakcheck schema report"
        )
    if check is None:
        import json

        say(json.dumps(schemas.report_schema(), indent=2) + "\n")
        return 0
    try:
        text = Path(check).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError("LC201", f"cannot read {check!a}", None) from error
    problems = schemas.check(text)
    say("".join(f"{problem}\n" for problem in problems) if problems else "ok\n")
    return ExitStatus.GATE if problems else ExitStatus.DONE
