"""Likelihood in the seven terms of ICD 203, from a posterior probability."""

from __future__ import annotations

from typing import Final

from leakcheck.model.verdict import Likelihood

# Source: Intelligence Community Directive 203, Analytic Standards (2015), D.6.e.(2)(a), upper row of terms.
_TERMS: Final = (
    Likelihood("almost no chance", 0.01, 0.05),
    Likelihood("very unlikely", 0.05, 0.20),
    Likelihood("unlikely", 0.20, 0.45),
    Likelihood("roughly even chance", 0.45, 0.55),
    Likelihood("likely", 0.55, 0.80),
    Likelihood("very likely", 0.80, 0.95),
    Likelihood("almost certain", 0.95, 0.99),
)


def likelihood(probability: float) -> Likelihood:
    """The term whose range holds `probability`; the scale has no 0 and no 1, so the ends take what lies beyond."""
    return next((term for term in _TERMS if probability < term.high), _TERMS[-1])


def posterior(log10_lr: float, prior: float) -> float:
    """The probability of genuine after the evidence, from the analyst's stated prior (0..1, ends excluded)."""
    odds = prior / (1 - prior) * 10**log10_lr
    return odds / (1 + odds)


def score(probability: float) -> int:
    """The probability as 1..99: the scale of ICD 203 knows neither 0 % nor 100 %."""
    return max(1, min(99, round(100 * probability)))
