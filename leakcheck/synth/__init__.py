"""Seeded synthetic samples, each marked as such."""

from leakcheck.synth.formats import FORMATS
from leakcheck.synth.profiles import LOCALES, PROFILES, write

__all__ = ["FORMATS", "LOCALES", "PROFILES", "write"]
