"""Validators of other distributions: found by their entry points, checked once, and kept from harming the rest.

    [project.entry-points."leakcheck.validators.v1"]
    TX101 = "acme:Capitals"

The number in the group's name is the contract's: what `leakcheck.api` offers and asks for. The id in reports carries
the distribution (``acme/TX101``), so that it can be nobody else's. One that cannot be loaded, or breaks the contract,
is listed as not tested under a code of ours; the text of its exceptions is never shown.
"""

from __future__ import annotations

import inspect
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint
from typing import Any, Final, TypeVar

import polars as pl

from leakcheck.features.feature import Feature, stages
from leakcheck.model.columns import Binding
from leakcheck.model.evidence import Evidence, Failed, Family, Outcome, SkipKind, Skipped
from leakcheck.plugins.contract import fault, unheard
from leakcheck.protocols import Probe, Tally, Validator

FAMILY_OF_GROUPS: Final = "leakcheck.validators."
GROUP: Final = f"{FAMILY_OF_GROUPS}v1"
S = TypeVar("S")
_ID: Final = re.compile(r"[A-Z]{2,4}[0-9]{1,4}")
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST: Final = 200  # characters of a text that a plugin may say


class ContractError(Exception):
    """A plugin is not what the contract asks for; the text is ours."""


class StoppedError(Exception):
    """A plugin ended the program, or polars panicked in it: no `Exception`, and so past everybody who catches those."""


@dataclass(frozen=True, slots=True)
class Broken:
    """An entry point that gave no validator; it stands under "not tested" on every sample."""

    id: str
    origin: str
    reason: str
    name: str = "plugin"
    title: str = "Plugin"
    family: Family = Family.FINGERPRINT
    version: int = 0
    reads_order: bool = False
    says: tuple[str, ...] = ()

    def bind(self, binding: Binding) -> Skipped:  # noqa: ARG002  (nothing is bound)
        """Why it does not run."""
        return Skipped(self.id, self.reason, SkipKind.PLUGIN, "leakcheck explain LC601")


@dataclass(frozen=True, slots=True)
class Installed:
    """A plugin's validator: what it says of itself, read once, and its work behind a net."""

    id: str  # acme/TX101
    origin: str  # acme 1.2.0
    name: str
    title: str
    family: Family
    version: int
    reads_order: bool
    says: tuple[str, ...]
    doc: str
    inner: Validator

    def bind(self, binding: Binding) -> Probe[Any] | Skipped:
        """The plugin's probe. Raises whatever the plugin raises, always as an `Exception`."""
        with _contained():
            bound = self.inner.bind(binding)
            if isinstance(bound, Skipped):
                return bound
            features = tuple(bound.features)
            _check_features(features, binding)
            if isinstance(bound, Tally):
                return Tally(features, dict(bound.counts), _Reading(bound.reading))
            return _Probe(features, bound)

    def held(self, outcome: Outcome, width: int, records: int) -> Outcome:
        """`outcome` under our name for the plugin, or why it cannot be shown."""
        if isinstance(outcome, Failed):
            told = f"validator {self.id} of plugin {self.origin} stopped ({_type(outcome.error)})"
            return Skipped(self.id, told, SkipKind.PLUGIN, "leakcheck explain LC602")
        try:
            problem = self._problem(outcome, width, records)
        except Exception:  # noqa: BLE001  (whatever it is made of, it is no outcome)
            problem = "what is no outcome"
        if problem is None:
            return replace(outcome, validator=self.id)
        told = f"validator {self.id} of plugin {self.origin} gave {problem}"
        return Skipped(self.id, told, SkipKind.PLUGIN, "leakcheck explain LC603")

    def _problem(self, outcome: object, width: int, records: int) -> str | None:
        match outcome:
            case Skipped(kind=SkipKind()) | Evidence() if type(outcome) in {Skipped, Evidence}:
                heard = unheard(outcome, self.says, width * records)
                return heard or (fault(outcome, self.family, width) if isinstance(outcome, Evidence) else None)
            case _:
                return "what is no outcome"


@dataclass(frozen=True, slots=True)
class _Reading:
    """The reading of a plugin's totals."""

    inner: Callable[[Any], Evidence | Skipped]

    def __call__(self, totals: Any) -> Evidence | Skipped:
        with _contained():
            return self.inner(totals)


