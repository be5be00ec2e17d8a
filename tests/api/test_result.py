"""`leakcheck.score` and what it gives back: the command's report, for Python and for notebooks."""

from __future__ import annotations

import doctest
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

import leakcheck
from leakcheck.cli.app import run
from leakcheck.errors import LeakcheckError, OutputError, UsageError
from leakcheck.model.evidence import Hypothesis
from leakcheck.pipeline import result as module
from leakcheck.render.formats import FORMATS

ROOT = Path(__file__).parents[2]
FAKER = ROOT / "fixtures/generator/us-faker/sample.csv"
FEW = {"select": ("EM401", "ID1", "PH2", "FP802"), "reproducible": True}


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    return pl.read_csv(FAKER, infer_schema_length=0).head(150)


@pytest.fixture(scope="module")
def judged(frame: pl.DataFrame) -> leakcheck.Result:
    return leakcheck.score(frame, **FEW)


def test_the_examples_of_the_documentation_hold(monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    tried = doctest.testmod(leakcheck)
    assert tried.attempted >= 6
    assert not tried.failed


def test_it_is_the_report_of_the_command(tmp_path: Path, capsys) -> None:
    result = leakcheck.score(FAKER, map={"company": "category"}, seed=7, **FEW)
    told = tmp_path / "r.json"
    args = ["--select", ",".join(FEW["select"]), "--reproducible", "--seed", "7", "--map", "company=category"]
    assert run(["score", str(FAKER), "-o", str(told), "-f", "text", "--width", "80", *args]) == 0
    assert result.to_dict() == json.loads(told.read_text("utf-8"))
    assert str(result) == capsys.readouterr().out


def test_a_frame_reads_as_its_file_does(frame: pl.DataFrame, judged: leakcheck.Result, tmp_path: Path) -> None:
    path = tmp_path / "frame"
    frame.write_csv(path, quote_style="always")
    of_file = leakcheck.score(path, **FEW).to_dict()
    of_frame = judged.to_dict()
    for key in ("format", "delimiter", "quote", "reading"):
        of_file["input"].pop(key)
        of_frame["input"].pop(key)
    assert of_frame == of_file


def test_lazy_and_pandas_frames_bytes_and_streams(frame: pl.DataFrame, judged: leakcheck.Result) -> None:
    pandas = pytest.importorskip("pandas")
    evidence = judged.to_dict()["evidence"]
    text = frame.write_csv().encode()
    theirs = pandas.DataFrame(frame.to_dict(as_series=False))
    for given in (frame.lazy(), theirs, text, io.BytesIO(text)):
        assert leakcheck.score(given, **FEW).to_dict()["evidence"] == evidence


def test_the_frame_of_evidence_has_the_weights_and_no_cell(frame: pl.DataFrame, judged: leakcheck.Result) -> None:
    table = judged.evidence_frame()
    assert table["validator"].to_list() == [item["id"] for item in judged.to_dict()["evidence"]]
    assert set(table["validator"]) == set(judged.evidence)
    first = judged.evidence["EM401"]
    row = table.row(by_predicate=pl.col("validator") == "EM401", named=True)
    for alternative in Hypothesis:
        assert row[alternative.value] == first.llr.get(alternative)
    assert (row["tested"], row["observed"]) == (first.tested, first.observed)
    cells = {cell for name in frame.columns for cell in frame[name] if len(cell) > 7}
    assert not any(cell in str(row) for row in table.rows() for cell in cells)
    nothing = leakcheck.score(b"").evidence_frame()
    assert nothing.schema == table.schema
    assert nothing.height == 0


class Tags(HTMLParser):
    """The elements and attributes of a piece of HTML; raises nothing, so that the test asserts that all are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag, attrs) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


def test_a_notebook_shows_it_without_script(frame: pl.DataFrame) -> None:
    hostile = frame.rename({"company": "<script>alert(1)</script>", "email": "a\x1b[31m\u202eb"})
    shown = leakcheck.score(hostile, label="<img src=x onerror=y>", **FEW)._repr_html_()
    read = Tags()
    read.feed(shown)
    read.close()
    assert not read.open
    assert not read.seen & {"script", "iframe", "img", "link", "a", "object", "form"}
    assert not any(name.startswith("on") or name in {"src", "href"} for name in read.attributes)
    assert "\x1b" not in shown
    assert "Signs of fabrication" in shown
    assert "EM401" in shown
    assert "Not tested: " in shown


@pytest.mark.parametrize("form", [form for form in FORMATS if form.extra is None], ids=lambda form: form.name)
def test_it_writes_every_format_by_its_name(judged: leakcheck.Result, tmp_path: Path, form) -> None:
    target = tmp_path / f"r{form.suffixes[0]}"
    assert judged.write(target) == target
    assert target.stat().st_mode & 0o777 == 0o600
    assert target.read_text("utf-8") == module.formats.render(form.name, [judged.report])
    assert judged.write(f"{form.name}:{tmp_path}/other").name == "other"


def test_it_refuses_in_one_line(judged: leakcheck.Result, frame: pl.DataFrame, tmp_path: Path) -> None:
    sample = tmp_path / "s.json"
    sample.write_text('[{"a": "b"}]', "utf-8")
    for told, error, code in (
        (lambda: judged.write(tmp_path / "r.unknown"), UsageError, "LC107"),
        (lambda: judged.write(tmp_path / "no" / "r.json"), OutputError, "LC401"),
        (lambda: leakcheck.score(sample, **FEW).write(sample), UsageError, "LC108"),
        (lambda: leakcheck.score(io.StringIO("a,b")), UsageError, "LC102"),
        (lambda: leakcheck.score(3), UsageError, "LC102"),
        (lambda: leakcheck.score(b"a,b", prior=1.0), UsageError, "LC102"),
        (lambda: leakcheck.score(frame, map={"nothing": "phone"}), LeakcheckError, "LC104"),
        (lambda: leakcheck.score("no_such.csv"), LeakcheckError, "LC201"),
    ):
        with pytest.raises(error) as refused:
            told()
        assert refused.value.code == code
    assert sample.read_text("utf-8") == '[{"a": "b"}]'


def test_a_cell_that_gets_into_an_output_stays_inside(judged: leakcheck.Result, frame, monkeypatch, tmp_path) -> None:
    cell = frame["email"][0]
    monkeypatch.setattr(module.html, "fragment", lambda _: f"<p>{cell}</p>")
    monkeypatch.setattr(module.text, "render", lambda _: f"saw {cell} there")
    monkeypatch.setattr(module.formats, "render", lambda *_: f"saw {cell} there")
    for told in (judged._repr_html_, judged.__str__, lambda: judged.write(tmp_path / "r.json")):
        with pytest.raises(LeakcheckError) as refused:
            told()
        assert refused.value.code == "LC501"
        assert cell not in str(refused.value)
    assert not list(tmp_path.iterdir())
