"""Files of one set give one report to the digit, however the set is cut, who reads it, and what happens meanwhile."""

from __future__ import annotations

import json
import random
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from leakcheck.binding import parse_override
from leakcheck.engine import run as running
from leakcheck.engine.pack import unpack
from leakcheck.engine.plan import plan
from leakcheck.errors import SourceError, UsageError
from leakcheck.kernels.hash_log import HashLog
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Skipped
from leakcheck.model.report import Report
from leakcheck.pipeline import checkpoint
from leakcheck.pipeline.dump import Company, Plans, columns_like, merged, score_all
from leakcheck.pipeline.partial import LINE
from leakcheck.pipeline.score import score
from leakcheck.pipeline.secret import Secret
from leakcheck.pipeline.settings import Settings
from leakcheck.pipeline.stop import Stop
from leakcheck.plugins import built_in
from leakcheck.render import json as as_json
from leakcheck.render import schema
from leakcheck.render.saved import read, settled

FIXTURES = Path(__file__).parents[2] / "fixtures"
REGISTER = FIXTURES / "register/cn-residents/sample.csv"
MIXED = FIXTURES / "mixed/cn-mixed/sample.csv"
SETTINGS = Settings(as_of=date(2026, 1, 1))
SECRET = Secret(b"a secret of no use to anybody")


def told(report: Report) -> dict[str, object]:
    document = json.loads(as_json.render(settled(report)))
    del document["run"]
    return document


def together(paths: Sequence[Path], plans: Plans = Plans(jobs=1), settings: Settings = SETTINGS) -> Report:  # noqa: B008
    return score_all([str(path) for path in paths], settings, plans, Company(Stop()))


def cut(source: Path, folder: Path, places: Sequence[int], *, header: bool) -> list[Path]:
    """The records of a CSV in files of their own; `header`: all of them have one."""
    first, *rows = source.read_bytes().splitlines(keepends=True)
    made = []
    for number, (start, end) in enumerate(zip((0, *places), (*places, len(rows)), strict=True)):
        path = folder / f"part{number}.csv"
        path.write_bytes((first if header or not number else b"") + b"".join(rows[start:end]))
        made.append(path)
    return made


@pytest.mark.parametrize(("seed", "header"), [(1, True), (2, False)])
def test_a_set_in_files_is_judged_as_the_file_it_was_cut_from(seed: int, header: bool, tmp_path: Path) -> None:
    rng = random.Random(seed)
    count = len(MIXED.read_bytes().splitlines()) - 1
    parts = cut(MIXED, tmp_path, sorted(rng.sample(range(600, count), 3)), header=header)
    whole, cut_up = told(score(str(MIXED), SETTINGS)), told(together(parts))
    halved = {"score", "score_interval", "confidence"}  # each file draws its own halves
    for part in ("evidence", "not_tested"):
        assert cut_up[part] == whole[part]
    assert isinstance(cut_up["assessment"], dict)
    assert isinstance(whole["assessment"], dict)
    assert {k: v for k, v in cut_up["assessment"].items() if k not in halved} == {
        k: v for k, v in whole["assessment"].items() if k not in halved
    }
    assert isinstance(cut_up["input"], dict)
    assert [file["label"] for file in cut_up["input"]["files"]] == [path.name for path in parts]
    assert cut_up["input"]["records"] == count


def test_processes_parts_and_turns_give_one_report(tmp_path: Path) -> None:
    paths = cut(MIXED, tmp_path, [300, 301, 900], header=True)
    in_turn = told(together(paths, Plans(jobs=1, secret=SECRET)))
    assert told(together(paths, Plans(jobs=2, secret=SECRET))) == in_turn
    kept = [path.with_suffix(".lcpart") for path in paths]
    for path, part in zip(paths, kept, strict=True):
        like = columns_like(str(kept[0]), SECRET) if part != kept[0] else None
        together([path], Plans(secret=SECRET, like=like, part=str(part)))
    assert told(merged([str(part) for part in kept], SETTINGS, SECRET)) == in_turn
    report = json.loads(as_json.render(merged([str(part) for part in kept], SETTINGS, SECRET)))
    assert not schema.check(json.dumps(report))
    assert told(read(json.dumps(report), "report")[0]) == in_turn
    assert sum(path.stat().st_mode & 0o077 for path in kept) == 0


