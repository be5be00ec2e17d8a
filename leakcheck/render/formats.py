"""Which formats there are, how a file name tells one, and which module renders it.

A format is one row here and one module `leakcheck.render.NAME` with `render(report) -> str`, or `render(*reports)`
where a document can hold several samples. The module is imported when the format is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final

from leakcheck.errors import UsageError

if TYPE_CHECKING:
    from leakcheck.model.report import Report

NONE: Final = "none"  # nothing goes to stdout; no format of a file


@dataclass(frozen=True, slots=True)
class Format:
    """`suffixes` are the ends of file names that tell the format, `extra` the optional dependencies that it needs."""

    name: str
    use: str
    suffixes: tuple[str, ...]
    media: str
    many: bool = True  # whether one document holds several samples
    extra: str | None = None


FORMATS: Final = (
    Format("text", "to read on a terminal", (".txt",), "text/plain"),
    Format("json", "everything, for scripts and for `leakcheck report`", (".json",), "application/json"),
    Format("html", "one page to hand over and to print", (".html", ".htm"), "text/html", many=False),
    Format("ndjson", "a line an input, column, piece of evidence", (".ndjson", ".jsonl"), "application/x-ndjson"),
    Format("markdown", "for a ticket, a wiki, a CI job's summary", (".md", ".markdown"), "text/markdown"),
    Format("github", "annotations of GitHub Actions", (".github.txt",), "text/plain"),
    Format("junit", "test results: Jenkins, GitLab, most CI systems", (".xml",), "application/xml"),
    Format("sarif", "SARIF 2.1.0: code scanning, editors", (".sarif", ".sarif.json"), "application/sarif+json"),
    Format("gitlab", "GitLab code quality", (".gitlab.json", ".codequality.json"), "application/json"),
    Format("csv", "the evidence as a table", (".csv",), "text/csv"),
    Format(
        "stix",
        "a STIX 2.1 bundle for threat-intelligence platforms",
        (".stix.json",),
        "application/stix+json;version=2.1",
        extra="stix",
    ),
    Format("misp", "an event for MISP", (".misp.json",), "application/json", many=False, extra="misp"),
)
_BY_NAME: Final = {row.name: row for row in FORMATS}
NAMES: Final = (*_BY_NAME, NONE)
_BY_SUFFIX: Final = sorted(
    ((suffix, row) for row in FORMATS for suffix in row.suffixes), key=lambda pair: len(pair[0]), reverse=True
)


def named(name: str, option: str = "--format") -> str:
    """`name` itself. Raises UsageError (LC102) where it is no format."""
    if name in NAMES:
        return name
    from difflib import get_close_matches  # noqa: PLC0415 - of a wrong name alone: --help imports this module

    near = get_close_matches(name, NAMES, n=1)
    hint = f"did you mean {near[0]}?" if near else f"one of {', '.join(NAMES)}"
    raise UsageError("LC102", f"{option}: {name!a} is not a format", hint)


def destination(told: str) -> tuple[Format, str]:
    """`FORMAT:PATH`, or a path whose name tells the format, as (format, path). Raises UsageError (LC107)."""
    prefix, colon, rest = told.partition(":")
    if colon and rest and prefix in _BY_NAME:
        return _BY_NAME[prefix], rest
    for suffix, row in _BY_SUFFIX:
        if told.lower().endswith(suffix):
            return row, told
    raise UsageError("LC107", f"cannot tell a format from {told!a}", f"write -o json:{told!a}")


def holds_several(name: str) -> None:
    """Raises UsageError (LC102) where a document of the format holds one sample alone."""
    if name != NONE and not _BY_NAME[name].many:
        raise UsageError("LC102", f"{name} holds one sample", "run leakcheck once for each sample")


def render(name: str, reports: Sequence[Report]) -> str:
    """`reports` in one document. Raises UsageError where a library (LC111) or room for several (LC102) is missing."""
    row = _BY_NAME[name]
    if len(reports) != 1:
        holds_several(name)
    try:
        module = import_module(f"leakcheck.render.{name}")
    except ImportError:
        if row.extra is None:
            raise
        told = f"{name} needs the {row.extra!a} extra, which is not installed"
        raise UsageError("LC111", told, f"pip install '.[{row.extra}]'") from None
    text: str = module.render(*reports)
    return text
