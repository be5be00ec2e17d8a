"""The judge: families count once, the worst alternative rules, one decisive check decides, little evidence abstains."""

from __future__ import annotations

from dataclasses import replace
from math import log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakcheck.judge import combine
from leakcheck.judge.assess import assess
from leakcheck.judge.combine import PRIOR_SHARES, against_all, alternatives
from leakcheck.judge.gate import judged
from leakcheck.judge.words import likelihood, posterior, score
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Message, SkipKind, Skipped
from leakcheck.model.report import Gate
from leakcheck.model.source import Account, Reject, Rejected
from leakcheck.model.verdict import Level, Stability, Verdict
from leakcheck.reference.calibration import calibration

JUNK, GENERATED, MIXED, PADDED, SHUFFLED = (
    Hypothesis.JUNK, Hypothesis.GENERATED, Hypothesis.MIXED, Hypothesis.PADDED, Hypothesis.SHUFFLED,
)  # fmt: skip


def said(id_: str, family: Family, **llr: float) -> Evidence:
    return Evidence(id_, family, Message("x"), {Hypothesis[name]: value for name, value in llr.items()})


def verdict(*evidence: Evidence, records: int = 5000) -> Verdict:
    return assess(evidence, Account(records, records)).verdict


CLEAN = (
    said("ID101", Family.IDENTITY, JUNK=4.0, MIXED=1.5),
    said("XA501", Family.AGREEMENT, GENERATED=1.0, SHUFFLED=2.0, MIXED=1.0),
    said("DU601", Family.DUPLICATION, PADDED=1.0),
)


def test_several_families_that_saw_nothing_wrong_are_consistent() -> None:
    assert verdict(*CLEAN) is Verdict.CONSISTENT


def test_one_decisive_check_decides_against_any_number_of_clean_ones() -> None:
    assert verdict(*CLEAN, said("FP801", Family.NAMES, GENERATED=-3.0)) is Verdict.FABRICATED


def test_a_decisive_check_decides_alone_and_on_few_records() -> None:
    assert verdict(said("FP801", Family.NAMES, GENERATED=-3.0), records=40) is Verdict.FABRICATED


def test_a_weak_sign_makes_suspect() -> None:
    evidence = (said("ID101", Family.IDENTITY, JUNK=2.0), said("DT301", Family.DATES, GENERATED=-1.4))
    assert verdict(*evidence) is Verdict.SUSPECT


def test_mixed_is_named_only_where_it_fits_best() -> None:
    assert verdict(said("ID101", Family.IDENTITY, JUNK=4.0, MIXED=-4.0)) is Verdict.MIXED
    assert verdict(said("ID101", Family.IDENTITY, JUNK=-4.0, MIXED=-4.0)) is Verdict.FABRICATED


def test_repetition_explains_half_good_rates_better_than_a_mixture() -> None:
    half_good = said("ID101", Family.IDENTITY, JUNK=4.0, MIXED=-4.0)
    assert verdict(half_good, said("DU601", Family.DUPLICATION, PADDED=-3.0)) is Verdict.FABRICATED
    assert verdict(half_good, said("PH201", Family.PHONE, GENERATED=-2.9, MIXED=-2.9)) is Verdict.MIXED


def test_a_familys_noise_lessens_its_support_and_no_more() -> None:
    (weighed,) = alternatives([said("A1", Family.PHONE, JUNK=-0.2), said("A2", Family.PHONE, JUNK=1.5)])
    assert weighed.llr == pytest.approx(1.3)


def test_passing_what_a_generator_passes_too_is_inconclusive() -> None:
    passes = (said("ID101", Family.IDENTITY, JUNK=4.0), said("PH201", Family.PHONE, JUNK=4.0, MIXED=2.0))
    assert verdict(*passes) is Verdict.INCONCLUSIVE


def test_too_few_records_or_families_abstain() -> None:
    assert verdict(*CLEAN, records=99) is Verdict.INCONCLUSIVE
    assert verdict(said("XA501", Family.AGREEMENT, GENERATED=2.0, SHUFFLED=2.0)) is Verdict.INCONCLUSIVE
    assert verdict() is Verdict.INCONCLUSIVE


