"""leakcheck: does a leak sample look like an extract of a real register, or made up?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leakcheck.model.report import Report

__version__ = "0.1.0"
__all__ = ["__version__", "score"]


def score(sample: str, *, map: Mapping[str | int, str] | None = None, prior: float = 0.5) -> Report:  # noqa: A002
    """Judge the file at `sample`; the report holds no value of a record.

    `map` says what columns are, by number or label, as ``--map`` does: ``{"mobile": "phone:CN"}``. `prior` is your
    probability that the sample is genuine before the evidence. Raises `leakcheck.errors.LeakcheckError`.
    """
    from leakcheck.binding import parse_override
    from leakcheck.pipeline.score import score as score_sample
    from leakcheck.pipeline.settings import Settings

    overrides = tuple(parse_override(f"{column}={role}") for column, role in (map or {}).items())
    return score_sample(sample, Settings(overrides=overrides, prior=prior))
