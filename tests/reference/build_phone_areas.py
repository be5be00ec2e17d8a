"""Compile phonenumbers' geodata into `leakcheck/reference/phone_areas.txt.xz`: which province a number's area lies in.

    python tests/reference/build_phone_areas.py        # writes the table anew
    pytest tests/reference/test_phone_areas.py         # recompiles and compares

Source   phonenumbers (PyPI), the Python port of Google's libphonenumber; geocoding data Apache-2.0. Codes of provinces
         are those of `leakcheck.reference.places`.

First line: JSON with the area codes of each region. Then one character for each first seven digits of a Chinese mobile
number from 1300000 to 1999999: blank for unknown, else chr(32 + province code).
"""

from __future__ import annotations

import json
import lzma
from collections import Counter, defaultdict
from pathlib import Path

import phonenumbers
from phonenumbers.geodata import GEOCODE_DATA

from leakcheck.reference.places import fold, load

TABLE = Path(__file__).parents[2] / "leakcheck" / "reference" / "phone_areas.txt.xz"
NEARLY_ALL = 0.9  # of the descriptions under an area code
FIRST, LAST = 1_300_000, 1_999_999
SPELLINGS = {"washington d.c.": "district of columbia", "washington state": "washington"}


def province(country: str, text: str) -> int | None:
    """The code of the division that a geodata description names, as ``City, XX``, ``City - XX`` or by its own name."""
    places = load(country)
    last = text.replace(" - ", ", ").rsplit(", ", 1)[-1].strip().lower()
    return places.names.get(fold(SPELLINGS.get(last, last)))


def by_area(country: str, calling_code: str, width: int) -> dict[str, int]:
    """Area code -> province, where nearly all descriptions under it agree (a few towns lie across a border)."""
    seen: dict[str, Counter[int]] = defaultdict(Counter)
    for prefix, names in GEOCODE_DATA.items():
        if prefix.startswith(calling_code) and len(prefix) >= len(calling_code) + width:
            code = province(country, names.get("en") or names.get("pt") or "")
            if code is not None:
                seen[prefix[len(calling_code) :][:width]][code] += 1
    best = {area: counts.most_common(1)[0] for area, counts in sorted(seen.items())}
    return {area: code for area, (code, count) in best.items() if count >= NEARLY_ALL * seen[area].total()}


def chinese(prefix: str, names: dict[str, str]) -> int | None:
    """The province that a Chinese description opens with."""
    begins = load("CN").begins
    text = names.get("zh", "")
    return next((begins[text[:n]] for n in range(len(text), 1, -1) if text[:n] in begins), None)


def chinese_tables() -> tuple[dict[str, int], str]:
    """Fixed area codes -> province, and the mobile table's characters."""
    fixed: dict[str, int] = {}
    mobile = [" "] * (LAST - FIRST + 1)
    for prefix in sorted((p for p in GEOCODE_DATA if p.startswith("86")), key=len):  # longer ones have the last word
        code = chinese(prefix, GEOCODE_DATA[prefix])
        national = prefix[2:]
        if code is None:
            continue
        if national[0] == "1" and national[:2] != "10":
            step = 10 ** (7 - len(national))
            start = int(national) * step - FIRST
            mobile[start : start + step] = chr(32 + code) * step
        elif len(national) <= 3:
            fixed[national] = code
    return fixed, "".join(mobile)


def compile_table() -> str:
    """The whole table as text."""
    fixed, mobile = chinese_tables()
    head = {
        "source": f"phonenumbers {phonenumbers.__version__}",
        "licence": "Apache-2.0, The Libphonenumber Authors",
        "areas": {
            "US": by_area("US", "1", 3), "CA": by_area("CA", "1", 3), "BR": by_area("BR", "55", 2), "CN": fixed,
        },
    }  # fmt: skip
    return json.dumps(head, sort_keys=True) + "\n" + mobile


if __name__ == "__main__":
    TABLE.write_bytes(lzma.compress(compile_table().encode("ascii"), preset=9 | lzma.PRESET_EXTREME))
