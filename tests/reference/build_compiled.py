"""Writes the larger TOML tables as JSON again: run it after a change of one of them.

python tests/reference/build_compiled.py
"""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import leakcheck.reference

HERE = Path(leakcheck.reference.__file__).parent
SOURCES = ("labels.toml", "places.toml", "places_cn.toml", "id_schemes/*.toml")


def sources() -> dict[str, Path]:
    """The tables that are compiled, by the name that `leakcheck.reference.compiled.read` takes."""
    found = sorted(path for pattern in SOURCES for path in HERE.glob(pattern))
    return {str(path.relative_to(HERE).with_suffix("").as_posix()): path for path in found}


def compiled(source: Path) -> str:
    """The JSON of a table, one top-level entry a line so that changes can be read."""
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    lines = ",\n".join(f"{_json(key)}: {_json(value)}" for key, value in table.items())
    return f"{{\n{lines}\n}}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=date.isoformat)


if __name__ == "__main__":
    for name, source in sources().items():
        target = HERE / "compiled" / f"{name}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(compiled(source), encoding="utf-8")
