"""`leakcheck check`: many samples against expected verdicts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leakcheck.cli.output import say
from leakcheck.cli.room import check_room
from leakcheck.exits import ExitStatus


def check(
    manifest: Annotated[
        str, typer.Argument(help="A TOML file of [[sample]] entries: path, verdict, score, fires, quiet.")
    ],
    ignore: Annotated[str, typer.Option(help="Leave these validators out as well, comma-separated.")] = "",
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print only what is not as expected.")] = False,
) -> int:
    """Many samples against expected verdicts (CI); exit 1 on a mismatch."""
    check_room()
    from leakcheck.pipeline.check import read_manifest, run_manifest
    from leakcheck.pipeline.settings import Settings
    from leakcheck.render.check import line, summary

    asked = read_manifest(Path(manifest))
    settings = Settings(ignore=tuple(word.strip() for word in ignore.split(",") if word.strip()))
    folder = Path(manifest).parent
    width = max(len(_shown(sample.path, folder)) for sample in asked.samples)
    wrong = 0
    for result in run_manifest(asked, settings):
        wrong += bool(result.problems)
        if result.problems or not quiet:
            row = (result.verdict, result.score, result.seconds, result.problems)
            say(result.guard.check(line(_shown(result.path, folder), *row, width=width), "the table"))
    if wrong or not quiet:
        say(summary(len(asked.samples), wrong))
    return ExitStatus.GATE if wrong else ExitStatus.DONE


def _shown(path: str, folder: Path) -> str:
    """The path as the manifest gives it: from its folder, or absolute."""
    sample = Path(path)
    return str(sample.relative_to(folder) if sample.is_relative_to(folder) else sample)