def test_a_family_counts_once() -> None:
    once = alternatives([said("A1", Family.PHONE, JUNK=-1.0)])
    thrice = alternatives([said(f"A{i}", Family.PHONE, JUNK=-1.0) for i in range(3)])
    assert once[0].llr == thrice[0].llr == -1.0
    apart = alternatives([said("A1", Family.PHONE, JUNK=-1.0), said("B1", Family.EMAIL, JUNK=-1.0)])
    assert apart[0].llr == -2.0


def test_a_familys_worst_sign_is_not_averaged_away() -> None:
    (weighed,) = alternatives([said("A1", Family.PHONE, JUNK=-1.5), said("A2", Family.PHONE, JUNK=3.0)])
    assert weighed.llr == -1.5


def test_support_is_capped_at_a_hundred_to_one() -> None:
    (weighed,) = alternatives([said(f"A{i}", family, JUNK=4.0) for i, family in enumerate(Family)])
    assert weighed.llr == 2.0


def test_what_was_not_tested_holds_the_score_down() -> None:
    everything = dict.fromkeys(PRIOR_SHARES, 2.0)
    assert against_all({}) == 0.0
    assert against_all(everything) == pytest.approx(2.0)
    without_recycled = {h: 2.0 for h in PRIOR_SHARES if h is not Hypothesis.RECYCLED}
    assert against_all(without_recycled) == pytest.approx(-log10(0.15 + 0.85 / 100))


def test_a_mark_of_synth_convicts() -> None:
    assert verdict(*CLEAN, said("FP899", Family.MARK, SYNTH=-4.0)) is Verdict.FABRICATED
    assert assess([said("FP899", Family.MARK, SYNTH=-4.0)], Account(500, 500)).score == 1
    half = said("ID101", Family.IDENTITY, JUNK=4.0, MIXED=-4.0)
    told = assess([half, said("FP899", Family.MARK, SYNTH=-2.5)], Account(500, 500))
    assert told.verdict is Verdict.FABRICATED
    assert "leakcheck synth" in told.notes[0]


def test_a_faint_mark_is_no_evidence() -> None:
    faint = said("FP899", Family.MARK, SYNTH=-0.8)
    assert assess([*CLEAN, faint], Account(5000, 5000)).alternatives == assess(CLEAN, Account(5000, 5000)).alternatives


@given(st.floats(0.001, 0.999), st.floats(-6, 2))
def test_the_score_follows_prior_and_ratio_and_stays_on_the_scale(prior: float, llr: float) -> None:
    probability = posterior(llr, prior)
    assert 1 <= score(probability) <= 99
    assert posterior(llr + 0.5, prior) > probability
    assert posterior(0.0, prior) == pytest.approx(prior)
    term = likelihood(probability)
    assert term.low <= min(max(probability, 0.01), 0.99) <= term.high


def test_terms_of_icd_203() -> None:
    assert [likelihood(p).term for p in (0.0, 0.05, 0.3, 0.5, 0.6, 0.9, 1.0)] == [
        "almost no chance", "very unlikely", "unlikely", "roughly even chance", "likely", "very likely",
        "almost certain",
    ]  # fmt: skip


def test_rejected_records_and_an_early_end_cap_the_confidence() -> None:
    clean = (*CLEAN, said("EM401", Family.EMAIL, GENERATED=1.0, JUNK=1.0))
    assert assess(clean, Account(5000, 5000)).confidence.level is Level.HIGH
    lossy = Account(5000, 4800, {Reject.FIELD_COUNT: Rejected(200, 3)})
    assert assess(clean, lossy).confidence.level is Level.MODERATE
    ruined = Account(5000, 4000, {Reject.FIELD_COUNT: Rejected(1000, 3)})
    assert assess(clean, ruined).confidence.level is Level.LOW
    assert assess(clean, Account(5000, 5000), partial=True).confidence.level is Level.MODERATE
    assert assess(clean, Account(500, 500)).confidence.level is Level.MODERATE


