"""`leakcheck synth`: a labelled synthetic sample, marked as ours in every identifying cell."""

from __future__ import annotations

import sys
from typing import Annotated, BinaryIO

import typer

from leakcheck.cli import complete
from leakcheck.cli.output import whole_file, writing_to_stdout
from leakcheck.errors import UsageError


def synth(
    profile: Annotated[
        str,
        typer.Argument(
            help="register, random, generator, padded, shuffled or mixed.", autocompletion=complete.profiles
        ),
    ],
    rows: Annotated[int, typer.Option("-n", "--rows", min=1, help="How many records.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same bytes.")] = 0,
    locale: Annotated[str, typer.Option(help="Whose register: zh_CN, en_US, it_IT ...")] = "zh_CN",
    output_format: Annotated[
        str, typer.Option("-f", "--format", help="csv, tsv, ndjson, json or elasticsearch.")
    ] = "csv",
    encoding: Annotated[str, typer.Option(help="utf-8, gb18030, utf-16 ...")] = "utf-8",
    share: Annotated[
        float, typer.Option(min=0, max=1, help="Made-up share of the mixed profile, core of the padded.")
    ] = 0.5,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="PATH", help="Write here, not to stdout.")
    ] = None,
) -> int:
    """Make a synthetic fixture with known defects.

    Every ID, phone, e-mail and record-id cell carries a public mark, which `score` finds: a made-up register of ours
    cannot be passed off as a real one.
    """
    from leakcheck.synth import write

    def make(out: BinaryIO) -> None:
        write(profile, out, rows=rows, seed=seed, locale=locale, format=output_format, encoding=encoding, share=share)

    if output is None:
        if sys.stdout.isatty() and rows > 10_000:  # a screenful is a look, more is a mistake
            raise UsageError("LC109", f"{rows:,} records would scroll past", "write -o FILE, or pipe it on")
        with writing_to_stdout():
            make(sys.stdout.buffer)
            sys.stdout.buffer.flush()
        return 0
    with whole_file(output) as file:
        make(file)
    return 0
