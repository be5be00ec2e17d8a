"""Tables made out of seeded registers: variants that a register's export may well be, and mixtures with filler.

A variant is still genuine: one city, one age group, sorted, dirty, without some columns ... A mixture puts filler, junk
or Faker's rows under the same labels, between the records or behind them. Everything is drawn from a seed.
"""

from __future__ import annotations

import csv
import io
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from leakcheck.synth import write

BORN = {"出生日期", "birth_date", "data_nascita"}
NUMBER = {"身份证号", "ssn", "codice_fiscale"}
SEX = {"性别", "sex", "sesso"}
CITY = {"城市", "city", "comune"}
NAME = {"姓名", "last_name", "cognome"}
CONTACT = {"姓名", "手机号", "邮箱", "last_name", "first_name", "phone", "email", "cognome", "nome", "cellulare"}
ENTERED = {"登记时间", "created_at", "data_registrazione"}
SLIPS, GAPS, AGAIN = 0.05, 0.15, 0.01  # shares of cells, of cells, and of records
SPARE = 12  # times as many records are drawn where some will be left out


@dataclass(frozen=True, slots=True)
class Table:
    """A sample as its parts: labels, and records of as many cells."""

    labels: Sequence[str]
    rows: Sequence[Sequence[str]]

    def column(self, labels: set[str]) -> int:
        """The position of the first column with one of these labels. Raises StopIteration where there is none."""
        return next(at for at, label in enumerate(self.labels) if label in labels)

    def where(self, labels: set[str], keep: Callable[[str], bool]) -> Table:
        """The records whose cell under one of the labels is kept."""
        at = self.column(labels)
        return replace(self, rows=[row for row in self.rows if keep(row[at])])

    def sorted(self, labels: set[str]) -> Table:
        """The records in the order of a column."""
        at = self.column(labels)
        return replace(self, rows=sorted(self.rows, key=lambda row: row[at]))

    def chosen(self, keep: Callable[[str], bool]) -> Table:
        """The columns whose label is kept."""
        at = [index for index, label in enumerate(self.labels) if keep(label)]
        return Table([self.labels[i] for i in at], [[row[i] for i in at] for row in self.rows])

    def each(self, change: Callable[[str], str]) -> Table:
        """Every cell changed."""
        return replace(self, rows=[[change(cell) for cell in row] for row in self.rows])

    def csv(self, *, header: bool = True) -> bytes:
        """The table as a file."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([*([self.labels] if header else []), *self.rows])
        return text.getvalue().encode()


def made(profile: str, locale: str, rows: int, seed: int) -> Table:
    """What `leakcheck synth` writes."""
    sample = io.BytesIO()
    write(profile, sample, rows=rows, seed=seed, locale=locale)
    labels, *records = csv.reader(io.StringIO(sample.getvalue().decode()))
    return Table(labels, records)


def _largest(table: Table) -> Table:
    at = table.column(CITY)
    ((city, _),) = Counter(row[at] for row in table.rows).most_common(1)
    return table.where(CITY, city.__eq__)


def _mistyped(cell: str, rng: random.Random) -> str:
    digits = [at for at, character in enumerate(cell) if character.isdecimal()]
    if not digits or rng.random() >= SLIPS:
        return cell
    at = rng.choice(digits)
    return cell[:at] + str(rng.randrange(10)) + cell[at + 1 :]


def _again(table: Table, rng: random.Random) -> Table:
    rows = [copy for row in table.rows for copy in [row] * (1 + (rng.random() < AGAIN))]
    return replace(table, rows=rows)


def _german_dates(cell: str) -> str:
    return re.sub(r"\b(\d{4})-(\d\d)-(\d\d)\b", r"\3.\2.\1", cell)


def _born(low: int, high: int) -> Callable[[Table, random.Random], Table]:
    return lambda table, _: table.where(BORN, lambda cell: cell[:4].isdecimal() and low <= int(cell[:4]) <= high)


# What the export of a register may be without being anything else; each takes a table with records to spare.
VARIANTS: dict[str, Callable[[Table, random.Random], Table]] = {
    "as entered": lambda table, _: table,
    "one city": lambda table, _: _largest(table),
    "working age": _born(1960, 2004),
    "young": _born(1995, 2030),
    "old": _born(1900, 1965),
    "one sex": lambda table, _: table.where(SEX, {"女", "F"}.__contains__),
    "dirty": lambda table, rng: table.each(lambda cell: _mistyped(cell, rng)),
    "gaps": lambda table, rng: table.each(lambda cell: "" if rng.random() < GAPS else cell),
    "sorted by name": lambda table, _: table.sorted(NAME),
    "sorted by birth": lambda table, _: table.sorted(BORN),
    "sorted by number": lambda table, _: table.sorted(NUMBER),
    "shuffled records": lambda table, rng: replace(table, rows=rng.sample(table.rows, len(table.rows))),
    "customer base": lambda table, _: table.chosen(CONTACT.__contains__),
    "without numbers": lambda table, _: table.chosen(lambda label: label not in NUMBER),
    "without dates": lambda table, _: table.chosen(lambda label: label not in BORN | ENTERED),
    "columns reversed": lambda table, _: Table(table.labels[::-1], [row[::-1] for row in table.rows]),
    "capitals": lambda table, _: table.each(str.upper),
    "days first": lambda table, _: table.each(_german_dates),
    "some twice": _again,
    "every seventh": lambda table, _: replace(table, rows=table.rows[::7]),
}


def variant(name: str, locale: str, rows: int, seed: int) -> Table:
    """A genuine sample of `rows` records; fewer only where a choice leaves fewer of `SPARE` times as many."""
    spare = SPARE if name in {"one city", "young", "old", "every seventh", "working age", "one sex"} else 1
    table = VARIANTS[name](made("register", locale, rows * spare, seed), random.Random(seed))
    return replace(table, rows=table.rows[:rows])


ARRANGEMENTS = ("behind", "between", "runs")


def mixture(filler: Table, genuine: Table, arrangement: str, seed: int) -> Table:
    """Both tables' records: filler behind the others, anywhere between them, or in runs of about 24."""
    rng = random.Random(seed)
    if arrangement == "behind":
        return replace(genuine, rows=[*genuine.rows, *filler.rows])
    run = 24 if arrangement == "runs" else 1
    parts = [list(table.rows[at : at + run]) for table in (genuine, filler) for at in range(0, len(table.rows), run)]
    order = sorted(range(len(parts)), key=lambda _: rng.random())
    # The parts of either table keep their order, as where two files are woven into one.
    first = -(-len(genuine.rows) // run)
    sides = [iter(parts[:first]), iter(parts[first:])]
    return replace(genuine, rows=[row for part in order for row in next(sides[part >= first])])


def filler(kind: str, genuine: Table, locale: str, rows: int, seed: int) -> Table:
    """Rows of ``junk``, or what a script with ``Faker`` writes, under the labels of a register."""
    if kind == "junk":
        return made("random", locale, rows, seed)
    return Table(genuine.labels, list(_faked(genuine, locale, rows, seed)))


def _faked(genuine: Table, locale: str, rows: int, seed: int) -> Iterator[list[str]]:
    from faker import Faker

    fake = Faker(locale)
    fake.seed_instance(seed)
    at = next((i for i, label in enumerate(genuine.labels) if label in {"编号", "customer_id", "id"}), None)
    last = genuine.rows[-1][at] if at is not None and genuine.rows else "1"
    numbers = count(int(re.sub(r"\D", "", last)) + 1)
    sex, born, entered = fake.random_element, fake.date_of_birth, fake.date_time_between
    calls: dict[str, Callable[[], object]] = {
        "编号": lambda: next(numbers),
        "姓名": fake.name,
        "性别": lambda: sex(("男", "女")),
        "民族": lambda: "汉族",
        "出生日期": lambda: born(minimum_age=18, maximum_age=90),
        "身份证号": fake.ssn,
        "手机号": fake.phone_number,
        "省份": getattr(fake, "province", fake.city),
        "城市": fake.city,
        "地址": fake.address,
        "邮箱": fake.email,
        "登记时间": lambda: entered("-10y", "-1y"),
        "phone": fake.phone_number,
        "customer_id": lambda: f"C{next(numbers)}",
        "last_name": fake.last_name,
        "first_name": fake.first_name,
        "sex": lambda: sex("MF"),
        "ssn": fake.ssn,
        "email": fake.email,
        "street": fake.street_address,
        "city": fake.city,
        "zip": fake.postcode,
        "state": getattr(fake, "state_abbr", fake.city),
        "id": lambda: next(numbers),
        "cognome": fake.last_name,
        "nome": fake.first_name,
        "codice_fiscale": fake.ssn,
        "comune": fake.city,
        "indirizzo": fake.street_address,
        "provincia": getattr(fake, "state_abbr", fake.city),
        "telefono": fake.phone_number,
        "cap": fake.postcode,
    }
    calls |= {"birth_date": calls["出生日期"], "created_at": calls["登记时间"], "data_nascita": calls["出生日期"]}
    calls |= {"sesso": calls["sex"], "cellulare": calls["phone"], "data_registrazione": calls["登记时间"]}
    for _ in range(rows):
        yield [str(calls[label]()).replace("\n", ", ") for label in genuine.labels]
