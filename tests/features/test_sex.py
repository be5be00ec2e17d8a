import polars as pl
import pytest

from leakcheck.features.feature import derive, stages
from leakcheck.features.sex import sex_code
from leakcheck.model.columns import Column, Role
from leakcheck.reference.sex_words import FEMALE, MALE


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (
            [
                "M",
                "m",
                "Male",
                "男",
                "1",
                "1.0",
                "homme",
                "Hombre",
                "MASCHIO",
                "Мужской",
                "erkek",
                " 男性 ",
                "Herr",
                "남",
            ],
            1,
        ),
        (
            [
                "F",
                "female",
                "女",
                "2",
                "femme",
                "Mujer",
                "femmina",
                "Женский",
                "kadın",
                "kobieta",
                "Frau",
                "여자",
                "２",
            ],
            2,
        ),
        (["V", "v", "0", "3", "", None, "x", "unknown", "未知"], None),
    ],
)
def test_words(cells: list[str | None], code: int | None) -> None:
    feature = sex_code(Column(1, "col1", Role.SEX))
    frame = derive(pl.DataFrame({"c1": pl.Series(cells, dtype=pl.String)}), stages([feature]))
    assert frame[feature.name].to_list() == [code] * len(cells)
    assert frame[feature.name].dtype == pl.Int8


def test_no_word_means_both() -> None:
    assert not set(MALE.split()) & set(FEMALE.split())
    assert len(MALE.split()) == len(set(MALE.split()))
    assert len(FEMALE.split()) == len(set(FEMALE.split()))
