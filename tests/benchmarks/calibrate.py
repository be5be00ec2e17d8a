"""How far can the ratios be trusted? ``python tests/benchmarks/calibrate.py FOLDER`` writes calibration.toml anew.

FOLDER holds labelled samples as `populations.labelled` reads them; synthetic populations are made from seeds.
``--seeds`` (1.0) thins their seeds out, ``--scores FILE`` keeps what was scored, or takes it from there if the file
exists, ``--date`` is what the table says of itself, ``--output`` where it goes.

A factor is fitted to the ratios of each alternative and tried on sources that it was not fitted on: every register with
what was made out of it, and every generator, is left out in turn. It is shipped only if that lowers the cost.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from cllr import auc, cllr, cllr_min, pav, scale  # noqa: E402  (beside this file)
from populations import Judged, labelled, load, save, synthetic  # noqa: E402

from leakcheck.judge.combine import against_all  # noqa: E402
from leakcheck.model.evidence import Hypothesis  # noqa: E402
from leakcheck.model.verdict import Verdict  # noqa: E402

TABLE = Path(importlib.util.find_spec("leakcheck").submodule_search_locations[0]) / "reference" / "calibration.toml"
FITTED = ("generated", "junk", "mixed", "padded", "shuffled")
STRENGTH = 0.1  # bits that a factor of 0 must save to be worth it
WORTH = 0.01  # bits that the factors must save on sources left out before they are shipped
EDGES = (-6.0, -2.0, -1.0, -0.3, 0.0, 0.3, 0.6, 2.0)  # classes of log10 LR whose members are counted
ACCUSED = {Verdict.FABRICATED.value, Verdict.MIXED.value, Verdict.SUSPECT.value}
KINDS = ("genuine", "generator known", "generator unseen", "junk", "padded", "shuffled", "mixed")

Scales = Mapping[str, float]


def kind(sample: Judged) -> str:
    """The row of the confusion table that the sample belongs in."""
    if sample.truth != Hypothesis.GENERATED.value:
        return sample.truth
    return "generator known" if sample.known else "generator unseen"


def pairs(samples: Sequence[Judged], alternative: str) -> tuple[list[float], list[float]]:
    """The ratios of genuine samples, and of the alternative's own, against the alternative."""
    weighed = [(one, one.llr.get(alternative, 0.0)) for one in samples]
    return [llr for one, llr in weighed if one.genuine], [llr for one, llr in weighed if one.truth == alternative]


def fitted(samples: Sequence[Judged]) -> dict[str, float]:
    """The factor of each alternative; labelled and synthetic samples weigh the same."""
    found: dict[str, float] = {}
    for alternative in FITTED:
        sets = [pairs([s for s in samples if s.set == name], alternative) for name in ("labelled", "synth")]
        usable = [pair for pair in sets if all(pair)]
        found[alternative] = round(scale(usable, STRENGTH), 2) if usable else 1.0
    return found


def ratio(sample: Judged, scales: Scales) -> float:
    """log10 LR against all alternatives together, each scaled."""
    return against_all({Hypothesis(h): llr * scales.get(h, 1.0) for h, llr in sample.llr.items()})


def held_out(samples: Sequence[Judged]) -> list[tuple[Judged, float]]:
    """Every sample and its ratio under factors fitted without its source."""
    found = []
    for source in sorted({sample.source for sample in samples}):
        scales = fitted([sample for sample in samples if sample.source != source])
        found += [(sample, ratio(sample, scales)) for sample in samples if sample.source == source]
    return found


def parted(ratios: Sequence[tuple[Judged, float]]) -> tuple[list[float], list[float]]:
    """The ratios of genuine samples and those of all others."""
    return [llr for one, llr in ratios if one.genuine], [llr for one, llr in ratios if not one.genuine]


def table(samples: Sequence[Judged], date: str, seeds: float) -> Iterator[str]:
    """The lines of the table."""
    sets = {name: [s for s in samples if s.set == name] for name in ("labelled", "synth")}
    alone = {name: [(s, ratio(s, {})) for s in chosen] for name, chosen in sets.items() if chosen}
    tried = held_out(samples)
    scales, gains = fitted(samples), {}
    for name, ratios in alone.items():
        other = parted([(s, llr) for s, llr in tried if s.set == name])
        gains[name] = (cllr(*parted(ratios)), cllr(*other))
    worth = all(before - after >= WORTH for before, after in gains.values())
    yield "# How far the ratios of the judge can be trusted. Source: own measurement, tests/benchmarks/calibrate.py."
    yield "# Licence: that of leakcheck. Written by that program; not to be edited."
    yield f'date = "{date}"'
    yield f"seeds = {seeds}  # share of the program's seeds that was used"
    yield f"shipped = {str(worth).lower()}  # whether factors are applied: only if they save cost on sources left out"
    yield "\n[scale]  # factor of log10 LR by alternative, 0 to 1"
    yield from (f"{name} = {scales[name] if worth else 1.0}" for name in FITTED)
    yield "\n[fitted]  # what the fit came to, shipped or not"
    yield from (f"{name} = {scales[name]}" for name in FITTED)
    for name, ratios in alone.items():
        yield from _quality(name, ratios, gains[name][1])
    for name, chosen in sets.items():
        yield from _confusion(name, chosen)
    for name, ratios in alone.items():
        yield from _points(name, ratios)
    for name, chosen in sets.items():
        yield from _families(name, chosen)


