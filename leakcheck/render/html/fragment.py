"""The verdict and the evidence as a piece of HTML for a notebook: no script, nothing from outside.

It is in the page of somebody else, under a style of theirs: its own few rules are for what is inside it alone.
"""

from __future__ import annotations

from typing import Final

from leakcheck.model.report import Report
from leakcheck.render.facts import not_tested
from leakcheck.render.html.evidence import overview
from leakcheck.render.html.parts import paragraph
from leakcheck.render.html.verdict import head
from leakcheck.render.safe import safe
from leakcheck.render.svg.markup import Markup, el

_STYLE: Final = (
    ".leakcheck{max-width:60rem}.leakcheck dl>div{display:inline-block;vertical-align:top;margin:0 2em .6em 0}"
    ".leakcheck dt{font-size:85%;opacity:.75}.leakcheck dd{margin:0;overflow-wrap:anywhere}"
    ".leakcheck .verdict dd{font-size:125%;font-weight:600}.leakcheck .scroll{overflow-x:auto}"
    ".leakcheck th,.leakcheck td{text-align:left;padding:.15em .8em .15em 0}.leakcheck .n{text-align:right}"
)


def fragment(report: Report) -> str:
    """The piece of HTML; it ends in a line end."""
    left_out = len(not_tested(report))
    told = f"Not tested: {left_out:,}. What was not tested may hide anything." if left_out else "Nothing was left out."
    marking = el("p", el("strong", safe(report.handling.tlp, 20)))
    parts = (el("style", Markup(_STYLE)), marking, head(report), paragraph(told), overview(report))
    return f"{el('div', *parts, class_='leakcheck')}\n"
