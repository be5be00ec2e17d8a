"""JSON in the layouts that people write tables in, and JSON that is none: one clear line each, never a crash."""

from __future__ import annotations

import json

import pytest

from leakcheck.errors import SourceError

PEOPLE = [("Ann", "31"), ("Bob", "42"), ("Cid", "53"), ("Dot", "64")]
OBJECTS = [{"name": name, "age": int(age)} for name, age in PEOPLE]
ARRAYS = [list(record.values()) for record in OBJECTS]
HEADED = [["name", "age"], *ARRAYS]
LAYOUTS = {
    "concatenated": "".join(map(json.dumps, OBJECTS)),
    "pretty sequence": "\n".join(json.dumps(record, indent=2) for record in OBJECTS),
    "trailing commas a line": "".join(json.dumps(record) + ",\n" for record in OBJECTS),
    "an array a line apart": "[\n" + ",\n".join(map(json.dumps, OBJECTS)) + "\n]\n",
    "a comma behind the last": "[" + ",".join(map(json.dumps, OBJECTS)) + ",]",
    "byte order mark": "\ufeff" + json.dumps(OBJECTS),
    "CRLF": "".join(json.dumps(record) + "\r\n" for record in OBJECTS),
    "blank lines": "".join(json.dumps(record) + "\n\n" for record in OBJECTS),
    "under data": json.dumps({"status": "ok", "data": OBJECTS, "links": [{"next": "x"}]}),
    "under hits": json.dumps(
        {"hits": {"total": 4, "hits": [{"_index": "p", "_source": record} for record in OBJECTS]}}
    ),
    "keyed by id": json.dumps({f"id{number}": record for number, record in enumerate(OBJECTS)}, indent=1),
    "columns": json.dumps({key: [record[key] for record in OBJECTS] for key in ("name", "age")}),
    "arrays with a header": json.dumps(HEADED),
    "arrays a line with a header": "\n".join(map(json.dumps, HEADED)),
    "arrays under data with a header": json.dumps({"data": HEADED}),
}


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("cut", [7, 1 << 22])
def test_one_table_in_every_layout(read, text, cut):
    seen = read(text.encode(), batch_bytes=cut)
    assert seen.info.labels == ("name", "age")
    assert seen.rows == PEOPLE
    assert seen.rejected == {}


@pytest.mark.parametrize("text", [json.dumps(ARRAYS), "\n".join(map(json.dumps, ARRAYS))])
def test_arrays_without_a_header(read, text):
    seen = read(text.encode())
    assert (seen.info.labels, seen.info.header) == (("col1", "col2"), "absent")
    assert seen.rows == PEOPLE


def test_arrays_of_another_length_are_rejected(read):
    seen = read(json.dumps([*ARRAYS, ["Eve"], ["Eve", 1, 2], "Eve", *ARRAYS]).encode())
    assert seen.rows == PEOPLE * 2
    assert seen.rejected == {"FIELD_COUNT": (2, 5), "NOT_AN_OBJECT": (1, 7)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a":1,\n"b" 2}', "line 2, column 5: a colon is missing"),
        ('[\n{"a":1 "b":2}\n]', "line 2, column 8: a comma is missing"),
        ("[{'a':1}]", "line 1, column 3: a string needs double quotes"),
        ('[{"a":1,}]', "line 1, column 9: a comma stands before the end"),
        ('{"a": /* x */ 1}', "line 1, column 7: a comment is no JSON"),
        ('{"a": x}', "line 1, column 7: a value is missing"),
        ('{"a": "x', "line 1, column 7: a string has no end"),
        ('{"a": {"b":1}', "line 1, column 14: the text ends early"),
        ('{"a":"\\x"}', "line 1, column 7: a backslash escapes nothing"),
        ('{"a":' * 100_000, "too deep"),
        ("[1, 2, 3]", "record 1: a JSON value that is not an object"),
    ],
    ids=range(11),
)
def test_what_is_no_json_is_said_with_its_place(read, text, said):
    with pytest.raises(SourceError) as caught:
        read(text.encode())
    assert caught.value.code == "LC206"
    assert said in str(caught.value)


