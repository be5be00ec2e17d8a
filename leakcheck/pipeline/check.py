"""Many samples against what they are expected to be: what a CI job on fixtures runs."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

from leakcheck.binding import parse_override
from leakcheck.errors import GuardError, LeakcheckError, SourceError, UsageError
from leakcheck.judge.assess import assess
from leakcheck.model.columns import Binding
from leakcheck.model.report import Gate, Parameters, Report
from leakcheck.model.source import Account, SourceInfo
from leakcheck.model.verdict import Verdict
from leakcheck.pipeline.guard import Guard
from leakcheck.pipeline.machine import run_card, tool
from leakcheck.pipeline.score import score
from leakcheck.pipeline.settings import Settings
from leakcheck.render.reading import Direction, Reading

_SAMPLE_KEYS = {"path", "verdict", "score", "fires", "quiet", "map", "note"}
_TOP_KEYS = {"sample", "ignore", "select", "schema"}


@dataclass(frozen=True, slots=True)
class Expectation:
    """One sample and what it should come out as. `verdicts` holds every verdict that is accepted."""

    path: str
    verdicts: tuple[Verdict, ...]
    score: tuple[int, int] | None = None
    fires: tuple[str, ...] = ()  # validators that must read "against"
    quiet: tuple[str, ...] = ()  # validators that must not
    maps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """The samples of one manifest file, and the validators that are left out or chosen for all of them."""

    samples: tuple[Expectation, ...]
    ignore: tuple[str, ...] = ()
    select: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """How one sample came out. `problems` are our own words and empty where all is as expected.

    `report` has the expectation as its gate; of a sample that could not be read it says so and nothing more.
    """

    path: str
    verdict: str
    score: int | None
    seconds: float
    problems: tuple[str, ...]
    report: Report


def read_manifest(path: Path) -> Manifest:
    """The manifest at `path`; sample paths are relative to its folder. Raises SourceError or UsageError (LC103)."""
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SourceError("LC201", f"cannot read the manifest {str(path)!a}", None) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError("LC103", f"the manifest {str(path)!a} is not TOML", None) from error
    _known(told, _TOP_KEYS, path)
    samples = told.get("sample", [])
    if not isinstance(samples, list) or not samples:
        raise UsageError("LC103", f"the manifest {str(path)!a} lists no [[sample]]", None)
    ignore, select = (_strings(told, key, path) for key in ("ignore", "select"))
    return Manifest(tuple(_expectation(row, path) for row in samples), ignore, select)


def run_manifest(manifest: Manifest, settings: Settings, guard: Guard | None = None) -> Iterator[Result]:
    """Every sample of the manifest, in order, as it is done; `guard` learns what must not stand in an output."""
    guard = guard or Guard()
    everywhere = replace(settings, ignore=(*settings.ignore, *manifest.ignore), select=manifest.select)
    for expected in manifest.samples:
        started = time.perf_counter()
        overrides = tuple(parse_override(text) for text in expected.maps)
        try:
            report = score(expected.path, replace(everywhere, overrides=overrides, label=_label(expected)), guard=guard)
        except LeakcheckError as error:
            told = guard.cleared(error)
            if isinstance(told, GuardError):
                raise told from None
            unread = _gated(_unread(expected, started), expected, (f"{told.code}: {told.message}",))
            yield Result(expected.path, told.code, None, time.perf_counter() - started, (told.message,), unread)
            continue
        seconds, problems = time.perf_counter() - started, tuple(_problems(expected, report))
        verdict, points = report.assessment.verdict.value, report.assessment.score
        yield Result(expected.path, verdict, points, seconds, problems, _gated(report, expected, problems))


def _label(expected: Expectation) -> str:
    """What reports call the sample: the way to it that a CI system can show as a link, an absolute one by its name."""
    path = PurePath(expected.path)
    return path.name if path.is_absolute() else path.as_posix()


def _gated(report: Report, expected: Expectation, problems: tuple[str, ...]) -> Report:
    verdicts = tuple(verdict.value for verdict in expected.verdicts)
    return replace(report, gate=Gate(expect=verdicts, passed=not problems, failed=problems))


def _unread(expected: Expectation, started: float) -> Report:
    """The report on a sample that gave no records."""
    account = Account(0, 0, complete=False)
    return Report(
        tool=tool(),
        run=run_card(started, 0),
        parameters=Parameters(),
        source=SourceInfo(_label(expected), "unread", None, "unknown", "low", None, None, "none", ()),
        account=account,
        binding=Binding(()),
        filled={},
        cards={},
        outcomes=(),
        assessment=assess((), account),
    )


def _problems(expected: Expectation, report: Report) -> Iterator[str]:
    assessment = report.assessment
    if assessment.verdict not in expected.verdicts:
        yield f"expected {' or '.join(expected.verdicts)}"
    if expected.score is not None:
        low, high = expected.score
        if assessment.score is None or not low <= assessment.score <= high:
            yield f"expected a score of {low} to {high}"
    against = {id_ for id_, weight in assessment.weights.items() if Reading(10 * weight).direction is Direction.AGAINST}
    yield from (f"{id_} should read against" for id_ in expected.fires if id_ not in against)
    yield from (f"{id_} should not read against" for id_ in expected.quiet if id_ in against)


def _expectation(row: Mapping[str, Any], manifest: Path) -> Expectation:
    _known(row, _SAMPLE_KEYS, manifest)
    path, verdict, points = row.get("path"), row.get("verdict"), row.get("score")
    words = [verdict] if isinstance(verdict, str) else verdict
    if (
        not isinstance(path, str)
        or not isinstance(words, list)
        or not all(w in list(Verdict) for w in words)
        or not words
    ):
        wanted = ", ".join(Verdict)
        raise UsageError("LC103", f"{str(manifest)!a}: a [[sample]] needs a path and a verdict", f"verdicts: {wanted}")
    if points is not None and not (
        isinstance(points, list) and len(points) == 2 and all(type(p) is int for p in points)
    ):
        raise UsageError("LC103", f"{str(manifest)!a}: score is a pair such as [55, 99]", None)
    return Expectation(
        path=str(manifest.parent / path),
        verdicts=tuple(Verdict(word) for word in words),
        score=(points[0], points[1]) if points else None,
        fires=_strings(row, "fires", manifest),
        quiet=_strings(row, "quiet", manifest),
        maps=_strings(row, "map", manifest),
    )


def _strings(row: Mapping[str, Any], key: str, manifest: Path) -> tuple[str, ...]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UsageError("LC103", f"{str(manifest)!a}: {key} is a list of strings", None)
    return tuple(value)


def _known(row: Mapping[str, Any], keys: set[str], manifest: Path) -> None:
    unknown: Sequence[str] = sorted(set(row) - keys)
    if unknown:
        raise UsageError(
            "LC103", f"{str(manifest)!a}: unknown key {unknown[0]!a}", f"valid keys: {', '.join(sorted(keys))}"
        )
