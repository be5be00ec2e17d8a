"""`build`: hand-made reports."""

from __future__ import annotations

import builders
import pytest


@pytest.fixture(scope="session")
def build():
    return builders
