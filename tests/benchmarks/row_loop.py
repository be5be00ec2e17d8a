"""What one writes in an afternoon: csv, python-stdnum and phonenumbers, a row at a time. Prints its counts as JSON."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from datetime import date, datetime

import phonenumbers
from stdnum.cn import ric
from stdnum.exceptions import ValidationError


def main(path: str) -> None:
    counts = dict.fromkeys(("records", "check digits hold", "birth dates possible", "phones valid", "phones mobile"), 0)
    rows: Counter[int] = Counter()
    numbers: Counter[str] = Counter()
    phones: Counter[str] = Counter()
    with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123  (as anybody would)
        for row in csv.DictReader(file):
            counts["records"] += 1
            number, phone = row["national_id"], row["mobile"]
            counts["check digits hold"] += ric.calc_check_digit(number) == number[-1]
            try:
                ric.validate(number)
                born = datetime.strptime(row["birth_date"], "%Y-%m-%d").date()  # noqa: DTZ007  (a day has no zone)
                counts["birth dates possible"] += born <= date.today()  # noqa: DTZ011
            except (ValidationError, ValueError):
                counts["birth dates possible"] += _possible(row["birth_date"])
            try:
                parsed = phonenumbers.parse(phone, "CN")
            except phonenumbers.NumberParseException:
                pass
            else:
                counts["phones valid"] += phonenumbers.is_valid_number(parsed)
                counts["phones mobile"] += phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE
            rows[hash(tuple(row.values())[:-1])] += 1
            numbers[number] += 1
            phones[phone] += 1
    for name, values in (("records", rows), ("numbers", numbers), ("phones", phones)):
        counts[f"surplus {name}"] = values.total() - len(values)
    print(json.dumps(counts))


def _possible(day: str) -> bool:
    try:
        return datetime.strptime(day, "%Y-%m-%d").date() <= date.today()  # noqa: DTZ007, DTZ011  (a day has no zone)
    except ValueError:
        return False


if __name__ == "__main__":
    main(sys.argv[1])
