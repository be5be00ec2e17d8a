"""SQL dumps: any table comes back from any dump program's text; what is broken is counted; nothing is executed."""

# ruff: noqa: S608 - SQL is the format under test

from __future__ import annotations

import sqlite3
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakcheck.errors import SourceError

SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CELL = st.one_of(
    st.none(),
    st.text(
        st.one_of(
            st.sampled_from("',;()\\\"`\n\t -/*$#"),
            st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\r\0"),
        ),
        max_size=8,
    ),
)


def tables(width: int) -> st.SearchStrategy[list[tuple[str | None, ...]]]:
    return st.lists(st.tuples(*[CELL] * width), min_size=1, max_size=6)


def mysql(value: str | None) -> str:
    if value is None:
        return "NULL"
    for plain, escaped in (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n"), ('"', '\\"'), ("\x1a", "\\Z")):
        value = value.replace(plain, escaped)
    return f"'{value}'"


def standard(value: str | None) -> str:
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


def copied(value: str | None) -> str:
    if value is None:
        return "\\N"
    for plain, escaped in (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), ("\b", "\\b"), ("\f", "\\f"), ("\v", "\\v")):
        value = value.replace(plain, escaped)
    return value


def mysqldump(table, per: int, *, listed: bool) -> str:
    names = [f"f{index}" for index in range(len(table[0]))]
    head = "-- MySQL dump 10.13\n/*!40101 SET NAMES utf8 */;\nDROP TABLE IF EXISTS `t`;\nCREATE TABLE `t` (\n"
    head += "".join(f"  `{name}` varchar(9) DEFAULT 'a,(b' COMMENT 'x'')',\n" for name in names)
    head += f"  PRIMARY KEY (`{names[0]}`)\n) ENGINE=InnoDB;\nLOCK TABLES `t` WRITE;\n"
    order = names[::-1] if listed else names
    columns = f" ({', '.join(f'`{name}`' for name in order)})" if listed else ""
    body = ""
    for start in range(0, len(table), per):
        rows = [row[::-1] if listed else row for row in table[start : start + per]]
        body += f"INSERT INTO `t`{columns} VALUES {','.join('(' + ','.join(map(mysql, row)) + ')' for row in rows)};\n"
    return head + body + "UNLOCK TABLES;\n-- Dump completed\n"


def pg_copy(table) -> str:
    names = ", ".join(f"f{index}" for index in range(len(table[0])))
    body = "".join("\t".join(map(copied, row)) + "\n" for row in table)
    return (
        "--\n-- PostgreSQL database dump\n--\n\\restrict x\nSET statement_timeout = 0;\n"
        "CREATE FUNCTION f() AS $a$ BEGIN INSERT INTO t VALUES (1); COPY; END; $a$;\n"
        f"COPY public.t ({names}) FROM stdin;\n{body}\\.\n\nALTER TABLE t ADD PRIMARY KEY (f0);\n"
    )


def pg_inserts(table) -> str:
    names = ", ".join(f'"f{index}"' for index in range(len(table[0])))
    rows = "".join(f"INSERT INTO public.t ({names}) VALUES ({', '.join(map(standard, row))});\n" for row in table)
    return "-- PostgreSQL database dump\nSET standard_conforming_strings = on;\n" + rows


def sqlite_dump(table) -> str:
    with sqlite3.connect(":memory:") as database:
        names = ", ".join(f"f{index} TEXT" for index in range(len(table[0])))
        database.execute(f"CREATE TABLE t ({names})")
        database.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(table[0]))})", table)
        database.execute("CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO t VALUES ('x'); DELETE FROM t; END")
        text = "\n".join(database.iterdump())
    database.close()
    return text


DUMPS = {
    "mysqldump": lambda table: mysqldump(table, 100, listed=False),
    "mysqldump by one": lambda table: mysqldump(table, 1, listed=False),
    "mysqldump -c": lambda table: mysqldump(table, 2, listed=True),
    "pg_dump": pg_copy,
    "pg_dump --inserts": pg_inserts,
    "sqlite .dump": sqlite_dump,
}


@SETTINGS
@given(data=st.data(), width=st.integers(1, 4), program=st.sampled_from(sorted(DUMPS)), cut=st.integers(1, 300))
def test_every_dump_gives_the_table_back(read, data, width, program, cut):
    table = data.draw(tables(width))
    seen = read(DUMPS[program](table).encode(), batch_bytes=cut, encoding="utf-8")
    assert seen.info.format == "sql"
    assert seen.rows == [tuple(cell or "" for cell in row) for row in table]
    assert seen.info.labels == tuple(f"f{index}" for index in range(width))
    assert not seen.rejected
    assert seen.account.complete


