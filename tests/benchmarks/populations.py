"""Samples of known origin, scored: a folder of labelled ones, and populations made from seeds.

`labelled` reads FOLDER/labels.csv: columns id, label (genuine, fabricated, tampered), label_detail,
generator_or_register, path; a tampered one says ``derived from ID (...)`` in generator_or_register. The synthetic mark
is left out everywhere: it would decide everything that `leakcheck synth` makes.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from leakcheck.judge.combine import signals
from leakcheck.model.evidence import Hypothesis
from leakcheck.model.report import Report
from leakcheck.pipeline.score import score
from leakcheck.pipeline.settings import Settings
from leakcheck.synth import write

SETTINGS = Settings(ignore=("FP899",), as_of=date(2026, 1, 1))
SIZES = (100, 300, 1000)
LOCALES = ("zh_CN", "en_US", "it_IT")
REGISTERS = 40  # seeds a locale and size
MADE_UP = {100: 4, 300: 4, 1000: 20}  # seeds a locale and profile, by size
SHARES = (0.3, 0.5, 0.7)  # of what is made up in a mixture, of the core in a padded sample, in turn
PROFILES = {
    "random": Hypothesis.JUNK,
    "padded": Hypothesis.PADDED,
    "shuffled": Hypothesis.SHUFFLED,
    "mixed": Hypothesis.MIXED,
}
FAKER = ("zh_CN", "en_US", "it_IT", "en_GB", "de_DE", "fr_FR", "es_ES", "pt_BR", "ru_RU", "pl_PL", "ja_JP", "tr_TR")
MIMESIS = ("en", "de", "fr", "it", "es", "pt-br", "ru", "pl", "nl", "tr", "ja", "zh")
GENERATED = {100: 2, 300: 2, 1000: 4}  # seeds a locale of a generator
KNOWN = ("Faker", "Mimesis", "Mockaroo", "fakenamegenerator")  # generators whose lists or habits we carry
_TAMPERED = {
    "shuffled": Hypothesis.SHUFFLED,
    "padded": Hypothesis.PADDED,
    "half-faker": Hypothesis.MIXED,
    "ids-randomised": Hypothesis.JUNK,
    "phones-randomised": Hypothesis.JUNK,
    "dates-uniform": Hypothesis.JUNK,
}


@dataclass(frozen=True)
class Judged:
    """A sample of known origin and what was made of it.

    `truth` is ``genuine`` or the alternative that it is. `source` is the register that it comes from, the same for what
    was tampered with, or the generator. `llr` is log10 LR by alternative, `families` the signal of each family by
    alternative, `weights` what each validator says by itself.
    """

    set: str  # labelled, synth
    source: str
    label: str
    truth: str
    records: int
    verdict: str
    log10_lr: float
    llr: dict[str, float] = field(default_factory=dict)
    families: dict[str, dict[str, float]] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)

    @property
    def genuine(self) -> bool:
        """Whether the sample is what a register exports."""
        return self.truth == "genuine"

    @property
    def known(self) -> bool:
        """Whether its generator is one whose lists or habits the program carries."""
        return any(name.casefold() in self.source.casefold() for name in KNOWN)


def save(judged: Sequence[Judged], path: Path) -> None:
    """One JSON object a line."""
    path.write_text("".join(json.dumps(asdict(one)) + "\n" for one in judged), encoding="utf-8")


def load(path: Path) -> list[Judged]:
    """What `save` wrote."""
    return [Judged(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def labelled(folder: Path) -> Iterator[Judged]:
    """Every sample of the folder's labels.csv."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sources = {row["id"]: row["generator_or_register"] for row in rows}
    for row in rows:
        source, label = row["generator_or_register"], row["label"]
        if (derived := re.match(r"derived from (\S+)", source)) is not None:
            source = sources[derived[1]]
        truth = label
        if label == "fabricated":
            truth = Hypothesis.GENERATED.value
        elif label == "tampered":
            truth = _TAMPERED[row["label_detail"].removeprefix("tampered:")].value
        yield judged("labelled", _family(source), label, truth, score(str(folder / row["path"]), SETTINGS))


def _family(source: str) -> str:
    return next((name for name in KNOWN if source.casefold().startswith(name.casefold())), source)


def synthetic(scale: float = 1.0) -> Iterator[Judged]:
    """Registers and each way of making one up, by seed, size and locale; `scale` thins the seeds out."""
    for seed in range(_some(REGISTERS, scale)):
        for size in SIZES:
            for locale in LOCALES:
                yield _synth("register", locale, size, 8_000 + seed, "genuine")
                if seed < _some(MADE_UP[size], scale):
                    for profile, truth in PROFILES.items():
                        yield _synth(profile, locale, size, 9_000 + seed, truth.value)
            if seed < _some(GENERATED[size], scale):
                for locale in FAKER:
                    yield _synth("generator", locale, size, 9_500 + seed, Hypothesis.GENERATED.value)
                for locale in MIMESIS:
                    text = _mimesis(locale, size, 9_700 + seed)
                    report = score("-", SETTINGS, stdin=io.BytesIO(text.encode()))
                    yield judged("synth", "Mimesis", "generator", Hypothesis.GENERATED.value, report)


def _some(seeds: int, scale: float) -> int:
    return max(1, round(seeds * scale))


def _synth(profile: str, locale: str, size: int, seed: int, truth: str) -> Judged:
    sample = io.BytesIO()
    write(profile, sample, rows=size, seed=seed, locale=locale, share=SHARES[seed % len(SHARES)])
    report = score("-", SETTINGS, stdin=io.BytesIO(sample.getvalue()))
    source = "Faker" if profile == "generator" else f"synth {locale}"
    return judged("synth", source, profile, truth, report)


def _mimesis(locale: str, size: int, seed: int) -> str:
    from mimesis import Address, Datetime, Person
    from mimesis.enums import Gender
    from mimesis.locales import Locale

    person, address, when = (maker(Locale(locale), seed=seed) for maker in (Person, Address, Datetime))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["id", "name", "sex", "birth_date", "email", "phone", "address", "city", "postcode", "registered"])
    for number in range(1, size + 1):
        sex = (Gender.FEMALE, Gender.MALE)[person.random.randint(0, 1)]
        cells = [number, person.full_name(gender=sex), sex.value[0].upper(), when.date(start=1940, end=2004)]
        cells += [person.email(), person.telephone(), address.address(), address.city(), address.postal_code()]
        writer.writerow([*cells, when.datetime(start=2015, end=2024).isoformat(" ", "seconds")])
    return text.getvalue()


def judged(set_: str, source: str, label: str, truth: str, report: Report) -> Judged:
    assessment = report.assessment
    return Judged(
        set=set_,
        source=source,
        label=label,
        truth=truth,
        records=report.account.scored,
        verdict=assessment.verdict.value,
        log10_lr=assessment.log10_lr,
        llr={a.hypothesis.value: a.llr for a in assessment.alternatives},
        families={
            hypothesis.value: {family.value: llr for family, (llr, _) in found.items()}
            for hypothesis, found in signals(report.evidence).items()
        },
        weights=dict(assessment.weights),
    )
