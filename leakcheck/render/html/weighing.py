"""How the evidence was weighed: test by test, and against each alternative to a genuine extract."""

from __future__ import annotations

from math import isfinite, log10
from typing import Final

from leakcheck.model.evidence import Hypothesis
from leakcheck.model.report import Report
from leakcheck.model.verdict import Alternative
from leakcheck.render.cells import cut
from leakcheck.render.facts import title_of
from leakcheck.render.figures import figure as rounded
from leakcheck.render.figures import plural
from leakcheck.render.html.parts import Col, figure, paragraph, table
from leakcheck.render.html.verdict import direction, signed
from leakcheck.render.reading import Direction, Reading, by_weight
from leakcheck.render.svg.forest import Branch, forest
from leakcheck.render.svg.markup import Markup, el, join
from leakcheck.render.svg.weights import Weight, weights

_LABEL: Final = 29  # cells of a label beside a chart
_ALTERNATIVES: Final = {
    Hypothesis.JUNK: "typed or drawn at random",
    Hypothesis.GENERATED: "made by a generator",
    Hypothesis.PADDED: "a small core, repeated",
    Hypothesis.SHUFFLED: "columns shuffled",
    Hypothesis.MIXED: "genuine and filler mixed",
    Hypothesis.RECYCLED: "an older leak, again",
    Hypothesis.OTHER: "some other process",
    Hypothesis.SYNTH: "leakcheck's own synth",
}
_MOST: Final = 24  # tests in the chart


def weighing(report: Report) -> list[Markup]:
    """Two pictures and the table of ratios."""
    if not report.assessment.alternatives:
        return [paragraph("No test gave a ratio, so nothing was weighed.")]
    return [
        paragraph(
            "A weight of \u221220 dB means that what was seen is 100 times more probable in made-up records than in "
            "genuine ones; +10 dB, that it is 10 times more probable in genuine ones. Tests that look at the same "
            "property count once, and what speaks against is not outvoted, so that the total is not the sum."
        ),
        _weights(report),
        _forest(report),
        _ratios(report),
    ]


def _weights(report: Report) -> Markup:
    read = [(item, r) for item, r in by_weight(report) if r.direction is not Direction.NEUTRAL]
    neutral = len(report.evidence) - len(read)
    prior = Reading(10 * log10(report.assessment.prior / (1 - report.assessment.prior)))
    total = Reading(rounded(10 * report.assessment.log10_lr) or 0.0)
    rows = [Weight("before the evidence", prior.db, signed(prior))]
    rows += [
        Weight(cut(f"{item.validator} {_name(report, item.validator)}", _LABEL), r.db, signed(r))
        for item, r in read[:_MOST]
    ]
    rows.append(Weight("all together", total.db, signed(total), total=True))
    told = f"{plural(len(read), 'test')} with a direction, the weightiest against first; {neutral} more are neutral."
    numbers = table(
        "weights-table",
        "Weights of all tests, in dB",
        [Col("Test"), Col("Weight", number=True), Col("Reading")],
        [
            ("before the evidence (prior)", signed(prior), ""),
            *((title_of(report, item.validator), signed(r), direction(r)) for item, r in by_weight(report)),
            ("all together", signed(total), direction(total)),
        ],
    )
    return figure("weights", "What each test weighs", told, weights(rows), numbers)


def _name(report: Report, validator: str) -> str:
    card = report.cards.get(validator)
    return card.name if card else ""


def _parts(report: Report, hypothesis: Hypothesis) -> list[tuple[str, float]]:
    """The tests' own ratios against one alternative, the worst first."""
    told = ((item.validator, item.llr[hypothesis]) for item in report.evidence if hypothesis in item.llr)
    return sorted(((id_, llr) for id_, llr in told if isfinite(llr)), key=lambda part: (part[1], part[0]))


def _forest(report: Report) -> Markup:
    judged = [a for a in report.assessment.alternatives if isfinite(a.llr)]
    rows = [
        Branch(_ALTERNATIVES[a.hypothesis], [llr for _, llr in _parts(report, a.hypothesis)], a.llr, ratio(a.llr))
        for a in judged
    ]
    numbers = table(
        "forest-table",
        "log10 likelihood ratio of each test against each alternative, above 0 for genuine",
        [Col("Alternative"), Col("Test"), Col("log10 LR", number=True)],
        [
            (_ALTERNATIVES[a.hypothesis], join(title_of(report, id_)), ratio(llr))
            for a in judged
            for id_, llr in _parts(report, a.hypothesis)
        ],
    )
    told = (
        "log10 of how much more probable what was seen is in a genuine extract than under each alternative. A circle "
        "is one test, the diamond what they come to. The verdict follows the diamond farthest to the left."
    )
    return figure("forest", "Genuine against each alternative", told, forest(rows), numbers)


def ratio(llr: float) -> str:
    """A log10 ratio with its sign and two decimals, none of them made up."""
    told = rounded(llr)
    return "-" if told is None else f"{told:+.2f}".replace("-", "\u2212")


def odds(llr: float) -> str:
    """A log10 ratio as odds: ``310 : 1 against``."""
    times = 10 ** abs(rounded(llr) or 0.0)
    if times < 1.1:
        return "1 : 1"
    told = f"{float(f'{times:.2g}'):,.4g}" if times < 10 else f"{int(float(f'{times:.2g}')):,}"
    return f"{told} : 1 {'for' if llr > 0 else 'against'}"


def _unbroken_odds(llr: float) -> Markup:
    """Odds on one line."""
    return el("span", odds(llr), class_="w")


def _ratios(report: Report) -> Markup:
    def row(a: Alternative) -> tuple[str, ...]:
        decided = title_of(report, a.decisive) if a.decisive else "all of them together"
        return _ALTERNATIVES[a.hypothesis], ratio(a.llr), _unbroken_odds(a.llr), f"{a.families:,}", decided

    rows = [row(a) for a in report.assessment.alternatives]
    tested = {a.hypothesis for a in report.assessment.alternatives}
    rows += [
        (_ALTERNATIVES[h], "\u2013", "not tested", "0", "no test can tell it from genuine")
        for h in Hypothesis
        if h not in tested and h is not Hypothesis.SYNTH
    ]
    whole = report.assessment.log10_lr
    rows.append(("all alternatives together", ratio(whole), _unbroken_odds(whole), "", "weighed by how common each is"))
    columns = [
        Col("Alternative"), Col("log10 LR", number=True), Col("Odds"), Col("Families", number=True), Col("Decided by"),
    ]  # fmt: skip
    return table("ratios-table", "Likelihood ratios by alternative", columns, rows)
