"""The HTML report: one file that needs nothing and runs nothing, for every reader and for a printer.

A look by a browser and an audit by axe-core are in `test_html_browser.py`; they run where both are installed.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from leakcheck.model.columns import Binding, Column
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Message, Rate
from leakcheck.model.report import Handling
from leakcheck.pipeline.guard import Guard
from leakcheck.pipeline.score import score
from leakcheck.render.html import render
from leakcheck.render.html.style import TLP

CASES = ("fabricated", "suspect", "mixed", "consistent", "inconclusive", "hostile", "partial", "pictures")
FIXTURES = Path(__file__).parents[2] / "fixtures"
KINDS = ("generator/cn-faker/sample.csv", "mixed/us-mixed/sample.csv", "register/cn-three-rows/sample.csv")
MOST = 200_000  # bytes
VOID = {"meta", "br"}


class Page(HTMLParser):
    """The page as a list of (path, attributes, text), read by the standard library's own parser."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.within: list[list[str]] = []
        self.feed(text)
        self.close()
        assert not self.open, "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told: list[str] = []
        self.elements.append(("/".join([*self.open, tag]), dict(attrs), told))
        if tag not in VOID:
            self.open.append(tag)
            self.within.append(told)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(("/".join([*self.open, tag]), dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.within.pop()

    def handle_data(self, data: str) -> None:
        for told in self.within:
            told.append(data)

    def all(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(a, "".join(told)) for path, a, told in self.elements if path.rpartition("/")[2] == tag]

    @property
    def tags(self) -> Counter[str]:
        return Counter(path.rpartition("/")[2] for path, _, _ in self.elements)


@pytest.fixture(scope="module")
def page(build):
    cases = {**build.CASES, "pictures": build.pictured}
    made: dict[str, tuple[str, Page]] = {}

    def of(case: str) -> tuple[str, Page]:
        if case not in made:
            text = render(cases[case]())
            made[case] = (text, Page(text))
        return made[case]

    return of


@pytest.mark.parametrize("case", CASES)
def test_nothing_runs_and_nothing_is_fetched(page, case):
    text, parsed = page(case)
    assert not {"script", "link", "iframe", "object", "embed", "img", "image", "use", "base", "form"} & {*parsed.tags}
    for path, attributes, _ in parsed.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "srcset")], path
        reference = attributes.get("href") or attributes.get("xlink:href")
        assert reference is None or reference.startswith("#"), path
    assert "url(" not in text
    assert "@import" not in text
    assert "://" not in text