PARTS = st.lists(
    st.sampled_from(
        [
            *[
                "INSERT INTO t VALUES ",
                "\nINSERT INTO u VALUES ",
                "(1,'a')",
                "('b','c')",
                ",",
                ";\n",
                "(",
                ")",
                "'",
                "''",
            ],
            *["\\", "--", "/*", "*/", "\nCOPY t (a, b) FROM stdin;\n", "\\.\n", "1\t2\n", "$$", '"', "`", "(1)", "x'"],
            *["CREATE TABLE t (a int, b text);", "\nDELIMITER ;;\n", "\udcff", "NULL", " ON DUPLICATE KEY x", "GO\n"],
        ]
    ),
    max_size=14,
)


@settings(SETTINGS, max_examples=200)
@given(parts=PARTS, cut=st.integers(1, 9), limit=st.sampled_from([1 << 24, 40]))
def test_broken_dumps_are_read_alike_at_any_cut(read, parts, cut, limit):
    text = ("INSERT INTO t VALUES (0,'z');\n" + "".join(parts)).encode("utf-8", "surrogateescape")
    seen = [read(text, batch_bytes=size, max_record=limit, table="t") for size in (cut, 1 << 22)]
    assert seen[0].rows == seen[1].rows
    assert seen[0].account == seen[1].account


def test_what_is_broken_costs_itself(read):
    rows = [
        *["(1,'it''s')", "(2,NULL)", "(3)", "(4,'a'b')", "(5,'\xff')", "(6,E'x\\'y')", "(7,'z'::text)"],
        *["(8, _utf8'u' /* , */)", "(9,CAST('2020-01-01' AS date))", "(10,now())", "(,)", "(11,0x41)", "(12,X'41')"],
    ]
    text = f"CREATE TABLE t (a int, b text) ENGINE=x;\nINSERT INTO t VALUES {','.join(rows)};\n"
    seen = read((text + "INSERT INTO t VALUES (13,'cu").encode("latin-1"), encoding="utf-8")
    good = {"1": "it's", "2": "", "6": "x'y", "7": "z", "8": "u", "9": "2020-01-01", "10": "now()"}
    assert dict(seen.rows) == good | {"11": "0x41", "12": "0x41"}
    assert seen.rejected == {
        "FIELD_COUNT": (1, 3),
        "BROKEN_RECORD": (2, 4),
        "UNDECODABLE": (1, 5),
        "TRUNCATED": (1, 14),
    }
    assert seen.account.quality == {"Q013": (1, 14)}


def test_the_fullest_table_or_the_one_asked_for(read):
    dump = "INSERT INTO a (x) VALUES (1),(2);\n" + "INSERT INTO `b\x1b[2J` (y) VALUES ('k'),('l'),('m');\n"
    dump += "INSERT INTO a (x) VALUES (3);\nINSERT INTO `b\x1b[2J` (z, y) VALUES (0, 'n');\n"
    seen = read(dump.encode())
    assert seen.info.labels == ("y", "z")
    assert seen.rows == [("k", ""), ("l", ""), ("m", ""), ("n", "0")]
    assert seen.account.notes == ("3 records of 1 other tables were not read: a (3)",)
    assert all(note.isprintable() for note in seen.info.notes)
    seen = read(dump.encode(), table="a")
    assert seen.rows == [("1",), ("2",), ("3",)]
    assert seen.account.notes == ("4 records of 1 other tables were not read: b\\u{1b}[2J (4)",)
    with pytest.raises(SourceError) as caught:
        read(dump.encode(), table="c")
    assert (caught.value.code, caught.value.hint) == ("LC204", "tables: b\\u{1b}[2J, a")


def test_columns_met_after_the_beginning_are_counted(read):
    rows = "".join(f"INSERT INTO t (a) VALUES ('{i:0900}');\n" for i in range(5_000))
    seen = read((rows + "INSERT INTO t (a, late) VALUES ('1', '2');\n").encode())
    assert seen.info.labels == ("a",)
    assert len(seen.rows) == 5_001
    assert seen.account.quality == {"Q020": (1, 5_001)}


@pytest.mark.parametrize(
    "data",
    [
        b"INSERT INTO t VALUES (1,'" + b"x'y" * 400_000,
        b"INSERT INTO t VALUES " + b"(" * 500_000,
        b"INSERT INTO t VALUES (1,'a');" + b"/**/" * 100_000,
        b"INSERT INTO t VALUES (1,'a');" + b"INSERT INTO t (" + b"a " * 500_000,
        b"INSERT INTO t VALUES " + b"('a'b," * 200_000,
        b"CREATE TABLE t (" + b"a int, " * 30_000,
        b"INSERT INTO t VALUES (" + b"1," * 300_000 + b"1);",
        b"/**/" * 200_000 + b"x",
        b"-" * 1_000_000,
    ],
)
def test_hostile_dumps_end_soon(read, data):
    started = time.monotonic()
    try:
        seen = read(data, batch_bytes=1 << 16, max_record=1 << 18)
        assert seen.account.read < 500_000
    except SourceError as error:
        assert error.code == "LC204"  # noqa: PT017 - either is right
    assert time.monotonic() - started < 10


