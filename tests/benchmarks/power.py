"""What is seen, and what is falsely alarmed? Three tables in Markdown, from seeds or from labelled samples.

    python tests/benchmarks/power.py variants [--seeds 3]    twenty kinds of register-like samples
    python tests/benchmarks/power.py alternatives [--seeds 4]    ways of making records up, by size
    python tests/benchmarks/power.py signals FOLDER|SCORES    each validator on samples as `populations.labelled` reads
                                                              them, or on the scores that `calibrate.py` kept

A false alarm of a validator is a genuine sample of which it says 10 to 1 or more against.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from calibrate import held_out
from cllr import auc, cllr
from populations import LOCALES, SETTINGS, SIZES, Judged, judged, labelled, load
from variants import ARRANGEMENTS, VARIANTS, Table, filler, made, mixture, variant

from leakcheck.model.verdict import Verdict
from leakcheck.pipeline.score import score

ACCUSED = (Verdict.FABRICATED.value, Verdict.MIXED.value, Verdict.SUSPECT.value)
LARGE = 10_000  # records of the few large samples
AGAINST = -1.0
PROFILES = {"junk": "random", "generated": "generator", "padded": "padded", "shuffled": "shuffled"}
FILLERS = (("junk", 0.1), ("junk", 0.2), ("junk", 0.3), ("junk", 0.5), ("Faker", 0.2), ("Faker", 0.5))


def told(table: Table, truth: str) -> Judged:
    """The sample, judged without its synthetic mark."""
    return judged("synth", truth, truth, truth, score("-", SETTINGS, stdin=io.BytesIO(table.csv())))


def mixed(kind: str, share: float, locale: str, rows: int, seed: int) -> Table:
    """A register's records and filler, arranged in one of three ways in turn."""
    false = round(rows * share)
    genuine = made("register", locale, rows - false, 41_000 + seed)
    return mixture(filler(kind, genuine, locale, false, 42_000 + seed), genuine, ARRANGEMENTS[seed % 3], seed)


def row(*cells: object) -> None:
    """A line of a table, as soon as it is known."""
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def variants(seeds: int) -> None:
    """Verdicts on genuine samples, by variant."""
    row("variant", "samples", "accused", "inconclusive", "who speaks against the accused")
    row(*["---"] * 5)
    sizes: dict[int, Counter[str]] = {size: Counter() for size in SIZES}
    for name in VARIANTS:
        found = [
            (size, told(variant(name, locale, size, 30_000 + seed), "genuine"))
            for size in SIZES
            for locale in LOCALES
            for seed in range(seeds)
        ]
        for size, sample in found:
            sizes[size][sample.verdict] += 1
        accused = [sample for _, sample in found if sample.verdict in ACCUSED]
        blamed = Counter(min(sample.weights, key=sample.weights.__getitem__) for sample in accused)
        unsure = sum(sample.verdict == Verdict.INCONCLUSIVE.value for _, sample in found)
        row(name, len(found), len(accused), unsure, " ".join(f"{who} x{n}" for who, n in blamed.items()) or "-")
    for size, verdicts in sizes.items():
        accused_here = sum(verdicts[verdict] for verdict in ACCUSED)
        row(f"all, {size:,} records", verdicts.total(), accused_here, verdicts[Verdict.INCONCLUSIVE.value], "")


def alternatives(seeds: int) -> None:
    """Verdicts on samples that were made up, by how and by size."""
    row("made up", "records", "samples", "accused", "inconclusive", "consistent")
    row(*["---"] * 6)
    ways: dict[str, Callable[[str, int, int], Table]] = {
        name: (lambda locale, rows, seed, profile=profile: made(profile, locale, rows, 40_000 + seed))
        for name, profile in PROFILES.items()
    } | {
        f"mixed: {share:.0%} {kind}": (
            lambda locale, rows, seed, kind=kind, share=share: mixed(kind, share, locale, rows, seed)
        )
        for kind, share in FILLERS
    }
    for name, make in ways.items():
        for size in (*SIZES, LARGE):
            of = range(seeds if size < LARGE else 1)
            found = Counter(told(make(locale, size, seed), name).verdict for locale in LOCALES for seed in of)
            accused = sum(found[verdict] for verdict in ACCUSED)
            unsure, consistent = found[Verdict.INCONCLUSIVE.value], found[Verdict.CONSISTENT.value]
            row(name, f"{size:,}", found.total(), accused, unsure, consistent)


def signals(samples: Sequence[Judged]) -> None:
    """Power and false alarms of each validator and of the judge, on labelled samples."""
    sets = {label: [s for s in samples if s.label == label] for label in ("genuine", "fabricated", "tampered")}
    row("validator", *(f"{label}: ran, against" for label in sets), "AUC fabricated", "AUC tampered")
    row(*["---"] * 6)
    for id_ in sorted({id_ for sample in samples for id_ in sample.weights}):
        weights = {label: [s.weights[id_] for s in chosen if id_ in s.weights] for label, chosen in sets.items()}
        counts = [f"{len(said)}, {sum(w <= AGAINST for w in said)}" for said in weights.values()]
        row(id_, *counts, *_parted(weights))
    row("all together", *(f"{len(chosen)}, {_accused(chosen)}" for chosen in sets.values()), *_parted(
        {label: [s.log10_lr for s in chosen] for label, chosen in sets.items()}
    ))  # fmt: skip
    tried = held_out(samples)
    apart = {label: [llr for sample, llr in tried if sample.label == label] for label in sets}
    row("... factors fitted without the source", "", "", "", *_parted(apart))
    print(f"\nCllr {cllr(apart['genuine'], apart['fabricated'] + apart['tampered']):.3f} without the source")
    worst = min(llr for s in sets["genuine"] for llr in s.llr.values())
    print(f"worst misleading log10 LR: {worst:.2f} of a genuine sample, any alternative;", end=" ")
    print(f"{max(s.log10_lr for s in samples if s.label != 'genuine'):.2f} of another, all alternatives together")


def _accused(samples: Sequence[Judged]) -> int:
    return sum(sample.verdict in ACCUSED for sample in samples)


def _parted(values: dict[str, list[float]]) -> Iterator[str]:
    for label in ("fabricated", "tampered"):
        yield f"{auc(values['genuine'], values[label]):.3f}" if values["genuine"] and values[label] else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("variants", "alternatives", "signals"))
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--seeds", type=int, default=3)
    given = parser.parse_args()
    if given.what == "signals":
        if given.folder is None:
            parser.error("signals are measured on a folder of labelled samples")
        samples = labelled(given.folder) if given.folder.is_dir() else load(given.folder)
        signals([sample for sample in samples if sample.set == "labelled"])
    else:
        {"variants": variants, "alternatives": alternatives}[given.what](given.seeds)


if __name__ == "__main__":
    main()
