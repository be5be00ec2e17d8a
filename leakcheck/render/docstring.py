"""A validator's own words: the headings of its module's docstring."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Final

HEADINGS: Final = {
    "Why": "why",
    "Reads": "reads",
    "Counts": "counts",
    "Evidence": "evidence",
    "Blind to": "blind_to",
    "Settings": "settings",
    "Example": "example",
    "Raises": "raises",
    "Source": "source",
}
_TEXT_FROM: Final = 10  # the column in which the text of every heading begins


class DocstringError(ValueError):
    """A docstring does not say what every validator has to say."""


@dataclass(frozen=True, slots=True)
class ValidatorDoc:
    """What a validator says of itself. A line end parts paragraphs and the rows of a table."""

    question: str
    why: str
    reads: str
    counts: str
    evidence: str
    blind_to: str
    settings: str
    example: str
    raises: str
    source: str


def parse_docstring(doc: str) -> ValidatorDoc:
    """The parts of a validator module's docstring: the question in its first line, then the headings at column 0.

    Text between question and first heading goes with the question. Raises DocstringError where a heading is missing,
    empty, unknown or given twice, or where there is no question.
    """
    question: list[str] = []
    parts: dict[str, list[str]] = {}
    lines = question
    for line in inspect.cleandoc(doc).splitlines():
        name = line[:_TEXT_FROM].rstrip()
        if name in HEADINGS:
            if name in parts:
                raise DocstringError(f"heading {name} is given twice")
            lines = parts.setdefault(name, [])
            lines.append(line[_TEXT_FROM:])
        elif lines is not question and line[:1].strip():
            raise DocstringError(f"not one of the headings: {name}")
        else:
            lines.append(line if lines is question else line[_TEXT_FROM:])
    texts = {attribute: _flowing(parts.get(heading, [])) for heading, attribute in HEADINGS.items()}
    for heading, attribute in HEADINGS.items():
        if not texts[attribute]:
            raise DocstringError(f"nothing under the heading {heading}")
    if not (asked := _flowing(question)):
        raise DocstringError("no question in the first line")
    return ValidatorDoc(question=asked, **texts)


def _flowing(lines: list[str]) -> str:
    """The lines as one text: a blank line parts paragraphs, and a line indented further stands by itself."""
    text = ""
    new = True
    for line in lines:
        apart = line[:1] in {" ", ""}
        if shown := line.strip():
            text += ("" if not text else "\n" if new or apart else " ") + shown
        new = apart
    return text
