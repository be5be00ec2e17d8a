"""`leakcheck doctor --bug`: what a maintainer needs to know of an installation, and nothing of anybody's work.

What stands in it is chosen, not what is struck out: only groups of findings that tell of the program and the machine's
kind are told, and of those no path. That something else was noted is told without its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from leakcheck.model.checkup import Finding, State
from leakcheck.render.safe import inert

OPEN: Final = frozenset(
    {"program", "libraries", "extras", "validators", "plugins", "reference tables", "limits", "network"}
)
_PATH: Final = re.compile(r"(?<![\w.])(?:[A-Za-z]:)?[/\\]\S*|~/\S*")
_DIGEST: Final = re.compile(r", sha256 [0-9a-f]+")  # an edition says as much to a reader
_FORM: Final = """\
What I ran, without names of files:

What happened (the line that begins with "leakcheck: error"):

What I expected:

"""


def render(findings: Sequence[Finding]) -> str:
    """A block of Markdown to paste: three questions, and the installation as one line a finding."""
    told = "\n".join(_lines(findings))
    return f"{_FORM}```text\n{told}\n```\n"


def _lines(findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        mark = "" if finding.state is State.OK else f"{finding.state.upper()}: "
        if finding.group in OPEN:
            yield f"{finding.group}, {_shared(finding.name)}: {mark}{_shared(finding.told)}"
        elif mark:
            yield f"{finding.group}: {mark}not told here"


def _shared(told: str) -> str:
    """Words without a path, on one line, that cannot end the block."""
    return _PATH.sub("[path]", _DIGEST.sub("", inert(told))).replace("`", "'")
