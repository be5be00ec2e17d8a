"""Each trap of delimited text: what polars, csv and pandas lose without a word."""

from __future__ import annotations

import time

import pytest

from leakcheck.errors import SourceError, UsageError
from leakcheck.sources.delimited import DelimitedReader
from leakcheck.sources.records import Splitter

CARD, DONE = "BEGIN:VCARD\n", "END:VCARD\n"
GOOD = "id,name,year\n" + "".join(f"{i},person {i},{1950 + i}\n" for i in range(20))


def rows(count: int) -> list[tuple[str, ...]]:
    return [(str(i), f"person {i}", str(1950 + i)) for i in range(count)]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends(read, line_end):
    seen = read(GOOD.replace("\n", line_end).encode())
    assert seen.rows == rows(20)
    assert seen.account.quality == {}


def test_a_lone_carriage_return_is_part_of_a_cell(read):
    seen = read(GOOD.replace("person 3", "per\rson").encode())
    assert seen.rows[3] == ("3", "per\rson", "1953")


def test_mixed_line_ends_are_counted_and_those_in_cells_are_not(read):
    head, tail = GOOD[:80], GOOD[80:]
    assert read((head.replace("\n", "\r\n") + tail).encode()).account.quality == {"Q007": (head.count("\n"), None)}
    quoted = GOOD.replace("person 3", '"per\nson"')
    assert "Q007" not in read(quoted.replace("\n", "\r\n").replace("per\r\n", "per\n").encode()).account.quality


def test_ragged_rows_do_not_vanish(read):
    bad = ["x", "1,2", "1,2,3,4", "1,2,3,4,5", "y"]
    seen = read((GOOD + "\n".join(bad) + "\n").encode())
    assert seen.rows == rows(20)
    assert seen.rejected == {"FIELD_COUNT": (5, 21)}
    assert seen.account.read == 25


def test_a_short_and_a_long_row_do_not_make_up_for_each_other(read):
    seen = read((GOOD + "a,b\nc,d,e,f\n").encode())
    assert seen.rejected == {"FIELD_COUNT": (2, 21)}


def test_a_stray_quote_costs_its_own_record_only(read):
    text = GOOD.replace("person 5", '"person 5').replace("person 9", '"person, 9"')
    seen = read(text.encode())
    assert seen.rejected == {"UNCLOSED_QUOTE": (1, 6)}
    assert [row for row in seen.rows if row[0] != "9"] == [row for row in rows(20) if row[0] not in {"5", "9"}]
    assert seen.rows[8] == ("9", "person, 9", "1959")


def test_a_faulty_quote_on_one_line_is_read_as_meant(read):
    text = GOOD.replace("person 5", '"a "b" c"').replace("person 7", '5" disk').replace("person 8", '6" disk')
    seen = read(text.replace("person 9", '"x, y"').encode())
    assert not seen.rejected
    assert [seen.rows[i][1] for i in (5, 7, 8, 9)] == ['a "b" c', '5" disk', '6" disk', "x, y"]


def test_quotes_are_text_where_none_encloses_a_cell(read):
    seen = read(GOOD.replace("person 5", '"person').encode())
    assert seen.info.quote is None
    assert seen.rows[5][1] == '"person'


def test_quoted_line_ends_and_escapes(read):
    seen = read(GOOD.replace("person 2", '"a\nb, ""c"""').encode())
    assert seen.rows[2] == ("2", 'a\nb, "c"', "1952")
    assert not seen.rejected


def test_a_quoted_line_end_in_a_single_column(read):
    for mark in (None, ","):
        seen = read(b"note\n" + b'"one\ntwo"\n' * 9, delimiter=mark, header="yes")
        assert seen.rows == [("one\ntwo",)] * 9


def test_blank_lines_are_no_records(read):
    seen = read(("\n\n" + GOOD.replace("\n", "\n\n")).encode())
    assert seen.rows == rows(20)
    assert seen.account.quality["Q001"][0] == 23
    assert seen.account.read == 20


def test_five_million_blank_lines_are_no_rows(read):
    seen = read(GOOD.encode() + b"\n" * 5_000_000)
    assert seen.account.read == 20
    assert seen.account.quality == {"Q001": (5_000_000, 21)}


def test_repeated_headers_are_no_records(read):
    seen = read((GOOD + GOOD + GOOD.replace("id,name,year", '"id","name","year"')).encode())
    assert seen.rows == rows(20) * 3
    assert seen.account.quality == {"Q002": (2, 21)}


def test_a_first_column_without_a_label_is_a_column(read):
    unnamed = GOOD.replace("id,name,year", ",name,year")  # as pandas writes its index
    seen = read(unnamed.encode())
    assert seen.rows == rows(20)
    assert seen.info.labels == ("col1", "name", "year")
    assert read((unnamed + unnamed).encode()).account.quality["Q002"] == (1, 21)


