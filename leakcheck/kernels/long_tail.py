"""The numbers that no kernel judges: python-stdnum does, one distinct value at a time.

Slow (some 30 microseconds a value), so callers bound what they hand over. The only place where a number is judged in
Python; every other rule is a polars expression.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module

import polars as pl


def verdicts(values: pl.Series, module: str) -> pl.Series:
    """Whether python-stdnum's `module` accepts each value, as Bool; null stays null.

    A value on which the library raises what it should not is not accepted: its rules are asked, not its manners.
    """
    accepts = _accepts(module)
    return pl.Series(values.name, [None if v is None else accepts(v) for v in values], dtype=pl.Boolean)


def distinct_verdicts(values: pl.Series, module: str) -> pl.Series:
    """`verdicts` of a column that repeats: each distinct value is judged once."""
    distinct = values.drop_nulls().unique()
    accepted = distinct.filter(verdicts(distinct, module))
    return (
        pl.select(pl.when(values.is_not_null()).then(values.is_in(accepted.implode()))).to_series().rename(values.name)
    )


@cache
def _accepts(module: str) -> Callable[[str], bool]:
    validate = import_module(module).validate  # named by our own table, never by a file

    def accepts(value: str) -> bool:
        try:
            validate(value)
        except Exception:  # noqa: BLE001  (some modules raise KeyError or IndexError for what they refuse)
            return False
        return True

    return accepts