@dataclass(frozen=True, slots=True)
class _Probe:
    """A plugin's own probe; of its features no more than it named when it was bound."""

    features: Sequence[Feature]
    inner: Probe[Any]

    def observe(self, batch: pl.DataFrame) -> Any:
        with _contained():
            return self.inner.observe(batch)

    def merge(self, left: Any, right: Any) -> Any:
        with _contained():
            return self.inner.merge(left, right)

    def conclude(self, state: Any) -> Evidence | Skipped:
        with _contained():
            return self.inner.conclude(state)


def discovered(points: Iterable[EntryPoint]) -> tuple[Installed | Broken, ...]:
    """The validators behind `points`, by id; points of other groups are passed over, those of other contracts named."""
    found: dict[str, Installed | Broken] = {}
    for point in points:
        if not point.group.startswith(FAMILY_OF_GROUPS):
            continue
        name, version = _distribution(point)
        id_ = f"{name}/{point.name if _ID.fullmatch(point.name) else '?'}"
        if id_ not in found:
            found[id_] = _loaded(point, id_, f"{name} {version}")
    return tuple(found[id_] for id_ in sorted(found))


def _loaded(point: EntryPoint, id_: str, origin: str) -> Installed | Broken:
    try:
        _check_group(point.group)
        with _contained(), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            made = point.load()
            validator = made() if isinstance(made, type) else made
            return _checked(validator, point.name, id_, origin)
    except ContractError as error:
        return Broken(id_, origin, f"plugin {origin} {error}; this version offers {GROUP}")
    except Exception as error:  # noqa: BLE001  (a plugin may raise anything)
        return Broken(id_, origin, f"plugin {origin} failed to load ({_type(type(error).__name__)})")


def _check_group(group: str) -> None:
    """Raises ContractError for the group of another contract."""
    if group != GROUP:
        raise ContractError(f"was made for {FAMILY_OF_GROUPS}{_type(group.removeprefix(FAMILY_OF_GROUPS))}")


def _checked(validator: Any, name: str, id_: str, origin: str) -> Installed:
    """The validator with what it says of itself copied. Raises ContractError."""
    module = sys.modules.get(type(validator).__module__)
    told = Installed(
        id_, origin, validator.name, validator.title, validator.family, validator.version, validator.reads_order,
        tuple(validator.says), inspect.getdoc(module) or "", validator,
    )  # fmt: skip
    rules = {
        "id": validator.id == name and _ID.fullmatch(name) is not None,
        "name": _text(told.name) and _NAME.fullmatch(told.name) is not None,
        "title": _text(told.title),
        "family": isinstance(told.family, Family),
        "version": type(told.version) is int,
        "reads_order": type(told.reads_order) is bool,
        "says": all(map(_text, told.says)),
        "bind": callable(validator.bind),
    }
    for attribute, kept in rules.items():
        if not kept:
            raise ContractError(f"breaks the contract at {attribute!r}")
    return told


def _text(told: object) -> bool:
    return type(told) is str and 0 < len(told) <= _LONGEST and told.isprintable()


def _check_features(features: Sequence[Feature], binding: Binding) -> None:
    """Raises ContractError for a feature that is none, or that would take the place of a column of the sample."""
    raw = {column.name for column in binding}
    for feature in (feature for level in stages(features) for feature in level):
        if not isinstance(feature.expr, pl.Expr) or feature.name in raw:
            raise ContractError("breaks the contract at 'features'")


def _distribution(point: EntryPoint) -> tuple[str, str]:
    """Its name as indexes compare names (PEP 503), and its version."""
    name = re.sub(r"[^a-z0-9]+", "-", (point.dist.name if point.dist else "unknown").lower())
    return name.strip("-"), re.sub(r"[^\w.+!-]", "", point.dist.version if point.dist else "?")


def _type(name: str) -> str:
    """The name of an exception's class, which a plugin has chosen."""
    return name[:60] if name.isidentifier() and name.isascii() else "error"


@contextmanager
def _contained() -> Iterator[None]:
    """Turn what is raised past `Exception` into one; Ctrl-C alone goes through."""
    try:
        yield
    except (SystemExit, GeneratorExit, pl.exceptions.PanicException) as error:
        raise StoppedError(type(error).__name__) from None
