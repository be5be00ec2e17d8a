"""Which validators there are, in the order of reports. A new one is one more line here.

The commands that only describe validators read their source files without running them, so that `leakcheck explain`
answers without loading polars.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from leakcheck.model.evidence import Family
from leakcheck.model.report import ValidatorCard

if TYPE_CHECKING:
    from leakcheck.protocols import Validator

# module of leakcheck.validators, class
BUILT_IN: Final = (
    ("id_check_digits", "IdCheckDigits"),
    ("id_structure", "IdStructure"),
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
    ("email_name", "EmailName"),
    ("column_dependence", "ColumnDependence"),
    ("isolated_column", "IsolatedColumn"),
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


@cache
def descriptions() -> tuple[Description, ...]:
    """Every built-in validator, described without importing it."""
    return tuple(_describe(module, cls) for module, cls in BUILT_IN)


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
