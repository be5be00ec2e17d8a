"""`tables`: made-up tables with the roles of their columns."""

from __future__ import annotations

import pytest
import tables as made_up


@pytest.fixture(scope="session")
def tables():
    return made_up
