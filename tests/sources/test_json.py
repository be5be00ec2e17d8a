"""JSON in every layout: numbers as written, envelopes off, broken records counted."""

from __future__ import annotations

import json

import pytest

from leakcheck.errors import SourceError


def lines(*records: object) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def test_values_stay_as_written(read):
    seen = read(
        b'{"a":1.10,"b":1e5,"c":123456789012345678901234,"d":true,"e":null,"f":"0123","g":[1.0,{"x":2.50}]}\n' * 2
    )
    assert seen.rows[0] == ("1.10", "1e5", "123456789012345678901234", "true", "", "0123", '[1.0,{"x":2.50}]')


def test_nested_objects_become_paths(read):
    seen = read(lines({"a": {"b": {"c": 1}, "d": 2}, "e": {}}, {"a": None, "e": {}}, {"a": {"b": {"c": 3}}}))
    assert seen.info.labels == ("a.b.c", "a.d", "e")
    assert seen.rows == [("1", "2", "{}"), ("", "", "{}"), ("3", "", "")]
    assert seen.account.quality == {}


def test_mongoexport(read):
    seen = read(lines(*[{"_id": {"$oid": f"{i:024x}"}, "at": {"$date": "2020-01-01T00:00:00Z"}} for i in range(3)]))
    assert seen.info.labels == ("_id", "at")
    assert seen.rows[1][0] == f"{1:024x}"


@pytest.mark.parametrize("layout", ["lines", "array", "answer"])
def test_elasticsearch_envelopes(read, layout):
    hits = [
        {"_index": "p", "_id": str(i), "_score": 1.0, "_source": {"name": f"n{i}", "g": {"lat": 1.5}}} for i in range(9)
    ]
    data = {
        "lines": lines(*hits),
        "array": json.dumps(hits, indent=1).encode(),
        "answer": json.dumps({"took": 3, "hits": {"total": {"value": 9}, "hits": hits}}).encode(),
    }[layout]
    seen = read(data)
    assert (seen.info.format, seen.info.labels) == ("elasticsearch", ("_id", "name", "g.lat"))
    assert seen.rows == [(str(i), f"n{i}", "1.5") for i in range(9)]
    assert seen.account.quality == {}


def test_record_path(read):
    assert read(b'{"x":{"y":[{"a":1},{"a":2}]},"z":[{"b":3}]}', record_path="x.y").rows == [("1",), ("2",)]
    assert read(lines({"x": {"a": 1}, "b": 2}, {"x": {"a": 3}}), record_path="x").rows == [("1",), ("3",)]
    with pytest.raises(SourceError) as caught:
        read(lines({"x": 1}, {"x": 2}), record_path="q.r")
    assert caught.value.code == "LC204"


def test_broken_lines_are_counted_by_reason(read):
    text = '{"a":"河南省郑州市中原区建设路河南省郑州市中原区建设路"}\n'.encode()
    data = text + b'{"a":\n5\n[1]\n\n{"a":"\xff"}\n{"a":"2"}\n{"a" "3"}\n{"a":"4"}\n{"a":"5'
    seen = read(data, input_format="ndjson")
    assert seen.rows == [(text.decode()[6:-3],), ("2",), ("4",)]
    assert seen.rejected == {"BROKEN_JSON": (2, 2), "NOT_AN_OBJECT": (2, 3), "UNDECODABLE": (1, 5), "TRUNCATED": (1, 9)}
    assert seen.account.quality == {"Q001": (1, 5), "Q013": (1, 9)}


def test_two_broken_lines_do_not_make_a_whole_one(read):
    good = b'{"a":"1"}\n'
    for broken in (b'{"a":1\n"b":2}\n', b'{"a":"x\ny"}\n', b'{"a":[1\n2]}\n', b'{"a":1}],[{"a":2}\n'):
        seen = read(good + broken + good)
        assert [row for row in seen.rows if row[0] != "1"] == [], broken
        assert len(seen.rows) == 2, broken
        assert sum(count for count, _ in seen.rejected.values()) == broken.count(b"\n")