@pytest.mark.parametrize("case", CASES)
def test_the_policy_lets_in_this_style_and_nothing_else(page, case):
    _, parsed = page(case)
    ((_, style),) = parsed.all("style")
    policy = next(a["content"] for a, _ in parsed.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@pytest.mark.parametrize("case", CASES)
def test_every_picture_is_told_in_words_and_as_a_table(page, case):
    _, parsed = page(case)
    figures = [path for path, _, _ in parsed.elements if path.endswith("/figure")]
    for tag in ("svg", "svg/title", "svg/desc", "figcaption", "figure/details", "details/summary"):
        found = [told for path, _, told in parsed.elements if path.endswith(f"/{tag}")]
        assert len(found) >= len(figures), tag
        assert all("".join(told).strip() for told in found)
    assert parsed.tags["svg"] == len(figures)
    tables = [path for path, _, _ in parsed.elements if path.endswith("figure/details/div/table")]
    assert len(tables) == len(figures)
    ids = {a["id"] for _, a, _ in parsed.elements if a.get("id")}
    for attributes, _ in parsed.all("svg"):
        assert attributes["role"] == "img"
        assert set((attributes["aria-labelledby"] or "").split()) <= ids
        assert {"width", "height"} <= {*attributes}, "without a style the picture would have no size"


@pytest.mark.parametrize("case", CASES)
def test_structure(page, case):
    text, parsed = page(case)
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert text.endswith("</html>\n")
    ids = Counter(a["id"] for _, a, _ in parsed.elements if a.get("id"))
    assert max(ids.values()) == 1
    assert all(a["href"][1:] in ids for a, _ in parsed.all("a"))
    assert all(set(a["aria-labelledby"].split()) <= {*ids} for _, a, _ in parsed.elements if a.get("aria-labelledby"))
    levels = [int(path[-1]) for path, _, _ in parsed.elements if re.search(r"/h[1-6]$", path)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert parsed.tags["main"] == parsed.tags["header"] == parsed.tags["footer"] == parsed.tags["nav"] == 1
    assert parsed.tags["caption"] == parsed.tags["table"]
    assert all(a.get("scope") in ("col", "row") for a, _ in parsed.all("th"))
    captions = [told for _, told in parsed.all("caption")]
    assert len(captions) == len(set(captions)), "regions with one name"
    sections = [told for path, _, words in parsed.elements if path.endswith("section/h2") for told in words]
    assert sections[:2] == ["Why", "Not tested"]


def test_the_first_things_said(page):
    _, parsed = page("fabricated")
    assert parsed.all("h1")[0][1] == "Signs of fabrication"
    paragraphs = [told for _, told in parsed.all("p")]
    likelihood = "Likelihood of the records being a genuine extract: almost no chance (1-5 %)."
    assert likelihood in paragraphs
    (confidence,) = [told for told in paragraphs if told.startswith("Confidence in this assessment: high.")]
    assert "ikelihood" not in confidence  # two axes, never one sentence
    assert "Internal consistency cannot prove a sample genuine; it can only fail to find signs of fabrication." in (
        paragraphs
    )
    assert "Gate --fail-under 60: FAILED." in paragraphs
    assert any(told.startswith("TLP:AMBER Limited disclosure") for told in paragraphs)
    assert "No likelihood is given." in [told for _, told in page("inconclusive")[1].all("p")]
    assert any(told.startswith("Partial:") for _, told in page("partial")[1].all("p"))


@pytest.mark.parametrize("tlp", TLP)
def test_handling_is_on_the_screen_and_on_paper(build, tlp):
    base = build.report()
    text = render(replace(base, handling=Handling(tlp=tlp)))
    assert f'@top-right{{content:"{tlp}"' in text
    banners = [told for _, told in Page(text).all("p") if told.startswith(f"{tlp} ")]
    assert len(banners) == 2
    assert banners[0] == f"{tlp} {TLP[tlp]}"


def test_a_word_that_is_no_tlp_stays_out_of_the_style(build):
    text = render(replace(build.report(), handling=Handling(tlp='"}</style><script>')))
    assert Page(text).tags["script"] == 0
    assert '@top-right{content:""' in text


def test_hostile_labels_are_text(page):
    text, parsed = page("hostile")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", text)
    labels = [told for _, told in parsed.all("bdi")]
    assert any("\\u{1b}" in told for told in labels)
    assert any("[bold red]=cmd|x" in told for told in labels)


@pytest.mark.parametrize(
    "label", ['"><script>x()</script>', "</title><style>*{}", "<!--", "&#60;b&#62;", "' onload='x"]
)
def test_markup_in_a_label_is_text(build, label):
    plain = Page(render(build.report("a.csv", ("b", "c")))).tags
    base = build.report(label, (label, label))
    worded = replace(base.binding, columns=(*base.binding.columns, Column(3, label)))
    told = Page(render(replace(base, binding=Binding(base.binding.columns, "CN"))))
    assert told.tags == plain
    assert label[:20] in told.all("title")[0][1] or "~" in told.all("title")[0][1]
    assert Page(render(replace(base, binding=worded, filled={3: 0.5}))).tags["script"] == 0  # in a picture too


def test_small_counts_are_not_shown(build):
    text = render(build.pictured())
    table = re.search(r"<table[^>]*><caption[^>]*>Births by year</caption>.*?</table>", text)
    assert table is not None
    assert re.findall(r">([^<>]+)</td>", table[0]) == ["10", "&lt;5", "&lt;5"]
    base = build.pictured()
    strict = render(replace(base, parameters=replace(base.parameters, min_cell=11)))
    table = re.search(r"<table[^>]*><caption[^>]*>Births by year</caption>.*?</table>", strict)
    assert table is None  # nothing is left to draw


def test_a_share_of_what_is_withheld_is_no_interval(build):
    item = Evidence(
        "ID101",
        Family.IDENTITY,
        Message("Said."),
        llr={Hypothesis.JUNK: -1.0},
        columns=(1,),
        tested=3,
        rates=(Rate("a", 1, 3, (0.9, 1.0)), Rate("b", 2, 300, (0.9, 1.0)), Rate("c", 30, 300, (0.9, 1.0))),
    )
    text = render(replace(build.report(), outcomes=(item,)))
    intervals = re.search(r'<caption id="rates-identity-table">.*?</table>', text)
    assert intervals is not None
    assert intervals[0].count("7.1-13.9 %") == 1  # Wilson by hand: (0.1064 +- 0.03455) / 1.0128
    assert "&lt;5 of &lt;5" in intervals[0]


def test_the_same_report_is_the_same_file(build):
    assert render(build.report()) == render(build.report())
    assert render(build.pictured()) == render(build.pictured())


def test_many_columns_do_not_make_it_long(build):
    base = build.report()
    columns = tuple(Column(i, "\u59d3" * 60) for i in range(1, 2001))
    rates = tuple(Rate(f"column {i} filled", 50, 100, (0.0, 1.0)) for i in range(1, 2001))
    wide = replace(base.evidence[0], rates=rates, columns=tuple(range(1, 2001)))
    filled = dict.fromkeys(range(1, 2001), 0.5)
    report = replace(base, binding=Binding(columns), filled=filled, outcomes=(wide, *base.outcomes[1:]))
    assert len(render(report).encode()) < MOST


@pytest.mark.parametrize("path", KINDS)
def test_a_real_run(path):
    """Small, closed to the sample's cells, and the same when it is drawn again."""
    guard = Guard()
    report = score(str(FIXTURES / path), guard=guard)
    text = render(report)
    assert len(text.encode()) < MOST
    assert guard.check(text, "html") == text
    drawn = [s for item in report.evidence for s in item.series if any(s.counts)]
    assert Page(text).tags["svg"] >= len(drawn)
    assert not report.assessment.alternatives or len(drawn) > 8
