"""Threat-intelligence formats: read back by the libraries of OASIS and MISP, and never more than one look can claim."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import stix2
from pymisp import MISPEvent

from leakcheck.model.report import Handling
from leakcheck.model.verdict import Level, Verdict
from leakcheck.render import misp, stix
from leakcheck.render.grading import CONFIDENCE, CREDIBILITY, OPINION, credibility, tags
from leakcheck.render.saved import settled

CASES = ("fabricated", "suspect", "mixed", "consistent", "inconclusive", "hostile", "partial")
TLP = {
    "TLP:CLEAR": "94868c89-83c2-464b-929b-a1a8aa3c8487",
    "TLP:GREEN": "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "TLP:AMBER": "55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "TLP:AMBER+STRICT": "939a9414-2ddd-4d32-a0cd-375ea402b003",
    "TLP:RED": "e828b379-4e03-4974-9ac4-e53a884c97c1",
}  # OASIS, cti-stix-common-objects


def by_type(bundle):
    return {each["type"]: each for each in bundle["objects"]}


@pytest.mark.parametrize("case", CASES)
def test_stix_is_parsed_by_the_library_of_oasis(build, case):
    text = stix.render(settled(build.CASES[case]()))
    bundle = stix2.parse(text, allow_custom=False)
    kinds = [each["type"] for each in json.loads(text)["objects"]]
    assert kinds == ["marking-definition", "identity", "file", "observed-data", "note", "opinion"]
    known = {each["id"] for each in bundle.objects}
    for each in bundle.objects:
        for reference in (
            *each.get("object_refs", ()),
            *each.get("object_marking_refs", ()),
            each.get("created_by_ref"),
        ):
            assert reference is None or reference in known
        assert each.get("confidence", 0) <= 79
    assert by_type(json.loads(text))["opinion"]["opinion"] != "strongly-agree"


@pytest.mark.parametrize("tlp", TLP)
def test_stix_marks_everything_with_tlp_2(build, tlp):
    report = settled(replace(build.report(), handling=Handling(tlp=tlp)))
    bundle = json.loads(stix.render(report))
    marking = by_type(bundle)["marking-definition"]
    assert marking["id"] == f"marking-definition--{TLP[tlp]}"
    (extension,) = marking["extensions"].values()
    assert extension == {"extension_type": "property-extension", "tlp_2_0": tlp[4:].lower()}
    for kind in ("observed-data", "note", "opinion"):
        assert by_type(bundle)[kind]["object_marking_refs"] == [marking["id"]]


def test_stix_ids_follow_from_the_report(build):
    base = build.report()
    first = stix.render(settled(base))
    assert stix.render(settled(base)) == first
    other = json.loads(stix.render(settled(replace(base, assessment=replace(base.assessment, score=2)))))
    same = {"marking-definition", "identity", "file"}
    for kind, each in by_type(other).items():
        assert (each["id"] == by_type(json.loads(first))[kind]["id"]) is (kind in same), kind
    two = json.loads(stix.render(settled(base), settled(build.mixed())))["objects"]
    assert len(two) == len({each["id"] for each in two}) == 9


def test_stix_file_is_the_sample(build):
    file = by_type(json.loads(stix.render(settled(build.report()))))["file"]
    assert file["hashes"]["SHA-256"].startswith("5b0c6a0f")
    assert (file["name"], file["size"]) == ("henan_sample.csv", 14_682_113)


@pytest.mark.parametrize("case", CASES)
def test_misp_reads_it_back(build, case):
    report = settled(build.CASES[case]())
    text = misp.render(report)
    event = MISPEvent(strict_validation=True)
    event.from_dict(**json.loads(text)["Event"])
    assert [each.name for each in event.objects] == ["intelligence-source-assessment", "file", "annotation"]
    told = {tag.name for tag in event.tags}
    assert {report.handling.tlp.lower(), *tags(report).values()} == told
    assert not [a for each in event.objects for a in each.attributes if a.to_ids]
    assert int(event.distribution) == 0
    assert misp.render(report) == text


def test_misp_tells_source_and_information_apart(build):
    report = settled(replace(build.consistent(), handling=Handling("TLP:RED", "B", "analyst")))
    event = json.loads(misp.render(report))["Event"]
    values = {a["object_relation"]: a["value"] for a in event["Object"][0]["Attribute"]}
    assert values["source-reliability"] == "B - Usually reliable"
    assert values["information-credibility"] == "2 - Probably true"
    assert values["confidence"] == "medium"


def test_grades_never_claim_too_much():
    assert max(CONFIDENCE.values()) <= 79
    assert set(CONFIDENCE) == set(Level)
    assert set(OPINION) == set(Verdict)
    assert "strongly-agree" not in OPINION.values()
    assert {credibility(score) for score in (None, *range(1, 100))} == set(CREDIBILITY) == set("23456")


@pytest.mark.parametrize("case", CASES)
def test_likelihood_and_confidence_are_two_tags(build, case):
    report = build.CASES[case]()
    told = tags(report)
    assert ("likelihood" in told) is (report.assessment.likelihood is not None)
    if "likelihood" in told:
        assert told["likelihood"].split('"')[1].replace("-", " ") == report.assessment.likelihood.term
