"""Distributions that are planted for one test, as pip would leave them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from leakcheck import plugins

Plant = Callable[..., None]


@pytest.fixture
def plant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plant]:
    """Install a distribution: `plant("acme", "1.2.0", code, {"TX101": "Capitals"})`, as module `planted_acme`."""
    modules: list[str] = []
    monkeypatch.syspath_prepend(str(tmp_path))

    def planted(name: str, version: str, code: str, points: Mapping[str, str], contract: str = "v1") -> None:
        module = f"planted_{name.lower().replace('-', '_').replace('.', '_')}"
        modules.append(module)
        (tmp_path / f"{module}.py").write_text(code, "utf-8")
        info = tmp_path / f"{module}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
        lines = "".join(f"{id_} = {module}:{target}\n" for id_, target in points.items())
        (info / "entry_points.txt").write_text(f"[leakcheck.validators.{contract}]\n{lines}", "utf-8")
        importlib.invalidate_caches()
        plugins._installed.cache_clear()

    yield planted
    for module in modules:
        sys.modules.pop(module, None)
    plugins._installed.cache_clear()
