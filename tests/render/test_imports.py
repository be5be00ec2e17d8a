"""Describing and rendering load neither polars nor what only one command needs."""

from __future__ import annotations

import subprocess
import sys

MODULES = "text json error explain validators schema progress safe"
HEAVY = {"polars", "phonenumbers", "stdnum", "jsonschema", "rich.console", "typer"}


def test_light_imports():
    code = "import sys\n" + "".join(f"import leakcheck.render.{name}\n" for name in MODULES.split())
    told = subprocess.run(
        [sys.executable, "-c", f"{code}print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    loaded = set(told.stdout.split())
    assert "leakcheck.render.text" in loaded
    assert not loaded & HEAVY
