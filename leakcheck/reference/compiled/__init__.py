"""The larger tables of this package as JSON, which is read thirty times faster than the TOML that people write.

The TOML is the source. ``tests/reference/build_compiled.py`` writes these files again, and a test tells when that was
forgotten. A date stands as its ISO 8601 text.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def read(name: str) -> dict[str, Any]:
    """What ``reference/name.toml`` says, such as ``labels`` or ``id_schemes/bank``."""
    text: dict[str, Any] = json.loads(files(__package__).joinpath(f"{name}.json").read_bytes())
    return text
