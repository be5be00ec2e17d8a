"""Hand-made reports: the figures are invented, no sample lies behind them."""

from __future__ import annotations

from dataclasses import replace

from leakcheck.model.columns import Binding, Column, DecidedBy, Role
from leakcheck.model.evidence import (
    Evidence,
    Failed,
    Family,
    Hypothesis,
    Interval,
    Message,
    Quality,
    Rate,
    SkipKind,
    Skipped,
    Term,
)
from leakcheck.model.report import Gate, Handling, Parameters, Reference, Report, Run, Tool, ValidatorCard
from leakcheck.model.series import Series, SeriesKind
from leakcheck.model.source import Account, Reject, Rejected, SourceInfo
from leakcheck.model.verdict import (
    Alternative,
    Assessment,
    Confidence,
    Level,
    Likelihood,
    Segment,
    Verdict,
)

LABELS = ("姓名", "身份证号", "手机", "户籍地址", "案由", "立案时间", "col7")
HOSTILE = (
    "na\x1b]0;title\x07me",
    "\u202eevil\u2066",
    "a\nVERDICT  CONSISTENT",
    "::error::x ##vso[task] ##[endgroup]",
    "[bold red]=cmd|x",
    "z\u0335\u0336\u0337\u0338\u0334algo\u200b\u3164",
    "\ud800\udcff\x9b31m",
)
CARDS = (
    ValidatorCard("ID101", "cn-id-checksum", "National ID check digit", 1),
    ValidatorCard("FP801", "generator-fingerprint", "Known generator vocabulary", 1),
    ValidatorCard("NM401", "surname-distribution", "Surname frequencies", 1),
    ValidatorCard("PH201", "phone-numbering-plan", "Phone numbering plan", 2),
    ValidatorCard("DU601", "duplicate-structure", "Duplicates and repeat persons", 1),
    ValidatorCard("MS901", "missing-structure", "Missing-value structure", 1),
    ValidatorCard("DT301", "age-structure", "Age structure", 1),
    ValidatorCard("AD310", "street-level", "Address plausibility (street level)", 1),
    ValidatorCard("acme/TX101", "tax-office-of-a-very-long-name", "Tax offices", 3, "acme-leakcheck"),
)
EVIDENCE = (
    Evidence(
        "ID101",
        Family.IDENTITY,
        Message(
            "Check digits agree {share:share} of the time; random digits would agree 9.1 %, "
            "genuine registers 97-100 %.",
            {"share": 0.092},
        ),
        llr={Hypothesis.JUNK: -4.0, Hypothesis.MIXED: 0.21},
        columns=(2,),
        tested=118_804,
        missing=1159,
        excluded=3,
        rates=(Rate("check digits agree", 10_930, 118_804, (0.97, 1.0), 1 / 11),),
        interval=Interval(0.0904, 0.0937),
        quality=(Quality("Q014", 3, 3 / 120_000), Quality("Q017", 212, 212 / 120_000)),
    ),
    Evidence(
        "FP801",
        Family.NAMES,
        Message(
            "Every one of {n:count} distinct given names is in the {list} list; "
            "a real register this size has over 9,000.",
            {"n": 96, "list": Term("Faker zh_CN")},
        ),
        llr={Hypothesis.GENERATED: -1.5},
        columns=(1,),
        tested=120_000,
        rates=(Rate("in the list", 96, 96, (0.0, 0.12)),),
    ),
    Evidence(
        "NM401",
        Family.NAMES,
        Message("The five commonest surnames hold 5.1 % of records; 30-31 % in the census reference."),
        llr={Hypothesis.GENERATED: -1.4},
        columns=(1,),
        tested=120_000,
        rates=(Rate("commonest five", 6120, 120_000, (0.25, 0.36), 0.05),),
    ),
    Evidence(
        "PH201",
        Family.PHONE,
        Message("71.4 % of numbers fall in an allocated mobile range; genuine data 99-100 %."),
        llr={Hypothesis.JUNK: -0.9},
        columns=(3,),
        tested=115_320,
        missing=4680,
        rates=(Rate("allocated", 82_338, 115_320, (0.99, 1.0), 0.66),),
    ),
    Evidence(
        "DU601",
        Family.DUPLICATION,
        Message("No person appears twice in 120,000 case records."),
        llr={Hypothesis.PADDED: 0.5, Hypothesis.GENERATED: -0.35},
        columns=(2,),
        tested=118_804,
        rates=(Rate("repeats", 0, 118_804, (0.01, 0.20), 0.0),),
    ),
    Evidence(
        "MS901",
        Family.MISSING,
        Message("Missing phones cluster in runs, as in merged sources."),
        llr={Hypothesis.GENERATED: 0.1},
        columns=(3, 7),
        tested=120_000,
        rates=(Rate("missing", 4680, 120_000, (0.005, 0.4)),),
    ),
    Evidence("acme/TX101", Family.PLACE, Message("Tax offices are as expected."), columns=(4,), tested=4),
)
WEIGHTS = {"ID101": -2.04, "FP801": -1.5, "NM401": -1.4, "PH201": -0.9, "DU601": -0.35, "MS901": 0.1}
SKIPPED = (
    Skipped("DT301", "no birth date column", SkipKind.ROLE),
    Skipped("AD310", "no street reference for CN in this build", SkipKind.REFERENCE, "leakcheck explain AD310"),
)


