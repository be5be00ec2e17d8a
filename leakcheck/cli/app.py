"""The command line: one typer application, and one place where every refusal becomes a line and an exit code."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from leakcheck import __version__
from leakcheck.cli.bundle import bundled
from leakcheck.cli.check import check
from leakcheck.cli.columns import columns
from leakcheck.cli.compare import compare
from leakcheck.cli.complete import asked_by_bash, whole_words
from leakcheck.cli.config import Configured, configured, declared
from leakcheck.cli.doctor import doctor
from leakcheck.cli.explain import explain, validators
from leakcheck.cli.merge import merge
from leakcheck.cli.output import ERRORS_AS_JSON, ReaderGoneError, complain, say
from leakcheck.cli.pick import pick
from leakcheck.cli.plain import PlainGroup
from leakcheck.cli.report import report
from leakcheck.cli.room import out_of_room
from leakcheck.cli.schema import schema
from leakcheck.cli.score import score
from leakcheck.cli.synth import synth
from leakcheck.errors import LeakcheckError, UsageError, internal
from leakcheck.exits import ExitStatus

_EXITS: Final = "Exit codes:\n\n" + "\n\n".join(f"  {status.value:<4} {status.meaning}" for status in ExitStatus)
_ERROR_FORMAT: Final = "--error-format"
_CLICK_ERROR: Final[type[Exception]] = typer.BadParameter.__mro__[2]  # ClickException, which typer vendors privately

app = typer.Typer(
    name="leakcheck",
    cls=PlainGroup,
    help="Does a leak sample look like an extract of a real register, or made up?\n\n"
    "Offline and defensive: nobody is looked up, nobody is contacted, and no value of a record is ever printed.",
    epilog=_EXITS,
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_SCORE: Final = bundled(score)
_SETTINGS: Final = declared(_SCORE)  # what `score` can be told, settings files and the environment can tell
app.command(epilog=_EXITS, cls=Configured)(configured(_SCORE, _SETTINGS))
for _command in (merge, columns, check, compare, pick, report, validators, explain, synth, schema):
    app.command(cls=Configured)(configured(bundled(_command), _SETTINGS))
app.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})(bundled(doctor))


def _version(asked: bool) -> None:
    if asked:
        print(f"leakcheck {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    error_format: Annotated[
        str, typer.Option(_ERROR_FORMAT, help="text, or json: one line of JSON on stderr. After a command as well.")
    ] = "text",
) -> None:
    pass


def run(args: Sequence[str]) -> int:
    """Run one command line; every refusal is one clear line on stderr. Returns the exit status."""
    if asked_by_bash():
        say(whole_words(lambda: app(args=(), prog_name="leakcheck", standalone_mode=False)))
        return ExitStatus.DONE
    try:
        result = app(args=_without_error_format(args), prog_name="leakcheck", standalone_mode=False)
        return int(result or 0)
    except LeakcheckError as error:
        return _refuse(error)
    except _CLICK_ERROR as error:
        return _refuse(_usage(error))
    except (typer.Abort, KeyboardInterrupt):
        return ExitStatus.STOPPED
    except ReaderGoneError:
        return ExitStatus.PIPE
    except MemoryError:
        return _refuse(out_of_room())
    except SystemExit:  # SIGTERM, SIGHUP
        raise
    except BaseException as error:  # noqa: BLE001  (the last resort: no traceback, which could quote a record)
        return _refuse(internal(error))


def _without_error_format(args: Sequence[str]) -> list[str]:
    """`args` less ``--error-format``, which is heard before all else: what cannot be parsed is refused in it too."""
    told = [os.environ.get("LEAKCHECK_ERROR_FORMAT") or "text"]
    end = args.index("--") if "--" in args else len(args)
    rest: list[str] = []
    ahead = iter(args[:end])
    for word in ahead:
        name, equals, value = word.partition("=")
        if name == _ERROR_FORMAT:
            told.append(value if equals else next(ahead, ""))
        else:
            rest.append(word)
    ERRORS_AS_JSON.set(told[-1] == "json")
    if told[-1] not in {"text", "json"}:
        raise UsageError("LC102", f"{_ERROR_FORMAT}: {told[-1]!a} is neither text nor json", None)
    return [*rest, *args[end:]]


def _refuse(error: LeakcheckError) -> int:
    complain(error)
    return error.exit_status


def _usage(error: Exception) -> UsageError:
    """A parser's complaint in our own form; `possibilities` are the options that it thinks were meant."""
    from leakcheck.render.safe import safe

    text = getattr(error, "format_message", lambda: "cannot be understood")()
    near = getattr(error, "possibilities", None)
    hint = f"did you mean {min(near)}?" if near else "leakcheck --help"
    return UsageError("LC101", safe(text.rstrip("."), 200), hint)
