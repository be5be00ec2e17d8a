"""mongoexport's marks of types are taken off."""

from __future__ import annotations

import json

import pytest

from leakcheck.sources.extended_json import marked, unwrapped

RECORDS = [
    {"_id": {"$oid": "5f" * 12}, "at": {"$date": "2020-01-01T00:00:00Z"}, "n": {"$numberLong": "9007199254740993"}},
    {
        "_id": {"$oid": "5e" * 12},
        "at": {"$date": {"$numberLong": "-1"}},
        "n": 5,
        "in": {"d": {"$numberDecimal": "1.10"}},
    },
    {"_id": "plain", "at": None, "n": {"$numberInt": "7"}, "list": [{"$oid": "ab"}, 1]},
]


@pytest.mark.parametrize("layout", ["lines", "array"])
def test_mongoexport(read, layout):
    text = "\n".join(map(json.dumps, RECORDS)) if layout == "lines" else json.dumps(RECORDS, indent=1)
    seen = read(text.encode())
    assert seen.info.labels == ("_id", "at", "n", "in.d", "list")
    assert seen.rows == [
        ("5f" * 12, "2020-01-01T00:00:00Z", "9007199254740993", "", ""),
        ("5e" * 12, "-1", "5", "1.10", ""),
        ("plain", "", "7", "", '["ab",1]'),
    ]
    assert seen.account.quality == {}
    assert "the types of MongoDB's Extended JSON ($oid, $date, ...) are taken off" in seen.info.notes


def test_other_keys_with_a_dollar_stay(read):
    seen = read(b'{"a":{"$ref":"x","$id":"y"},"b":{"$oid":"1","other":"2"}}\n' * 2)
    assert seen.rows[0] == ("x", "y", "1", "2")
    assert not marked({"$oid": 1, "x": 2})


def test_deep_values():
    deep: object = "x"
    for _ in range(500):
        deep = {"$date": deep}
    assert marked(deep)
    assert unwrapped(deep) != "x"
