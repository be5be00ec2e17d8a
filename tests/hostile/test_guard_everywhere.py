"""A value that reaches any output, by whatever mistake, ends the run with 6 and is not printed; nothing else does."""

from __future__ import annotations

import html
import json
from pathlib import Path

import polars as pl
import pytest

from leakcheck.binding import mapfile
from leakcheck.cli import publish
from leakcheck.cli.app import run
from leakcheck.errors import SourceError
from leakcheck.exits import ExitStatus
from leakcheck.model.columns import Role
from leakcheck.pipeline.guard import Guard, _telling
from leakcheck.pipeline.score import score
from leakcheck.pipeline.settings import Settings
from leakcheck.pipeline.vocabulary import known, own_words
from leakcheck.render import check as check_line
from leakcheck.render import columns as columns_page
from leakcheck.render import json as as_json
from leakcheck.render import text as as_text
from leakcheck.render.formats import NAMES, NONE
from leakcheck.synth import write

CELL = "王&明<zq>99012345 二路"
FORMATS = [name for name in NAMES if name != NONE]
LEAKS = {
    "as it is": CELL,
    "as JSON": json.dumps(CELL)[1:-1],
    "as HTML": html.escape(CELL),
    "as safe() shows it": CELL.replace("王", "\\u{738b}"),
    "wrapped": CELL.replace(" ", "\n        "),
    "wrapped inside": CELL.replace("二", "二\n    "),
}


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    place = tmp_path / "sample.csv"
    place.write_text("name,code\n" + f"{CELL},1\n" * 40, "utf-8")
    return place


def refused(capsys: pytest.CaptureFixture[str], *args: object) -> bool:
    """The guard ends the run, and nothing of the cell is said."""
    status = run([str(arg) for arg in args])
    said = capsys.readouterr()
    return (
        status == ExitStatus.GUARD
        and not said.out
        and said.err.startswith("leakcheck: error[LC501]")
        and "99012345" not in said.err
    )


@pytest.mark.parametrize("leak", LEAKS)
@pytest.mark.parametrize("form", FORMATS)
def test_a_leaking_renderer_is_caught_in_every_format(  # noqa: PLR0917 - fixtures
    sample, tmp_path, monkeypatch, capsys, form, leak
):
    report = score(str(sample), Settings(select=("ID101",)))
    monkeypatch.setattr("leakcheck.pipeline.score.score", _learning(report))
    rendered = publish.rendered
    monkeypatch.setattr(publish, "rendered", lambda *a, **k: rendered(*a, **k) + LEAKS[leak])
    assert refused(capsys, "score", sample, "-f", form)
    target = tmp_path / "out"
    assert refused(capsys, "score", sample, "-f", "none", "-o", f"{form}:{target}")
    assert not target.exists()


def _learning(report):
    """`score` without its work: the guard learns, the report is the one made before."""

    def scoring(path, settings, *, guard, **_):
        guard.learn(pl.DataFrame({"c1": [CELL]}), known(settings, ("name", "code"), path))
        return report

    return scoring


def test_columns_and_its_map_are_guarded(sample, tmp_path, monkeypatch, capsys):
    for name in ("render", "render_json"):
        with monkeypatch.context() as leaking:
            leaking.setattr(columns_page, name, lambda *_, **__: f"saw {CELL}")
            assert refused(capsys, "columns", sample, *(["--json"] if name == "render_json" else []))
    with monkeypatch.context() as leaking:
        leaking.setattr(mapfile, "HEAD", f"# {CELL}\n")
        leaking.setattr("leakcheck.binding.write_map", mapfile.write_map)
        assert refused(capsys, "columns", sample, "--write", tmp_path / "map.toml")
    assert not (tmp_path / "map.toml").exists()


def test_check_is_guarded(sample, tmp_path, monkeypatch, capsys):
    manifest = tmp_path / "m.toml"
    manifest.write_text(f'[[sample]]\npath = "{sample}"\nverdict = "inconclusive"\n')
    monkeypatch.setattr(check_line, "line", lambda *_, **__: f"ok {CELL}\n")
    assert refused(capsys, "check", manifest)


@pytest.mark.parametrize("command", ["score", "columns"])
def test_an_error_that_quotes_a_cell_is_replaced(sample, monkeypatch, capsys, command):
    def broken(*_):
        raise SourceError("LC206", f"JSON broken at {CELL}", f"look for {CELL}")

    monkeypatch.setattr("leakcheck.sources.sample.Sample._close_book", broken)
    assert refused(capsys, command, sample)


def test_numbers_of_few_figures_and_short_words_tell_nothing():
    for cell in ("1", "M", "2021", "100 %", "10000000", "0.0001234", "00001200", "1.234e-05", "records, and"):
        assert not _telling(cell), cell
    for cell in ("2021-03-04", "99012345", "45.464203", "王小明先生", "a@b.example"):
        assert _telling(cell), cell


def test_our_own_words_are_no_leak_wherever_they_stand_in_a_sample():
    watching = Guard()
    words = [*own_words(), *(role.value for role in Role)]
    watching.learn(pl.DataFrame({"c1": words[:300], "c2": (words[300:] + [""] * 300)[:300]}), own_words())
    assert not watching._cells


@pytest.mark.parametrize("locale", ["zh_CN", "en_US", "it_IT"])
def test_no_false_alarm_where_cells_are_short_and_common(tmp_path, locale):
    """A register of ours beside columns of years, flags, small numbers, every date of some years, and our own words."""
    place = tmp_path / "sample.csv"
    with place.open("wb") as file:
        write("register", file, rows=300, seed=5, locale=locale)
    head, *rows = place.read_text("utf-8").splitlines()
    days = [f"20{n % 26:02}-{n % 12 + 1:02}-{n % 28 + 1:02}" for n in range(300)]
    words = [*Role, "utf-8", "fabricated", "1.0", "0.5", "TLP:AMBER", "N/A", "1,000", "100 %", "example.com", "3.11.7"]
    more = [f"{day},{n},{1990 + n % 40},{'MF'[n % 2]},{words[n % len(words)]},{n / 8}" for n, day in enumerate(days)]
    place.write_text("\n".join([head + ",a,b,c,d,e,f", *map(",".join, zip(rows, more, strict=True))]), "utf-8")
    guard = Guard()
    report = score(str(place), Settings(), guard=guard)
    for plain in (True, False):
        shown = as_text.render(report, width=80, plain=plain, glyphs="unicode", color=False, verbosity=2)
        assert guard.check(shown, "text")
    assert guard.check(as_json.render(report), "json")
    with pytest.raises(Exception, match="a value from the sample"):
        guard.check(f"on {days[-1]} it was", "text")
