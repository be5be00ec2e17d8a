"""`leakcheck merge`: one report of parts that `leakcheck score --partial` made."""

from __future__ import annotations

from typing import Annotated

import typer

from leakcheck.cli.dump import KeyFile, secret_of
from leakcheck.cli.judging import Dossier, Gating, Prior
from leakcheck.cli.options import Means
from leakcheck.cli.publish import Appearance, Destination, publish
from leakcheck.cli.room import check_room


def merge(
    parts: Annotated[
        list[str], typer.Argument(metavar="PART...", help="Parts, in the order of the files."), Means.SAMPLE
    ],
    destination: Destination,
    dossier: Dossier,
    gating: Gating,
    appearance: Appearance,
    key_file: KeyFile = None,
    prior: Prior = 0.5,
) -> int:
    """One report of parts, the same as of their files together.

    What was asked of the records is settled in the parts; how they are judged and shown is said here.
    """
    asked = destination.outlets([*parts, *([gating.baseline] if gating.baseline else [])])
    check_room()
    from leakcheck.judge.gate import status
    from leakcheck.pipeline.dump import merged
    from leakcheck.pipeline.guard import Guard
    from leakcheck.pipeline.settings import Settings

    settings = Settings(
        prior=prior,
        min_cell=dossier.min_cell,
        mask_labels=dossier.mask_labels,
        gate=gating.gate(),
        min_validators=gating.min_validators,
        reproducible=dossier.reproducible,
        label=dossier.label,
        handling=dossier.handling(),
    )
    report = gating.compared()(merged(parts, settings, secret_of(key_file)))
    publish([report], asked, appearance.look(), Guard().check)  # (parts hold no value that could be searched for)
    return status(report, settings.min_validators)
