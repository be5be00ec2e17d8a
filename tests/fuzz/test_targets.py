"""Every fuzz target takes good inputs and some wounded ones; `python tests/fuzz/run.py` takes many more."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def runner() -> ModuleType:
    """`run.py` as a module; it finds what is beside it by itself."""
    before = list(sys.path)
    spec = importlib.util.spec_from_file_location("fuzz_run", HERE / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path[:] = before


NAMES = ("csv", "ndjson", "json", "sql", "vcard", "packed", "zip", "tar", "encoding", "map", "report")


@pytest.mark.parametrize("name", NAMES)
def test_a_target_refuses_or_accounts(runner, name):
    from corpus import mutations
    from targets import TARGETS

    assert set(TARGETS) == set(NAMES)
    rng = random.Random(5)
    good = runner.seeds(name)
    for data in (*good, b"", *(mutations(rng.choice(good), rng) for _ in range(12))):
        TARGETS[name](data)


def test_a_failing_target_is_kept_and_told(runner, monkeypatch, tmp_path, capsys):
    import targets

    def fails(_data: bytes) -> None:
        raise RuntimeError("broken")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(targets.TARGETS, "map", fails)
    assert runner.looped("map", 0.05, 1) > 0
    assert list((tmp_path / "fuzz-finds").iterdir())
    assert "RuntimeError" in capsys.readouterr().err
