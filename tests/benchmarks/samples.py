"""Seeded samples for the benchmarks, worked out column by column: the n-th record is the same in files of any length.

Run as a program: ``samples.py csv|ndjson ROWS PATH``. All persons are made up.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from leakcheck.synth.china_parts import counties

SEED = 20_261_101
CHUNK = 250_000  # records worked out at a time
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏"
    "魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵"
    "万钱严覃武戴莫孔向汤"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文玉兰建国红梅志林海燕云峰波辉鹏宇婷雪莹琳"
    "俊浩然欣怡子涵梓轩雨晨思远嘉诚佳琪晓东春生永康福贵宝庆德胜金凤银花玲珍珠瑞祥"
)
ROADS = "人民 中山 解放 建设 和平 新华 文化 长江 黄河 胜利 东风 朝阳 光明 幸福 学院 公园 湖滨 江南 北京 南京".split()
PREFIXES = (
    "130 131 132 133 134 135 136 137 138 139 150 151 152 155 156 157 158 159 180 181 182 185 186 187 188 189".split()
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
CHECKS = "10X98765432"
WRONG_CHECK, WRONG_DATE, WRONG_PHONE, COPIED = 100, 400, 200, 250  # one record in so many


def draw(person: pl.Expr, stream: int) -> pl.Expr:
    """A random UInt64 that depends on the seed, the person and the stream only."""
    word = (person.cast(pl.UInt64) + (SEED + stream * 7_919)) * pl.lit(0x9E3779B97F4A7C15, pl.UInt64)
    for constant in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB):
        word = (word ^ (word // (1 << 29))) * pl.lit(constant, pl.UInt64)
    return word // (1 << 16)


def pick(options: list[str], number: pl.Expr) -> pl.Expr:
    return pl.lit(pl.Series(options)).gather(number % len(options))


def one_in(n: int, person: pl.Expr, stream: int) -> pl.Expr:
    return draw(person, stream) % n == 0


def persons(first: int, rows: int) -> pl.DataFrame:
    """Records `first` to `first + rows` with what they are made of; some are copies of an earlier person."""
    row = pl.int_range(first, first + rows, dtype=pl.Int64)
    frame = pl.select(row.alias("row"))
    copied = one_in(COPIED, pl.col("row"), 0)
    frame = frame.with_columns(pl.when(copied).then(pl.col("row") // 2).otherwise("row").alias("p"))
    person = pl.col("p")
    places = [c for c in counties() if c.first <= 1984 and c.last >= 2020]
    born = (pl.lit(-10_000) + (draw(person, 1) % 20_000).cast(pl.Int32)).cast(pl.Date)
    frame = frame.with_columns(
        born=born,
        place=draw(person, 2) % len(places),
        order=draw(person, 3) % 1000,
        prefix=pick(PREFIXES, draw(person, 4)),
        house=1 + draw(person, 5) % 400,
        surname=pick(list(SURNAMES), (draw(person, 6) % len(SURNAMES)) * (draw(person, 7) % len(SURNAMES)) // 100),
        one=pick(list(GIVEN), draw(person, 8)),
        two=pick(["", *GIVEN], draw(person, 9) * (draw(person, 10) % 5).clip(0, 1)),
        road=pick(ROADS, draw(person, 11)),
    )
    codes = pl.lit(pl.Series([int(c.code) for c in places]))
    names = [c.province + (c.city or "") + c.name for c in places]
    written = pl.col("born").dt.strftime("%Y%m%d")
    wrong_date = one_in(WRONG_DATE, person, 12)
    frame = frame.with_columns(
        county=codes.gather(pl.col("place")),
        where=pl.lit(pl.Series(names)).gather(pl.col("place")),
        written=pl.when(wrong_date).then(written.str.head(4) + "0230").otherwise(written),
    )
    body = frame.select(
        (pl.col("county").cast(pl.String) + pl.col("written") + pl.col("order").cast(pl.String).str.zfill(3)).alias("b")
    )["b"]
    digits = body.to_frame().select(
        pl.sum_horizontal(pl.col("b").str.slice(i, 1).cast(pl.Int32) * w for i, w in enumerate(WEIGHTS)).alias("s")
    )["s"]
    frame = frame.with_columns(body=body, sum=digits)
    check = (pl.col("sum") + pl.when(one_in(WRONG_CHECK, person, 13)).then(1).otherwise(0)) % 11
    phone = (draw(person, 14) % 100_000_000).cast(pl.String).str.zfill(8)
    return frame.select(
        "row",
        name=pl.col("surname") + pl.col("one") + pl.col("two"),
        sex=pl.when(pl.col("order") % 2 == 1).then(pl.lit("男")).otherwise(pl.lit("女")),
        birth_date=pl.col("written").str.replace(r"^(....)(..)(..)$", "$1-$2-$3"),
        national_id=pl.col("body") + pick(list(CHECKS), check),
        mobile=pl.when(one_in(WRONG_PHONE, person, 15)).then(pl.lit("110")).otherwise(pl.col("prefix")) + phone,
        address=pl.col("where") + pl.col("road") + "路" + pl.col("house").cast(pl.String) + "号",
    )


def write_csv(path: Path, rows: int) -> None:
    """name, sex, birth_date, national_id, mobile, address, case_no."""
    with path.open("wb") as file:
        for first in range(0, rows, CHUNK):
            frame = persons(first, min(CHUNK, rows - first))
            case = "A" + (pl.col("row") + 10_000_000).cast(pl.String)
            frame.with_columns(case_no=case).drop("row").write_csv(file, include_header=first == 0)


def write_ndjson(path: Path, rows: int) -> None:
    """What elasticdump writes of an index of persons: eleven fields inside ``_source``."""
    letters = list("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    with path.open("wb") as file:
        for first in range(0, rows, CHUNK):
            frame = persons(first, min(CHUNK, rows - first))
            p = pl.col("row")
            moment = pl.from_epoch(1_420_000_000 + 25 * p + (draw(p, 20) % 20).cast(pl.Int64)).dt.strftime("%F %T")
            source = frame.select(
                pl.col("row").alias("id"), "name", "sex", pl.col("birth_date").alias("birthday"),
                pl.col("national_id").alias("idCard"), pl.col("mobile").alias("phone"), "address",
                pick("初中 高中 中专 大专 本科 硕士".split(), draw(p, 21)).alias("education"),
                pick("农民 工人 学生 职员 教师 个体 司机 护士 会计 无业".split(), draw(p, 22)).alias("job"),
                pick("未婚 已婚 离异 丧偶".split(), draw(p, 23)).alias("marriage"), moment.alias("createTime"),
            )  # fmt: skip
            key = pl.concat_str(pick(letters, draw(p, 30 + i)) for i in range(20))
            wrapped = frame.select(
                _index=pl.lit("person_info"), _type=pl.lit("_doc"), _id=key, _score=pl.lit(1.0),
                _source=source.to_struct(),
            )  # fmt: skip
            wrapped.write_ndjson(file)


if __name__ == "__main__":
    {"csv": write_csv, "ndjson": write_ndjson}[sys.argv[1]](Path(sys.argv[3]), int(sys.argv[2]))
