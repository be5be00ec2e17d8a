"""Fuzz every parser: with atheris where it is installed, else with a plain loop of seeded mutations.

    python tests/fuzz/run.py                     60 seconds, shared by all targets
    python tests/fuzz/run.py 3600 csv json       an hour for two of them
    LEAKCHECK_FUZZ_SECONDS=600 python tests/fuzz/run.py
    LEAKCHECK_FUZZ_SEED=7 python tests/fuzz/run.py   another walk; without it every run begins the same

An input that fails is kept in the folder `fuzz-finds`, by target; give it to the target again with

    python tests/fuzz/run.py --again csv fuzz-finds/csv-...
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "hostile")]
FINDS = Path("fuzz-finds")
SEED = int(os.environ.get("LEAKCHECK_FUZZ_SEED", "1"))
MAP = (
    b'[[column]]\nindex = 1\nlabel = "a"\nrole = "phone"\nlocale = "CN"\n\n[[column]]\nlabel = "b"\nrole = "unknown"\n'
)
REPORT = json.dumps({"schema_version": "1.0", "input": {"records": 1, "columns": []}, "assessment": {}}).encode()
SEEDS = {"packed": ("gz", "xz", "bz2", "zst"), "zip": ("zip",), "tar": ("tar", "tar.gz"), "encoding": ("csv", "json")}


def seeds(target: str) -> list[bytes]:
    """Good inputs to begin with."""
    import corpus
    import wraps

    if target in {"map", "report"}:
        return [MAP if target == "map" else REPORT]
    forms = wraps.forms(corpus.LABELS, corpus.rows(random.Random(1), 12))
    return [forms[name] for name in SEEDS.get(target, (target,))]


def looped(target: str, seconds: float, seed: int) -> int:
    """Mutate until the time is up; the number of failures."""
    import corpus
    from targets import TARGETS

    rng, good, run, failed, tried = random.Random(seed), seeds(target), TARGETS[target], 0, 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = rng.choice(good)
        for _ in range(rng.randrange(1, 4)):
            data = corpus.mutations(data, rng)
        tried += 1
        try:
            run(data)
        except BaseException as error:  # a panic is none of Exception
            if isinstance(error, KeyboardInterrupt):
                raise
            failed += 1
            kept = FINDS / f"{target}-{hashlib.sha256(data).hexdigest()[:12]}"
            FINDS.mkdir(exist_ok=True)
            kept.write_bytes(data)
            sys.stderr.write(f"{kept}: {type(error).__name__}\n{traceback.format_exc(limit=-2)}")
    sys.stdout.write(f"{target}: {tried:,} inputs, {failed} failures\n")
    sys.stdout.flush()
    return failed


def fuzzed(target: str, seconds: float) -> int:
    """The same by atheris, in a process of its own, since libFuzzer never returns."""
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(seeds(target)):
            (Path(folder) / f"seed-{number}").write_bytes(data)
        FINDS.mkdir(exist_ok=True)
        command = [sys.executable, __file__, "--atheris", target, folder, f"-max_total_time={max(1, int(seconds))}"]
        limits = ["-timeout=20", "-rss_limit_mb=1500", "-max_len=20000", "-verbosity=0", "-print_final_stats=1"]
        given = [f"-artifact_prefix={FINDS}/{target}-", f"-seed={SEED}"]
        done = subprocess.run([*command, *limits, *given], check=False, capture_output=True, text=True)
    if not any(FINDS.iterdir()):
        FINDS.rmdir()
    if done.returncode:
        sys.stderr.write(done.stdout[-2000:] + done.stderr[-4000:])
    tried = re.search(r"executed_units: *(\d+)", done.stderr)
    ended = "a failure" if done.returncode else "no failure"
    sys.stdout.write(f"{target}: atheris, {int(tried[1]) if tried else 0:,} inputs, {ended}\n")
    sys.stdout.flush()
    return done.returncode


def _atheris(target: str, arguments: list[str]) -> None:
    """In the process of its own: coverage of our own modules guides the mutations."""
    import atheris

    with atheris.instrument_imports(include=["leakcheck.sources", "leakcheck.binding", "leakcheck.render"]):
        from targets import TARGETS
    atheris.Setup([sys.argv[0], *arguments], TARGETS[target])
    atheris.Fuzz()


def main(args: list[str]) -> int:
    if args[:1] == ["--atheris"]:
        _atheris(args[1], args[2:])
        return 0
    if args[:1] == ["--again"]:
        from targets import TARGETS

        TARGETS[args[1]](Path(args[2]).read_bytes())
        return 0
    numbers = [float(arg) for arg in args if arg.replace(".", "", 1).isdigit()]
    seconds = numbers[0] if numbers else float(os.environ.get("LEAKCHECK_FUZZ_SECONDS", "60"))
    known = ("csv", "ndjson", "json", "sql", "vcard", "packed", "zip", "tar", "encoding", "map", "report")
    chosen = [arg for arg in args if arg in known] or list(known)
    share = seconds / len(chosen)
    if importlib.util.find_spec("atheris") is not None:
        return 1 if sum(fuzzed(target, share) != 0 for target in chosen) else 0
    return 1 if sum(looped(target, share, SEED + place) for place, target in enumerate(chosen)) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
