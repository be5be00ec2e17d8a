"""Options that are not converted come out as typer converts them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.core import TyperArgument, TyperGroup, TyperOption
from typer.main import get_command

from leakcheck.cli.app import app
from leakcheck.cli.plain import plainly

GIVEN: tuple[Any, ...] = (
    None, "", "x", "7", "auto", "TLP:RED", (), ("a", "b"), ["a"], ["a", 1], True, False, 0, 7, -1, 99, 0.5, 16,
)  # fmt: skip


def parameters() -> Iterator[Any]:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    for name, command in {"": group, **group.commands}.items():
        for parameter in command.params:
            if isinstance(parameter, TyperOption | TyperArgument) and parameter.callback is None:
                yield pytest.param(command, parameter, id=f"{name}-{parameter.name}")


def outcome(work: Any, context: Any, value: Any) -> tuple[str, Any]:
    try:
        got = work(context, value)
    except typer.BadParameter as error:
        return "refused", error.format_message()
    except Exception as error:  # noqa: BLE001  (whatever typer makes of a value that no command line gives)
        return "failed", type(error)
    return type(got).__name__, got


@pytest.mark.parametrize(("command", "parameter"), [*parameters()])
def test_an_option_comes_out_as_typer_converts_it(command: Any, parameter: Any) -> None:
    context = command.make_context("leakcheck", [], resilient_parsing=True)
    for value in (*GIVEN, parameter.default):
        slow = outcome(type(parameter).process_value.__get__(parameter), context, value)
        fast = outcome(plainly(parameter), context, value)
        same = fast == slow or ({fast[0], slow[0]} == {"list", "tuple"} and [*fast[1]] == [*slow[1]])
        assert same, (value, slow, fast)


def test_what_needs_no_conversion_needs_no_pydantic() -> None:
    code = (
        "import sys; from leakcheck.cli.app import run; "
        "run(['score', '--no-such-file', '-q']); run(['score', '-f', 'json', '-q', 'no such file']); "
        "sys.exit('pydantic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert "no such file" in done.stderr
    assert done.returncode == 0
