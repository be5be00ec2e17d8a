"""A header is told from a record by values; a person never becomes a label."""

from __future__ import annotations

import random

import pytest

from leakcheck.sources.header import is_header

SURNAMES, GIVEN = "王李张刘陈杨黄赵", "伟芳娜敏静强磊军洋勇"


def chinese(count: int) -> list[tuple[str, ...]]:
    rng = random.Random(3)
    return [
        (
            rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2)))),
            rng.choice("男女"),
            f"990000{rng.randrange(1950, 2005)}0101{rng.randrange(10_000):04}",
            f"河南省某市某区建设路{rng.randrange(900)}号",
        )
        for _ in range(count)
    ]


def numeric(count: int) -> list[tuple[str, ...]]:
    rng = random.Random(4)
    return [(str(i), str(rng.randrange(10**6)), f"{rng.random():.3f}") for i in range(count)]


def words(count: int) -> list[tuple[str, ...]]:
    rng = random.Random(5)
    letters = "abcdefghijklmnop"
    return [
        ("".join(rng.choices(letters, k=6)).title(), rng.choice(("male", "female")), "".join(rng.choices(letters, k=9)))
        for _ in range(count)
    ]


TABLES = {
    "chinese": (("姓名", "性别", "身份证号", "户籍地址"), chinese),
    "chinese, latin labels": (("name", "sex", "id_card", "address"), chinese),
    "numeric": (("a", "b", "c"), numeric),
    "words": (("name", "gender", "user"), words),
}


@pytest.mark.parametrize("count", [3, 10, 100, 1500])
@pytest.mark.parametrize("kind", sorted(TABLES))
def test_header_and_no_header(kind, count):
    header, make = TABLES[kind]
    rows = make(count)
    if not (kind == "words" and count == 3):  # three rows of words say too little: then it is a record
        assert is_header(header, rows)
    assert not is_header(rows[0], rows[1:])


def test_a_record_is_never_a_header():
    for make in (chinese, numeric, words):
        rows = make(60)
        assert not [row for row in rows if is_header(row, [other for other in rows if other is not row])]


def test_a_header_repeated_inside_is_still_one():
    header, rows = ("姓名", "性别", "身份证号", "户籍地址"), chinese(40)
    assert is_header(header, [*rows[:20], header, *rows[20:]])


def test_a_row_alone():
    assert is_header(("name", "id_card", "mobile"), [])
    assert not is_header(("Anna", "Berg", "Hill Road"), [])
    assert not is_header(("张三", "男", "990000199001010000"), [])


def test_empty_and_endless_labels_are_none():
    assert not is_header(("", "", ""), numeric(20))
    assert not is_header(("a", "b" * 500, "c"), numeric(20))


def test_the_first_person_is_not_a_column_name(read):
    data = "".join(",".join(row) + "\n" for row in chinese(30)).encode()
    seen = read(data)
    assert seen.info.header == "absent"
    assert seen.info.labels == ("col1", "col2", "col3", "col4")
    assert seen.account.read == 30
    assert seen.account.quality == {"Q009": (1, None)}
    assert not any(cell in note for row in seen.rows for cell in row if len(cell) > 1 for note in seen.info.notes)


def test_the_user_knows_better(read):
    data = b"x,y\n" + b"".join(b"%d,%d\n" % (i, i) for i in range(9))
    assert read(data, header="no").account.read == 10
    assert read(b"1,2\n3,4\n", header="yes").info.labels == ("1", "2")
