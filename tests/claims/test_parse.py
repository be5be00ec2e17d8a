"""What a seller can be quoted with, and what is refused with a hint."""

from __future__ import annotations

from datetime import date

import pytest

from leakcheck.claims import parse_claims
from leakcheck.errors import UsageError


def test_all_claims_in_one_text_or_in_several() -> None:
    whole = "rows=1e9,bytes=23TB,region=CN-31,country=CN,period=1995-2019,kind=police,date=2022-06"
    told = parse_claims([whole])
    assert (told.rows, told.bytes, told.country, told.region) == (10**9, 23 * 10**12, "CN", 31)
    assert told.period == (date(1995, 1, 1), date(2019, 12, 31))
    assert (told.kind, told.date) == ("police", date(2022, 6, 30))
    assert parse_claims(whole.split(",")) == told
    assert parse_claims([" rows = 1e9 , " + whole[9:]]) == told


def test_nothing_claimed_is_nothing() -> None:
    assert not parse_claims([])
    assert not parse_claims([""])


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("people=970m", "people", 970_000_000),
        ("rows=750_000", "rows", 750_000),
        ("rows=1.5bn", "rows", 1_500_000_000),
        ("bytes=1.5GiB", "bytes", 3 * 2**29),
        ("bytes=700MB", "bytes", 700_000_000),
        ("bytes=12", "bytes", 12),
        ("region=CN-SH", "region", 31),
        ("region=us-ca", "region", 6),
        ("region=FR-75", "region", 75),
        ("region=GB-ENG", "region", None),
        ("date=2022", "date", date(2022, 12, 31)),
        ("date=2020-02", "date", date(2020, 2, 29)),
        ("date=2022-06-03", "date", date(2022, 6, 3)),
        ("period=2021", "period", (date(2021, 1, 1), date(2021, 12, 31))),
        ("period=2019-03..2020-06", "period", (date(2019, 3, 1), date(2020, 6, 30))),
    ],
)
def test_values(text: str, field: str, value: object) -> None:
    assert getattr(parse_claims([text]), field) == value


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("regoin=CN-31", "LC112", "did you mean region?"),
        ("xyzzy=1", "LC112", "one of rows"),
        ("rows", "LC113", "--claim rows=1e9"),
        ("rows=", "LC113", "--claim rows=1e9"),
        ("rows=many", "LC113", "a number"),
        ("rows=0", "LC113", "a number"),
        ("rows=1e99", "LC113", "a number"),
        ("rows=1,rows=2", "LC113", "one value"),
        ("bytes=23XB", "LC113", "a size"),
        ("country=China", "LC113", "N"),
        ("kind=polce", "LC113", "did you mean police?"),
        ("region=CN", "LC113", "region=CN-31"),
        ("region=CN-SHH", "LC113", "did you mean CN-SH?"),
        ("region=CN-99", "LC113", "CN-"),
        ("region=CN-31,country=US", "LC113", "region="),
        ("period=2019-1995", "LC113", "1995-2019"),
        ("date=2022-13", "LC113", "2022-06"),
        ("date=2021-02-29", "LC113", "2022-06"),
    ],
)
def test_refusals_name_the_claim_and_a_next_step(text: str, code: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_claims([text])
    assert refused.value.code == code
    assert refused.value.message.startswith("--claim: ")
    assert hint in (refused.value.hint or "")
