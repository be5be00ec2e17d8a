"""leakcheck: does a leak sample look like an extract of a real register, or made up?

>>> import leakcheck
>>> result = leakcheck.score("fixtures/generator/us-faker/sample.csv", seed=7)
>>> result
<leakcheck.Result fabricated, score 1 of 100, 500 records>
>>> result.evidence["EM401"].observed
1.0
>>> result.evidence_frame().select("validator", "direction", "tested").row(0)
('EM401', 'against', 500)

In a notebook a result shows itself. Whatever it gives holds no value of a record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from leakcheck.pipeline.given import Given
    from leakcheck.pipeline.result import Result

__version__ = "0.1.0"
__all__ = ["Result", "__version__", "score"]


def score(
    sample: Given,
    *,
    map: Mapping[str | int, str] | None = None,  # noqa: A002  (the command's word)
    seed: int = 0,
    prior: float = 0.5,
    rows: int | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    plugins: bool = True,
    label: str | None = None,
    min_cell: int = 5,
    mask_labels: bool = False,
    reproducible: bool = False,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: Literal["auto", "yes", "no"] = "auto",
    table: str | None = None,
    timeout: float | None = None,
) -> Result:
    """Judge a sample: a path, bytes, a binary stream, or a polars or pandas frame. The result holds no value of it.

    The names are those of the command's options. `map` says what columns are, by number or label; `prior` is your
    probability that the sample is genuine before the evidence; `rows`, `table` and `timeout` (in seconds) say how much
    is read; `select` and `ignore` are ids of validators or their beginnings; without `plugins` the built-in ones run
    alone. A frame is read as the CSV text of its columns; `encoding`, `delimiter` and `header` are of no use for it.

    Raises `leakcheck.errors.LeakcheckError`, which says what is wrong in one line, with a code.

    >>> import leakcheck
    >>> import polars as pl
    >>> leakcheck.score(pl.DataFrame({"mobile": ["13800138000"] * 3}), map={"mobile": "phone:CN"})
    <leakcheck.Result inconclusive, no score, 3 records>
    >>> leakcheck.score(b"", label="nothing").score is None
    True
    """
    from leakcheck.pipeline.given import taken
    from leakcheck.pipeline.guard import Guard
    from leakcheck.pipeline.keywords import settings_of
    from leakcheck.pipeline.result import Result
    from leakcheck.pipeline.score import score as score_sample

    path, stream, name = taken(sample)
    settings = settings_of(
        map=map,
        seed=seed,
        prior=prior,
        rows=rows,
        select=select,
        ignore=ignore,
        plugins=plugins,
        label=label or name,
        min_cell=min_cell,
        mask_labels=mask_labels,
        reproducible=reproducible,
        encoding=encoding,
        delimiter=delimiter,
        header=header,
        table=table,
        timeout=timeout,
    )
    guard = Guard()
    report = score_sample(path, settings, stdin=stream, guard=guard)
    return Result(report, guard, None if stream else path)


def __getattr__(name: str) -> Any:
    """`Result`, when it is asked for: importing leakcheck loads no more than a command needs."""
    if name == "Result":
        from leakcheck.pipeline.result import Result

        return Result
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
