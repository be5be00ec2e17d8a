"""Bytes to batches of text columns, with an account of every record."""

from leakcheck.sources.options import ReadOptions
from leakcheck.sources.sample import Sample, open_sample

__all__ = ["ReadOptions", "Sample", "open_sample"]