# After nst/JSONTestSuite: what a parser must take (y), must not take (n), or may (i), as values of records.
TAKEN = (
    b"[]",
    b"[[] ]",
    b'[""]',
    b'["a"]',
    b"[false]",
    b'[null, 1, "1", {}]',
    b"[null]",
    b"[1 ]",
    b" [1]",
    b"[1,null,null,2]",
    b"123e65",
    b"0e+1",
    b"0e1",
    b" 4",
    b"-0.000000000000000000000000000000000000000000000000000000000001",
    b"20e1",
    b"-0",
    b"-123",
    b"-1",
    b"1E22",
    b"1E-2",
    b"1E+2",
    b"123e45",
    b"123.456e78",
    b"1e-2",
    b"1e+2",
    b"123",
    b"123.456789",
    b'{"asd":"sdf", "dfg":"fgh"}',
    b'{"":0}',
    b"{}",
    b'{"foo\\u0000bar": 42}',
    b'{"min": -1.0e+28, "max": 1.0e+28}',
    b'{"x":[{"id": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}]}',
    b'"\\u0060\\u012a\\u12AB"',
    b'"\\uD801\\udc37"',
    b'"\\ud83d\\ude39\\ud83d\\udc8d"',
    b'"\\"\\\\\\/\\b\\f\\n\\r\\t"',
    b'"\\\\u0000"',
    b'"\\""',
    b'"a/*b*/c/*d//e"',
    b'"\\\\a"',
    b'"\\\\n"',
    b'"\\u0012"',
    b'"\\uFFFF"',
    b'"\xf4\x8f\xbf\xbf"',
    b'"\xef\xbf\xbf"',
    b'"\\u0000"',
    b'"\\u002c"',
    b'"\xcf\x80"',
    b'"\xf0\x9b\xbf\xbf"',
    b'"asd "',
    b'" "',
    b'"\\uDBFF\\uDFFF"',
    b'"new\\u00A0line"',
    b'"\xe2\x80\xa8"',
    b'"\xe2\x80\xa9"',
    b'"\\u0061\\u30af\\u30EA\\u30b9"',
    b'"\\uA66D"',
    b'"\xe2\x8d\x82\xe3\x88\xb4\xe2\x8d\x82"',
    b'"\x7f"',
    b'"\\u0022"',
    b'"\\uDBFF\\uDFFE"',
    b'"\\u200B"',
    b'"\\u2064"',
    b'"\\uFDD0"',
    b'"\xe2\x82\xac\xf0\x9d\x84\x9e"',
    b'"aa"',
    b"false",
    b"42",
    b"-0.1",
    b"null",
    b'"asd"',
    b"true",
    b'""',
    b"[true]",
    b"[\t1\r]",
    b"0.4e00669999999999999999999999999999",
    b"1E400",
    b"-1e+9999",
    b"1.5e+9999",
    b"123456789012345678901234567890",
    b"-123123123123123123123123123123",
    b"9" * 5000,
)
REFUSED = (
    b"[1 true]",
    b"[a\xe5]",
    b'["": 1]',
    b'[""],',
    b"[,1]",
    b"[1,,2]",
    b'["x",,]',
    b'["x"]]',
    b'["",]',
    b'["x"',
    b"[x",
    b"[3[4]]",
    b"[1:2]",
    b"[,]",
    b"[-]",
    b'[   , ""]',
    b'["a",\n4\n,1,',
    b"[1,]",
    b"[1,,]",
    b'["\x0ba"\\f]',
    b"[*]",
    b'[""',
    b"[1,",
    b"[{}",
    b"fals",
    b"nul",
    b"tru",
    b"++1234",
    b"+1",
    b"+Inf",
    b"-01",
    b"-1.0.",
    b"-2.",
    b".-1",
    b".2e-3",
    b"0.1.2",
    b"0.3e+",
    b"0.3e",
    b"0.e1",
    b"0_0",
    b"0e+",
    b"0e",
    b"0E+",
    b"0E",
    b"1.0e+",
    b"1.0e-",
    b"1.0e",
    b"1 000.0",
    b"1eE2",
    b"2.e+3",
    b"2.e-3",
    b"2.e3",
    b"9.e+",
    b"Inf",
    b"1+2",
    b"0x1",
    b"0x42",
    b"0e+-1",
    b"-foo",
    b"- 1",
    b"-012",
    b"-.123",
    b"-1x",
    b"1ea",
    b"1e\xe5",
    b"1.",
    b".123",
    b"1.2a-3",
    b"1.8011670033376514H-308",
    b"012",
    b"\xef\xbc\x91",
    b'["x", truth]',
    b'{"x", null}',
    b'{"x"::"b"}',
    b'{"a":"a" 123}',
    b"{key: 'value'}",
    b'{"a" b}',
    b'{:"b"}',
    b'{"a" "b"}',
    b'{"a":',
    b'{"a"',
    b"{1:1}",
    b"{null:null,null:null}",
    b'{"id":0,,,,,}',
    b"{'a':0}",
    b'{"id":0,}',
    b'{"a":"b"}/**/',
    b'{"a":"b"}#{}',
    b'{"a":"b",,"c":"d"}',
    b'{a: "b"}',
    b'{"a":"a',
    b'{ "foo" : "bar", "a" }',
    b'"\\uD800\\"',
    b'"\\uD800\\u"',
    b'"\\uD800\\u1"',
    b'"\\uD800\\u1x"',
    b"\xc3\xa9",
    b'"\\x00"',
    b'"\\\\\\"',
    b'"\\\t"',
    b'"\\\xf0\x9f\x8c\x80"',
    b'"\\"',
    b'"\\u00A"',
    b'"\\uD834\\uDd"',
    b'"\\a"',
    b'"\\uqqqq"',
    b'"\\\xe5"',
    b"\\u0020",
    b'"\\',
    b'"',
    b"'single quote'",
    b"abc",
    b'"a\x00a"',
    b'"\x1f"',
    b'"\t"',
    b'""x',
    b"<.>",
    b"[<null>]",
    b"aA",
    b"[True]",
    b"1]",
    b'{"x": true,',
    b"[][]",
    b"]",
    b"\xef\xbb{}",
    b"\xe5",
    b"[",
    b"{}}",
    b'{"":',
    b'{"a":/*c*/"b"}',
    b'["asd]',
    b"a\xcc\x8a",
    b"[1",
    b"[ false, nul",
    b'{"asd":"asd"',
    b"\xe2\x81\xa0",
    b"\x0c",
    b"[\x0c]",
    b"[" * 3000,
    b'[{"":' * 3000,
    b'"\xff"',
    b'"\xe0\xff"',
    b'"\xed\xa0\x80"',
    b'"\xc0\xaf"',
    b'"\x81"',
)
HALVES = (
    b'"\\uDADA"',
    b'"\\uD888\\u1234"',
    b'"\\uD800\\n"',
    b'"\\uDd1ea"',
    b'"\\uD800\\uD800\\n"',
    b'"\\ud800"',
    b'"\\uDFAA"',
    b'"\\uDd1e\\uD834"',
)


