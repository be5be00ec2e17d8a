"""The JSON report keeps its schema, and the schema refuses what is no report."""

from __future__ import annotations

import copy
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from leakcheck.model.columns import DecidedBy, Role
from leakcheck.model.evidence import Evidence, Failed, Family, Hypothesis, Message, Quality, Rate, SkipKind, Skipped
from leakcheck.model.report import Handling, Run
from leakcheck.model.source import Account, Reject, Rejected
from leakcheck.model.verdict import Level, Verdict
from leakcheck.render.json import document, render
from leakcheck.render.reading import Direction, Strength
from leakcheck.render.schema import check, report_schema

CASES = ("fabricated", "suspect", "mixed", "consistent", "inconclusive", "hostile", "partial")
ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
KEYS = [
    "$schema", "kind", "schema_version", "tool", "run", "parameters", "input", "assessment", "evidence", "not_tested",
    "data_quality", "privacy", "handling", "limits", "next_steps", "partial",
]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_cases_are_valid(build, case):
    assert check(render(build.CASES[case]())) == []


def test_golden(build, snapshot):
    assert render(build.report()) == snapshot


def test_form(build):
    text = render(build.hostile())
    assert text.isascii()
    assert "\r" not in text
    assert text.endswith("}\n")
    assert text.count("\\u001b") == text.count("\\ud8") == 0  # made inert, not only escaped
    told = json.loads(text)
    assert list(told) == KEYS
    assert list(told["assessment"])[:3] == ["verdict", "headline", "score"]
    assert list(told["evidence"][0])[:6] == ["id", "name", "title", "version", "origin", "columns"]


def test_what_varies_is_under_run(build):
    first, base = build.report(), document(build.report())
    other = document(replace(first, run=Run("other", "2027-01-01T00:00:00Z", 99.0, None, 1.0, {})))
    assert base != other
    base.pop("run")
    other.pop("run")
    assert base == other


def test_floats_have_four_significant_figures(build):
    told = document(build.report())
    assert told["assessment"]["log10_lr"] == -3.123
    assert told["run"]["rows_per_s"] == 35190.0
    assert told["run"]["timings_s"]["ID101"] == 0.3149
    assert told["evidence"][0]["expected"]["chance"] == 0.09091
    assert told["evidence"][0]["weight_db"] == -20.4


def test_the_separators_are_verbatim(build):
    base = build.report()
    told = document(replace(base, source=replace(base.source, delimiter="\t", quote="'")))
    assert (told["input"]["delimiter"], told["input"]["quote"]) == ("\t", "'")
    assert check(json.dumps(told)) == []


@pytest.mark.parametrize(
    ("score", "grade"),
    [(99, "2"), (80, "2"), (79, "2"), (60, "2"), (59, "3"), (40, "3"), (39, "4"), (20, "4"), (19, "5"), (1, "5")],
)
def test_credibility_follows_the_score(build, score, grade):
    base = build.report()
    told = document(replace(base, assessment=replace(base.assessment, score=score)))["handling"]
    assert told["admiralty"]["information_credibility"] == grade


def test_words_of_other_trades(build):
    for case in CASES[:5]:
        told = document(build.CASES[case]())["handling"]["hibp"]
        assert told == {"IsVerified": False, "IsFabricated": case == "fabricated"}
    assert document(build.inconclusive())["handling"]["admiralty"]["information_credibility"] == "6"


def test_accounts_and_withheld_counts(build):
    told = document(build.report())
    given_ = told["input"]
    assert given_["records_read"] == given_["records"] + given_["records_malformed"] == 120_037
    assert given_["records_rejected"] == {"wrong number of fields": {"count": 37, "first_record": 8412}}
    by_id = {item["id"]: item for item in told["evidence"]}
    assert (by_id["ID101"]["excluded"], by_id["acme/TX101"]["tested"]) == (None, None)
    assert told["privacy"]["cells_suppressed"] == 3
    by_code = {item["code"]: item for item in told["data_quality"]}
    assert by_code["Q014"]["count"] is None
    assert by_code["Q014"]["share"] is None
    assert by_code["Q011"]["count"] == 1  # of the reader: says nothing of anybody
    assert by_code["Q003"] == {
        "code": "Q003",
        "severity": "warning",
        "title": "records with too many or too few fields",
        "count": 37,
        "share": 0.0003082,
        "records": "first at record 8,412",
        "column": None,
    }


