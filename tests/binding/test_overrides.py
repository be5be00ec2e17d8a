from __future__ import annotations

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakcheck.binding import Override, infer, parse_override, read_map, write_map
from leakcheck.errors import UsageError
from leakcheck.model.columns import Binding, Column, DecidedBy, Role

TODAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3=phone:CN", Override(3, Role.PHONE, "CN")),
        ("3=phone:cn", Override(3, Role.PHONE, "CN")),
        ("身份证号=national_id:cn-ric", Override("身份证号", Role.NATIONAL_ID, "CN", "cn-ric")),
        ("2=national_id:CN", Override(2, Role.NATIONAL_ID, "CN")),
        ("a=b=email", Override("a=b", Role.EMAIL)),
        (" 7 = unknown ", Override(7, Role.UNKNOWN)),
        ("x=Person-Name:ZH", Override("x", Role.PERSON_NAME, "zh")),
    ],
)
def test_parse(text, expected):
    assert parse_override(text) == expected


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("3=phon", "LC105", "did you mean phone?"),
        ("3=birthdate", "LC105", "did you mean birth_date?"),
        ("3=gender", "LC105", "did you mean sex?"),
        ("3=zzzzzz", "LC105", "roles: person_name"),
        ("3=phone:China", "LC105", "a country such as CN"),
        ("=phone", "LC104", "write COL=ROLE"),
        ("phone", "LC104", "write COL=ROLE"),
    ],
)
def test_errors_name_the_nearest(text, code, hint):
    with pytest.raises(UsageError) as caught:
        parse_override(text)
    assert caught.value.code == code
    assert caught.value.hint.startswith(hint)


def test_overrides_win_and_the_last_one_counts(tables):
    m = tables.Maker()
    frame = tables.frame(m.many(lambda: m.digits(9)), m.pick("a b c"))
    said = [parse_override("1=national_id:CN"), parse_override("1=phone:FR"), parse_override("x=category")]
    first, second = infer(["col1", "x"], frame, overrides=said, as_of=TODAY)
    assert (first.role, first.locale, first.scheme, first.confidence) == (Role.PHONE, "FR", None, 1.0)
    assert first.decided_by is DecidedBy.MAP
    assert second.role is Role.CATEGORY


def test_a_national_id_that_was_inferred_keeps_its_scheme_under_an_override_without_one(tables):
    m = tables.Maker()
    frame = tables.frame(m.chinese_ids())
    [column] = infer(["col1"], frame, overrides=[parse_override("1=national_id")], as_of=TODAY)
    assert (column.scheme, column.locale) == ("cn-ric", "CN")


@pytest.mark.parametrize("column", [0, 3, "phoen"])
def test_a_column_that_is_not_there(tables, column):
    m = tables.Maker()
    frame = tables.frame(m.pick("a b"), m.pick("a b"))
    with pytest.raises(UsageError, match="the sample has 2") as caught:
        infer(["phone", "x"], frame, overrides=[Override(column, Role.AGE)], as_of=TODAY)
    assert caught.value.code == "LC104"
    assert ("column 1" in caught.value.hint) == (column == "phoen")


def columns(labels):
    roles = list(Role)
    return tuple(
        Column(i, label, roles[i % len(roles)], "CN" if i % 2 else None, reason="11 digits", alternatives=(Role.AGE,))
        for i, label in enumerate(labels, start=1)
    )


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=20))
def test_a_map_comes_back_as_it_was_written(labels):
    binding = Binding(columns(labels))
    text = write_map(binding)
    parsed = tomllib.loads(text)
    assert [entry["label"] for entry in parsed.get("column", [])] == labels
    assert [(o.column, o.role) for o in read_map(text)] == [(c.index, c.role) for c in binding]
    assert all(character.isprintable() or character == "\n" for character in text)


def test_a_map_of_hostile_labels_is_inert():
    text = write_map(Binding(columns(['"\nrole = "age"', "\x1b]0;t\x07", "\u202eevil", "\ud800", "a\\"])))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert text.encode()
    assert [o.role for o in read_map(text)] == [c.role for c in columns("12345")]


def test_the_map_says_what_the_design_says():
    phone = Column(3, "手机", Role.PHONE, "CN", reason="11 digits, 1[3-9]", alternatives=(Role.RECORD_ID,))
    assert write_map(Binding((phone,))) == (
        "# leakcheck column map, schema 1.0; edit the role, then: leakcheck score S --map-file map.toml\n"
        '[[column]]\nindex = 3\nlabel = "手机"\n'
        'role = "phone"        # 11 digits, 1[3-9]; alternatives: record_id\nlocale = "CN"\n'
    )


def test_an_edited_map_decides(tables):
    m = tables.Maker()
    frame = tables.frame(m.chinese_ids())
    text = (
        write_map(infer(["身份证号"], frame, as_of=TODAY))
        .replace("national_id", "record_id")
        .replace('scheme = "cn-ric"\n', "")
    )
    [column] = infer(["身份证号"], frame, overrides=read_map(text), as_of=TODAY)
    assert (column.role, column.decided_by, column.scheme) == (Role.RECORD_ID, DecidedBy.MAP_FILE, None)


def test_a_map_may_name_columns_by_label():
    [override] = read_map('[[column]]\nlabel = "x"\nrole = "phone"\n')
    assert override == Override("x", Role.PHONE, decided_by=DecidedBy.MAP_FILE)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("# leakcheck column map, schema 2.0; edit\n", "LC103"),
        ("secret = [", "LC103"),
        ("[other]\nx = 1", "LC103"),
        ("column = 3", "LC103"),
        ("column = [3]", "LC103"),
        ("[[column]]\nindex = 1\nrole = 3", "LC103"),
        ("[[column]]\nindex = 1\nrole = 'phone'\nrolle = 1", "LC103"),
        ("[[column]]\nrole = 'phone'", "LC104"),
        ("[[column]]\nindex = true\nrole = 'phone'", "LC104"),
        ("[[column]]\nindex = 1\nrole = 'phne'", "LC105"),
        ("[[column]]\nindex = 1\nrole = 'phone'\nlocale = 'China'", "LC105"),
    ],
)
def test_what_is_no_map_is_refused_without_quoting_it(text, code):
    with pytest.raises(UsageError) as caught:
        read_map(text)
    assert caught.value.code == code
    assert "secret" not in str(caught.value)
