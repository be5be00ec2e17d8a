"""`tables`: the module of made-up tables beside this file (test folders are no packages)."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def tables():
    spec = importlib.util.spec_from_file_location("leakcheck_binding_tables", Path(__file__).with_name("tables.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