def columns(labels: tuple[str, ...] = LABELS) -> tuple[Column, ...]:
    roles = (
        (Role.PERSON_NAME, "zh", 0.99),
        (Role.NATIONAL_ID, "CN", 1.0),
        (Role.PHONE, "CN", 1.0),
        (Role.ADDRESS, "CN", 0.97),
        (Role.CATEGORY, "zh", 0.81),
        (Role.TIMESTAMP, None, 1.0),
    )
    named = zip(labels, roles, strict=False)
    bound = [Column(i, label, role, locale, None, sure) for i, (label, (role, locale, sure)) in enumerate(named, 1)]
    bound += [Column(i, label) for i, label in enumerate(labels[len(bound) :], len(bound) + 1)]
    return tuple(replace(c, decided_by=DecidedBy.MAP) if c.role is Role.PHONE else c for c in bound)


def assessment() -> Assessment:
    return Assessment(
        verdict=Verdict.FABRICATED,
        score=1,
        likelihood=Likelihood("almost no chance", 0.01, 0.05),
        confidence=Confidence(
            Level.HIGH,
            ("7 of 10 applicable validators ran on 120,000 records", "4 independent families of evidence"),
        ),
        log10_lr=-3.123456,
        prior=0.5,
        alternatives=(
            Alternative(Hypothesis.JUNK, -4.9, 2, "ID101"),
            Alternative(Hypothesis.GENERATED, -1.75, 3, None),
            Alternative(Hypothesis.PADDED, 0.5, 1, None),
        ),
        reasons=("ID101", "FP801", "NM401"),
        weights=WEIGHTS,
        notes=("What was seen fits values drawn or typed at random best.",),
    )


def report(label: str = "henan_sample.csv", labels: tuple[str, ...] = LABELS) -> Report:
    """A fabricated sample of seven columns."""
    return Report(
        tool=Tool("1.0.0", "3.11.7", "linux-x86_64", {"polars": "2.1.0"}, (Reference("cn-divisions", "2020", "9f2c"),)),
        run=Run("0192f0c2", "2026-11-21T18:40:00Z", 3.41, 35190.4, 214.3, {"read": 0.62, "ID101": 0.3149}),
        parameters=Parameters(seed=7, as_of="2026-01-01"),
        source=SourceInfo(label, "csv", None, "gb18030", "high", ",", '"', "present", labels, ("tried utf-8",)),
        account=Account(
            120_037,
            120_000,
            {Reject.FIELD_COUNT: Rejected(37, 8412)},
            {"Q011": (1, None)},
            14_682_113,
            "5b0c6a0f2f4f7f4a8d3c1b2e9d7f60a1c2b3d4e5f60718293a4b5c6d7e8f9012",
        ),
        binding=Binding(columns(labels), "CN"),
        filled=dict(zip(range(1, 8), (1.0, 0.99, 0.961, 1.0, 1.0, 1.0, 0.12), strict=True)),
        cards={card.id: card for card in CARDS},
        outcomes=(*EVIDENCE, *SKIPPED),
        assessment=assessment(),
        gate=Gate(fail_under=60, passed=False),
        handling=Handling(case="HNGA-2026-11"),
    )


def suspect() -> Report:
    judged = replace(
        assessment(),
        verdict=Verdict.SUSPECT,
        score=12,
        likelihood=Likelihood("very unlikely", 0.05, 0.20),
        confidence=Confidence(Level.MODERATE, ("only two families of evidence",)),
        weights={"FP801": -1.2, "NM401": -0.4, "ID101": 0.6},
        reasons=("FP801", "NM401"),
    )
    return replace(report(), assessment=judged, gate=Gate())


