"""Every hostile case through the real command, in forked processes; a table of how they ended.

    python tests/hostile/run.py                     every small case through `leakcheck score`
    python tests/hostile/run.py --every 20          one case in twenty
    python tests/hostile/run.py --heavy             the heavy samples, too (minutes)
    python tests/hostile/run.py --mutations 1000    random wounds of one table in every format, through the reader
    python tests/hostile/run.py --mutations 60 --command    ... through the command

The exit status is 0 where there was no crash, no leak and no wrong exit status. `--seed` makes another corpus.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import random
import re
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import corpus
import grown
import heavy
import wraps

from leakcheck.cli.app import run
from leakcheck.errors import LeakcheckError
from leakcheck.sources import open_sample

STATUSES = {0, 1, 3, 4}  # what a sample may end in: a report, a gate, a refusal, nothing to test
SECONDS, MIB = 60, 600  # the promise of the threat model
THERE = b"the file is there already"  # as a case's data
TOGETHER = 100  # cases to a process: what it has loaded by then serves them all
SAFE = re.compile(r"[\n\x20-\x7e\u00a0-\u200a\u2010-\u2027\u202f-\u2065\u2070-\ud7ff\ue000-\ufefe\uff00-\U0010ffff]*")


@dataclass
class Answer:
    """How one case ended. `status` is negative for a signal."""

    status: int
    out: bytes
    err: bytes
    file: bytes
    seconds: float
    mib: float

    def problems(self) -> Iterator[str]:
        """What must not happen."""
        said = self.out + self.err + self.file
        if self.status < 0 or self.status == 70 or b"Traceback" in said or self.seconds > SECONDS or self.mib > MIB:
            yield "crash"
        elif (
            self.status not in STATUSES or bool(self.file) != (self.status in {0, 4}) or (self.status == 3 and self.out)
        ):
            yield "status"
        if corpus.CANARY.encode() in said or not SAFE.fullmatch(said.decode("utf-8", "replace")):
            yield "leak"


@dataclass
class Row:
    """One kind of case in the table."""

    cases: int = 0
    ends: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    problems: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    mib: float = 0.0
    seconds: float = 0.0

    def add(self, status: int, seconds: float, mib: float, found: Iterable[str]) -> None:
        """Count one answer, and what was wrong with it."""
        self.cases += 1
        self.ends[status] += 1
        self.mib, self.seconds = max(self.mib, mib), max(self.seconds, seconds)
        for problem in found:
            self.problems[problem] += 1


def answered(args: list[str], folder: Path) -> Answer:
    """``leakcheck ARGS`` in this process, with its streams in `folder`, where it may leave out.json."""
    out, err, file = (folder / name for name in ("out", "err", "out.json"))
    file.unlink(missing_ok=True)
    for path, number in ((out, 1), (err, 2)):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    started = sum(os.times()[:4])  # CPU: wall time is the machine's
    _forget_peak()
    try:
        status = int(run(args))
    except BaseException:  # noqa: BLE001 - whatever it is, it is a finding
        traceback.print_exc()
        status = 99
    sys.stdout.flush()
    sys.stderr.flush()
    seconds = sum(os.times()[:4]) - started
    left = file.read_bytes() if file.exists() else b""
    return Answer(status, out.read_bytes(), err.read_bytes(), left, seconds, _peak())


def _forget_peak() -> None:
    """Let the kernel begin anew with the largest resident size (Linux; elsewhere peaks add up)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", "ascii")


def _peak() -> float:
    """The largest resident size since then, of this process or of one that it waited for, in MiB."""
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit
    try:
        told = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text("ascii"))
    except OSError:
        told = None
    own = int(told[1]) / 1024 if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return max(own, children)


def _worker(cases: list[corpus.Case], folder: Path, pipe: int) -> None:
    """A forked process: case after case, a line of JSON for each. Never returns."""
    status = 1
    try:
        for case in cases:
            place = folder / "sample"
            if case.data is not THERE:
                place.write_bytes(case.data)
            answer = answered(
                ["score", "-vv", *case.args, "-o", f"json:{folder / 'out.json'}", "--", str(place)], folder
            )
            line = json.dumps([answer.status, answer.seconds, answer.mib, list(answer.problems())])
            os.write(pipe, line.encode() + b"\n")
        status = 0
    finally:
        os._exit(status)


