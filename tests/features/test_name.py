import polars as pl
import pytest

from leakcheck.features.feature import derive, stages
from leakcheck.features.name import names
from leakcheck.model.columns import Binding, Column, Role

WHOLE = Binding((Column(1, "col1", Role.PERSON_NAME),))
PARTS = Binding((Column(1, "col1", Role.GIVEN_NAME), Column(2, "col2", Role.FAMILY_NAME)))


def split(cells: list[str | None]) -> list[tuple[int, int, int]]:
    read = names(WHOLE)
    assert read is not None
    frame = pl.DataFrame({"c1": pl.Series(cells, dtype=pl.String)})
    return (
        derive(frame, stages([read.whole, read.family, read.given]))
        .select(read.whole.name, read.family.name, read.given.name)
        .rows()
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ann Other", "ANN  OTHER", (True, True, True)),
        ("Ann Other", "Bob Other", (False, True, False)),
        ("Ann Other", "Ann Else", (False, False, True)),
        ("Ann-Mary Other", "Ann Mary Other", (True, True, True)),
        ("Other, Ann", "Other, Bob", (False, True, False)),
        ("王一", "王二", (False, True, False)),
        ("王一", "李一", (False, False, True)),
        ("欧阳一一", "欧一一", (False, False, True)),
        ("欧阳一", "欧阳二", (False, True, False)),
        ("欧阳", "欧一", (False, True, False)),
        ("김가나", "김다라", (False, True, False)),
    ],
)
def test_parts(one: str, other: str, same: tuple[bool, bool, bool]) -> None:
    left, right = split([one, other])
    assert tuple(a == b for a, b in zip(left, right, strict=True)) == same


def test_nothing_written_is_no_name() -> None:
    assert split(["", None, "  "]) == [(None, None, None)] * 3


def test_two_columns_make_a_name() -> None:
    read = names(PARTS)
    assert read is not None
    frame = pl.DataFrame(
        {"c1": ["Ann", "ann", "Bob", "Other", None], "c2": ["Other", "OTHER", "Other", "Ann", "Other"]}
    )
    seen = derive(frame, stages([read.whole, read.family, read.given]))
    whole, family = seen[read.whole.name], seen[read.family.name]
    assert whole[0] == whole[1]
    assert whole.head(4).n_unique() == 3
    assert whole[4] is None
    assert family[0] == family[2] == family[4]
    assert [column.role for column in read.columns] == [Role.FAMILY_NAME, Role.GIVEN_NAME]


def test_no_names() -> None:
    assert names(Binding((Column(1, "col1", Role.PHONE),))) is None
