"""One file on whatever machine: the work that is sent there, and what comes back.

What is seen of a file depends on the file, the questions and the columns, and on the libraries that read it. So what
comes back says which those were, and a machine that has others is refused, however rarely it would matter. Refusals are
returned and not raised: a scheduler writes what is raised into its logs, with all that the work was given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Generic, TypeVar

import polars as pl

from leakcheck.cluster.places import opened
from leakcheck.errors import LeakcheckError, SourceError, internal
from leakcheck.features.key import Key
from leakcheck.pipeline.machine import tool
from leakcheck.pipeline.observe import Course
from leakcheck.pipeline.observed import Observed
from leakcheck.pipeline.workers import Order
from leakcheck.plugins import available, origins
from leakcheck.sources import Halt

_SHOWN_ONLY: Final = frozenset({"rich", "typer"})  # libraries that reports and options need, and no question


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What was found, or why nothing was; None for both where the work was called off. By which libraries."""

    seen: T | None
    refusal: LeakcheckError | None
    libraries: tuple[tuple[str, str], ...]


def answered(order: Order, look: Callable[[], T | None]) -> Answer[T]:
    """What `look` finds, or how it was refused, by which libraries. No refusal tells anything of a record."""
    libraries = libraries_of(plugins=order.settings.plugins)
    try:
        return Answer(look(), None, libraries)
    except LeakcheckError as error:
        return Answer(None, error.with_traceback(None), libraries)
    except KeyboardInterrupt:  # called off before its first record
        return Answer(None, None, libraries)
    except MemoryError:
        return Answer(None, SourceError("LC211", "memory ran out on a worker", "fewer threads a worker"), libraries)
    except (Exception, pl.exceptions.PanicException) as error:  # noqa: BLE001  (its text may quote a record)
        return Answer(None, internal(error, " on a worker"), libraries)


@cache
def libraries_of(*, plugins: bool) -> tuple[tuple[str, str], ...]:
    """Everything that an answer depends on beside the question: versions, tables, and how this machine hashes."""
    made = tool(origins(available(plugins=plugins)))
    tables = hashlib.sha256("".join(f"{table.id} {table.sha256}\n" for table in made.reference_data).encode())
    told = {
        "leakcheck": made.version,
        **{name: version for name, version in made.packages.items() if name not in _SHOWN_ONLY},
        **made.plugins,
        "reference tables": tables.hexdigest()[:12],
        "hashes": Key.of(b"").mark()[:12],
    }
    return tuple(told.items())


def refuse_unlike(theirs: Sequence[tuple[str, str]], *, plugins: bool) -> None:
    """SourceError LC217 where a worker's libraries are not this machine's."""
    told = dict(theirs)
    hint = "install the same versions of leakcheck-validator and its libraries everywhere"
    for name, version in libraries_of(plugins=plugins):
        if told.pop(name, None) != version:
            raise SourceError("LC217", f"a worker has another {name} than {version}", hint)
    for name in told:
        raise SourceError("LC217", f"a worker has {name}, and this machine has not", hint)


def observed(order: Order, place: str, halt: Halt) -> Observed:
    """What is to be seen of the file at `place`."""
    with opened(place) as (path, stream):
        return order.observe(path, halt, Course(workers=1), stdin=stream)
