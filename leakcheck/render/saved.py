"""A saved JSON report read back into the model, and a fresh report brought to the same state.

Every format is rendered from a report that went through here. So what JSON rounds or withholds is rounded and withheld
in all of them, and a saved report gives the same bytes as the run that saved it. The law: `document(read(d)) == d`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import inf, nan
from typing import Any, Final

from leakcheck.errors import UsageError
from leakcheck.model.claims import Against, Finding, Standing
from leakcheck.model.columns import Binding, Column, DecidedBy, Role
from leakcheck.model.evidence import (
    Evidence,
    Failed,
    Family,
    Hypothesis,
    Interval,
    Message,
    Outcome,
    Quality,
    Rate,
    SkipKind,
    Skipped,
    Term,
)
from leakcheck.model.report import Gate, Handling, Parameters, Reference, Report, Run, Tool, ValidatorCard
from leakcheck.model.source import Account, Member, Reject, Rejected, SourceInfo
from leakcheck.model.verdict import Alternative, Assessment, Confidence, Level, Likelihood, Segment, Stability, Verdict
from leakcheck.render import series
from leakcheck.render.facts import REJECT_CODES, SCHEMA_VERSION
from leakcheck.render.json import document
from leakcheck.render.safe import safe

_WITHHELD: Final = 1  # stands for a count that was withheld: above 0 and under any least count, so withheld again
_STOPPED: Final = ("stopped with an internal error (", ")")
_PLACE: Final = re.compile(r"first at record ([\d,]+)")
_RUN: Final = ("id", "started_at", "duration_s", "rows_per_s", "peak_rss_mib", "timings_s")

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SavedRate(Rate):
    """A rate whose share was saved beside its counts, which may have been withheld."""

    saved: float | None = None

    @property
    def share(self) -> float | None:
        """The share as the report has it."""
        return self.saved


def settled(report: Report) -> Report:
    """`report` as a reader of its saved JSON sees it; settling again changes nothing that any format shows."""
    return _report(document(report))


def read(text: str, name: str) -> tuple[Report, ...]:
    """The report in a JSON document, or the reports of an array of them; `name` is for messages.

    Raises UsageError: LC402 for a later schema, LC403 for what is no report.
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise _no_report(name, "not JSON") from None
    documents = told if isinstance(told, list) else [told]
    if not documents:
        raise _no_report(name, "an empty array")
    return tuple(_checked(each, name) for each in documents)


def _checked(told: Any, name: str) -> Report:
    from leakcheck.render.schema import check  # noqa: PLC0415  (loads jsonschema, which only a saved report needs)

    if not isinstance(told, dict) or told.get("kind") != "leakcheck.report":
        raise _no_report(name, "kind is not leakcheck.report")
    problems = check(json.dumps(told))
    if not problems:
        try:
            datetime.fromisoformat(told["run"]["started_at"])
        except ValueError:
            raise _no_report(name, "/run/started_at: not a time") from None
        return _report(told)
    version = told.get("schema_version")
    if isinstance(version, str) and version != SCHEMA_VERSION:
        shown = f"report {name!a} has schema {safe(version, 12)}; this version reads up to {SCHEMA_VERSION}"
        raise UsageError("LC402", shown, "use a later leakcheck")
    raise _no_report(name, problems[0])


def _no_report(name: str, why: str) -> UsageError:
    return UsageError("LC403", f"{name!a} is not a leakcheck report: {why}", "leakcheck score SAMPLE -o report.json")


