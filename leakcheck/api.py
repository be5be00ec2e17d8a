"""The only module a plugin imports: what a validator is made of."""

from __future__ import annotations

from leakcheck.features.feature import Feature
from leakcheck.features.text import clean, digest, present
from leakcheck.kernels.multiplicity import Multiplicity
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import (
    Evidence,
    Family,
    Hypothesis,
    Interval,
    Message,
    Quality,
    Rate,
    SkipKind,
    Skipped,
    Term,
)
from leakcheck.protocols import Counts, Probe, Tally, Validator
from leakcheck.stats.likelihood import ANYTHING, Beta, share_llr
from leakcheck.stats.proportions import wilson

__all__ = [
    "ANYTHING",
    "Beta",
    "Binding",
    "Column",
    "Counts",
    "Evidence",
    "Family",
    "Feature",
    "Hypothesis",
    "Interval",
    "Message",
    "Multiplicity",
    "Probe",
    "Quality",
    "Rate",
    "Role",
    "SkipKind",
    "Skipped",
    "Tally",
    "Term",
    "Validator",
    "clean",
    "digest",
    "present",
    "share_llr",
    "wilson",
]