def through_the_command(cases: list[corpus.Case], folder: Path, tell: Callable[[str], None]) -> dict[str, Row]:
    """Every case through ``leakcheck score -vv -o out.json``, some to a process; rows by kind.

    A process that dies or hangs costs the case it was at, and another takes up the rest.
    """
    table: dict[str, Row] = defaultdict(Row)
    done = 0
    while done < len(cases):
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            _worker(cases[done : done + TOGETHER], folder, writing)
        os.close(writing)
        ended = 0
        with os.fdopen(reading, "rb", 0) as lines:
            while _told(lines, child) and (line := lines.readline()):
                _book(table, cases[done + ended], tell, *json.loads(line))
                ended += 1
        os.kill(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if ended < len(cases[done : done + TOGETHER]):
            _book(table, cases[done + ended], tell, min(status, -1), SECONDS + 5.0, 0.0, ["crash"])
            ended += 1
        done += ended
        if done % 200 < TOGETHER:
            tell(f"{done:,} of {len(cases):,}")
    return table


def _told(lines: IO[bytes], child: int) -> bool:
    """Wait for a line of the worker. False where a case costs it more CPU than any may, or takes ten times as long."""
    started, spent = time.monotonic(), _cpu(child)
    while not select.select([lines], [], [], 2)[0]:
        if _cpu(child) - spent > SECONDS + 5 or time.monotonic() - started > 10 * SECONDS:
            return False
    return True


def _cpu(process: int) -> float:
    """Seconds of CPU that a running process has used, its own and those of processes it waited for (Linux)."""
    told = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK")


def _book(  # noqa: PLR0917 - what a worker told
    table: dict[str, Row],
    case: corpus.Case,
    tell: Callable[[str], None],
    status: int,
    seconds: float,
    mib: float,
    found: list[str],
) -> None:
    table[case.kind].add(status, seconds, mib, found)
    if found:
        tell(f"{case.kind}/{case.name}: {', '.join(found)} (status {status}, {seconds:.1f} s)")


def through_the_reader(cases: Iterable[corpus.Case], folder: Path, tell: Callable[[str], None]) -> dict[str, Row]:
    """Every case through the reader, in this process; a refusal counts as status 3."""
    table: dict[str, Row] = defaultdict(Row)
    place = folder / "sample"
    for case in cases:
        place.write_bytes(case.data)
        started = time.monotonic()
        status, said = 0, ""
        try:
            with open_sample(str(place)) as sample:
                height = sum(frame.height for frame in sample.batches())
                account = sample.account()
            said = " ".join((*sample.info.notes, *account.notes))
            rejected = sum(lost.count for lost in account.rejected.values())
            if (account.read, account.scored) != (account.scored + rejected, height):
                status = 70
        except LeakcheckError as error:
            status, said = int(error.exit_status), f"{error.message} {error.hint}"
        except BaseException as error:  # noqa: BLE001 - a panic is no Exception
            status, said = 70, f"Traceback: {type(error).__name__}"
        file = b"-" if status in {0, 4} else b""
        answer = Answer(status, b"", said.encode("utf-8", "replace"), file, time.monotonic() - started, 0.0)
        found = list(answer.problems())
        table[case.kind].add(status, answer.seconds, 0.0, found)
        if found:
            tell(f"{case.kind}/{case.name}: {', '.join(found)} {said[-80:]!a}")
    return table


def made_apart(make: Callable[[], list[corpus.Case]], folder: Path) -> list[corpus.Case]:
    """The cases, made in a process of its own: once polars has worked here, no forked process could use it."""
    place = folder / "cases"
    child = os.fork()
    if not child:
        status = 1
        try:
            place.write_bytes(pickle.dumps(make()))
            status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    cases: list[corpus.Case] = pickle.loads(place.read_bytes())  # noqa: S301 - our own child wrote it
    place.unlink()
    return cases


def every_case(seed: int) -> list[corpus.Case]:
    """The whole corpus of small cases."""
    return [*corpus.cases(seed), *grown.more(corpus, wraps, seed)]


def mutated(count: int, seed: int) -> Iterator[corpus.Case]:
    """`count` random wounds of one table, spread evenly over every format."""
    rng = random.Random(seed)
    forms = wraps.forms(corpus.LABELS, corpus.rows(rng, 80))
    names = list(forms)
    for number in range(count):
        form = names[number % len(names)]
        yield corpus.Case(f"{number}.{form}", f"mutated {form}", corpus.mutations(forms[form], rng))


def heavy_cases(folder: Path, tell: Callable[[str], None]) -> dict[str, Row]:
    """The heavy samples through the command, each in a process of its own."""
    table: dict[str, Row] = {}
    for name, (write, _) in heavy.HEAVY.items():
        write(folder / "sample")
        table |= through_the_command([corpus.Case(name, f"heavy {name}", THERE)], folder, tell)
    return table


def printed(table: dict[str, Row]) -> str:
    """The table by kind, and a last line of totals."""
    lines = ["kind                      cases  reported untested refused  crash  leak  wrong   MiB     s"]
    for kind, row in [*sorted(table.items()), ("all", _sum(table.values()))]:
        ends, wrong = row.ends, row.problems
        lines.append(
            f"{kind:<25} {row.cases:>5}  {ends[0]:>8} {ends[4]:>8} {ends[3]:>7}  {wrong['crash']:>5} {wrong['leak']:>5}"
            f"  {wrong['status']:>5} {row.mib:>5.0f} {row.seconds:>5.1f}"
        )
    return "\n".join(lines)


def _sum(rows: Iterable[Row]) -> Row:
    total = Row()
    for row in rows:
        total.cases += row.cases
        for status, count in row.ends.items():
            total.ends[status] += count
        for problem, count in row.problems.items():
            total.problems[problem] += count
        total.mib, total.seconds = max(total.mib, row.mib), max(total.seconds, row.seconds)
    return total


def main(args: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--every", type=int, default=1, help="take one case in so many")
    parser.add_argument("--from", dest="first", type=int, default=0, help="begin with this one")
    parser.add_argument("--mutations", type=int, default=0, help="so many random wounds instead")
    parser.add_argument("--command", action="store_true", help="mutations through the command, not the reader alone")
    parser.add_argument("--heavy", action="store_true", help="the heavy samples instead")
    parser.add_argument("--json", help="write the table here, too")
    asked = parser.parse_args(args)
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))

    def tell(line: str) -> None:
        sys.stderr.write(line + "\n")

    try:
        if asked.heavy:
            table = heavy_cases(folder, tell)
        elif asked.mutations:
            through = through_the_command if asked.command else through_the_reader
            table = through(made_apart(lambda: list(mutated(asked.mutations, asked.seed)), folder), folder, tell)
        else:
            cases = made_apart(lambda: every_case(asked.seed), folder)
            table = through_the_command(cases[asked.first :: asked.every], folder, tell)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write(printed(table) + "\n")
    if asked.json:
        told = {kind: [row.cases, dict(row.ends), dict(row.problems), row.mib] for kind, row in table.items()}
        Path(asked.json).write_text(json.dumps(told), "utf-8")
    return 1 if any(any(row.problems.values()) for row in table.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