def test_a_dump_of_sql_server(read):
    text = (
        "USE [db]\nGO\n/****** Object: Table ******/\nSET ANSI_NULLS ON\nGO\nCREATE TABLE [dbo].[People](\n"
        "\t[Id] [int] IDENTITY(1,1) NOT NULL,\n\t[Name] [nvarchar](50) NULL,\n\t[Born] [datetime] NULL,\n"
        " CONSTRAINT [PK] PRIMARY KEY CLUSTERED ([Id] ASC)\n) ON [PRIMARY]\nGO\n"
        "SET IDENTITY_INSERT [dbo].[People] ON \nGO\n"
        "INSERT [dbo].[People] ([Id], [Name], [Born]) VALUES (1, N'O''N \\', CAST(N'2001-01-01' AS DateTime))\nGO\n"
        "INSERT [dbo].[People] ([Id], [Name], [Born]) VALUES (2, NULL, NULL)\n"
        "INSERT INTO [dbo].[People] ([Id], [Name]) VALUES\n(3, N'c'),\n(4, N'd')\nGO\n"
    )
    seen = read(text.encode("utf-16"))
    assert seen.info.labels == ("Id", "Name", "Born")
    assert seen.rows == [("1", "O'N \\", "2001-01-01"), ("2", "", ""), ("3", "c", ""), ("4", "d", "")]
    assert not seen.rejected


def test_statements_around_records(read):
    text = (
        "-- Adminer\n\nSET NAMES utf8;\nCREATE TABLE `t` (`a` int, `b` varchar(3));\n"
        "INSERT INTO `t` (`a`, `b`) VALUES\n(1,\t'x\\'y'),\n(2,\t'z')\n"
        "ON DUPLICATE KEY UPDATE `a` = VALUES(`a`), `b` = VALUES(`b`);\n"
        'REPLACE INTO t VALUES (3,"d""q");\nINSERT INTO t SELECT * FROM u;\nINSERT INTO t VALUES (4,\'w\');\n'
    )
    seen = read(text.encode())
    assert seen.rows == [("1", "x'y"), ("2", "z"), ("3", 'd"q'), ("4", "w")]
    assert not seen.rejected


@pytest.mark.parametrize(
    ("literal", "value"),
    [("'C:\\'", "C:\\"), ("'C:\\\\'", "C:\\"), ("'O\\'B'", "O'B"), ("'a\\\\\\'b'", "a\\'b"), ("'it''s'", "it's")],
)
def test_backslashes_in_a_dump_that_names_no_program(read, literal, value):
    assert read(f"INSERT INTO t (a, b) VALUES ({literal}, 'x');\n".encode()).rows == [(value, "x")]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("$$it's, (so)$$", "it's, (so)"),
        ("$tag$a $$ b$tag$", "a $$ b"),
        ("$$plain$$", "plain"),
        (r"replace('a\nb','\n',char(10))", "a\nb"),
        (r"replace(replace('a\r\nb, ''c''','\r',char(13)),'\n',char(10))", "a\r\nb, 'c'"),
        ("q'[it's]'", "it's"),
        ("q'!a, (b!'", "a, (b"),
        ("replace('a','b','c')", "replace('a','b','c')"),
    ],
)
def test_strings_that_dumps_write_in_other_ways(read, value, cell):
    table = "PRAGMA x;\nCREATE TABLE t (a int, b text);\n"
    text = f"{table}INSERT INTO t VALUES (1,{value});\nINSERT INTO t VALUES (2,'z');\n"
    assert read(text.encode()).rows == [("1", cell), ("2", "z")]


def test_remarks_of_oracles_tools(read):
    text = (
        "REM INSERTING into USERS\nSET DEFINE OFF;\n"
        "Insert into USERS (ID,NAME,AT) values (1,'Ann',to_date('01-JAN-20','DD-MON-RR'));\n"
        "PROMPT it's done\nInsert into USERS (ID,NAME,AT) values (2,null,null);\n"
    )
    seen = read(text.encode())
    assert (seen.info.format, seen.info.labels) == ("sql", ("ID", "NAME", "AT"))
    assert seen.rows == [("1", "Ann", "01-JAN-20"), ("2", "", "")]
