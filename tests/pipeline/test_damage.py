"""Damage is counted to the cell and moves no verdict: registers stay registers, fabrications stay made up."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from leakcheck.binding import infer
from leakcheck.engine.damage import remarks
from leakcheck.engine.observe import States, merge, observe
from leakcheck.engine.plan import filled, plan
from leakcheck.model.report import Report
from leakcheck.model.verdict import Verdict
from leakcheck.pipeline.score import score
from leakcheck.pipeline.settings import Settings
from leakcheck.sources import open_sample
from leakcheck.synth import write

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SETTINGS = Settings(ignore=("FP899",))  # the mark of our own samples would settle every verdict
Table = list[list[str]]
Way = Callable[[str], str | None]

# Columns of a sample, from 1: identity number, phone, birth date, timestamp, postcode.
CN = {"number": 5, "phone": 7, "birth": 4, "stamp": 12}
US = {"number": 6, "phone": 7, "birth": 5, "stamp": 13, "postcode": 12}
IT = {"phone": 7, "birth": 5, "stamp": 14, "postcode": 11}


@cache
def table(name: str) -> Table:
    text = (FIXTURES / name).read_text(encoding="utf-8")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if name.endswith("tsv") else ","))


def packed(rows: Table) -> io.BytesIO:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return io.BytesIO(out.getvalue().encode())


def damaged(rows: Table, share: float, ways: Iterable[tuple[int, Way]]) -> tuple[Table, dict[int, int]]:
    """The table with a share of the cells of some columns damaged, and how many were by column."""
    draw, counts = random.Random(1), dict.fromkeys((column for column, _ in ways), 0)
    rows = [rows[0], *(list(row) for row in rows[1:])]
    for row in rows[1:]:
        for column, way in ways:
            cell = way(row[column - 1]) if row[column - 1] and draw.random() < share else None
            if cell is not None and cell != row[column - 1]:
                row[column - 1] = cell
                counts[column] += 1
    return rows, counts


def counted(stream: io.BytesIO) -> dict[tuple[str, int | None], int]:
    """The remarks of a run without validators."""
    with open_sample("-", SETTINGS.read, stdin=stream) as sample:
        binding = infer(sample.info.labels, sample.prefix, as_of=SETTINGS.today())
        asked, states, records = plan((), binding), States(), 0
        for batch in sample.batches():
            states, records = merge(asked, states, observe(asked, batch)), records + batch.height
    return {(q.code, q.column): q.count for q in remarks(states, records, filled(states, binding))}


def digits(cell: str) -> str | None:
    bare = cell.translate(str.maketrans("", "", " -()"))
    return bare if bare.isascii() and bare.isdigit() and bare[0] != "0" else None


def lossy(cell: str) -> str | None:
    return f"{int(number):.2E}" if (number := digits(cell)) else None


def whole(cell: str) -> str | None:
    return f"{number[0]}.{number[1:]}E{len(number) - 1}" if (number := digits(cell)) else None


def pointed(cell: str) -> str | None:
    return f"{number}.0" if (number := digits(cell)) else None


def unled(cell: str) -> str | None:
    return cell.lstrip("0") if cell.startswith("0") and cell.isdigit() else None


def rounded(cell: str) -> str | None:
    return f"{cell[:15]}{'0' * (len(cell) - 15)}" if cell.isdigit() and len(cell) > 15 else None


def serial(zero: datetime) -> Way:
    def way(cell: str) -> str | None:
        try:
            days = (datetime.fromisoformat(cell) - zero) / timedelta(days=1)
        except ValueError:  # a slip of the clerk's
            return None
        return f"{days:.9f}".rstrip("0").rstrip(".")

    return way


def british(cell: str) -> str | None:
    year, month, day = cell[:10].split("-")
    return f"{int(day)}/{int(month)}/{year} 0:00"


def script(zero: str) -> Way:
    table_ = {ord("0") + digit: chr(ord(zero) + digit) for digit in range(10)}
    return lambda cell: cell.translate(table_)


def in_form(form: str) -> Way:
    return form.format


FROM_1900, FROM_1904 = serial(datetime(1899, 12, 30)), serial(datetime(1904, 1, 1))  # noqa: DTZ001
EVERY = tuple(CN)
WAYS: list[tuple[str, Way, tuple[str, ...]]] = [
    ("Q014", lossy, ("number", "phone")),
    ("Q014", whole, ("number", "phone")),
    ("Q015", unled, ("postcode",)),
    ("Q017", script("\uff10"), EVERY),
    ("Q018", FROM_1900, ("stamp",)),
    ("Q018", FROM_1904, ("stamp",)),
    ("Q024", rounded, ("number",)),
    ("Q025", pointed, ("number", "phone", "postcode")),
    ("Q026", in_form('="{}"'), EVERY),
    ("Q027", script("\u0660"), EVERY),  # Arabic
    ("Q028", in_form("####"), EVERY),
    ("Q029", in_form("{} \u00a0"), EVERY),
    ("Q029", in_form("\ufeff{}"), EVERY),
    ("Q030", british, ("birth", "stamp")),
]


CHINESE = {lossy, rounded, FROM_1904, british}
CASES = [("us", at, 1.0) for at in range(len(WAYS))] + [
    ("cn", at, 0.05) for at, w in enumerate(WAYS) if w[1] in CHINESE
]
SAMPLES = {"cn": ("register/cn-residents/sample.csv", CN), "us": ("register/us-customers/sample.csv", US)}


@pytest.mark.parametrize(("sample", "at", "share"), CASES)
def test_every_damaged_cell_is_counted_and_no_other(sample, at, share):
    (name, columns), (code, way, kinds) = SAMPLES[sample], WAYS[at]
    rows, counts = damaged(table(name), share, [(columns[kind], way) for kind in kinds if kind in columns])
    assert counted(packed(rows)) == {(code, column): n for column, n in counts.items() if n}


@pytest.mark.parametrize("share", [0.05, 1.0])
def test_lost_zeros_of_phone_numbers_are_counted_but_for_mistyped_ones(share):
    rows, counts = damaged(table("register/it-patients/sample.tsv"), share, [(IT["phone"], unled)])
    found = counted(packed(rows))
    assert set(found) == {("Q015", IT["phone"])}
    assert 0.98 * counts[IT["phone"]] <= found["Q015", IT["phone"]] <= counts[IT["phone"]]


@pytest.mark.parametrize("way", [FROM_1900, FROM_1904])
def test_day_counts_of_births_are_told_by_the_numbers_beside_them(way):
    rows, counts = damaged(table("register/cn-residents/sample.csv"), 1.0, [(CN["birth"], way)])
    assert counted(packed(rows)) == {("Q018", CN["birth"]): counts[CN["birth"]]}


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*/*/sample.*")), ids=lambda path: path.parent.name)
def test_undamaged_fixtures_are_undamaged(path):
    assert counted(io.BytesIO(path.read_bytes())) == {}


@pytest.mark.parametrize("profile", ["register", "random"])
@pytest.mark.parametrize("locale", ["zh_CN", "en_US", "it_IT"])
def test_undamaged_samples_of_ours_are_undamaged(profile, locale):
    out = io.BytesIO()
    write(profile=profile, rows=300, seed=71, locale=locale, out=out)
    assert counted(io.BytesIO(out.getvalue())) == {}


def judged(rows: Table) -> Report:
    return score("-", SETTINGS, stdin=packed(rows))


REPAIRABLE = [
    {"number": in_form("'{}"), "phone": whole, "birth": british, "stamp": FROM_1900, "postcode": unled},
    {"number": in_form("\ufeff{}"), "phone": pointed, "birth": script("\u0660"), "stamp": in_form('="{}"')},
    {"number": script("\uff10"), "phone": in_form(" {}\u00a0"), "birth": in_form("'{}"), "postcode": pointed},
]


@pytest.mark.parametrize(
    ("ways", "name", "columns", "share"),
    [
        (REPAIRABLE[0], "register/it-patients/sample.tsv", IT, 0.5),
        (REPAIRABLE[1], "register/us-customers/sample.csv", US, 1.0),
        (REPAIRABLE[2], "register/cn-residents/sample.csv", CN, 0.5),
    ],
    ids=["it", "us", "cn"],
)
def test_a_register_keeps_its_score_where_all_can_be_repaired(ways, name, columns, share):
    rows, _ = damaged(table(name), share, [(columns[kind], way) for kind, way in ways.items() if kind in columns])
    before, after = judged(table(name)).assessment, judged(rows).assessment
    assert (before.verdict, after.verdict) == (Verdict.CONSISTENT, Verdict.CONSISTENT)
    assert abs(before.score - after.score) <= 5


@pytest.mark.parametrize("ways", [{"number": lossy, "phone": lossy}, {"number": rounded, "birth": in_form("####")}])
def test_nothing_speaks_against_a_register_whose_digits_are_lost(ways):
    rows, _ = damaged(table("register/cn-residents/sample.csv"), 1.0, [(CN[kind], way) for kind, way in ways.items()])
    report = judged(rows)
    assert report.assessment.verdict in (Verdict.CONSISTENT, Verdict.INCONCLUSIVE)
    assert min((llr for found in report.evidence for llr in found.llr.values()), default=0.0) > -1.0


@pytest.mark.parametrize("way", [rounded, lossy, pointed])
def test_a_fabrication_does_not_become_a_register(way):
    """Every column that can be is damaged, most beyond repair."""
    rows = table("random/cn-junk/sample.csv")
    report = judged(damaged(rows, 1.0, [(at, way) for at in range(1, len(rows[0]) + 1)])[0])
    assert report.assessment.verdict is not Verdict.CONSISTENT