def _report(told: Json) -> Report:
    given, run, entry = told["parameters"], told["run"], told["input"]
    rejected = {Reject(why): Rejected(lost["count"], lost["first_record"]) for why, lost in _rejected(entry)}
    quality = _quality(told["data_quality"], rejected)
    return Report(
        tool=_tool(told["tool"]),
        run=Run(**{key: run[key] for key in _RUN}, elsewhere=run.get("elsewhere", False)),
        parameters=_parameters(given, masked=told["privacy"]["column_labels"] == "masked"),
        source=_source(entry),
        account=Account(
            read=entry["records_read"],
            scored=entry["records"],
            rejected=rejected,
            quality={q.code: (q.count, q.first_record) for q, withheld in quality if not withheld},
            bytes=entry["bytes"],
            sha256=entry["sha256"],
            complete=entry["complete"],
            notes=tuple(entry["notes"]),
        ),
        members=tuple(map(_member, entry.get("files", ()))),
        binding=Binding(tuple(map(_column, entry["columns"])), entry["country"], _day(given["as_of"])),
        filled={c["index"]: c["filled"] for c in entry["columns"] if c["filled"] is not None},
        cards=_cards(told),
        outcomes=(*map(_evidence, told["evidence"]), *(_not_run(e) for e in told["not_tested"] if e["id"] != "-")),
        assessment=_assessment(told),
        gate=_gate(told["assessment"]["gate"]),
        handling=_handling(told["handling"]),
        quality=tuple(q for q, _ in quality),
        partial=told["partial"],
        claims=tuple(map(_claim, told.get("claims", ()))),
    )


def _tool(told: Json) -> Tool:
    return Tool(
        version=told["version"],
        python=told["python"],
        platform=told["platform"],
        packages=told["packages"],
        reference_data=_references(told),
        plugins=told.get("plugins", {}),
    )


def _references(tool: Json) -> tuple[Reference, ...]:
    return tuple(Reference(row["id"], row["edition"], row["sha256"]) for row in tool["reference_data"])