def mixed() -> Report:
    judged = replace(
        assessment(),
        verdict=Verdict.MIXED,
        score=22,
        likelihood=Likelihood("unlikely", 0.20, 0.45),
        confidence=Confidence(Level.HIGH, ("two regimes along the file",)),
        segments=(
            Segment(1, 48_112, Verdict.CONSISTENT, "check digits 99.7 %, surnames fit"),
            Segment(48_113, 120_000, Verdict.FABRICATED, "check digits 9.1 %, surnames flat"),
        ),
    )
    return replace(report(), assessment=judged, gate=Gate(fail_on=("fabricated",), passed=True))


def consistent() -> Report:
    judged = replace(
        assessment(),
        verdict=Verdict.CONSISTENT,
        score=74,
        likelihood=Likelihood("likely", 0.55, 0.80),
        confidence=Confidence(Level.MODERATE, ("7 of 12 applicable validators ran",)),
        log10_lr=0.6,
        reasons=("ID101", "MS901"),
        weights={"ID101": 1.2, "MS901": 0.3, "DU601": 0.05},
        notes=("This is not proof: recycled or enriched data would pass the same tests.",),
    )
    return replace(report(), assessment=judged, gate=Gate(expect=("consistent",), passed=True))


def inconclusive() -> Report:
    """Three records, nothing ran."""
    judged = Assessment(
        verdict=Verdict.INCONCLUSIVE,
        score=None,
        likelihood=None,
        confidence=Confidence(Level.LOW, ("0 of 9 applicable validators ran on 3 records",)),
        log10_lr=0.0,
        prior=0.5,
        notes=("3 records; most tests need 100 or more.",),
    )
    return replace(
        report("three.ndjson", ("phone", "x")),
        assessment=judged,
        account=Account(3, 3, bytes=212),
        outcomes=(Skipped("ID101", "no column is a national_id"), Skipped("PH201", "3 values", SkipKind.RECORDS)),
        filled={1: 1.0, 2: 0.0},
        gate=Gate(fail_under=50, passed=False),
        handling=Handling(tlp="TLP:CLEAR", source_reliability="B", source_set_by="analyst"),
    )


def hostile() -> Report:
    return report("--x;$(id)\x1b[2J\r\n::set-output\u202e.csv", HOSTILE)


def partial() -> Report:
    """Stopped by Ctrl-C, and one validator raised."""
    base = report()
    return replace(
        base,
        account=replace(base.account, complete=False, sha256=None, quality={}, rejected={}, read=120_000),
        outcomes=(*EVIDENCE[1:], *SKIPPED, Failed("ID101", "ZeroDivisionError")),
        partial=True,
    )


def pictured() -> Report:
    """A report with a series of every kind, one with withheld counts."""
    words = tuple(map(Term, ("Henan", "Hebei")))
    days = tuple(map(Term, ("Monday", "Sunday")))
    names = tuple(map(Term, ("family", "given")))
    series = (
        Series.of(SeriesKind.ALONG_FILE, (1, 101, 201), (99, 98, 50), (Term("numbers that hold"),), (100, 100, 100)),
        Series.of(SeriesKind.BIRTHS, (1950, 1955, 1960), (10, 3, 2)),
        Series.of(SeriesKind.DAYS, range(1, 32), [90, *[10] * 13, 60, *[10] * 15, 6]),
        Series.of(SeriesKind.GAPS, (2, 3), (90, 80, 80, 85), (2, 3)),
        Series.of(SeriesKind.GENERATOR_LISTS, (Term("given names, Faker zh_CN (96)"),), (96,), totals=(96,)),
        Series.of(SeriesKind.GROWTH, (10, 50, 100), (9, 40, 70, 8, 20, 25), names),
        Series.of(SeriesKind.PHONES, (Term("mobile"), Term("not in the plan")), (900, 20)),
        Series.of(SeriesKind.RANKS, (1, 2, 10), (90, 50, 7, 60, 60, 0), names),
        Series.of(SeriesKind.REGIONS, words, (50, 2, 1, 70), words),
        Series.of(SeriesKind.REPEATS, (1, 2, 3, 4, 5), (900, 40, 0, 0, 6), (Term("record"),)),
        Series.of(SeriesKind.WEEK, (0, 12), (10, 90, 6, 7), days),
        Series.of(SeriesKind.DIGITS, (1, 2), (10, 20) * 10, tuple(range(10))),
    )
    base = report()
    first = replace(base.evidence[0], series=series)
    second = replace(base.evidence[1], series=(Series.of(SeriesKind.WEEK, (0,), (100, 16), days),))
    return replace(base, outcomes=(first, second, *base.outcomes[2:]))


CASES = {
    "fabricated": report,
    "suspect": suspect,
    "mixed": mixed,
    "consistent": consistent,
    "inconclusive": inconclusive,
    "hostile": hostile,
    "partial": partial,
}
