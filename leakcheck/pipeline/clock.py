"""What time it is, or what SOURCE_DATE_EPOCH says it is."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Final

_MOST_DIGITS: Final = 12  # of SOURCE_DATE_EPOCH; the calendar of datetime ends before 10^12 seconds


def now() -> datetime:
    """The time in UTC, or what SOURCE_DATE_EPOCH says it is."""
    return source_date() or datetime.now(UTC)


def source_date() -> datetime | None:
    """The time that SOURCE_DATE_EPOCH stands for, if it is set (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() and len(epoch) < _MOST_DIGITS else None
