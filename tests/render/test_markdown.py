"""Markdown: what the report says, and a sample that cannot leave its code span."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakcheck.model.evidence import Message, Term
from leakcheck.render.markdown import code, plain, render
from leakcheck.render.saved import settled

TRICKS = ("<script>alert(1)</script>", "[a](http://x.example)", "![](x)", "@someone", "a|b", "`x`", "**b**", "#1")


def test_sections_and_two_sentences(build):
    text = render(settled(build.report()))
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    assert headings[:3] == ["leakcheck: `henan_sample.csv`", "Signs of fabrication (score 1 / 100)", "Why"]
    assert headings[3].startswith("Not tested (3)")
    likelihood, confidence = (
        next(line for line in text.splitlines() if word in line) for word in ("Likelihood", "Confidence")
    )
    assert likelihood != confidence
    assert "Gate --fail-under 60: **failed** (exit 1)." in text


@pytest.mark.parametrize("trick", TRICKS)
def test_the_name_of_a_sample_stands_in_a_code_span(build, trick):
    text = render(settled(build.report(trick)))
    first = text.splitlines()[0].removeprefix("# leakcheck: ")
    assert re.fullmatch(r"(`+)( ?)(.*?)\2\1", first)
    assert first[1:-1].strip("` ").replace("\\|", "|") == trick.strip("` ")


def test_tables_keep_their_columns(build):
    text = render(settled(build.report(labels=("a|b", "`", "c\\|d", "``x", "e", "f", "g"))))
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        counts = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
        assert len(counts) == 1, table


@given(st.text(max_size=40))
def test_a_code_span_cannot_be_left(text):
    span = code(text)
    fence = re.match(r"`+", span)[0]
    inside = span[len(fence) : -len(fence)]
    assert span.endswith(fence)
    assert fence not in re.findall(r"`+", inside)
    assert "\n" not in span


@given(st.text("\\`*_{}[]<>#|~!&$ab", max_size=20))
def test_every_sign_is_escaped(text):
    assert re.sub(r"\\([\\`*_{}\[\]<>#|~!&$])", "", plain(text)).strip("ab") == ""


def test_a_message_of_a_plugin_is_no_markup(build):
    item = build.EVIDENCE[0]
    message = Message("{word}", {"word": Term("<b>[x](y)</b>")})
    base = build.report()
    outcomes = tuple(type(item)(item.validator, item.family, message) if o is item else o for o in base.outcomes)
    text = render(settled(type(base)(**{f: getattr(base, f) for f in base.__slots__} | {"outcomes": outcomes})))
    assert r"\<b\>\[x\](y)\</b\>" in text
