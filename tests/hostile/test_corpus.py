"""Every hostile sample is refused in one clear line or read with an account; nothing of it is ever shown."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import corpus
import grown
import heavy
import pytest
import wraps

from leakcheck.errors import LeakcheckError
from leakcheck.exits import ExitStatus
from leakcheck.sources import open_sample

CASES = list(corpus.cases())
KINDS = sorted({case.kind for case in CASES})
EVERY = 9  # one case in so many of the larger corpus; `python tests/hostile/run.py` takes all, through the command
LEAST_CASES = 2_500  # in both together
QUICK = (
    "bomb-of-bombs.gz",
    "long-line-inside.csv",
    "million-columns.csv",
    "deep-object.json",
    "zeros.csv",
    "quotes.csv",
)
LIMITED = """
import sys
from leakcheck.cli.app import run
from leakcheck.pipeline.machine import peak_mib
status = run(sys.argv[1:])
print(int(peak_mib()), file=sys.stderr)
sys.exit(status)
"""


def read_through(path: Path, canary: str) -> str:
    """The reader's law: an account of every record, labels that are no cells, or a refusal that shows nothing.

    Returns how it ended: "read" or "refused".
    """
    refusal: LeakcheckError | None = None
    try:
        with open_sample(str(path)) as sample:
            height = sum(frame.height for frame in sample.batches())
            account = sample.account()
            assert account.read == account.scored + sum(lost.count for lost in account.rejected.values())
            assert height == account.scored
            assert not [label for label in sample.info.labels if canary in label]
            said = " ".join((*sample.info.notes, *account.notes))
    except LeakcheckError as error:
        refusal = error
    if refusal is not None:
        said = f"{refusal.message} {refusal.hint}"
        assert refusal.exit_status == 3
        assert refusal.__cause__ is None
    assert canary not in said
    assert said.isprintable()
    return "read" if refusal is None else "refused"


def endings(place: Path, samples: Iterable[tuple[str, bytes]], end: Callable[[Path], object]) -> Counter[object]:
    """How each of the named samples ends at `place`; a failure says which one it was."""
    ended: Counter[object] = Counter()
    for name, data in samples:
        place.write_bytes(data)
        try:
            ended[end(place)] += 1
        except BaseException as error:
            error.add_note(name)
            raise
    return ended


def reading(place: Path) -> str:
    return read_through(place, corpus.CANARY)


@pytest.mark.parametrize("kind", KINDS)
def test_the_reader_accounts_for_everything(tmp_path, kind):
    chosen = [(case.name, case.data) for case in CASES if case.kind == kind]
    ended = endings(tmp_path / "sample", chosen, reading)
    assert ended["read"] + ended["refused"] == len(chosen) > 0


@pytest.mark.parametrize("case", CASES[::17], ids=lambda case: f"{case.kind}-{case.name}")
def test_the_command_says_one_clear_thing(tmp_path, judge, case):
    place = tmp_path / "sample"
    place.write_bytes(case.data)
    answer = judge("-f", "json", place)
    assert bool(answer.out) == (answer.status != ExitStatus.INPUT)


@pytest.mark.parametrize("case", [case for case in CASES if case.kind == "injection"][::9], ids=lambda case: case.name)
def test_nothing_injected_acts_in_a_report(tmp_path, judge, case):
    place = tmp_path / "sample"
    place.write_bytes(case.data)
    answer = judge("-vv", "--color", "never", place)
    assert bool(answer.out) == (answer.status != ExitStatus.INPUT)


@pytest.fixture(scope="module")
def more():
    """The larger corpus, made when it is wanted."""
    return list(grown.more(corpus, wraps))


def test_the_reader_accounts_for_the_larger_corpus(tmp_path, more):
    chosen = [case for case in more[::EVERY] if case.name.rpartition(".")[2] not in grown.SPAWNED]
    named = [(f"{case.kind}/{case.name}", case.data) for case in chosen]
    ended = endings(tmp_path / "sample", named, reading)
    assert ended["read"] > ended["refused"] > 0
    assert ended.total() == len(chosen)


def test_the_command_on_the_larger_corpus(tmp_path, judge, more):
    chosen = more[4 :: 10 * EVERY]
    arguments = iter([case.args for case in chosen])
    named = [(f"{case.kind}/{case.name}", case.data) for case in chosen]
    ended = endings(tmp_path / "sample", named, lambda place: judge("-f", "json", *next(arguments), "--", place).status)
    assert ended[ExitStatus.DONE] > ended[ExitStatus.INPUT] > 0
    assert ended.total() == len(chosen)


def test_mutations_of_every_format_are_read_or_refused(tmp_path):
    """`python tests/hostile/run.py --mutations 1000` makes more of them."""
    rng = random.Random(11)
    forms = wraps.forms(corpus.LABELS, corpus.rows(rng, 80))
    wounded = [
        (f"mutation {number} of {form}", corpus.mutations(data, rng))
        for form, data in forms.items()
        for number in range(2 if form in grown.SPAWNED else 8)
    ]
    ended = endings(tmp_path / "sample", wounded, reading)
    assert min(ended["read"], ended["refused"]) > len(wounded) / 5
    assert ended.total() == len(wounded)


def test_the_corpus_is_the_same_for_a_seed(more):
    assert [case.name for case in corpus.cases()] == [case.name for case in CASES]
    assert list(corpus.cases(3))[:40] == list(corpus.cases(3))[:40]
    both = [*CASES, *more]
    assert len(both) > LEAST_CASES
    assert len({(case.kind, case.name) for case in both}) == len(both)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow]) for name in heavy.HEAVY]
)
def test_heavy_samples_end_within_bounds(tmp_path, name):
    place = tmp_path / name
    write, statuses = heavy.HEAVY[name]
    write(place)
    args = [sys.executable, "-c", LIMITED, "score", "-f", "json", str(place)]
    done = subprocess.run(args, capture_output=True, timeout=120, check=False, text=True)
    assert done.returncode in statuses, done.stderr
    assert corpus.CANARY not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    *_, peak = done.stderr.split()
    assert 20 < int(peak) < 600


@pytest.mark.parametrize(
    "name",
    ["a\nb.csv", "\x1b[2J.csv", "-x", "--help", "[a]*.csv", "\u202egnp.csv", "::error::.csv", "a" * 250 + ".csv",
     b"\xff\xfe.csv", "$(id).csv", "%s%n.csv", "~", "https:x", " ", "[bold]x"],
    ids=ascii,
)  # fmt: skip
def test_names_are_only_names(tmp_path, judge, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    name = name if isinstance(name, str) else name.decode("utf-8", "surrogateescape")
    Path(name).write_text(corpus.csv_text(corpus.rows(random.Random(1), 5)), "utf-8")
    assert judge("--", name).status in {0, 4}
    Path(name).unlink()
    assert judge("--", name).status == 3


def test_what_is_no_file_is_one_line(tmp_path, judge):
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    for path in (
        tmp_path,
        tmp_path / "dangling.csv",
        tmp_path / "loop.csv",
        "/dev/zero",
        "/dev/null",
        "/proc/self/mem",
    ):
        assert judge(path).status == 3


@pytest.mark.parametrize("change", ["grows", "shrinks", "is replaced"])
def test_a_file_that_changes_while_it_is_read(tmp_path, change):
    place = tmp_path / "sample.csv"
    text = corpus.csv_text(corpus.rows(random.Random(1), 60))
    place.write_text(text * 2000, "utf-8")
    with open_sample(str(place)) as sample:
        batches = sample.batches()
        next(batches)
        if change == "grows":
            with place.open("a") as file:
                file.write(text)
        elif change == "shrinks":
            with place.open("r+") as file:
                file.truncate(5_000_000)
        else:
            place.unlink()
            place.write_text(text, "utf-8")
        for _ in batches:
            pass
        account = sample.account()
        assert account.read == account.scored + sum(lost.count for lost in account.rejected.values())
        assert "the file changed while it was read" in account.notes


def test_a_canary_is_found_where_it_is_shown():
    assert re.search(corpus.CANARY, corpus.csv_text(corpus.rows(random.Random(1), 1)))