def test_what_a_report_says_does_not_hang_on_the_key_where_nothing_is_sampled(tmp_path: Path) -> None:
    chosen = replace(SETTINGS, select=("DU", "ID101", "NM", "XA"))
    plain, keyed = told(together([MIXED], settings=chosen)), told(together([MIXED], Plans(secret=SECRET), chosen))
    assert keyed == plain


def test_columns_are_found_by_name_in_other_files(tmp_path: Path) -> None:
    first, *rows = [line.split(",") for line in REGISTER.read_text("utf-8").splitlines()]
    order = [*range(1, len(first)), 0]
    turned = tmp_path / "turned.csv"
    turned.write_text("\n".join(",".join(row[i] for i in order) for row in (first, *rows[500:])) + "\n", "utf-8")
    head = tmp_path / "head.csv"
    head.write_text("\n".join(",".join(row) for row in (first, *rows[:500])) + "\n", "utf-8")
    report, whole = together([head, turned]), score(str(REGISTER), SETTINGS)
    assert report.outcomes == whole.outcomes


def test_files_of_other_columns_are_refused_by_name(tmp_path: Path) -> None:
    narrow, other = tmp_path / "narrow.csv", tmp_path / "other.csv"
    rows = REGISTER.read_text("utf-8").splitlines()
    narrow.write_text("\n".join(row.rpartition(",")[0] for row in rows) + "\n", "utf-8")
    other.write_text("a,b\n" + "".join(f"x{i},y{i}\n" for i in range(50)), "utf-8")
    for path in (narrow, other):
        with pytest.raises(SourceError, match="is no part of the same set") as refused:
            together([REGISTER, path])
        assert (refused.value.code, refused.value.sample) == ("LC212", str(path))


def test_objects_that_lack_a_key_lack_a_value(tmp_path: Path) -> None:
    people = [{"name": f"Ann Lee{i}", "phone": f"212555{i:04}", "city": "Rome"} for i in range(300)]
    first, second, whole = (tmp_path / f"{name}.ndjson" for name in ("first", "second", "whole"))
    first.write_text("".join(json.dumps(p) + "\n" for p in people[:200]))
    fewer = [{"city": p["city"], "extra": "1", "name": p["name"]} for p in people[200:]]
    second.write_text("".join(json.dumps(p) + "\n" for p in fewer))
    whole.write_text(
        "".join(json.dumps({k: v for k, v in p.items() if k != "extra"}) + "\n" for p in people[:200] + fewer)
    )
    report, one = together([first, second]), score(str(whole), SETTINGS)
    assert report.outcomes == one.outcomes
    assert report.filled == one.filled
    assert "1 columns that the first file lacks were not judged" in report.account.notes


def test_records_are_numbered_through_all_files(tmp_path: Path) -> None:
    paths = cut(REGISTER, tmp_path, [400], header=True)
    lines = paths[1].read_bytes().splitlines(keepends=True)
    paths[1].write_bytes(b"".join([*lines[:30], b"one,two\n", *lines[30:]]))
    report = together(paths)
    ((why, lost),) = report.account.rejected.items()
    assert (why.value, lost.count, lost.first_record) == ("wrong number of fields", 1, 430)
    assert report.account.read == report.account.scored + 1
    assert report.source.label == "2 files"


def kept_part(folder: Path, name: str, source: Path = MIXED, plans: Plans = Plans(secret=SECRET)) -> Path:  # noqa: B008
    path = folder / name
    together([source], replace(plans, part=str(path)))
    return path


def test_a_part_holds_no_value_of_a_record(tmp_path: Path) -> None:
    rng = random.Random(7)
    cells = ["".join(rng.choices("abcdefghijkmnpqrstuvwxyz", k=14)) for _ in range(1_500)]
    rows = [f"{a},{b}@{c}.com,{c}" for a, b, c in zip(cells[:500], cells[500:1000], cells[1000:], strict=True)]
    source = tmp_path / "canary.csv"
    source.write_text("name,email,address\n" + "\n".join(rows) + "\n")
    part = kept_part(tmp_path, "a.lcpart", source)
    body = part.read_bytes().removeprefix(LINE).partition(b"\n")[2]
    data = zlib.decompress(body)
    assert unpack(data) is not None
    texts = data + part.read_bytes()
    assert not [cell for cell in cells if cell.encode() in texts or cell[:9].encode() in texts]


