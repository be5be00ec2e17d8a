"""Settings: what the options of `leakcheck score` can also be told by, in files and in the environment.

There is no list of settings. An option of `score` is one, under its own long name, and every other command that has the
very same option takes it as well. Last wins: the default, the project's ``pyproject.toml``, its ``leakcheck.toml``,
``--config FILE``, ``LEAKCHECK_...``, the command line. A list replaces an earlier one; where it is of pairs, each pair
the one with its key.
"""

from __future__ import annotations

import functools
import inspect
import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import typer
from typer.core import TyperCommand, TyperOption
from typer.models import OptionInfo

from leakcheck.cli.config_files import SCHEMA, File, concerns, files, read, refused
from leakcheck.cli.options import Means
from leakcheck.cli.output import remark
from leakcheck.cli.pairs import Pairs, checked, spelled, word
from leakcheck.cli.plain import PlainCommand
from leakcheck.errors import UsageError
from leakcheck.model.claims import KEYS

PREFIX: Final = "LEAKCHECK_"
DEFAULT: Final = "default"
COMMAND_LINE: Final = "command line"
_ORIGINS: Final = "leakcheck.origins"
_PAIRS: Final = "leakcheck.pairs"
Context = Any  # typer's own, whose class it keeps to itself
Config = Annotated[
    str | None,
    typer.Option("--config", metavar="FILE|none", help="Take settings from this file too; none: from no file."),
]


class Declared(NamedTuple):
    """An option as a command declares it. Two commands share it where `info` is the same object."""

    info: OptionInfo
    means: frozenset[Means]


class Configuration(NamedTuple):
    """What a command takes from settings: its options by parameter, and the parameters that are samples."""

    options: Mapping[str, Declared]
    samples: tuple[str, ...]
    settings: Mapping[str, Declared]  # of all commands, so that a file may serve them all


def declared(command: Callable[..., int]) -> dict[str, Declared]:
    """The options of a command, by the name of their parameter."""
    found: dict[str, Declared] = {}
    for name, parameter in inspect.signature(command).parameters.items():
        about = getattr(parameter.annotation, "__metadata__", ())
        for info in about:
            if isinstance(info, OptionInfo):
                found[name] = Declared(info, frozenset(mark for mark in about if isinstance(mark, Means)))
    return found


def configured(command: Callable[..., int], settings: Mapping[str, Declared]) -> Callable[..., int]:
    """`command` with ``--config``, if any of its options is a setting; to be registered as `Configured`."""
    own = declared(command)
    shared = {name: told for name, told in own.items() if name in settings and settings[name].info is told.info}
    if not shared:
        return command
    parameters = inspect.signature(command).parameters
    judged = [name for name, one in parameters.items() if Means.SAMPLE in getattr(one.annotation, "__metadata__", ())]

    @functools.wraps(command)
    def run(**given: Any) -> int:
        given.pop("config")
        return command(**given)

    extra = inspect.Parameter("config", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Config)
    told = [*parameters.values(), extra]
    run.__signature__ = inspect.Signature(told, return_annotation=int)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in told}
    run.configuration = Configuration(shared, tuple(judged), settings)  # type: ignore[attr-defined]
    return run


def configuration(command: object) -> Configuration | None:
    """What a command takes from settings; None for one that takes nothing."""
    return getattr(getattr(command, "callback", None), "configuration", None)


class Configured(PlainCommand):
    """A command of which settings files and the environment can tell the options."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Find the defaults that settings give before the command line is read. Raises UsageError (LC103)."""
        about = configuration(self)
        if about is not None and not ctx.resilient_parsing:
            ahead, *_ = self.make_parser(ctx).parse_args(args=list(args))
            if not ahead.get("help"):
                told = settle(ctx, self, about, ahead)
                ctx.default_map = {name: value for name, (value, _) in told.items()}
                ctx.meta[_ORIGINS] = {name: origin for name, (_, origin) in told.items()}
        rest = super().parse_args(ctx, args)
        for name, before in ctx.meta.get(_PAIRS, {}).items():
            if _typed(ctx, name):
                ctx.meta[_PAIRS][name] = before.over(ctx.params[name], COMMAND_LINE)
                ctx.params[name] = list(ctx.meta[_PAIRS][name].said)
        return rest


