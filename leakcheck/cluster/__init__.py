"""The only part of the program that reaches beyond this machine: workers of a Dask cluster, files behind URIs.

It is the extra `cluster`; nothing below it knows of it, and nothing of it is loaded unless it is asked for. What goes
over the wire: to a worker the settings, the columns, the key and the address of a file; back from it counts and hashes,
and no value of a record.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Unpack

if TYPE_CHECKING:
    from distributed import Client

    from leakcheck.pipeline.keywords import Keywords
    from leakcheck.pipeline.result import Result

__all__ = ["score"]


def score(
    uris: Sequence[str],
    *,
    client: Client | str = "local:2",
    key_file: str | None = None,
    **settings: Unpack[Keywords],
) -> Result:
    """Judge files as one set, in the order given, by the workers of `client`: a distributed.Client, or an address.

    `uris` are paths that every worker can read, or URIs that fsspec knows; `settings` are those of `leakcheck.score`.
    Persons are hashed under the secret in `key_file`. The report is that of ``leakcheck score --together`` to the last
    digit. Raises `leakcheck.errors.LeakcheckError`.
    """
    from leakcheck.cluster.crew import Crew, connected  # noqa: PLC0415  (an extra)
    from leakcheck.pipeline.dump import Company, Plans, score_all  # noqa: PLC0415  (polars)
    from leakcheck.pipeline.guard import Guard  # noqa: PLC0415
    from leakcheck.pipeline.keywords import settings_of  # noqa: PLC0415
    from leakcheck.pipeline.result import Result  # noqa: PLC0415
    from leakcheck.pipeline.secret import Secret  # noqa: PLC0415
    from leakcheck.pipeline.stop import Stop  # noqa: PLC0415

    guard, secret = Guard(), Secret.read(key_file) if key_file is not None else None
    with ExitStack() as stack:
        reached = stack.enter_context(connected(client)) if isinstance(client, str) else client
        plans = Plans(secret=secret, crew=Crew(reached))
        report = score_all(uris, settings_of(**settings), plans, Company(Stop(), guard))
    return Result(report, guard)
