"""Why a text is no JSON, and where: the line, the column and one reason, in our own words."""

from __future__ import annotations

import json
from typing import Final

_REASONS: Final = {  # what the standard library says, and what we say
    "Expecting value": "a value is missing",
    "Expecting property name enclosed in double quotes": "a key in double quotes is missing",
    "Expecting ':' delimiter": "a colon is missing",
    "Expecting ',' delimiter": "a comma is missing",
    "Extra data": "more stands behind its end",
    "Unterminated string starting at": "a string has no end",
    "Invalid control character at": "a control character stands in a string",
    "Invalid \\escape": "a backslash escapes nothing",
    "Invalid \\uXXXX escape": "a backslash escapes nothing",
    "Illegal trailing comma before end of object": "a comma stands before the end",
    "Illegal trailing comma before end of array": "a comma stands before the end",
}
_HINTS: Final = {  # what stands where JSON breaks
    "'": "a string needs double quotes",
    "/": "a comment is no JSON",
    "#": "a comment is no JSON",
}


def fault(text: bytes, *, whole: bool) -> str | None:
    """That, where and why the first JSON value of `text` breaks; None where it does not, or may go on (not `whole`)."""
    try:
        value = text.decode("utf-8", "replace").lstrip("\ufeff")
        json.JSONDecoder(parse_int=str, parse_float=str).raw_decode(value, len(value) - len(value.lstrip()))
    except RecursionError:
        return "JSON broken: values stand too deep inside one another"
    except json.JSONDecodeError as error:
        at = value[error.pos : error.pos + 1]
        if not at and not whole:
            return None
        return f"JSON broken at line {error.lineno:,}, column {error.colno:,}: {_reason(error, value, at)}"
    return None


def _reason(error: json.JSONDecodeError, value: str, at: str) -> str:
    if not at:
        return "the text ends early"
    if at in _HINTS:
        return _HINTS[at]
    if at in {"}", "]"} and value[: error.pos].rstrip()[-1:] == ",":
        return "a comma stands before the end"
    return _REASONS.get(error.msg, "no JSON stands here")