def test_nul_bytes_are_counted_and_kept(read):
    seen = read(GOOD.replace("person 4", "per\0son").replace("person 6", "\0").encode())
    assert seen.account.quality == {"Q006": (2, 5)}
    assert seen.rows[4][1] == "per\0son"


def test_a_record_cut_off_at_the_end(read):
    seen = read((GOOD + "20,pers").encode())
    assert seen.rejected == {"TRUNCATED": (1, 21)}
    assert seen.account.quality == {"Q013": (1, 21)}
    assert read(GOOD[:-1].encode()).rows == rows(20)


def test_a_character_cut_off_at_the_end(read):
    seen = read((GOOD + "20,王,北").encode()[:-1])
    assert seen.rejected == {"TRUNCATED": (1, 21)}


@pytest.mark.parametrize("cut", [1000, 1 << 16, 1 << 22])
def test_a_record_over_the_limit(read, cut):
    seen = read((GOOD + "x" * 70_000 + "\n20,person 20,1970\n").encode(), max_record=50_000, batch_bytes=cut)
    assert seen.rows == rows(21)
    assert seen.rejected == {"TOO_LONG": (1, 21)}


def test_an_open_quote_is_not_followed_beyond_the_record_limit(read):
    text = GOOD.replace("person 9", '"person, 9"') + '20,"open,1\n' + "".join(f"{i},p,q\n" for i in range(30_000))
    seen = read(text.encode(), max_record=20_000, batch_bytes=4096)
    assert seen.rejected == {"UNCLOSED_QUOTE": (1, 21)}
    assert seen.account.scored == 30_020


def test_what_waits_for_a_closing_quote_is_bounded():
    reader = DelimitedReader(Splitter(b",", b'"', 2, 10_000, frozenset()), None)
    longest = 0
    for _ in range(200):
        list(reader.feed(b'a,b\nc,"open\n' + b"d,e\n" * 250, final=False))
        longest = max(longest, reader._pending.size)
    assert longest < 40_000


def test_numbers_stay_text(read):
    seen = read(b"a,b,c\n0123,1e5,1.10\n007,123456789012345678901,NULL\n")
    assert seen.rows == [("0123", "1e5", "1.10"), ("007", "123456789012345678901", "NULL")]


def test_duplicate_labels_are_counted_and_empty_ones_named(read):
    seen = read(b"name,name,,year\n" + b"".join(b"A%d,B%d,C,%d\n" % (i, i, i) for i in range(30)))
    assert seen.info.labels == ("name", "name", "col3", "year")
    assert seen.account.quality == {"Q008": (1, None)}


def test_a_byte_order_mark_inside_the_file_is_text(read):
    seen = read((GOOD + "\ufeff20,person 20,1970\n").encode(), batch_bytes=10)
    assert seen.rows[20] == ("\ufeff20", "person 20", "1970")


@pytest.mark.parametrize("start", ["x\x01", "x^", "x\x5e\x01", "(b", "\ufeff"])
def test_no_piece_is_taken_for_packed_data(read, start):
    cells = [(f"{start}{i}", str(i)) for i in range(30)]
    seen = read(
        ("name,n\n" + "".join(f"{a},{b}\n" for a, b in cells)).encode(), batch_bytes=1, header="yes", input_format="csv"
    )
    assert seen.rows == cells


def test_rows_limits_what_is_read(read):
    seen = read((GOOD.replace("3,person 3,1953", "3,person 3")).encode(), rows=6)
    assert (seen.account.read, seen.account.scored) == (6, 5)
    assert seen.rejected == {"FIELD_COUNT": (1, 4)}
    assert not seen.account.complete
    assert seen.account.sha256 is None
    assert read(GOOD.encode(), rows=1).account.read == 1
    before = read((GOOD.replace("3,person 3,1953", "3,person 3")).encode(), rows=3)
    assert (before.account.read, before.account.scored, before.rejected) == (3, 3, {})


def test_nothing_to_read(read):
    for data in (b"", b"\n\n\n", b"\xef\xbb\xbf"):
        seen = read(data)
        assert (seen.account.read, seen.info.labels, seen.prefix) == (0, (), [])
        assert seen.account.complete


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        (GOOD, ","),
        (GOOD.replace(",", "\t"), "\t"),
        (GOOD.replace(",", ";"), ";"),
        (GOOD.replace(",", "|"), "|"),
        ("sep=;\n" + GOOD.replace(",", ";"), ";"),
        ("a;b;c\n" + "1,5;2,3;x\n" * 9, ";"),  # decimal commas fit a comma as well
        ("a\tb\n" + "".join(f"{i}\tCity, State\n" for i in range(9)), "\t"),
        ("a,b\n" + "".join(f"{i},x|y\n" for i in range(9)) + "10,z\n", ","),
    ],
)
def test_the_delimiter_is_found(read, text, delimiter):
    seen = read(text.encode())
    assert seen.info.delimiter == delimiter
    assert not seen.rejected