def test_remarks_that_the_report_has_merged_are_not_repeated(build):
    base = build.report()
    merged = replace(base, quality=(Quality("Q011", 1), Quality("Q014", 8), Quality("Q017", 212)))
    assert [(q["code"], q["count"]) for q in document(merged)["data_quality"]] == [
        ("Q003", 37), ("Q011", 1), ("Q014", 8), ("Q017", 212),
    ]  # fmt: skip


def test_masked(build):
    base = build.report()
    told = document(replace(base, parameters=replace(base.parameters, mask_labels=True)))
    assert [column["label"] for column in told["input"]["columns"]] == [f"col{n}" for n in range(1, 8)]
    assert told["privacy"]["column_labels"] == "masked"


# ---------------------------------------------------------------- any report

counts = st.integers(0, 10**9)
shares = st.floats(0, 1)
rates = st.builds(
    lambda name, total, part, low, high: Rate(name, int(part * total), total, (min(low, high), max(low, high)), low),
    ANYTHING, counts, shares, shares, shares,
)  # fmt: skip
evidence = st.builds(
    Evidence,
    validator=st.sampled_from(["ID101", "NM401", "acme/TX101", "unknown"]),
    family=st.sampled_from(Family),
    message=st.just(Message("as expected")),
    llr=st.dictionaries(st.sampled_from(Hypothesis), st.floats(-6, 6)),
    columns=st.lists(st.integers(1, 9), max_size=3).map(tuple),
    tested=counts,
    missing=counts,
    excluded=counts,
    rates=st.lists(rates, max_size=2).map(tuple),
    quality=st.lists(
        st.builds(Quality, st.sampled_from(["Q012", "Q014", "acme1"]), counts, st.none() | shares, st.none() | counts),
        max_size=3,
    ).map(tuple),
)
skipped = st.builds(Skipped, st.just("DT301"), ANYTHING.map(lambda t: t or "-"), st.sampled_from(SkipKind), ANYTHING)
failed = st.builds(Failed, st.just("AD310"), st.sampled_from(["ZeroDivisionError", "PanicException"]))
accounts = st.builds(
    lambda scored, lost, complete: Account(
        scored + sum(r.count for r in lost.values()), scored, lost, {"Q001": (3, None)}, 9, None, complete
    ),
    counts,
    st.dictionaries(st.sampled_from(Reject), st.builds(Rejected, counts, counts)),
    st.booleans(),
)


@settings(max_examples=80, deadline=None)
@given(
    verdict=st.sampled_from(Verdict),
    outcomes=st.lists(evidence | skipped | failed, max_size=5),
    account=accounts,
    weight=st.floats(-6, 6),
    name=ANYTHING,
)
def test_any_report_is_valid(build, *, verdict, outcomes, account, weight, name):
    base = build.CASES[verdict.value]()
    report = replace(
        base,
        outcomes=tuple(outcomes),
        account=account,
        source=replace(base.source, label=name),
        assessment=replace(base.assessment, weights={"ID101": weight}),
        handling=Handling(case=name),
    )
    text = render(report)
    assert check(text) == []
    assert text.isascii()
    assert "::" not in text


# ---------------------------------------------------------------- what is no report


def _objects(value, path=()):
    """Every object inside `value`, with its path."""
    if isinstance(value, dict):
        yield path, value
        for key, item in value.items():
            yield from _objects(item, (*path, key))
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from _objects(item, (*path, place))


def _small(build):
    """A valid document with one of everything that lists hold."""
    told = document(build.mixed())
    for listed in ("evidence", "not_tested", "data_quality", "limits", "next_steps"):
        del told[listed][1:]
    del told["input"]["columns"][1:]
    del told["assessment"]["segments"][1:]
    del told["assessment"]["alternatives"][1:]
    assert check(json.dumps(told)) == []
    return told


def _at(value, path):
    for step in path:
        value = value[step]
    return value


FREE = {"packages", "timings_s", "llr", "records_rejected"}  # objects whose keys are data


def test_every_key_is_required(build):
    told = _small(build)
    for path, found in list(_objects(told)):
        if path and path[-1] in FREE:
            continue
        for key in found.keys() - ({"interval"} if path == ("assessment",) else set()):  # reports of before have none
            mutant = copy.deepcopy(told)
            del _at(mutant, path)[key]
            problems = check(json.dumps(mutant))
            assert any("required" in problem or "anyOf" in problem for problem in problems), (path, key)


