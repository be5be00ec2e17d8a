"""Progress: only on a terminal, not too soon, not too often, gone at the end."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len

from leakcheck.render.progress import Progress, progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def watch(*, lines=False, shown=True, label="henan.csv"):
    clock, stream = Clock(), io.StringIO()
    return Progress(label, stream, shown=shown, lines=lines, clock=clock), clock, stream


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")


def test_the_line():
    bar, clock, stream = watch()
    clock.now += 4
    bar(312_000, 352_000_000, 880_000_000)
    assert stream.getvalue() == "\rreading henan.csv   40 %   312,000 records   88 MB/s   about 6 s left"


def test_a_stream_has_no_share():
    bar, clock, stream = watch()
    clock.now += 2
    bar(1000, 4_000_000, None)
    assert stream.getvalue() == "\rreading henan.csv   1,000 records   2 MB/s"


def test_nothing_in_the_first_half_second_and_four_updates_a_second():
    bar, clock, stream = watch()
    for _ in range(49):
        clock.now += 0.01
        bar(1, 1, 100)
    assert stream.getvalue() == ""
    for _ in range(200):  # two seconds
        clock.now += 0.01
        bar(1, 1, 100)
    assert 7 <= stream.getvalue().count("\r") <= 9


def screen(written):
    """What a terminal shows after `written`, and where its cursor stands."""
    cells, place = [" "] * 120, 0
    for character in written:
        if character == "\r":
            place = 0
        else:
            cells[place] = character
            place += 1
    return "".join(cells).rstrip(), place


def test_a_shorter_line_leaves_nothing_of_a_longer_one():
    bar, clock, stream = watch()
    for records, share in ((10**9, 50), (1, 100), (10**6, 99)):
        clock.now += 1
        bar(records, share, 100)
        assert screen(stream.getvalue())[0].endswith(("MB/s", "s left"))
    assert screen(stream.getvalue())[0] == "reading henan.csv   99 %   1,000,000 records   0 MB/s   about 0 s left"


def test_who_asks_is_told_at_any_time_even_where_nothing_is_shown():
    bar, clock, stream = watch(shown=False)
    bar.tell()
    assert stream.getvalue() == "reading henan.csv, 0 records, 0 MB/s\n"
    clock.now += 4
    bar(312_000, 352_000_000, 880_000_000)
    bar.tell()
    line = "reading henan.csv, 40 %, 312,000 records, 88 MB/s, about 6 s left"
    assert stream.getvalue().splitlines()[1:] == [line]
    shown, clock, stream = watch()
    clock.now += 4
    shown(312_000, 352_000_000, 880_000_000)
    shown.tell()
    assert stream.getvalue().endswith(" \r" + line + "\n")  # the line that is written over is cleared first
    stream.close()
    shown.tell()  # and to nobody, where nobody listens


def test_cleared_at_the_end_and_never_left_behind():
    bar, clock, stream = watch()

    def read():
        with bar:
            clock.now += 1
            bar(10**9, 50, 100)
            clock.now += 1
            bar(1, 99, 100)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        read()
    assert screen(stream.getvalue()) == ("", 0)
    assert "\n" not in stream.getvalue()
    assert "\x1b" not in stream.getvalue()


def test_wide_characters_are_cleared_as_wide():
    bar, clock, stream = watch(label="手机" * 7)
    clock.now += 1
    bar(1, 100, 100)
    drawn = stream.getvalue()
    bar.close()
    assert stream.getvalue() == drawn + "\r" + " " * cell_len(drawn[1:]) + "\r"
    assert cell_len(drawn[1:]) == len(drawn[1:]) + 14


def test_a_narrow_terminal_gets_a_cut_line(monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    bar, clock, stream = watch(label="a\x1b\n" + "手" * 40)
    clock.now += 1
    bar(1, 50, 100)
    assert stream.getvalue() == "\rreading a\\u{1b}\\u{~"


def test_plain_lines_at_each_tenth_or_half_minute():
    bar, clock, stream = watch(lines=True)
    for percent in range(1, 101):
        clock.now += 1
        bar(percent, percent, 100)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 10
    assert lines[0] == "reading henan.csv, 10 %, 10 records, 0 MB/s, about 90 s left"
    assert lines[-1].startswith("reading henan.csv, 100 %")
    assert "\r" not in stream.getvalue()
    bar, clock, stream = watch(lines=True)
    for _ in range(100):
        clock.now += 1
        bar(1, 1, None)
    assert len(stream.getvalue().splitlines()) == 3  # at 30, 60 and 90 s


@pytest.mark.parametrize(
    ("choice", "terminal", "plain", "seen"),
    [
        ("auto", True, False, "\r"),
        ("auto", False, False, ""),
        ("always", False, False, "\r"),
        ("never", True, False, ""),
        ("plain", False, False, "\n"),
        ("auto", True, True, "\n"),
        ("auto", False, True, ""),
    ],
)
def test_where_it_is_shown(choice, terminal, plain, seen):
    stream = Terminal() if terminal else io.StringIO()
    bar = progress("some/folder/x.csv", choice, plain=plain, stream=stream)
    bar._clock = lambda: bar._started + 31
    bar(1, 1, 10)
    told = stream.getvalue()
    assert ("\r" if "\r" in told else "\n" if "\n" in told else "") == seen
    assert "folder" not in told
