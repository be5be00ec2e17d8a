"""Reports into every format that was asked for: all rendered and searched before the first is written."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from leakcheck.cli import complete, options
from leakcheck.cli.output import is_terminal, refuse_overwriting, say, wants_ascii, write_whole
from leakcheck.errors import UsageError
from leakcheck.render.formats import NAMES, NONE, Format, destination, holds_several, named

if TYPE_CHECKING:
    from leakcheck.model.report import Report

Glyphs = Literal["unicode", "ascii"]
Check = Callable[[str, str], str]  # a text and its format; the text itself, unless something stands in it
LEAST_WIDTH: Final = 20
USUAL_WIDTH: Final = 80
STDOUT_HELP: Final = f"What goes to stdout: {', '.join(NAMES)}."


class Color(StrEnum):
    """When to colour the terminal report."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class GlyphChoice(StrEnum):
    """What bars and lines are drawn with; auto takes ascii where stdout is not UTF-8."""

    AUTO = "auto"
    UNICODE = "unicode"
    ASCII = "ascii"


@dataclass(frozen=True, slots=True)
class Look:
    """How the terminal report is laid out."""

    width: int = USUAL_WIDTH
    plain: bool = False
    glyphs: Glyphs = "unicode"
    color: bool = False
    verbosity: int = 0
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Appearance:
    """The options of every command that prints a report."""

    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="One line a sample: verdict, score, name.")] = False
    verbose: Annotated[
        int, typer.Option("-v", "--verbose", count=True, help="More figures; -vv for reader decisions.")
    ] = 0
    plain: Annotated[bool, typer.Option("--plain", help="Linear output for screen readers and logs.")] = False
    color: Annotated[Color, typer.Option(help="Colour the report; NO_COLOR and FORCE_COLOR are honoured.")] = Color.AUTO
    width: options.Width = None
    glyphs: Annotated[GlyphChoice, typer.Option(help="What to draw bars and lines with.")] = GlyphChoice.AUTO

    def look(self) -> Look:
        """The look that options, environment and terminal ask for together."""
        dumb = os.environ.get("TERM") == "dumb"
        seen = bool(os.environ.get("FORCE_COLOR")) or (is_terminal(sys.stdout) and not dumb)
        wanted = self.color is Color.ALWAYS or (self.color is Color.AUTO and seen)
        ascii_only = self.glyphs is GlyphChoice.ASCII or (self.glyphs is GlyphChoice.AUTO and wants_ascii())
        return Look(
            width=terminal_width(self.width),
            plain=self.plain or dumb,
            glyphs="ascii" if ascii_only else "unicode",
            color=wanted and not os.environ.get("NO_COLOR"),
            verbosity=self.verbose,
            quiet=self.quiet,
        )


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where reports go: the format of stdout, and files with theirs."""

    stdout: str
    files: tuple[tuple[Format, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Destination:
    """The options of every command that writes reports."""

    output_format: Annotated[
        str, typer.Option("-f", "--format", metavar="FORMAT", help=STDOUT_HELP, autocompletion=complete.format_names)
    ] = "text"
    output: Annotated[
        list[str] | None,
        typer.Option(
            "-o",
            "--output",
            metavar="PATH",
            help="Also write a report here; repeatable; by extension, or FORMAT:PATH.",
            autocompletion=complete.output_paths,
        ),
        options.Means.WRITTEN,
    ] = None

    def outlets(self, inputs: Sequence[str], *, several: bool = False) -> Outlets:
        """What the options ask for, of one sample or `several`.

        Raises UsageError: LC102, LC107, LC108 where a report would overwrite an input.
        """
        stdout = named(self.output_format)
        files = tuple(destination(told) for told in self.output or ())
        paths = [path for _, path in files]
        refuse_overwriting(inputs, paths)
        for place, path in enumerate(paths):
            if Path(path).absolute() in [Path(earlier).absolute() for earlier in paths[:place]]:
                raise UsageError("LC102", f"-o {path!a}: two reports cannot go to one file", None)
        if several:
            for name in (stdout, *(form.name for form, _ in files)):
                holds_several(name)
        return Outlets(stdout, files)


def publish(reports: Sequence[Report], asked: Outlets, look: Look, check: Check) -> None:
    """Write `reports` to files and stdout once all texts have passed `check`; raises what `check` and writing raise."""
    from leakcheck.render.saved import settled

    if not reports:
        return
    told = [settled(report) for report in reports]
    texts = [(path, check(rendered(told, form.name, look, for_file=True), form.name)) for form, path in asked.files]
    shown = check(rendered(told, asked.stdout, look, for_file=False), asked.stdout)
    for path, text in texts:
        write_whole(path, text)
    if shown:
        say(shown)


def rendered(reports: Sequence[Report], name: str, look: Look, *, for_file: bool) -> str:
    """`reports` in one format; a file gets the text of a page of the usual width, without colour."""
    from leakcheck.render import formats
    from leakcheck.render import text as as_text

    if name == NONE:
        return ""
    if name != "text":
        return formats.render(name, reports)
    if look.quiet and not for_file:
        return as_text.quiet(*reports)
    return as_text.render(
        *reports,
        width=USUAL_WIDTH if for_file else look.width,
        plain=look.plain,
        glyphs="unicode" if for_file else look.glyphs,
        color=look.color and not for_file,
        verbosity=look.verbosity,
    )


def terminal_width(asked: int | None) -> int:
    """The width that was asked for, else the terminal's or COLUMNS, else 80 for a file or a pipe."""
    if asked is None and (is_terminal(sys.stdout) or "COLUMNS" in os.environ):
        asked = shutil.get_terminal_size((USUAL_WIDTH, 24)).columns
    return max(LEAST_WIDTH, asked or USUAL_WIDTH)
