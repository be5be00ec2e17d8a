"""Bytes to batches of text columns, with an account of every record."""

from leakcheck.sources.frame import Frame, FrameText, PandasFrame
from leakcheck.sources.halt import Halt
from leakcheck.sources.options import ReadOptions
from leakcheck.sources.sample import Sample, open_sample

__all__ = ["Frame", "FrameText", "Halt", "PandasFrame", "ReadOptions", "Sample", "open_sample"]
