"""Options that need no conversion: what is already of the wanted type is taken as it is.

Typer builds a pydantic model of every option of a command each time that one is run, and imports pydantic for it. That
takes as long as reading and judging some thousand records, mostly for options that nobody gave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

_ALIKE: Final = (str, bool)  # kinds of which typer's own conversion gives every value back as it was


class PlainCommand(TyperCommand):
    """A command that converts only what has to be."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As typer does."""
        _spare(self.get_params(ctx))
        return super().parse_args(ctx, args)


class PlainGroup(TyperGroup):
    """The same for the options before a command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As typer does."""
        _spare(self.get_params(ctx))
        return super().parse_args(ctx, args)


def _spare(parameters: Iterable[Any]) -> None:
    for parameter in parameters:
        if isinstance(parameter, TyperOption | TyperArgument):
            parameter.process_value = plainly(parameter)  # type: ignore[assignment, method-assign]  # made by typer


def plainly(parameter: TyperOption | TyperArgument) -> Callable[[Any, Any], Any]:
    """`parameter.process_value`, whose conversion is passed by where it would give back what it is given."""
    thorough = parameter.process_value
    kind = parameter.type_descriptor.annotation
    several = parameter.multiple or parameter.nargs == -1

    def alike(value: Any) -> bool:
        if several:
            return kind == list[str] and isinstance(value, list | tuple) and all(type(word) is str for word in value)
        return value is None or (type(value) is kind and (kind in _ALIKE or value == parameter.default))

    def process_value(context: Any, value: Any) -> Any:
        told = () if several and value is None else value
        if not alike(told) or (parameter.required and not told):
            return thorough(context, value)
        return parameter.callback(context, parameter, told) if parameter.callback else told

    return process_value
