"""Which column plays which role, and why."""

from leakcheck.binding.infer import infer
from leakcheck.binding.mapfile import read_map, write_map
from leakcheck.binding.overrides import Override, parse_override

__all__ = ["Override", "infer", "parse_override", "read_map", "write_map"]
