"""The whole page, in the order in which it should be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from leakcheck.model.report import Report
from leakcheck.render.html.claims import claims
from leakcheck.render.html.closing import again, columns, privacy, quality, steps
from leakcheck.render.html.evidence import evidence
from leakcheck.render.html.parts import listed, section
from leakcheck.render.html.style import TLP, policy, style
from leakcheck.render.html.untested import untested
from leakcheck.render.html.verdict import head, why
from leakcheck.render.html.weighing import weighing
from leakcheck.render.safe import safe
from leakcheck.render.svg.markup import Markup, el

_SECTIONS: Final[tuple[tuple[str, str, Callable[[Report], list[Markup]]], ...]] = (
    ("why", "Why", why),
    ("untested", "Not tested", untested),
    ("claims", "Claims of the seller", claims),
    ("weighing", "How it was weighed", weighing),
    ("evidence", "Evidence", evidence),
    ("columns", "Columns", columns),
    ("quality", "Data quality", quality),
    ("privacy", "Privacy and limits", privacy),
    ("next", "What is left to do", steps),
    ("again", "How to do it again", again),
)


def render(report: Report) -> str:
    """The report as one HTML document that ends in a line end."""
    sheet = style(report.handling.tlp)
    name = safe(report.source.label)
    meta = (
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=policy(sheet)),
        el("meta", name="viewport", content="width=device-width,initial-scale=1"),
        el("meta", name="robots", content="noindex,nofollow"),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="color-scheme", content="light dark"),
        el(
            "title", f"{report.assessment.verdict.headline}: {name} (leakcheck report, {safe(report.handling.tlp, 20)})"
        ),
        el("style", Markup(sheet)),
    )
    return f"<!DOCTYPE html>\n{el('html', el('head', *meta), _body(report), lang='en')}\n"


def _body(report: Report) -> Markup:
    told = [entry for entry in _SECTIONS if report.claims or entry[0] != "claims"]
    sections = [section(id_, title, *written(report)) for id_, title, written in told]
    contents = listed(el("a", title, href=f"#{id_}") for id_, title, _ in told)
    main = el("main", head(report), el("nav", contents, aria_label="Contents"), *sections, id="main", class_="sheet")
    return el(
        "body",
        el("a", "Skip to the report", href="#main", class_="skip"),
        el("header", _banner(report)),
        Markup(f"\n{main}\n"),
        el("footer", _banner(report)),
    )


def _banner(report: Report) -> Markup:
    """How the report may be passed on: on the screen above and below, on paper on every page."""
    tlp = safe(report.handling.tlp, 20)
    color = tlp.removeprefix("TLP:").partition("+")[0].lower() if tlp in TLP else None
    return el("p", el("strong", tlp, class_=color), " ", TLP.get(tlp, ""), class_="tlp")
