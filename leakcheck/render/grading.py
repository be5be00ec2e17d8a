"""Grades of intelligence work: what one offline look at one sample may claim, and never more.

Sources: NATO AJP-2.1 (the Admiralty system), ICD 203 (analytic confidence), STIX 2.1 appendix A (confidence scales).
"""

from __future__ import annotations

from typing import Final

from leakcheck.model.report import Report
from leakcheck.model.verdict import Level, Verdict

# From which score on the information is graded so. Never 1, "confirmed by other sources": this is one source.
_CREDIBILITY: Final = ((60, "2"), (40, "3"), (20, "4"), (1, "5"))
RELIABILITY: Final = {
    "A": "Completely reliable",
    "B": "Usually reliable",
    "C": "Fairly reliable",
    "D": "Not usually reliable",
    "E": "Unreliable",
    "F": "Reliability cannot be judged",
}
CREDIBILITY: Final = {
    "2": "Probably true",
    "3": "Possibly true",
    "4": "Doubtfully true",
    "5": "Improbable",
    "6": "Truth cannot be judged",
}
# STIX maps 80 to 100 to Admiralty 1: no number here reaches it.
CONFIDENCE: Final = {Level.LOW: 15, Level.MODERATE: 50, Level.HIGH: 75}
# The five steps of a STIX opinion on "these are records of a real register"; never the fifth, "strongly-agree".
OPINION: Final = {
    Verdict.FABRICATED: "strongly-disagree",
    Verdict.MIXED: "disagree",
    Verdict.SUSPECT: "disagree",
    Verdict.INCONCLUSIVE: "neutral",
    Verdict.CONSISTENT: "agree",
}


def credibility(score: int | None) -> str:
    """The Admiralty grade of the information for a score; 6 where there is none."""
    return "6" if score is None else next(grade for least, grade in _CREDIBILITY if score >= least)


def tags(report: Report) -> dict[str, str]:
    """The machine tags of MISP's taxonomies, by what they grade: source, information, likelihood, confidence."""
    judged = report.assessment
    told = {
        "source": f'admiralty-scale:source-reliability="{report.handling.source_reliability.lower()}"',
        "information": f'admiralty-scale:information-credibility="{credibility(judged.score)}"',
        "confidence": f'estimative-language:confidence-in-analytic-judgment="{judged.confidence.level}"',
    }
    if judged.likelihood is not None:
        term = judged.likelihood.term.replace(" ", "-")
        told["likelihood"] = f'estimative-language:likelihood-probability="{term}"'
    return told