def test_later_keys_and_mixed_shapes_are_counted_and_not_read(read):
    data = lines(*[{"a": i, "b": {"c": 1}} for i in range(6000)], {"a": 1, "new": 2}, {"b": 5}, {"a": 1, "b": {"d": 1}})
    seen = read(data)
    assert seen.info.labels == ("a", "b.c")
    assert seen.account.quality == {"Q020": (3, 6001)}
    assert seen.account.scored == 6003


def test_not_a_number_is_null(read):
    assert read(b'{"a":NaN,"b":"NaN, x"}\n{"a":-Infinity,"b":"y"}\n').rows == [("", "NaN, x"), ("", "y")]


@pytest.mark.parametrize("cut", [11, 1 << 22])
def test_a_broken_element_costs_itself(read, cut):
    good = [f'{{"a":{i},"l":[{{"z":1}},{{"z":2}}]}}' for i in range(20)]
    good[7] = '{"a":7,"l":[1}'
    seen = read(("[" + ",\n".join(good) + "]").encode(), batch_bytes=cut)
    assert seen.rejected == {"BROKEN_JSON": (1, 8)}
    assert seen.account.scored == 19


def test_an_array_cut_off(read):
    data = json.dumps([{"a": i} for i in range(20)]).encode()[:-5]
    seen = read(data)
    assert seen.rejected == {"TRUNCATED": (1, 20)}
    assert seen.account.quality == {"Q013": (1, 20)}


def test_values_that_are_no_objects(read):
    seen = read(b'[{"a":1}, 5, "x", null, [1,2], {"a":2}]')
    assert seen.rows == [("1",), ("2",)]
    assert seen.rejected == {"NOT_AN_OBJECT": (4, 2)}


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"a":' * 100_000, b'{"a"::}', b"[1,2,3]", b"{}\n{}\n"])
def test_what_holds_no_record_is_an_error(read, data):
    with pytest.raises(SourceError) as caught:
        read(data)
    assert caught.value.code in {"LC204", "LC206"}


def test_deep_values_inside_good_records(read):
    deep = '{"a":' * 40 + "1" + "}" * 40
    seen = read(f'{{"k":"1","d":{deep}}}\n{{"k":"2","d":{"[" * 3000}{"]" * 3000}}}\n{{"k":"3"}}\n'.encode())
    assert seen.account.read == 3
    assert seen.account.scored >= 2


def test_a_line_over_the_limit(read):
    data = b'{"a":"1"}\n{"a":"' + b"x" * 50_000 + b'"}\n{"a":"2"}\n'
    for cut in (1000, 1 << 22):
        seen = read(data, max_record=40_000, batch_bytes=cut, input_format="ndjson")
        assert seen.rows == [("1",), ("2",)]
        assert seen.rejected == {"TOO_LONG": (1, 2)}


def test_a_million_brackets_end_soon(read):
    with pytest.raises(SourceError) as caught:
        read(b"[" * 300_000 + b"]" * 300_000)
    assert caught.value.code == "LC206"


def test_paths_beyond_the_bound_are_said_and_frames_stay_small(read, monkeypatch):
    monkeypatch.setattr("leakcheck.sources.ndjson.MAX_CELLS", 2560)
    seen = read(lines(*[{f"k{n}": "a" for n in range(300)}] * 30))
    assert len(seen.info.labels) == 256
    assert seen.account.notes == ("only the first 256 of 300 columns were judged",)
    assert seen.account.scored == 30


def test_keys_of_single_records_are_no_columns(read):
    seen = read(lines(*[{f"k{n}": "a", "name": f"n{n}"} for n in range(300)]))
    assert seen.info.labels == ("name",)
    assert seen.rows == [(f"n{n}",) for n in range(300)]
    assert seen.account.notes == ("only the commonest 1 of 301 columns were judged",)
    with pytest.raises(SourceError) as caught:
        read(lines(*[{f"k{n}": "a"} for n in range(300)]))
    assert "300 keys, each in under 1% of the records" in str(caught.value)
