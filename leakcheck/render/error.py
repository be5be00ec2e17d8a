"""A refusal on stderr: one error, one cause, the next command to try; never a traceback, never sample text."""

from __future__ import annotations

import json
from typing import Final

from leakcheck.errors import LeakcheckError
from leakcheck.render.safe import safe

MOST: Final = 600  # cells of a message or a hint: an option or a name that is echoed may be of any length


def render(error: LeakcheckError) -> str:
    """The error in two or three lines, without a line end after the last."""
    lines = [f"leakcheck: error[{error.code}]: {safe(error.message, MOST)}"]
    if error.hint:
        lines.append(f"  hint: {safe(error.hint, MOST)}")
    return "\n".join([*lines, f"  more: leakcheck explain {error.code}"])


def render_json(error: LeakcheckError) -> str:
    """The error as one line of JSON without its end, for ``--error-format json``."""
    told = {
        "code": error.code,
        "exit": int(error.exit_status),
        "message": safe(error.message, MOST),
        "hint": safe(error.hint, MOST) if error.hint else None,
        "input": None if error.sample is None else safe(error.sample),
    }
    return json.dumps(told, ensure_ascii=True, allow_nan=False)