def _parameters(given: Json, *, masked: bool) -> Parameters:
    return Parameters(
        seed=given["seed"],
        rows_limit=given["rows_limit"],
        prior=given["prior"],
        min_cell=given["min_cell"],
        select=tuple(given["select"]),
        ignore=tuple(given["ignore"]),
        as_of=given["as_of"],
        mask_labels=masked,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return Binding(()).as_of


def _source(entry: Json) -> SourceInfo:
    return SourceInfo(
        label=entry["label"],
        format=entry["format"],
        compression=entry["compression"],
        encoding=entry["encoding"],
        encoding_confidence=entry["encoding_confidence"],
        delimiter=entry["delimiter"],
        quote=entry["quote"],
        header=entry["header"],
        labels=tuple(column["label"] for column in entry["columns"]),
        notes=tuple(entry["reading"]),
    )


def _member(told: Json) -> Member:
    return Member(
        label=told["label"],
        format=told["format"],
        compression=told["compression"],
        encoding=told["encoding"],
        read=told["records_read"],
        scored=told["records"],
        bytes=told["bytes"],
        sha256=told["sha256"],
        complete=told["complete"],
    )


def _column(told: Json) -> Column:
    return Column(
        index=told["index"],
        label=told["label"],
        role=Role(told["role"]),
        locale=told["locale"],
        scheme=told["scheme"],
        confidence=told["role_confidence"],
        decided_by=DecidedBy(told["decided_by"]),
    )


def _rejected(entry: Json) -> Iterator[tuple[str, Json]]:
    known = {why.value for why in Reject}
    yield from ((why, lost) for why, lost in entry["records_rejected"].items() if why in known)


def _quality(told: Sequence[Json], rejected: Mapping[Reject, Rejected]) -> list[tuple[Quality, bool]]:
    """The remarks that are no rejection, each with whether its count is withheld."""
    of_rejected = [REJECT_CODES[why] for why, lost in rejected.items() if lost.count]
    found: list[tuple[Quality, bool]] = []
    for remark in told:
        if remark["code"] in of_rejected:  # (of two with one code the rejection stands first)
            of_rejected.remove(remark["code"])
            continue
        count, place = remark["count"], _PLACE.fullmatch(remark["records"] or "")
        first = int(place[1].replace(",", "")) if place else None
        found.append((Quality(remark["code"], _count(count), remark["share"], first), count is None))
    return found


def _count(told: int | None) -> int:
    return _WITHHELD if told is None else told


def _cards(told: Json) -> dict[str, ValidatorCard]:
    cards = {e["id"]: ValidatorCard(e["id"], e["id"], e["title"], 0) for e in told["not_tested"]}
    for item in told["evidence"]:
        id_, name, title, version, origin = (item[key] for key in ("id", "name", "title", "version", "origin"))
        cards[id_] = ValidatorCard(id_, name, title, version, origin)
    return cards


def _evidence(told: Json) -> Evidence:
    interval = next((row for row in told["series"] if row["kind"] == "interval"), None)
    return Evidence(
        validator=told["id"],
        family=Family(told["family"]),
        message=Message("{text}", {"text": Term(told["message"])}),
        llr={Hypothesis(key): value for key, value in told["llr"].items()},
        columns=tuple(told["columns"]),
        tested=_count(told["tested"]),
        missing=_count(told["missing"]),
        excluded=_count(told["excluded"]),
        rates=tuple(map(_rate, told["rates"])),
        interval=interval and Interval(interval["low"], interval["high"], interval["level"]),
        series=tuple(found for row in told["series"] if (found := series.read(row)) is not None),
    )


def _rate(told: Json) -> SavedRate:
    genuine = tuple(told["genuine"]) if told["genuine"] else None
    counts = _count(told["hits"]), _count(told["total"])
    return SavedRate(told["name"], *counts, genuine, told["chance"], told["share"])


def _not_run(told: Json) -> Outcome:
    if told["kind"] == "failed":
        return Failed(told["id"], told["reason"].removeprefix(_STOPPED[0]).removesuffix(_STOPPED[1]))
    return Skipped(told["id"], told["reason"], SkipKind(told["kind"]), told["hint"])


def _assessment(told: Json) -> Assessment:
    judged = told["assessment"]
    likely, sure = judged["likelihood"], judged["confidence"]
    return Assessment(
        verdict=Verdict(judged["verdict"]),
        score=judged["score"],
        likelihood=likely and Likelihood(likely["term"], likely["low"], likely["high"]),
        confidence=Confidence(Level(sure["level"]), tuple(sure["because"])),
        log10_lr=_ratio(judged["log10_lr"]),
        prior=told["parameters"]["prior"],
        alternatives=tuple(
            Alternative(Hypothesis(row["hypothesis"]), _ratio(row["log10_lr"]), row["families"], row["decisive"])
            for row in judged["alternatives"]
        ),
        reasons=tuple(judged["reasons"]),
        weights={item["id"]: item["weight_db"] / 10 for item in told["evidence"]},
        segments=tuple(
            Segment(row["from_record"], row["to_record"], Verdict(row["verdict"]), row["note"])
            for row in judged["segments"]
        ),
        notes=tuple(judged["notes"]),
        interval=(spread := judged.get("interval")) and Stability(spread["low"], spread["high"]),
    )


def _claim(told: Json) -> Finding:
    bounds = told["interval"]
    return Finding(
        claim=told["claim"],
        stated=told["stated"],
        test=Against(told["test"]),
        standing=Standing(told["standing"]),
        message=Message("{text}", {"text": Term(told["shown"])}),
        log10_lr=told["log10_lr"],
        interval=bounds and Interval(bounds["low"], inf if bounds["high"] is None else bounds["high"], bounds["level"]),
    )


def _ratio(told: float | None) -> float:
    return nan if told is None else told


def _gate(told: Json) -> Gate:
    return Gate(
        fail_under=told["fail_under"],
        fail_on=tuple(told["fail_on"]),
        expect=tuple(told["expect"]),
        baseline=told["baseline"],
        passed=told["passed"],
        failed=tuple(told["failed"]),
    )


def _handling(told: Json) -> Handling:
    graded = told["admiralty"]
    by = graded["set_by"]["source_reliability"]
    return Handling(told["tlp"], graded["source_reliability"], by, told["case"])
