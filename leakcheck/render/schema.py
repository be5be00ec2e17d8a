"""The JSON Schema of the report, and whether a document keeps it."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

from leakcheck.render.facts import SCHEMA_VERSION

_MOST: Final = 50  # problems that are listed; a document of another kind would have one at every turn


def report_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of the report. It requires what 1.0 promises and allows what a later 1.x adds."""
    schema: dict[str, Any] = json.loads(_text())
    return schema


@cache
def _text() -> str:
    return files("leakcheck.render").joinpath("schemas", f"report-{SCHEMA_VERSION}.json").read_text(encoding="utf-8")


def check(text: str) -> list[str]:
    """How `text` fails to be a report: for each problem a JSON pointer and the keyword that it breaks, no value of it.

    Empty where it is one. Keys that are not ours are shown as ``?`` in a pointer.
    """
    try:
        document = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return ["(document): not JSON"]
    validator, known = _checker()
    leaves = (leaf for error in validator.iter_errors(document) for leaf in _leaves(error))
    problems = {f"{_pointer(leaf.absolute_path, known)}: {leaf.validator}{_missing(leaf)}" for leaf in leaves}
    return sorted(problems)[:_MOST]


@cache
def _checker() -> tuple[Any, frozenset[str]]:
    from jsonschema import Draft202012Validator  # noqa: PLC0415  (slow to import, and only this command needs it)

    schema = report_schema()
    return Draft202012Validator(schema), frozenset(_keys(schema))


def _leaves(error: Any) -> list[Any]:
    """What is wrong inside the branch of an ``anyOf`` that was meant; the error itself where none fits in kind."""
    inside = [sub for sub in error.context if sub.validator != "type" or sub.path]
    return [leaf for sub in inside for leaf in _leaves(sub)] or [error]


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _missing(error: Any) -> str:
    """Which of our own keys an object lacks."""
    if error.validator != "required" or not isinstance(error.instance, dict):
        return ""
    return " " + ", ".join(key for key in error.validator_value if key not in error.instance)


def _pointer(path: Any, known: frozenset[str]) -> str:
    steps = (str(step) if isinstance(step, int) or step in known else "?" for step in path)
    return "/" + "/".join(steps)


def _keys(schema: Any) -> set[str]:
    """Every property name that the schema mentions."""
    match schema:
        case dict():
            named = set(schema["properties"]) if isinstance(schema.get("properties"), dict) else set()
            return named.union(*(_keys(value) for value in schema.values()))
        case list():
            return set[str]().union(*(_keys(value) for value in schema))
        case _:
            return set()