def settle(
    ctx: Context, command: TyperCommand, about: Configuration, ahead: Mapping[str, Any]
) -> dict[str, tuple[Any, str]]:
    """Parameter -> value and origin, of everything that files and environment say; `ahead` is the command line."""
    told: dict[str, tuple[Any, str]] = {}
    pairs: dict[str, Pairs] = {}
    options = {one.name: one for one in command.params if isinstance(one, TyperOption) and one.name in about.options}
    for option, given, place, origin in chain(_of_files(about, options, ahead), _of_environment(about, options)):
        value = given
        if Means.PAIRS in about.options[option.name].means:
            checked(given, place)
            pairs[option.name] = pairs.get(option.name, Pairs()).over(given, origin)
            value = list(pairs[option.name].said)
        told[option.name] = (_valid(ctx, option, value, place), origin)
    ctx.meta[_PAIRS] = pairs
    return told


Given = tuple[TyperOption, Any, str, str]  # an option, what it was given, where exactly, and who says so


def _of_files(about: Configuration, options: Mapping[str, TyperOption], ahead: Mapping[str, Any]) -> Iterator[Given]:
    names = {key(name, one.info): name for name, one in about.settings.items()}
    samples = [path for name in about.samples for path in _several(ahead.get(name))]
    for file in files(ahead.get("config") or os.environ.get(f"{PREFIX}CONFIG"), samples):
        if not concerns(file):
            continue
        if file.unused is not None:
            remark(f"{file.shown!a} {file.unused} and is not used; --config {file.shown!a} uses it")
            continue
        for name, value in read(file).items():
            if name not in names:
                from difflib import get_close_matches

                near = get_close_matches(name, names, n=1)
                hint = f"did you mean {near[0]}?" if near else "leakcheck schema config lists the keys"
                raise refused(file, f"has an unknown key {name!a}", hint)
            if (option := options.get(names[name])) is not None:
                place, means = f"config {file.shown!a}: {name}", about.options[option.name].means
                table = Means.PAIRS in means and isinstance(value, dict)
                given = spelled(value, file, name) if table else _as_typed(option, means, value, place)
                if file.found and Means.WRITTEN in means:
                    _stays_below(given, file)
                yield option, given, place, file.shown


def _of_environment(about: Configuration, options: Mapping[str, TyperOption]) -> Iterator[Given]:
    for name, option in options.items():
        place = variable(name, about.options[name].info)
        if text := os.environ.get(place, ""):
            words = [word.strip() for word in text.split(",") if word.strip()]
            yield option, words if option.multiple else text, place, place


def key(name: str, info: OptionInfo) -> str:
    """What settings call an option: its long name, ``fail-under``."""
    long = [told for told in info.param_decls or () if told.startswith("--")]
    return long[0][2:] if long else name.replace("_", "-")


def variable(name: str, info: OptionInfo) -> str:
    """The environment variable of an option: ``LEAKCHECK_FAIL_UNDER``."""
    return PREFIX + key(name, info).upper().replace("-", "_")


def origins(ctx: Context) -> Iterator[tuple[str, Any, str]]:
    """Of every setting that the command of `ctx` takes: its key, its value, and where that came from.

    Pairs are told one by one, ``claim.rows``.
    """
    about = configuration(ctx.command)
    assert about is not None
    for name, one in about.options.items():
        origin = COMMAND_LINE if _typed(ctx, name) else ctx.meta[_ORIGINS].get(name, DEFAULT)
        if Means.PAIRS in one.means and ctx.params[name]:
            pairs = ctx.meta[_PAIRS].get(name) or Pairs().over(ctx.params[name], origin)
            for pair in pairs.said:
                yield f"{key(name, one.info)}.{word(pair)}", pair.partition("=")[2].strip(), pairs.origins[word(pair)]
        else:
            yield key(name, one.info), ctx.params[name], origin