@pytest.mark.parametrize("value", TAKEN, ids=range(len(TAKEN)))
def test_a_value_that_a_parser_must_take(read, value):
    data = b'{"k":"1","v":"x"}\n{"k":"2","v":%b}\n{"k":"3","v":"x"}\n' % value.replace(b"\r", b"")
    seen = read(data, encoding="utf-8")
    assert [row[0] for row in seen.rows] == ["1", "2", "3"]
    plain = json.loads(value, parse_int=str, parse_float=str)
    said = dict(zip(seen.info.labels, seen.rows[1], strict=True))
    if not isinstance(plain, dict) or not plain:
        expected = (
            {True: "true", False: "false", None: ""}.get(plain, "")
            if not isinstance(plain, str | list | dict)
            else plain
        )
        assert said["v"] == (expected if isinstance(expected, str) else said["v"])


@pytest.mark.parametrize("value", REFUSED, ids=range(len(REFUSED)))
def test_a_value_that_no_parser_may_take_costs_its_record_alone(read, value):
    good = '{"k":"%d","v":"中文"}\n'.encode()
    record = b'{"k":"2","v":%b}' % value.replace(b"\n", b" ")
    seen = read(good % 1 * 30 + record + b"\n" + good % 3, encoding="utf-8", input_format="ndjson")
    assert [row[0] for row in seen.rows] == ["1"] * 30 + ["3"]
    assert sum(count for count, _ in seen.rejected.values()) == 1
    ended = read(b"[" + (good % 1).replace(b"\n", b",\n") * 30 + record + b"]", encoding="utf-8", input_format="json")
    assert ended.account.scored >= 29
    assert value == b"{}}" or "2" not in [row[0] for row in ended.rows]  # a bracket too many is passed over


@pytest.mark.parametrize("value", HALVES, ids=range(len(HALVES)))
def test_half_a_character_is_replaced_and_counted(read, value):
    seen = read(b'{"k":"1","v":"x"}\n{"k":"2","v":%b}\n' % value)
    assert [row[0] for row in seen.rows] == ["1", "2"]
    assert "\ufffd" in seen.rows[1][1]
    assert seen.account.quality == {"Q005": (1, 2)}


@pytest.mark.parametrize("value", [*TAKEN, *REFUSED, *HALVES], ids=range(len(TAKEN) + len(REFUSED) + len(HALVES)))
@pytest.mark.parametrize("form", ["ndjson", None])
def test_alone_it_is_read_or_refused_with_one_line(read, value, form):
    said = None
    try:
        read(value, input_format=form)
    except SourceError as error:
        said = error
    assert said is None or ("\n" not in str(said) and said.code in {"LC203", "LC204", "LC206", "LC207"})
