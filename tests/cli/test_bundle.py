"""A dataclass of options is spelled out for typer, and filled in for the command."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Annotated

import pytest
import typer

from leakcheck.cli.bundle import bundled


@dataclass(frozen=True)
class Pair:
    """Two options."""

    width: Annotated[int, typer.Option(min=2)] = 3
    names: Annotated[list[str] | None, typer.Option("--name")] = None


def measure(what: Annotated[str, typer.Argument()], pair: Pair, loud: bool = False) -> int:
    """Measure something."""
    typer.echo(f"{what} {pair} {loud}")
    return pair.width


def test_the_parameters_are_those_of_the_command_and_the_bundle():
    command = bundled(measure)
    parameters = inspect.signature(command).parameters
    assert {name: one.default for name, one in parameters.items()} == {
        "what": inspect.Parameter.empty,
        "width": 3,
        "names": None,
        "loud": False,
    }
    assert (command.__name__, command.__doc__) == ("measure", "Measure something.")


def test_typer_fills_the_bundle_in(capsys):
    app = typer.Typer()
    app.command()(bundled(measure))
    assert app(["it", "--width", "7", "--name", "a", "--name", "b"], standalone_mode=False) == 7
    assert capsys.readouterr().out == "it Pair(width=7, names=['a', 'b']) False\n"
    assert app(["it", "--loud"], standalone_mode=False) == 3
    with pytest.raises(Exception, match="2"):
        app(["it", "--width", "1"], standalone_mode=False)
