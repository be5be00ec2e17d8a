"""A STIX 2.1 bundle: the file, what was seen of it, a note with the evidence, and an opinion (extra `stix`).

It says that a sample was looked at and what it amounts to; there is no indicator, no victim and no actor in it. TLP 2.0
is marked with the objects that OASIS published for it. Ids follow from the report, so rendering again gives them again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid5

from stix2 import v21

from leakcheck.model.report import Report
from leakcheck.model.verdict import Verdict
from leakcheck.render.facts import LIMITS
from leakcheck.render.figures import plural, span
from leakcheck.render.findings import digest, findings, name_of
from leakcheck.render.grading import CONFIDENCE, OPINION, tags
from leakcheck.render.safe import inert

_SPACE: Final = UUID("5a8f9a5c-0b8e-5f0b-9d53-6a3f0b7c1e42")  # ours alone; drawn once
_SINCE: Final = "2026-11-01T00:00:00.000Z"  # when the identity of this program was first published
# Marking definitions of TLP 2.0. Source: OASIS cti-stix-common-objects, extension-definition-specifications/tlp-2.0.
_TLP_EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_TLP: Final = {
    "TLP:CLEAR": "94868c89-83c2-464b-929b-a1a8aa3c8487",
    "TLP:GREEN": "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "TLP:AMBER": "55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "TLP:AMBER+STRICT": "939a9414-2ddd-4d32-a0cd-375ea402b003",
    "TLP:RED": "e828b379-4e03-4974-9ac4-e53a884c97c1",
}
_TLP_SINCE: Final = "2022-10-01T00:00:00.000Z"


def render(*reports: Report) -> str:
    """One bundle with the objects of all reports."""
    objects = {each["id"]: each for report in reports for each in _objects(report)}  # identity and markings once
    name = "\n".join(objects)
    text: str = v21.Bundle(id=f"bundle--{uuid5(_SPACE, name)}", objects=list(objects.values())).serialize(pretty=True)
    return text + "\n"


def _objects(report: Report) -> list[Any]:
    marking, author, file = _marking(report.handling.tlp), _author(), _file(report)
    judged, moment = report.assessment, report.run.started_at
    common = {
        "created_by_ref": author["id"],
        "created": moment,
        "modified": moment,
        "object_marking_refs": [marking["id"]],
        "confidence": CONFIDENCE[judged.confidence.level],
        "labels": list(tags(report).values()),
    }
    seen = v21.ObservedData(
        id=_id("observed-data", report),
        first_observed=moment,
        last_observed=moment,
        number_observed=1,
        object_refs=[file["id"]],
        **common,
    )
    note = v21.Note(
        id=_id("note", report),
        abstract=f"leakcheck: {judged.verdict.headline}",
        content=_told(report),
        object_refs=[seen["id"], file["id"]],
        **common,
    )
    opinion = v21.Opinion(
        id=_id("opinion", report),
        opinion=OPINION[judged.verdict],
        explanation=f"On the records being a genuine extract: {_likelihood(report)} {LIMITS[0]}",
        object_refs=[seen["id"]],
        **common,
    )
    return [marking, author, file, seen, note, opinion]


def _id(kind: str, report: Report) -> str:
    return f"{kind}--{uuid5(_SPACE, digest(report))}"


def _author() -> Any:
    made: Mapping[str, Any] = {"name": "leakcheck", "identity_class": "system", "created": _SINCE, "modified": _SINCE}
    return v21.Identity(id=f"identity--{uuid5(_SPACE, 'leakcheck')}", **made)


def _marking(tlp: str) -> Any:
    return v21.MarkingDefinition(
        id=f"marking-definition--{_TLP[tlp]}",
        created=_TLP_SINCE,
        name=tlp,
        extensions={
            _TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": tlp.removeprefix("TLP:").lower()}
        },
        allow_custom=False,
    )


def _file(report: Report) -> Any:
    account = report.account
    told: dict[str, Any] = {"name": name_of(report)}
    if account.sha256:
        told["hashes"] = {"SHA-256": account.sha256}
    if account.bytes:
        told["size"] = account.bytes
    return v21.File(**told)  # (its id follows from its hash by STIX's own rule)


def _likelihood(report: Report) -> str:
    judged = report.assessment
    if judged.likelihood is None:
        return "no likelihood is given."
    return f"{judged.likelihood.term} ({span(judged.likelihood.low, judged.likelihood.high)})."


def _told(report: Report) -> str:
    judged = report.assessment
    score = "no score" if judged.verdict is Verdict.INCONCLUSIVE else f"score {judged.score} of 100"
    lines = [
        f"{judged.verdict.headline} ({score}) in {plural(report.account.scored, 'record')}.",
        f"Confidence in this assessment: {judged.confidence.level}.",
        *(f"{inert(found.item.validator)} ({found.read.words}): {found.message}" for found in findings(report)),
        *LIMITS,
    ]
    return "\n".join(lines)
