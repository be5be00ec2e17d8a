"""How far the ratios can be trusted: the page `leakcheck explain calibration`, 80 columns, and the same as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from math import log10
from typing import Final

from leakcheck.model.evidence import percent
from leakcheck.model.verdict import Verdict
from leakcheck.reference.calibration import Calibration, Trial, calibration
from leakcheck.render.cells import left, wrap

CODE: Final = "calibration"
_WIDTH: Final = 80
_CERTAIN: Final = 0.05  # a rate above the bound would have given so few alarms in one experiment of twenty
_MOST_FAMILIES: Final = 3
_ORDER: Final = (Verdict.FABRICATED, Verdict.MIXED, Verdict.SUSPECT, Verdict.INCONCLUSIVE, Verdict.CONSISTENT)
_HEADS: Final = ("fabr", "mixed", "susp", "incon", "consist")
_WHAT: Final = (
    "Samples of known origin were judged: published registers and published fakes (labelled), and registers and fakes "
    "made from seeds (synth; the synthetic mark was not looked at). Thresholds were chosen while looking at labelled "
    "samples, so their figures flatter; what nobody has thought of is in neither set."
)
_COST: Final = (
    "Cllr is the mean cost of believing the ratios, in bits: 0 for an oracle, 1 for ratios that tell nothing. Least is "
    "what no rescaling could save. Worst is the log10 ratio that misled most: against a genuine sample, and for one "
    "that is not."
)
_POINTS: Final = (
    "Of samples that were told about this log10 ratio, the ratio they deserved as it came out (pooled adjacent "
    "violators; as many genuine ones as others). Told 0.5 and deserved 1.5 is too cautious, the reverse too bold."
)


def page() -> str:
    """The page as text."""
    table = calibration()
    lines = [f"{CODE}, of {table.date}", "How far the likelihood ratios can be trusted", ""]
    for heading, told in (
        ("What was judged", _told(table)),
        ("Cost of the ratios", _costs(table)),
        ("Factors", _factors(table)),
        ("Verdicts", _verdicts(table)),
        ("False alarms at the thresholds in use", _alarms(table)),
        ("Ratios told and deserved (log10)", _points(table)),
        ("Again", _again(table)),
    ):
        lines += [heading, *(f"  {line}" if line else "" for line in told)]
    return "\n".join(lines) + "\n"


def page_json() -> str:
    """The whole table as one JSON object."""
    table = asdict(calibration())
    return json.dumps({"code": CODE, "kind": "calibration", **table}, indent=2, ensure_ascii=True) + "\n"


def _para(text: str) -> list[str]:
    return wrap(text, _WIDTH - 2)


def _told(table: Calibration) -> Iterator[str]:
    yield from _para(_WHAT)
    for trial in table.trials:
        yield from _para(
            f"{trial.name}: {trial.genuine} genuine samples of {len(trial.registers)} registers; {trial.other} others, "
            f"among them those of {', '.join(trial.generators)}."
        )


def _costs(table: Calibration) -> Iterator[str]:
    yield from _para(_COST)
    yield f"{'samples':<10}{'genuine':>8}{'others':>8}{'Cllr':>8}{'least':>8}{'AUC':>8}{'worst against, for':>22}"
    for t in table.trials:
        worst = f"{t.misleading_against:+.2f}, {t.misleading_for:+.2f}"
        yield f"{t.name:<10}{t.genuine:>8}{t.other:>8}{t.cllr:>8.2f}{t.cllr_min:>8.2f}{t.auc:>8.3f}{worst:>22}"


def _factors(table: Calibration) -> Iterator[str]:
    fitted = ", ".join(f"{name} {factor:.2f}" for name, factor in table.fitted.items())
    cost = "; ".join(f"{t.name} {t.cllr_held_out:.3f} with, {t.cllr:.3f} without" for t in table.trials)
    told = "They are applied." if table.shipped else "They save too little, so none is applied."
    yield from _para(
        f"A factor of 0 to 1 was fitted to the ratios against each alternative ({fitted}) and tried on sources left "
        f"out of the fit, a register with all that was made of it or a generator at a time: Cllr {cost}. {told}"
    )


def _verdicts(table: Calibration) -> Iterator[str]:
    yield f"{'samples':<10}{'kind':<18}{'records':<14}" + "".join(f"{head:>{len(head) + 2}}" for head in _HEADS)
    for row in table.confusion:
        counts = zip(_HEADS, _ORDER, strict=True)
        told = "".join(f"{row.verdicts[verdict.value]:>{len(head) + 2}}" for head, verdict in counts)
        yield f"{left(row.set, 10)}{left(row.kind, 18)}{left(row.records, 14)}{told}"


def _alarms(table: Calibration) -> Iterator[str]:
    for trial in table.trials:
        found: Counter[str] = Counter()
        for row in table.confusion:
            if row.set == trial.name and row.kind == "genuine":
                found.update(row.verdicts)
        for words in ((Verdict.FABRICATED, Verdict.MIXED), (Verdict.FABRICATED, Verdict.MIXED, Verdict.SUSPECT)):
            called = sum(found[word.value] for word in words)
            yield from _para(f"{trial.name}: {' or '.join(words)} {_rate(called, trial)}.")
    alarming = [family for family in table.families if family.false_alarms]
    for worst in sorted(alarming, key=lambda family: -family.false_alarms / family.genuine)[:_MOST_FAMILIES]:
        yield from _para(
            f"{worst.set}: {worst.family} alone said 10 to 1 or more for {worst.alternative} of {worst.false_alarms} "
            f"of {worst.genuine} genuine samples."
        )
    if not alarming:
        yield from _para("No family of evidence alone said 10 to 1 or more against a genuine sample.")


def _rate(called: int, trial: Trial) -> str:
    told = f"{called} of {trial.genuine} genuine samples"
    if called:
        return f"{told} ({percent(called / trial.genuine)})"
    bound = 1 - _CERTAIN ** (1 / trial.genuine)
    return f"{told} (95 % sure of under {percent(bound)})"


def _points(table: Calibration) -> Iterator[str]:
    yield from _para(_POINTS)
    yield f"{'samples':<10}{'told':>8}{'deserved':>14}{'genuine':>10}{'others':>8}"
    for point in table.points:
        yield f"{point.set:<10}{point.told:>+8.2f}{_deserved(point.share):>14}{point.genuine:>10}{point.other:>8}"


def _deserved(share: float) -> str:
    """The ratio as print can bear it: pooling says "never" where a class has one kind only."""
    if share in (0.0, 1.0):
        return "all genuine" if share else "none genuine"
    return f"{log10(share / (1 - share)):+.2f}"


def _again(table: Calibration) -> list[str]:
    return [
        f"python tests/benchmarks/calibrate.py FOLDER --seeds {table.seeds:g}",
        *_para("in the source tree; FOLDER holds labelled samples. --json prints the table with every family."),
    ]