def test_records_that_were_read_and_not_scored_say_so() -> None:
    told = assess(
        CLEAN, Account(5000, 4000, {Reject.TRUNCATED: Rejected(1, 5000), Reject.BROKEN_JSON: Rejected(999, 2)})
    )
    assert "20.0 % of the records could not be read" in told.confidence.because
    cut = assess(CLEAN, Account(5000, 4999, {Reject.TRUNCATED: Rejected(1, 5000)}, complete=False))
    assert cut.confidence.level is Level.MODERATE
    assert "the sample was not read to its end" in cut.confidence.because


def test_halves_that_contradict_each_other_cap_the_confidence() -> None:
    clean = (*CLEAN, said("EM401", Family.EMAIL, GENERATED=1.0, JUNK=1.0))
    against = (said("FP801", Family.NAMES, GENERATED=-3.0),)
    agree = assess(clean, Account(5000, 5000), halves=(clean, clean))
    assert agree.confidence.level is Level.HIGH
    apart = assess(clean, Account(5000, 5000), halves=(clean, against))
    assert (apart.verdict, apart.confidence.level) == (Verdict.CONSISTENT, Level.MODERATE)
    assert "half of the records points the other way" in apart.confidence.because


def test_the_interval_spans_the_whole_and_both_halves() -> None:
    weaker = CLEAN[1:]
    told = assess(CLEAN, Account(5000, 5000), halves=(weaker, CLEAN[:1]))
    alone = [assess(part, Account(5000, 5000)) for part in (CLEAN, weaker, CLEAN[:1])]
    scores = [score(posterior(part.log10_lr, 0.5)) for part in alone]
    assert len(set(scores)) > 1
    assert told.interval == Stability(min(scores), max(scores))
    assert told.score == scores[0]


def test_no_interval_without_halves_without_a_score_or_on_few_records() -> None:
    assert assess(CLEAN, Account(5000, 5000)).interval is None
    assert assess(CLEAN, Account(199, 199), halves=(CLEAN, CLEAN)).interval is None
    assert assess(CLEAN, Account(200, 200), halves=(CLEAN, CLEAN)).interval is not None
    assert assess((), Account(5000, 5000), halves=((), ())).interval is None


def test_abstention_says_what_would_be_needed() -> None:
    few = assess((CLEAN[0],), Account(40, 40)).notes
    assert few[0] == "40 records; at least 100 are needed, and most tests come into their own at 1,000."
    assert few[1] == "1 of at least 2 families of evidence could be tested."
    assert few[2] == "Columns that would help: names of persons; addresses or postcodes; birth dates or times of entry."
    passes = (said("ID101", Family.IDENTITY, JUNK=4.0), said("PH201", Family.PHONE, JUNK=4.0, MIXED=2.0))
    assert "About 1,000 records would tell more." in assess(passes, Account(300, 300)).notes
    assert not [note for note in assess(passes, Account(3000, 3000)).notes if "1,000" in note]


def test_the_shipped_factors_scale_the_ratios(monkeypatch: pytest.MonkeyPatch) -> None:
    table = replace(calibration(), scale={"junk": 0.5})
    monkeypatch.setattr(combine, "calibration", lambda: table)
    told = {a.hypothesis: a.llr for a in alternatives([said("ID101", Family.IDENTITY, JUNK=-3.0, MIXED=-3.0)])}
    assert told == {JUNK: -1.5, MIXED: -3.0}


def test_skipped_validators_count_as_not_run_only_where_they_apply() -> None:
    skipped = (Skipped("PH201", "no phone column", SkipKind.ROLE), Skipped("AD310", "no table", SkipKind.REFERENCE))
    because = assess((*CLEAN, *skipped), Account(5000, 5000)).confidence.because
    assert because[0] == "3 of 4 applicable validators ran on 5,000 records"


@pytest.mark.parametrize(
    ("gate", "passed"),
    [
        (Gate(), None),
        (Gate(expect=("consistent",)), True),
        (Gate(expect=("fabricated",)), False),
        (Gate(fail_on=("consistent",)), False),
        (Gate(fail_on=("fabricated",)), True),
        (Gate(fail_under=10), True),
        (Gate(fail_under=99), False),
    ],
)
def test_gates(gate: Gate, passed: bool | None) -> None:
    assert judged(gate, assess(CLEAN, Account(5000, 5000))).passed is passed
