"""`leakcheck check`: many samples against expected verdicts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leakcheck.cli import complete
from leakcheck.cli.output import say, write_whole
from leakcheck.cli.publish import Destination, Look, Outlets, publish
from leakcheck.cli.room import check_room
from leakcheck.exits import ExitStatus
from leakcheck.render.formats import NONE

if TYPE_CHECKING:
    from leakcheck.pipeline.check import Result
    from leakcheck.pipeline.guard import Guard


def check(
    manifest: Annotated[
        str, typer.Argument(help="A TOML file of [[sample]] entries: path, verdict, score, fires, quiet.")
    ],
    destination: Destination,
    ignore: Annotated[
        str,
        typer.Option(
            help="Leave these validators out as well, comma-separated.", autocompletion=complete.validator_ids
        ),
    ] = "",
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print only what is not as expected.")] = False,
) -> int:
    """Many samples against expected verdicts (CI); exit 1 on a mismatch.

    A sample that comes out as expected is a pass in every format, also one that should be fabricated, and is.
    """
    check_room()
    from leakcheck.pipeline.check import read_manifest, run_manifest
    from leakcheck.pipeline.guard import Guard
    from leakcheck.pipeline.settings import Settings
    from leakcheck.render.check import line, summary

    expected = read_manifest(Path(manifest))
    paths = [sample.path for sample in expected.samples]
    asked = destination.outlets([manifest, *paths], several=len(paths) > 1)
    settings = Settings(ignore=tuple(word.strip() for word in ignore.split(",") if word.strip()))
    folder, guard = Path(manifest).parent, Guard()
    width = max(len(_shown(sample.path, folder)) for sample in expected.samples)
    table: list[str] = []
    results: list[Result] = []

    def told(text: str) -> None:
        table.append(text)
        if asked.stdout == "text":
            say(text)

    for result in run_manifest(expected, settings, guard):
        results.append(result)
        if result.problems or not quiet:
            row = (result.verdict, result.score, result.seconds, result.problems)
            told(guard.check(line(_shown(result.path, folder), *row, width=width), "the table"))
    wrong = sum(bool(result.problems) for result in results)
    if wrong or not quiet:
        told(summary(len(results), wrong))
    _publish(results, asked, table, guard)
    return ExitStatus.GATE if wrong else ExitStatus.DONE


def _publish(results: list[Result], asked: Outlets, table: list[str], guard: Guard) -> None:
    """The samples' reports where a format holds them; as text the table alone."""
    stdout = NONE if asked.stdout == "text" else asked.stdout
    others = tuple((form, path) for form, path in asked.files if form.name != "text")
    publish([result.report for result in results], Outlets(stdout, others), Look(), guard.check)
    for form, path in asked.files:
        if form.name == "text":
            write_whole(path, "".join(table))


def _shown(path: str, folder: Path) -> str:
    """The path as the manifest gives it: from its folder, or absolute."""
    sample = Path(path)
    return str(sample.relative_to(folder) if sample.is_relative_to(folder) else sample)
