"""Which validators there are, in the order of reports. A new one is one more line here, or a distribution of its own.

The commands that only describe validators read their source files without running them, so that `leakcheck explain`
answers without loading polars.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from leakcheck.model.evidence import Family, Outcome
from leakcheck.model.report import ValidatorCard

if TYPE_CHECKING:
    from leakcheck.plugins.external import Broken, Installed
    from leakcheck.protocols import Validator

SWITCH: Final = "LEAKCHECK_PLUGINS"  # an environment variable; 0 leaves plugins out everywhere
_OFF: Final = frozenset({"0", "no", "off", "false"})

# module of leakcheck.validators, class
BUILT_IN: Final = (
    ("id_check_digits", "IdCheckDigits"),
    ("id_structure", "IdStructure"),
    ("joint_faults", "JointFaults"),
    ("phone_plan", "PhonePlan"),
    ("phone_digits", "PhoneDigits"),
    ("phone_locality", "PhoneLocality"),
    ("birth_date", "BirthDate"),
    ("address_hierarchy", "AddressHierarchy"),
    ("name_frequency", "NameFrequency"),
    ("given_names", "GivenNameCommonness"),
    ("name_crowd", "NameCrowd"),
    ("generator_vocabulary", "GeneratorVocabulary"),
    ("generator_artefacts", "GeneratorArtefacts"),
    ("row_numbers", "RowNumbers"),
    ("email_syntax", "EmailSyntax"),
    ("field_agreement", "BirthDateAgreement"),
    ("sex_agreement", "SexAgreement"),
    ("region_agreement", "RegionAgreement"),
    ("age_agreement", "AgeAgreement"),
    ("column_dependence", "ColumnDependence"),
    ("isolated_column", "IsolatedColumn"),
    ("email_name", "EmailName"),
    ("duplicates", "Duplicates"),
    ("time_rhythm", "TimeRhythm"),
    ("embedded_clock", "EmbeddedClock"),
    ("row_order", "RowOrder"),
    ("regimes", "Regimes"),
    ("completeness", "Completeness"),
    ("synthetic_mark", "SyntheticMark"),
)


@dataclass(frozen=True, slots=True)
class Description:
    """A validator as its own file describes it: the card of reports, its family, and the module's docstring."""

    card: ValidatorCard
    family: Family
    doc: str


@cache
def built_in() -> tuple[Validator, ...]:
    """One instance of every validator that the program brings."""
    return tuple(getattr(import_module(f"leakcheck.validators.{module}"), cls)() for module, cls in BUILT_IN)


def installed() -> tuple[Installed | Broken, ...]:
    """The validators of other distributions, by id; none where `SWITCH` is off. Each is loaded once a process."""
    return () if switched_off() else _installed()


def switched_off() -> bool:
    """Whether plugins are left out everywhere."""
    return os.environ.get(SWITCH, "").strip().lower() in _OFF


@cache
def _installed() -> tuple[Installed | Broken, ...]:
    points = entry_points()
    groups = [group for group in points.groups if group.startswith("leakcheck.validators.")]
    if not groups:
        return ()  # and polars stays out of the commands that only describe
    from leakcheck.plugins.external import discovered  # noqa: PLC0415

    return discovered(point for group in groups for point in points.select(group=group))


@cache
def packages() -> tuple[str, ...]:
    """The top-level packages that plugins' classes are in."""
    points = entry_points()
    groups = [group for group in points.groups if group.startswith("leakcheck.validators.")] if installed() else []
    return tuple(sorted({point.module.partition(".")[0] for group in groups for point in points.select(group=group)}))


def available(*, plugins: bool = True) -> tuple[Validator, ...]:
    """All validators, built in and, with `plugins`, installed."""
    return (*built_in(), *(installed() if plugins else ()))


def card(validator: Validator) -> ValidatorCard:
    """What a report says of a validator."""
    origin = getattr(validator, "origin", "builtin")
    return ValidatorCard(validator.id, validator.name, validator.title, validator.version, origin)


def origins(validators: Sequence[Validator]) -> dict[str, str]:
    """The distributions that brought validators, with their versions."""
    told = (card(validator).origin.partition(" ") for validator in validators)
    return {name: version for name, space, version in told if space}


def held(outcomes: Sequence[Outcome], validators: Sequence[Validator], width: int, records: int) -> tuple[Outcome, ...]:
    """`outcomes` of `validators` on a sample of `width` columns, those of plugins held to the contract."""
    plugins = {validator.id: validator for validator in validators if hasattr(validator, "held")}
    return tuple(
        plugins[validator.id].held(outcome, width, records) if validator.id in plugins else outcome
        for outcome, validator in zip(outcomes, validators, strict=True)
    )


@cache
def descriptions() -> tuple[Description, ...]:
    """Every built-in validator, described without importing it."""
    return tuple(_describe(module, cls) for module, cls in BUILT_IN)


def described() -> tuple[Description, ...]:
    """Every validator that can run, built in or installed."""
    works = [plugin for plugin in installed() if hasattr(plugin, "doc")]
    return (*descriptions(), *(Description(card(plugin), plugin.family, plugin.doc) for plugin in works))


def _describe(module: str, cls: str) -> Description:
    tree = ast.parse(files("leakcheck.validators").joinpath(f"{module}.py").read_text("utf-8"))
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == cls)
    facts = {name: value for node in body for name, value in _constant(node)}
    card = ValidatorCard(facts["id"], facts["name"], facts["title"], int(facts["version"]))
    return Description(card, Family[facts["family"]], ast.get_docstring(tree) or "")


def _constant(node: ast.stmt) -> list[tuple[str, str]]:
    """The name and value of a class variable such as ``id: ClassVar[str] = "ID101"`` or ``family = Family.PHONE``."""
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        name, value = node.target.id, node.value
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        name, value = node.targets[0].id, node.value
    else:
        return []
    if isinstance(value, ast.Constant):
        return [(name, str(value.value))]
    return [(name, value.attr)] if isinstance(value, ast.Attribute) else []