def test_two_delimiters_that_fit_equally_are_an_error(read):
    with pytest.raises(SourceError) as caught:
        read(b"a|b,c\nd|e,f\ng|h,i\n")
    assert caught.value.code == "LC207"
    assert read(b"a|b,c\nd|e,f\ng|h,i\n", delimiter="|").info.delimiter == "|"


@pytest.mark.parametrize("mark", ["|||||||||", 'a"', "é", '"', "\n", ""])
def test_a_delimiter_that_cannot_be_one(read, mark):
    with pytest.raises(UsageError) as caught:
        read(GOOD.encode(), delimiter=mark)
    assert caught.value.code == "LC102"


def test_one_column(read):
    seen = read(("email\n" + "".join(f"user{i}@example.org\n" for i in range(30)) + "user\x01@example.org\n").encode())
    assert seen.info.delimiter is None
    assert seen.info.labels == ("email",)
    assert seen.account.scored == 31


def test_too_many_columns(read):
    with pytest.raises(SourceError) as caught:
        read(b",".join([b"a"] * 20_000) + b"\n")
    assert caught.value.code == "LC204"


def test_no_cell_stands_in_an_error(read):
    canary = "zqcanary"
    for data in (f"{canary}|{canary},x\n" * 3, f'{{"{canary}": {canary}}}', "\0\1\2" * 50 + canary):
        with pytest.raises(SourceError) as caught:
            read(data.encode())
        assert canary not in caught.value.message + str(caught.value.hint)
        assert caught.value.__cause__ is None


@pytest.mark.parametrize("mark", [":", "^", "~", "\x1f", "\x01"])
def test_a_rare_delimiter_is_found_where_every_line_has_it(read, mark):
    seen = read(GOOD.replace(",", mark).encode())
    assert seen.info.delimiter == mark
    assert seen.rows == rows(20)


@pytest.mark.parametrize("cell", ["12:30:05", "https://example.org/a", "02:42:ac:11:00:02"])
def test_colons_inside_values_divide_nothing(read, cell):
    assert read((f"{cell}\n" * 30).encode()).info.delimiter is None


def test_single_quotes_enclose_where_all_cells_say_so(read):
    lines = "".join(f"'{i}','Dublin, {i}','O''Neil'\n" for i in range(30))
    seen = read(f"'id','city','name'\n{lines}".encode())
    assert seen.info.quote == "'"
    assert seen.rows == [(str(i), f"Dublin, {i}", "O'Neil") for i in range(30)]
    apostrophes = read(GOOD.replace("person 3", "'t Hooft").replace("person 4", "'s-Gravenhage'").encode())
    assert apostrophes.info.quote == '"'
    assert apostrophes.rows[3][1] == "'t Hooft"


def test_lines_before_the_table_are_no_records(read):
    seen = read(("Export of persons\nmade on a Monday\n\n" + GOOD + "total\n").encode())
    assert seen.info.labels == ("id", "name", "year")
    assert seen.rows == rows(20)
    assert not seen.rejected
    assert "2 lines before the table were passed over" in seen.info.notes
    assert seen.account.notes == ("1 line below the table passed over",)


def test_a_broken_first_record_is_no_title(read):
    body = "".join(GOOD.splitlines(keepends=True)[1:])
    seen = read(("son 0,1950\n" + body).encode())
    assert seen.rejected == {"FIELD_COUNT": (1, 1)}
    assert seen.info.header == "absent"
    assert seen.rows == rows(20)


def test_a_line_that_names_the_wrong_delimiter_is_not_believed(read):
    seen = read(("sep=;\n" + GOOD).encode())
    assert seen.info.delimiter == ","
    assert seen.rows == rows(20)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("id,name\n1,x\n2,", "\n3,y\n"),
        ('[{"id":"1","name":"x"},{"id":"2","name":"', '"},{"id":"3","name":"y"}]'),
        ("INSERT INTO `t` (`id`,`name`) VALUES ('1','x'),('2','", "'),('3','y');\n"),
        (f"{CARD}UID:1\nFN:x\n{DONE}{CARD}UID:2\nFN:", f"\n{DONE}{CARD}UID:3\nFN:y\n{DONE}"),
    ],
    ids=["csv", "json", "sql", "vcard"],
)  # fmt: skip
def test_a_record_of_many_pieces_is_put_together_once(read, start, end):
    """Joined at each of the 16,000 pieces it took minutes: 8 MiB at half that many times on average."""
    long = "x y " * (2 << 20)
    started = time.process_time()
    seen = read((start + long + end).encode(), batch_bytes=512)
    assert time.process_time() - started < 10  # 1 s when idle
    assert [{"1", "2", "3"} & set(row) for row in seen.rows] == [{"1"}, {"2"}, {"3"}]
