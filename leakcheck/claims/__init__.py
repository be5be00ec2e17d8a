"""What the seller says, held against the sample: parsed, counted beside the validators, and judged claim by claim."""

from leakcheck.claims.audit import audit
from leakcheck.claims.counts import NAME, Counts
from leakcheck.claims.parse import parse_claims

__all__ = ["NAME", "Counts", "audit", "parse_claims"]
