"""How a page is set: width, signs, colour; no fact about a report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from leakcheck.render.cells import wrap
from leakcheck.render.safe import inert

NARROWEST: Final = 20  # below that no sentence can be set
LINEAR_UNDER: Final = 76  # the narrowest line that holds a row of the evidence table
WIDE_FROM: Final = 120  # the evidence table gains columns, tested and a gauge
WIDEST: Final = 120  # longer lines are hard to read


class Tone(StrEnum):
    """What colour stands for. It only repeats what a word says."""

    HEAD = "\x1b[1m"
    BAD = "\x1b[31m"
    GOOD = "\x1b[32m"
    DOUBT = "\x1b[33m"


_PLAIN: Final = "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The signs that are not letters."""

    rule: str
    full: str
    empty: str
    track: str
    band: str
    mark: str


GLYPHS: Final[dict[str, Glyphs]] = {
    "unicode": Glyphs(rule="─", full="█", empty="░", track="·", band="░", mark="●"),
    "ascii": Glyphs(rule="-", full="#", empty=".", track=".", band="=", mark="o"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of `width` cells. `linear` is the form without rules, bars and columns, made to be read aloud."""

    width: int
    linear: bool
    glyphs: Glyphs
    color: bool
    verbosity: int

    @classmethod
    def of(cls, width: int, *, plain: bool, glyphs: Literal["unicode", "ascii"], color: bool, verbosity: int) -> Page:
        """The page for a terminal: linear where asked for or where the width leaves no room for columns."""
        held = max(NARROWEST, min(WIDEST, width))
        return cls(held, plain or held < LINEAR_UNDER, GLYPHS[glyphs], color, verbosity)

    @property
    def wide(self) -> bool:
        """Whether there is room for the gauge."""
        return self.width >= WIDE_FROM and not self.linear

    def heading(self, title: str) -> str:
        """A section's first line (on a very narrow page, lines)."""
        if self.linear:
            return "\n".join(wrap(title, self.width))
        rule = " " + self.glyphs.rule * (self.width - len(title) - 1)
        return self.paint(title, title, Tone.HEAD) + rule

    def para(self, text: str, first: str = "", rest: str | None = None) -> list[str]:
        """`text` made inert and set in lines; `first` leads the first line, `rest` (its width in spaces) the others."""
        indent = " " * len(first) if rest is None else rest
        if 2 * max(len(first), len(indent)) > self.width:  # no room to hang anything
            return wrap(inert(f"{first.strip()} {text}"), self.width, rest="  ")
        return wrap(inert(text), self.width, first, indent)

    def paint(self, line: str, word: str, tone: Tone) -> str:
        """`line` with the last `word` in it coloured, if colour is wanted."""
        before, found, after = line.rpartition(word)
        return f"{before}{tone}{found}{_PLAIN}{after}" if self.color and found else line