def _typed(ctx: Context, name: str) -> bool:
    """Whether an option stands on the command line."""
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"  # (typer's enumeration is not public)


def kind(option: TyperOption) -> str:
    """What a settings file says of an option: ``boolean``, ``integer``, ``number``, ``array`` or ``string``."""
    annotation = option.type_descriptor.annotation
    if option.multiple:
        return "array"
    return {bool: "boolean", int: "integer", float: "number"}.get(annotation, "string")


def config_schema(command: Any) -> dict[str, Any]:
    """JSON Schema of what a settings file says: the keys of a command, their types, words and limits."""
    about = configuration(command)
    assert about is not None
    options = [one for one in command.params if one.name in about.options]
    keys = {key(one.name, about.options[one.name].info): _schema(one, about.options[one.name].means) for one in options}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "leakcheck settings: leakcheck.toml, or [tool.leakcheck] in pyproject.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": {"schema": {"const": SCHEMA, "description": "Of these keys."}, **keys},
    }


def _schema(option: TyperOption, means: frozenset[Means]) -> dict[str, Any]:
    told: dict[str, Any] = {"description": option.help, "type": kind(option)}
    if told["type"] == "array" or Means.WORDS in means:
        told |= {"type": ["string", "array"], "items": {"type": "string"}}
        if Means.PAIRS in means:
            keys = {name: {"type": ["string", "number"]} for name in KEYS}
            told |= {"type": [*told["type"], "object"], "properties": keys, "additionalProperties": False}
    elif choices := option.type_descriptor.choices:
        told["enum"] = [choice.value for choice in choices]
    limits = {"minimum": option.min, "maximum": option.max}
    return told | {name: limit for name, limit in limits.items() if limit is not None}


def _as_typed(option: TyperOption, means: frozenset[Means], value: Any, place: str) -> Any:
    """A TOML value as the command line would have it. Raises UsageError (LC103) for one of another type."""
    match kind(option), value:
        case ("boolean", bool()) | ("string", str()):
            return value
        case ("integer", int()) | ("number", int() | float()) if not isinstance(value, bool) and math.isfinite(value):
            return value
        case "array", str():
            return [value]
        case ("array" | "string", list()) if all(isinstance(item, str) for item in value):
            if kind(option) == "array":
                return value
            if Means.WORDS in means:
                return ",".join(value)
        case _:
            pass
    wanted = {"boolean": "true or false", "array": "a list of strings"}.get(kind(option), f"of type {kind(option)}")
    raise UsageError("LC103", f"{place} is {wanted}", None)


def _valid(ctx: Context, option: TyperOption, given: Any, place: str) -> Any:
    """`given` if the option would take it; a switch as a truth value. Raises UsageError (LC103)."""
    from leakcheck.render.safe import safe

    try:
        taken = option.process_value(ctx, given)
    except typer.BadParameter as error:
        raise UsageError("LC103", f"{place}: {safe(error.message.rstrip('.'), 200)}", None) from None
    return taken if kind(option) == "boolean" else given


def _stays_below(given: Sequence[str], file: File) -> None:
    """Raises UsageError (LC103) where a file that nobody asked for would write outside its own folder."""
    from leakcheck.render.formats import destination

    for told in given:
        _, path = destination(told)
        if not Path(path).resolve().is_relative_to(file.path.parent.resolve()):
            raise refused(file, f"writes {path!a} outside its own folder", "only a file given with --config may")


def _several(value: Any) -> Sequence[str]:
    return [value] if isinstance(value, str) else list(value or ())
