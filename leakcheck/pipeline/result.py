"""What `leakcheck.score` gives back: a report as a person at a Python prompt or in a notebook wants it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leakcheck.model.evidence import Evidence, Hypothesis
from leakcheck.model.report import Report
from leakcheck.model.verdict import Verdict
from leakcheck.pipeline.files import refuse_overwriting, write_whole
from leakcheck.pipeline.guard import Guard
from leakcheck.render import formats, html, json, text
from leakcheck.render.saved import settled

if TYPE_CHECKING:
    import polars as pl


class Result:
    """One sample, judged. It holds what the JSON report holds, and no value of a record.

    Every text that it gives is searched for cells of the sample first, as those of the command are.
    """

    def __init__(self, report: Report, guard: Guard, sample: str | None = None) -> None:
        """`guard` has learned the sample; `sample` is the path that nothing may be written to.

        Raises GuardError where a cell of the sample stands in the report.
        """
        self.report = settled(report)
        self._guard = guard
        self._sample = sample
        guard.check(json.render(self.report), "the report")

    @property
    def verdict(self) -> Verdict:
        """``fabricated``, ``suspect``, ``mixed``, ``consistent`` or ``inconclusive``; equal to that string."""
        return self.report.assessment.verdict

    @property
    def score(self) -> int | None:
        """1 to 99; None for no verdict."""
        return self.report.assessment.score

    @property
    def evidence(self) -> Mapping[str, Evidence]:
        """What each validator that ran has seen, by its id."""
        return {item.validator: item for item in self.report.evidence}

    def to_dict(self) -> dict[str, Any]:
        """The JSON report as plain values."""
        return json.document(self.report)

    def evidence_frame(self) -> pl.DataFrame:
        """The evidence as a polars frame, a row a validator that ran, the weightiest against genuine first.

        ``weight_db`` is 10 log10 of the likelihood ratio that it counted with; beside it stands log10 of the ratio
        against each alternative (``junk`` ...), null where the test cannot tell that one from genuine. Counts that are
        withheld are null.
        """
        import polars as pl  # noqa: PLC0415  (a report that came from JSON needs none)

        told = {
            "validator": pl.String, "name": pl.String, "family": pl.String, "direction": pl.String,
            "strength": pl.String, "weight_db": pl.Float64, "observed": pl.Float64, "tested": pl.Int64,
            "missing": pl.Int64, "excluded": pl.Int64, "message": pl.String,
        }  # fmt: skip
        ratios = dict.fromkeys((alternative.value for alternative in Hypothesis), pl.Float64)
        rows = [{**item, "validator": item["id"], **item["llr"]} for item in self.to_dict()["evidence"]]
        order = [*list(told)[:6], *ratios, *list(told)[6:]]
        return pl.DataFrame([{name: row.get(name) for name in order} for row in rows], {**told, **ratios}).select(order)

    def write(self, path: str | os.PathLike[str]) -> Path:
        """Write the report in the format that the name tells (``.html``, ``.json``, ``.md`` ...), or ``FORMAT:PATH``.

        The file is written whole or not at all, readable by its owner, never over the sample. Returns its path. Raises
        UsageError (LC107, LC108, LC111), OutputError (LC401), GuardError (LC501).
        """
        row, target = formats.destination(os.fspath(path))
        refuse_overwriting([self._sample] if self._sample is not None else [], [target])
        write_whole(target, self._guard.check(formats.render(row.name, [self.report]), row.name))
        return Path(target)

    def _repr_html_(self) -> str:
        """The verdict and the evidence, for a notebook."""
        return self._guard.check(html.fragment(self.report), "html")

    def __str__(self) -> str:
        """The report for a terminal."""
        return self._guard.check(text.render(self.report), "text")

    def __repr__(self) -> str:
        score = "no score" if self.score is None else f"score {self.score} of 100"
        return f"<leakcheck.Result {self.verdict}, {score}, {self.report.account.scored:,} records>"
