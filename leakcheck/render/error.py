"""A refusal on stderr: one error, one cause, the next command to try; never a traceback, never sample text."""

from __future__ import annotations

import json

from leakcheck.errors import LeakcheckError
from leakcheck.render.safe import inert, safe


def render(error: LeakcheckError) -> str:
    """The error in two or three lines, without a line end after the last."""
    lines = [f"leakcheck: error[{error.code}]: {inert(error.message)}"]
    if error.hint:
        lines.append(f"  hint: {inert(error.hint)}")
    return "\n".join([*lines, f"  more: leakcheck explain {error.code}"])


def render_json(error: LeakcheckError) -> str:
    """The error as one line of JSON without its end, for ``--error-format json``."""
    told = {
        "code": error.code,
        "exit": int(error.exit_status),
        "message": inert(error.message),
        "hint": inert(error.hint) if error.hint else None,
        "input": None if error.sample is None else safe(error.sample),
    }
    return json.dumps(told, ensure_ascii=True, allow_nan=False)
