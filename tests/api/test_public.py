"""What others may rely on: the names of `leakcheck.api`, and `leakcheck.score`."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import leakcheck
from leakcheck import api
from leakcheck.testing import LawError, check_laws

SAMPLE = Path(__file__).parents[2] / "fixtures/register/us-customers/sample.csv"


def test_the_names_that_plugins_import_are_pinned() -> None:
    assert api.__all__ == [
        "ANYTHING", "Beta", "Binding", "Column", "Counts", "Evidence", "Family", "Feature", "Hypothesis", "Interval",
        "Message", "Multiplicity", "Probe", "Quality", "Rate", "Role", "SkipKind", "Skipped", "Tally", "Term",
        "Validator", "clean", "digest", "present", "share_llr", "wilson",
    ]  # fmt: skip
    assert all(hasattr(api, name) for name in api.__all__)


def test_score_from_python() -> None:
    result = leakcheck.score(str(SAMPLE), map={1: "category"}, prior=0.2, select=["ID101"])
    assert isinstance(result, leakcheck.Result)
    report = result.report
    assert report.binding.columns[0].role is api.Role.CATEGORY
    assert report.assessment.prior == 0.2


class Shouting:
    """A plugin in a dozen lines: how many cells are written in capitals?"""

    id, name, title, family, version, reads_order = "TX101", "shouting", "Capitals", api.Family.NAMES, 1, False
    says = ("no names", "in capitals", "{share:share} of the names are in capitals")

    def bind(self, binding: api.Binding) -> api.Tally | api.Skipped:
        column = binding.get(api.Role.PERSON_NAME)
        if column is None:
            return api.Skipped(self.id, "no names")
        there, text = api.present(column), api.clean(column)
        loud = api.Feature(f"{column.name}.loud", text.col == text.col.str.to_uppercase(), (text,))
        counts = {"all": there.col.sum(), "loud": loud.col.sum()}
        return api.Tally((there, loud), counts, lambda n: self.read(n, column.index))

    def read(self, n: api.Counts, index: int) -> api.Evidence:
        rate = api.Rate("in capitals", n["loud"], n["all"])
        message = api.Message("{share:share} of the names are in capitals", {"share": rate.share or 0.0})
        return api.Evidence(self.id, self.family, message, columns=(index,), tested=n["all"], rates=(rate,))


def test_a_plugin_of_a_dozen_lines_keeps_the_laws() -> None:
    frame = pl.DataFrame({"c1": ["ANN ZQ", "Bob Zq", "", "CY ZQ"]})
    binding = api.Binding((api.Column(1, "name", api.Role.PERSON_NAME),))
    outcome = check_laws(Shouting(), frame, binding)
    assert isinstance(outcome, api.Evidence)
    assert outcome.rates[0].share == 2 / 3


def test_a_plugin_that_says_more_than_it_names_breaks_a_law(monkeypatch) -> None:
    frame = pl.DataFrame({"c1": ["ANN ZQ", "Bob Zq"]})
    monkeypatch.setattr(Shouting, "says", ("in capitals",))
    for role in (api.Role.PERSON_NAME, api.Role.PHONE):  # its evidence, and its reason for none
        with pytest.raises(LawError, match="TX101: a text that it has not named"):
            check_laws(Shouting(), frame, api.Binding((api.Column(1, "name", role),)))
