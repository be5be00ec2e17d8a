"""What `leakcheck doctor` found: facts about the machine and the installation, none about a sample."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a finding bears on the work."""

    OK = "ok"
    NOTE = "note"  # worth knowing; everything asked for still works, or says what it lacks
    FAULT = "fault"  # leakcheck does not work as documented here


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check-up, under the heading `group`. `hint` is what to do about it."""

    group: str
    name: str
    told: str
    state: State = State.OK
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One setting: its key, its value as text, and where that came from."""

    key: str
    value: str
    origin: str
