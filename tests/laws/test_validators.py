"""Every built-in validator keeps the laws on every kind of sample, and says what it must in its documentation."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from leakcheck.binding import infer
from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding
from leakcheck.model.evidence import Evidence, Failed
from leakcheck.plugins import built_in, descriptions
from leakcheck.protocols import Validator
from leakcheck.render.docstring import parse_docstring
from leakcheck.sources import open_sample
from leakcheck.testing import check_laws

FIXTURES = Path(__file__).parents[2] / "fixtures"
SAMPLES = [
    "register/cn-residents/sample.csv",
    "register/us-customers/sample.csv",
    "register/it-patients/sample.tsv",
    "register/cn-persons/sample.ndjson",
    "generator/us-faker/sample.csv",
    "random/cn-junk/sample.csv",
    "padded/us-padded/sample.csv",
    "mixed/cn-mixed/sample.csv",
]
RECORDS = 150  # every law is tried on some forty cuts of them


@cache
def read(path: str) -> tuple[pl.DataFrame, Binding]:
    with open_sample(str(FIXTURES / path)) as sample:
        frame = pl.concat(list(sample.batches()))
        return frame, infer(sample.info.labels, sample.prefix, as_of=date(2026, 1, 1))


@pytest.fixture(
    scope="module",
    params=[pytest.param(path, marks=[pytest.mark.slow] if place % 2 else []) for place, path in enumerate(SAMPLES)],
)
def sample(request: pytest.FixtureRequest) -> tuple[pl.DataFrame, Binding]:
    frame, binding = read(request.param)
    return frame.head(RECORDS), binding


@pytest.mark.parametrize("validator", built_in(), ids=lambda validator: validator.id)
def test_laws(validator: Validator, sample: tuple[pl.DataFrame, Binding]) -> None:
    frame, binding = sample
    assert not isinstance(check_laws(validator, frame, binding), Failed)


@pytest.mark.parametrize("validator", built_in(), ids=lambda validator: validator.id)
def test_laws_on_records_of_nothing(validator: Validator) -> None:
    frame, binding = read(SAMPLES[0])
    empty = frame.head(16).with_columns(pl.lit("").alias(name) for name in frame.columns)
    missing = frame.head(16).with_columns(pl.lit(None, pl.String).alias(name) for name in frame.columns)
    strange = frame.head(16).with_columns(pl.lit("\x00\u202e\U0001f600" * 50).alias(name) for name in frame.columns)
    for hollow in (empty, missing, strange):
        assert not isinstance(check_laws(validator, hollow, binding), Failed)


def test_every_validator_ran_on_some_sample() -> None:
    ran = set()
    for path in SAMPLES:
        frame, binding = read(path)
        bound = plan(built_in(), binding)
        ran |= {o.validator for o in conclude(bound, observe(bound, frame)) if isinstance(o, Evidence)}
    assert ran == {v.id for v in built_in()}


@pytest.mark.parametrize("description", descriptions(), ids=lambda description: description.card.id)
def test_documentation_is_whole_and_matches_the_class(description) -> None:
    doc = parse_docstring(description.doc)
    assert doc.question.endswith("?")
    validator = next(v for v in built_in() if v.id == description.card.id)
    assert (validator.name, validator.title, validator.version) == (
        description.card.name,
        description.card.title,
        description.card.version,
    )
    assert validator.family is description.family


def test_ids_and_names_are_unique() -> None:
    assert len({v.id for v in built_in()}) == len({v.name for v in built_in()}) == len(built_in())