def _quality(name: str, ratios: Sequence[tuple[Judged, float]], left_out: float) -> Iterator[str]:
    genuine, other = parted(ratios)
    sources = sorted({s.source for s, _ in ratios if s.genuine})
    generators = sorted({s.source for s, _ in ratios if s.truth == Hypothesis.GENERATED.value})
    yield f'\n[[set]]\nname = "{name}"\ngenuine = {len(genuine)}\nother = {len(other)}'
    yield f"registers = {_words(sources)}\ngenerators = {_words(generators)}"
    yield f"cllr = {cllr(genuine, other):.3f}\ncllr_held_out = {left_out:.3f}"
    yield f"cllr_min = {cllr_min(genuine, other):.3f}"
    yield f"auc = {auc(genuine, other):.3f}"
    worst = min((llr for s, _ in ratios if s.genuine for llr in s.llr.values()), default=0.0)
    yield f"misleading_against = {min(0.0, worst):.2f}  # the worst log10 LR of a genuine sample, any alternative"
    yield f"misleading_for = {max(0.0, *other):.2f}  # the worst of one that is not"


def _words(words: Sequence[str]) -> str:
    return "[" + ", ".join('"' + word.replace("\\", "").replace('"', "'") + '"' for word in words) + "]"


def _confusion(name: str, samples: Sequence[Judged]) -> Iterator[str]:
    for row in KINDS:
        for large in (False, True):
            chosen = [s for s in samples if kind(s) == row and (s.records >= 1000) is large]
            if chosen:
                counts = Counter(s.verdict for s in chosen)
                told = ", ".join(f"{v.value} = {counts[v.value]}" for v in Verdict)
                size = "1000 or more" if large else "under 1000"
                yield f'\n[[confusion]]\nset = "{name}"\nkind = "{row}"\nrecords = "{size}"\nverdicts = {{ {told} }}'


def _points(name: str, ratios: Sequence[tuple[Judged, float]]) -> Iterator[str]:
    """Classes of the ratio that was told, and the ratio that a class deserved by the pooled shares."""
    genuine, other = parted(ratios)
    deserved = dict(pav(genuine, other))
    for low, high in zip(EDGES, (*EDGES[1:], 9.0), strict=True):
        inside = [(s, llr) for s, llr in ratios if low <= llr < high]
        if inside:
            told = sum(llr for _, llr in inside) / len(inside)
            share = sum(deserved[llr] for _, llr in inside) / len(inside)
            yield (
                f'\n[[point]]\nset = "{name}"\ntold = {told:.2f}\nshare = {share:.3f}\ngenuine = '
                + str(sum(s.genuine for s, _ in inside))
                + f"\nother = {sum(not s.genuine for s, _ in inside)}"
            )


def _families(name: str, samples: Sequence[Judged]) -> Iterator[str]:
    """How often each family speaks 10 to 1 or more against: genuine samples, and the alternative's own."""
    for alternative in FITTED:
        families = sorted({f for s in samples for f in s.families.get(alternative, {})})
        for family in families:
            said = [(s, s.families[alternative][family]) for s in samples if family in s.families.get(alternative, {})]
            genuine = [llr for s, llr in said if s.genuine]
            own = [llr for s, llr in said if s.truth == alternative]
            if genuine and own:
                yield f'\n[[family]]\nset = "{name}"\nalternative = "{alternative}"\nfamily = "{family}"'
                yield f"genuine = {len(genuine)}\nfalse_alarms = {sum(llr <= -1 for llr in genuine)}"
                yield f"own = {len(own)}\nseen = {sum(llr <= -1 for llr in own)}"
                yield f"cllr = {cllr(genuine, own):.3f}\nauc = {auc(genuine, own):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=float, default=1.0)
    parser.add_argument("--scores", type=Path)
    parser.add_argument("--date", default=datetime.now(UTC).strftime("%Y-%m-%d"))
    parser.add_argument("--output", type=Path, default=TABLE)
    given = parser.parse_args()
    if given.scores and given.scores.exists():
        samples = load(given.scores)
    else:
        samples = [*labelled(given.folder), *synthetic(given.seeds)]
        if given.scores:
            save(samples, given.scores)
    given.output.write_text("\n".join(table(samples, given.date, given.seeds)) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(samples)} samples -> {given.output}")


if __name__ == "__main__":
    main()