def test_only_whole_parts_of_this_key_and_version_are_taken(tmp_path: Path) -> None:
    part = kept_part(tmp_path, "a.lcpart")
    whole = part.read_bytes()
    assert merged([str(part)], SETTINGS, SECRET).account.scored
    changes = {
        "is damaged, or was changed": whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:],
        "is damaged": whole[: len(LINE)] + b"{}\n",
        "is no part": b"name,phone\n" + whole,
        "was made by another version": whole.replace(b'"format": 1', b'"format": 2', 1),
    }
    for said, content in changes.items():
        part.write_bytes(content)
        with pytest.raises(SourceError, match=said) as refused:
            merged([str(part)], SETTINGS, SECRET)
        assert refused.value.code == "LC213"
    part.write_bytes(whole)
    for secret, said in ((None, "was made under a key"), (Secret(b"x" * 16), "under another key")):
        with pytest.raises(SourceError, match=said):
            merged([str(part)], SETTINGS, secret)


def test_a_seal_without_the_key_is_not_taken_for_one_with_it(tmp_path: Path) -> None:
    """Somebody without the key cannot pass a part of theirs off as one that was made under it."""
    ours, theirs = kept_part(tmp_path, "a.lcpart"), kept_part(tmp_path, "b.lcpart", plans=Plans())
    mark = json.loads(ours.read_bytes().removeprefix(LINE).partition(b"\n")[0])["key"]
    header, _, body = theirs.read_bytes().removeprefix(LINE).partition(b"\n")
    forged = json.loads(header) | {"key": mark, "sealed": True}
    theirs.write_bytes(LINE + json.dumps(forged).encode() + b"\n" + body)
    with pytest.raises(SourceError, match="is damaged, or was changed"):
        merged([str(ours), str(theirs)], SETTINGS, SECRET)


def test_without_a_common_key_repeats_across_parts_are_not_tested(tmp_path: Path) -> None:
    paths = cut(MIXED, tmp_path, [700], header=True)
    parts = [kept_part(tmp_path, f"{i}.lcpart", path, Plans()) for i, path in enumerate(paths)]
    report = merged([str(part) for part in parts], SETTINGS, None)
    outcomes = {outcome.validator: outcome for outcome in report.outcomes}
    assert isinstance(outcomes["DU601"], Skipped)
    assert "different keys" in outcomes["DU601"].reason
    assert isinstance(outcomes["ID101"], Evidence)
    assert outcomes["ID101"] == next(o for o in score(str(MIXED), SETTINGS).outcomes if o.validator == "ID101")


def test_parts_that_were_asked_otherwise_do_not_fit(tmp_path: Path) -> None:
    first = kept_part(tmp_path, "a.lcpart")
    path = tmp_path / "b.lcpart"
    for settings, said in (
        (replace(SETTINGS, seed=3), "other settings"),
        (replace(SETTINGS, overrides=(parse_override("2=unknown"),)), "other columns"),
    ):
        together([MIXED], Plans(secret=SECRET, part=str(path)), settings)
        with pytest.raises(SourceError, match=said) as refused:
            merged([str(first), str(path)], SETTINGS, SECRET)
        assert refused.value.code == "LC216"


class Interrupted(Exception):  # noqa: N818
    """The run was ended here."""


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupted_run_goes_on_and_ends_the_same(
    jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoint, "EVERY", 0.0)
    monkeypatch.setattr(checkpoint, "_SHARE", 0)
    monkeypatch.setattr(running, "FIRST", 200)
    monkeypatch.setattr(running, "RECORDS", 200)
    paths = cut(MIXED, tmp_path, [500, 900], header=True)
    expected = told(together(paths, Plans(jobs=1, secret=SECRET)))
    progress = tmp_path / "run.lc"
    plans = Plans(jobs=jobs, secret=SECRET, resume=str(progress))
    seen: list[int] = []
    done = 0
    keep = checkpoint.Checkpoint.keep

    def kept(self: checkpoint.Checkpoint, *args: object) -> None:
        nonlocal done
        keep(self, *args)  # type: ignore[arg-type]
        done += 1
        if done % 2 == 0 and done <= 4:
            raise Interrupted

    monkeypatch.setattr(checkpoint.Checkpoint, "keep", kept)
    watched = Company(Stop(), watch=lambda records, *_: seen.append(records))
    for _ in range(2 if jobs == 1 else 1):
        with pytest.raises(Interrupted):
            score_all([str(path) for path in paths], SETTINGS, plans, watched)
        assert progress.stat().st_mode & 0o077 == 0
    seen.clear()
    assert told(score_all([str(path) for path in paths], SETTINGS, plans, watched)) == expected
    assert min(seen, default=201) > 200  # (what was done is not done again)
    assert not progress.exists()


