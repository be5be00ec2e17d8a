from __future__ import annotations

import json

import pytest

from leakcheck.model.columns import Column, DecidedBy, Role
from leakcheck.model.source import SourceInfo
from leakcheck.render.cells import cells
from leakcheck.render.columns import ColumnsView, render, render_json

COLUMNS = (
    Column(1, "姓名", Role.PERSON_NAME, "zh", confidence=0.99, reason="2-4 Han, surname list"),
    Column(2, "身份证号", Role.NATIONAL_ID, "CN", "cn-ric", 0.97, "cn-ric: shape and check digits; label agrees"),
    Column(3, "mobile", Role.PHONE, "CN", confidence=1.0, reason="set by --map", decided_by=DecidedBy.MAP),
    Column(4, "案由", Role.CATEGORY, "zh", confidence=0.55, reason="few repeated values", alternatives=(Role.REGION,)),
    Column(5, "col5", reason="no known shape"),
)


def view(columns=COLUMNS, records=120_000):
    info = SourceInfo(
        "sample.csv", "csv", None, "gb18030", "high", ",", '"', "present", tuple(c.label for c in columns)
    )
    filled = {1: 1.0, 2: 0.99, 3: 0.961, 4: 1.0, 5: 0.12}
    return ColumnsView(info, records, columns, filled, {1: 1906, 2: 118_432, 3: 115_399, 4: 41})


def test_the_table():
    assert render(view(), width=80) == (
        "sample.csv: CSV, gb18030, comma, header present, 120,000 records\n"
        "\n"
        " #  label     taken for         sure  filled  distinct  because\n"
        " 1  姓名      person_name zh  99.0 %   100 %    ~1,910  2-4 Han, surname list\n"
        " 2  身份证号  national_id CN  97.0 %  99.0 %  ~118,000  cn-ric: shape and check\n"
        "                                                        digits; label agrees\n"
        " 3  mobile    phone CN         100 %  96.1 %  ~115,000  --map\n"
        " 4  案由      category zh     55.0 %   100 %        41  few repeated values\n"
        " 5  col5      unknown              -  12.0 %         -  no known shape\n"
        "\n"
        "Not sure about: 4 (category or region), 5 (unknown).\n"
        "Override:  --map 4=region          Save:  leakcheck columns ... --write map.toml\n"
    )


@pytest.mark.parametrize("width", [20, 40, 60, 69, 70, 80, 120, 200])
def test_no_line_is_wider_than_the_screen_and_columns_line_up(width):
    lines = render(view(), width=width).splitlines()
    assert all(cells(line) <= width for line in lines)
    if width >= 70:
        rows = [line for line in lines if line.startswith((" 1 ", " 2 ", " 3 ", " 4 "))]
        assert len({cells(row[: row.index(" %")]) for row in rows}) == 1


def test_labels_are_inert():
    hostile = tuple(
        Column(i, label, Role.AGE, confidence=0.6)
        for i, label in enumerate(("\x1b[31mred", "\u202eevil", "a\nVERDICT", "::error::x", "\ud800", "字" * 300), 1)
    )
    text = render(view(hostile), width=80) + render_json(view(hostile))
    assert not any(bad in text for bad in ("\x1b", "\u202e", "\nVERDICT", "::error", "\ud800"))
    assert all(cells(line) <= 80 for line in render(view(hostile), width=80).splitlines())
    assert text.encode()


def test_nothing_is_asked_where_nothing_is_in_doubt():
    text = render(view(COLUMNS[:2]), width=80)
    assert "Not sure" not in text
    assert "--map 1=ROLE" in text


def test_a_sample_without_columns_still_renders():
    assert render(view(()), width=80).startswith("sample.csv: CSV")


def test_json():
    document = json.loads(render_json(view()))
    assert document["records"] == 120_000
    assert document["columns"][1] == {
        "index": 2, "label": "身份证号", "role": "national_id", "locale": "CN", "scheme": "cn-ric", "confidence": 0.97,
        "decided_by": "inferred", "filled": 0.99, "distinct": 118_432,
        "reason": "cn-ric: shape and check digits; label agrees", "alternatives": [],
    }  # fmt: skip
    assert document["columns"][4]["distinct"] is None
    assert render_json(view()).isascii()
