"""Options for sets in many files: one report of all, or a part of it for `leakcheck merge`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from leakcheck.cli.options import Means
from leakcheck.errors import UsageError

if TYPE_CHECKING:
    from leakcheck.pipeline.dump import Plans
    from leakcheck.pipeline.secret import Secret

KeyFile = Annotated[
    str | None,
    typer.Option(
        "--key-file", metavar="FILE", help="Hash persons under this secret, so that parts can be put together."
    ),
]


@dataclass(frozen=True, slots=True)
class Dump:
    """How several files become one report."""

    together: Annotated[
        bool, typer.Option("--together", help="All SAMPLEs are one set: one report, in the order given.")
    ] = False
    jobs: Annotated[
        int | None, typer.Option("-j", "--jobs", min=1, max=256, help="Processes for --together; else one a core.")
    ] = None
    partial: Annotated[
        str | None,
        typer.Option(
            "--partial", metavar="PART", help="Keep what was seen here, for leakcheck merge, instead of a report."
        ),
        Means.WRITTEN,
    ] = None
    key_file: KeyFile = None
    like: Annotated[
        str | None, typer.Option("--like", metavar="PART", help="Take the columns of this part; decide none anew.")
    ] = None
    resume: Annotated[
        str | None,
        typer.Option(
            "--resume", metavar="FILE", help="Keep here how far it is; go on from there after an interruption."
        ),
        Means.WRITTEN,
    ] = None

    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster", metavar="ADDRESS|local:N", help="One set, read by a Dask cluster: tcp://HOST:8786, or local:2."
        ),
    ] = None
    exact_duplicates: Annotated[
        bool, typer.Option("--exact-duplicates", help="Count what occurs again, whatever the size; else estimate it.")
    ] = False
    memory: Annotated[
        int, typer.Option(metavar="MIB", min=1, help="Memory for --exact-duplicates; beyond it goes to TMPDIR, hashed.")
    ] = 128

    @property
    def asked(self) -> bool:
        """Is the run about a set, and no sample by itself?"""
        others = (self.partial, self.key_file, self.like, self.resume)
        return self.one_set or self.exact_duplicates or any(told is not None for told in others)

    @property
    def one_set(self) -> bool:
        """Are all SAMPLEs one?"""
        return self.together or self.cluster is not None

    def check(self, samples: Sequence[str], rows: int | None) -> None:
        """Raises UsageError LC102 for options that cannot be meant together."""
        if len(samples) > 1 and self.asked and not self.one_set:
            raise UsageError("LC102", "several samples, and an option for one set", "--together, if they are one")
        if self.jobs is not None and not self.together:
            raise UsageError("LC102", "--jobs is for files of one set", "--together, if they are one")
        again = len(samples) > 1 or self.resume is not None or self.cluster is not None
        if "-" in samples and again and self.asked:
            raise UsageError("LC102", "stdin cannot be one of several files, nor be read again", None)
        if rows is not None and self.one_set:
            raise UsageError("LC102", "--rows is of one sample, --together and --cluster of a set", None)
        if self.exact_duplicates and (self.partial is not None or self.resume is not None):
            told = "--exact-duplicates keeps hashes in a folder of its own run, which no file can hold"
            raise UsageError("LC102", told, "leave out --partial and --resume, or count in one run")
        if self.exact_duplicates and self.cluster is not None:
            told = "--exact-duplicates keeps hashes in a folder of this machine, which a cluster has not"
            raise UsageError("LC102", told, "leave it out, or count on one machine: --together")
        if self.resume is not None and self.key_file is None:
            raise UsageError("LC102", "--resume keeps hashes on disk, which need a key", "--key-file FILE")

    @contextmanager
    def plans(self) -> Iterator[Plans]:
        """The run's plans, and its cluster while it lasts.

        SourceError LC213 for what is no part, UsageError LC114 for what is no key file, LC111 or LC115 for no cluster.
        """
        from leakcheck.pipeline.dump import Plans, columns_like

        secret = secret_of(self.key_file)
        like = columns_like(self.like, secret) if self.like is not None else None
        plans = Plans(self.jobs, secret, like, self.resume, self.partial, self.exact_duplicates, self.memory)
        if self.cluster is None:
            yield plans
            return
        from leakcheck.cluster.crew import Crew, connected

        with connected(self.cluster) as client:
            yield replace(plans, crew=Crew(client))


def secret_of(key_file: str | None) -> Secret | None:
    """The secret in a key file, if one was named. UsageError LC114."""
    if key_file is None:
        return None
    from leakcheck.pipeline.secret import Secret

    return Secret.read(key_file)