def test_every_value_has_a_type(build):
    """An object is right nowhere but where one stands."""
    told = _small(build)
    for path, found in list(_objects(told)):
        for key, item in found.items():
            if isinstance(item, dict) or (path and path[-1] == "config"):
                continue
            mutant = copy.deepcopy(told)
            _at(mutant, path)[key] = {"x": 1}
            assert check(json.dumps(mutant)), (path, key)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("kind", "other.report"),
        ("schema_version", "2.0"),
        ("partial", "no"),
        ("assessment.verdict", "genuine"),
        ("assessment.score", 0),
        ("assessment.score", 100),
        ("assessment.score", 1.5),
        ("assessment.likelihood.term", "certain"),
        ("assessment.confidence.level", "very high"),
        ("assessment.gate.fail_on", ["genuine"]),
        ("evidence.0.direction", "contra"),
        ("evidence.0.strength", "very strong"),
        ("evidence.0.observed", 9.2),
        ("evidence.0.tested", -1),
        ("evidence.0.llr", {"otherwise": 1.0}),
        ("evidence.0.expected.genuine", [0.1]),
        ("not_tested.0.kind", "unknown"),
        ("data_quality.0.severity", "error"),
        ("input.columns.0.role", "surname"),
        ("input.columns.0.index", 0),
        ("input.header", "maybe"),
        ("privacy.raw_values", True),
        ("privacy.value_hashes", True),
        ("handling.hibp.IsVerified", True),
        ("handling.admiralty.information_credibility", "1"),
        ("handling.admiralty.source_reliability", "G"),
        ("handling.tlp", "TLP:WHITE"),
        ("run.host_recorded", True),
        ("limits", []),
    ],
)
def test_mutants_are_refused(build, path, value):
    told = document(build.mixed())
    *way, key = [int(step) if step.isdecimal() else step for step in path.split(".")]
    _at(told, way)[key] = value
    problems = check(json.dumps(told))
    pointer = "/" + path.replace(".", "/")
    assert any(problem.startswith(pointer) for problem in problems), problems


def test_a_later_minor_version_adds_fields(build):
    told = document(build.mixed())
    for _, found in list(_objects(copy.deepcopy(told))):
        found["added_in_1_7"] = 1
    told["schema_version"] = "1.7"
    told["added"] = {"x": [1]}
    told["evidence"][0]["added"] = 1
    assert check(json.dumps(told)) == []


def test_problems_quote_no_value_and_no_key_of_the_document(build):
    told = document(build.mixed())
    told["assessment"]["verdict"] = "Zhang San"
    told["input"]["records_rejected"]["Zhang San"] = {"count": "Zhang San"}
    problems = check(json.dumps(told))
    assert problems == [
        "/assessment/verdict: enum",
        "/input/records_rejected/?/count: type",
        "/input/records_rejected/?: required first_record",
    ]


@pytest.mark.parametrize("text", ["", "{", "NaN", '{"a": NaN}', "[" * 100_000])
def test_what_is_not_json(text):
    assert check(text) == ["(document): not JSON"]


@pytest.mark.parametrize("text", ["[]", "null", '"x"', "1"])
def test_what_is_no_object(text):
    assert check(text) == ["/: type"]


def test_the_schema_is_a_schema_and_closed_words_are_the_models():
    schema = report_schema()
    Draft202012Validator.check_schema(schema)
    defs = schema["$defs"]
    assert schema["required"] == KEYS
    assert defs["verdict"]["enum"] == list(Verdict)
    assert defs["role"]["enum"] == list(Role)
    assert defs["decided_by"]["enum"] == list(DecidedBy)
    assert defs["hypothesis"]["enum"] == list(Hypothesis)
    assert defs["evidence"]["properties"]["family"]["enum"] == list(Family)
    assert defs["evidence"]["properties"]["direction"]["enum"] == list(Direction)
    assert defs["evidence"]["properties"]["strength"]["enum"] == list(Strength)
    assert defs["not_tested"]["properties"]["kind"]["enum"] == [*SkipKind, "failed"]
    assert defs["assessment"]["properties"]["confidence"]["properties"]["level"]["enum"] == list(Level)


def test_every_object_of_the_schema_requires_all_it_names():
    def objects(node):
        if isinstance(node, dict):
            if "properties" in node:
                yield {
                    **node,
                    "properties": node["properties"].keys() - {"plugins", "files", "elsewhere"},
                }  # absent where none are
            for item in node.values():
                yield from objects(item)
        if isinstance(node, list):
            for item in node:
                yield from objects(item)

    for node in objects(report_schema()):
        assert node["type"] in ("object", ["object", "null"])
        added = {"claims"} if "schema_version" in node["properties"] else set()  # reports of before have none
        added |= {"interval"} if "alternatives" in node["properties"] else set()
        assert set(node["required"]) == set(node["properties"]) - added