def test_progress_of_another_run_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "EVERY", 0.0)
    paths = cut(MIXED, tmp_path, [500], header=True)
    plans = Plans(jobs=1, secret=SECRET, resume=str(tmp_path / "run.lc"))
    monkeypatch.setattr(checkpoint.Checkpoint, "done", lambda _: None)
    together(paths, plans)
    with pytest.raises(SourceError, match="other settings") as refused:
        together(paths, plans, replace(SETTINGS, seed=1))
    assert refused.value.code == "LC215"
    paths[1].write_bytes(paths[1].read_bytes() + b"\n")
    with pytest.raises(SourceError, match="files that changed"):
        together(paths, plans)
    with pytest.raises(SourceError, match="under another key"):
        together(paths, replace(plans, secret=Secret(b"y" * 20)))
    part = kept_part(tmp_path, "a.lcpart")
    with pytest.raises(SourceError, match="other files"):
        together(paths, replace(plans, resume=str(part)))
    with pytest.raises(SourceError, match="not finished"):
        merged([str(tmp_path / "run.lc")], SETTINGS, SECRET)


@pytest.mark.parametrize(("content", "said"), [(b"short", "has 5 bytes"), (b"x" * 70_000, "over 65,536")])
def test_a_key_file_holds_a_secret(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "k").write_bytes(content)
    with pytest.raises(UsageError, match=said) as refused:
        Secret.read(str(tmp_path / "k"))
    assert refused.value.code == "LC114"
    with pytest.raises(UsageError, match="cannot read the key file"):
        Secret.read(str(tmp_path / "nowhere"))


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_occurs_again_is_counted_exactly(jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    lines = REGISTER.read_bytes().splitlines(keepends=True)
    number = lines[0].decode("utf-8-sig").rstrip().split(",").index("身份证号")
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    paths[0].write_bytes(b"".join(lines))
    paths[1].write_bytes(b"".join(lines[:1] + lines[40:77]))
    numbers = [line.decode().split(",")[number] for line in (*lines[1:], *lines[40:77])]
    report = together(paths, Plans(jobs=jobs, exact=True))
    counted = {remark.code: remark.count for remark in report.quality}
    records = [*lines[1:], *lines[40:77]]
    assert counted["Q040"] == len(records) - len(set(records))
    shaped = [each for each in numbers if len(each) == 18]
    assert abs(counted["Q041"] - (len(shaped) - len(set(shaped)))) <= 2  # (a number that is no number is none)
    assert "records that occur again were counted exactly" in report.account.notes
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]


def test_where_hashes_find_no_room_the_report_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(HashLog, "_spill", full)
    monkeypatch.setattr(HashLog, "add", full)
    report = together([REGISTER], Plans(exact=True))
    assert any("there was no room to keep their hashes" in note for note in report.account.notes)
    assert report.outcomes == score(str(REGISTER), SETTINGS).outcomes
    monkeypatch.setattr(tempfile, "mkdtemp", full)
    with pytest.raises(SourceError, match="no folder for hashes: No space left on device"):
        together([REGISTER], Plans(exact=True))


def test_what_tells_persons_apart_is_hashed_under_the_key() -> None:
    """Of all hashes in states only coarse ones, which many persons share, are the same under every key."""
    columns = tuple(
        Column(i, f"col{i}", role, "CN" if role in {Role.PHONE, Role.NATIONAL_ID, Role.REGION} else None, scheme)
        for i, (role, scheme) in enumerate(((role, "cn-ric" if role is Role.NATIONAL_ID else None) for role in Role), 1)
    )
    asked = plan(built_in(), Binding(columns, "CN"), key=SECRET.key())
    bare = [
        feature
        for probe in asked.probes.values()
        for feature in probe.features
        if ".hash(" in str(feature.expr) and not feature.depends_on_key
    ]
    assert {feature.name.rpartition(".")[2] for feature in bare} <= {"coarse", "initial"}
    assert len({feature.name for probe in asked.probes.values() for feature in probe.features if feature.keyed}) > 20
