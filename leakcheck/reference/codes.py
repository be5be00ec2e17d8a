"""Every word and code that a report or an error prints, and what it means: the data is `codes.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from leakcheck.exits import ExitStatus
from leakcheck.model.verdict import Verdict

KINDS: Final = {
    "error": "error",
    "quality": "remark on the data",
    "verdict": "verdict",
    "family": "family of evidence",
    "alternative": "alternative to a genuine extract",
    "topic": "topic",
    "exit": "exit code",
}
HEADINGS: Final = {
    "measures": "What it measures",
    "why": "Why it matters",
    "reading": "Reading",
    "needs": "Needs",
    "blind": "Blind spots",
    "settings": "Settings",
    "example": "Worked example",
}


@dataclass(frozen=True, slots=True)
class Code:
    """One printed word. `kind` is a key of `KINDS`; an error has an `exit` code, a remark on the data a `severity`."""

    code: str
    kind: str
    title: str
    measures: str
    why: str
    reading: str
    needs: str
    blind: str
    settings: str
    example: str
    severity: str = "notice"
    exit: int | None = None


@cache
def codes() -> Mapping[str, Code]:
    """All codes, errors first. An exit code is filed as ``exit 3``.

    Raises TypeError where an entry lacks one of the seven texts: a fault of the table, which the tests read whole.
    """
    table = tomllib.loads(files("leakcheck.reference").joinpath("codes.toml").read_text(encoding="utf-8"))
    found: dict[str, Code] = {}
    for kind in KINDS:
        for key, row in table[kind].items():
            code = f"exit {key}" if kind == "exit" else key
            found[code] = _code(code, kind, {**table["defaults"][kind], **row})
    return found


def _code(code: str, kind: str, row: dict[str, Any]) -> Code:
    match kind:  # (what the program itself says of these is said in one place)
        case "exit":
            row["title"] = ExitStatus(int(code.removeprefix("exit "))).meaning
        case "verdict":
            row["title"] = Verdict(code).headline
        case _:
            pass
    return Code(code=code, kind=kind, **row)


def find(word: str) -> Code | None:
    """The code that `word` names, in any case: ``lc203``, ``Q014``, ``suspect``, ``exit 3`` or plain ``3``."""
    folded = " ".join(word.split()).casefold().replace("exit-", "exit ").replace("_", "-")
    if folded.isdecimal():
        folded = f"exit {folded}"
    return _folded().get(folded)


@cache
def _folded() -> Mapping[str, Code]:
    return {key.casefold(): code for key, code in codes().items()}
