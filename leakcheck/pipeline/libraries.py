"""The packages that the program stands on, and the extras that open more formats. pyproject.toml says the same."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Final

DISTRIBUTION: Final = "leakcheck-validator"
REQUIRED: Final = (
    "typer",
    "polars",
    "rich",
    "python-stdnum",
    "phonenumbers",
    "msgspec",
    "charset-normalizer",
    "jsonschema",
)


@dataclass(frozen=True, slots=True)
class Extra:
    """An optional part of the installation: the package that it adds, and what that is for."""

    name: str
    package: str
    use: str


EXTRAS: Final = (
    Extra("xlsx", "fastexcel", "samples that are workbooks"),
    Extra("stix", "stix2", "reports with -f stix"),
    Extra("misp", "pymisp", "reports with -f misp"),
    Extra("synth", "faker", "leakcheck synth generator"),
    Extra("cluster", "distributed", "leakcheck score --cluster"),
)


def installed(package: str) -> str | None:
    """The version of an installed package, None for one that is absent. Imports nothing of it."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None
