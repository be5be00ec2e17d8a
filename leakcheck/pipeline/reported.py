"""From what was seen to a report: outcomes, assessment, gate, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from leakcheck.claims import NAME as CLAIMS
from leakcheck.claims import audit
from leakcheck.claims.counts import Counted
from leakcheck.engine.damage import remarks
from leakcheck.engine.exact import EXACT, failed, repeats
from leakcheck.engine.observe import conclude
from leakcheck.engine.plan import filled
from leakcheck.judge.assess import assess
from leakcheck.judge.gate import judged
from leakcheck.model.claims import Finding
from leakcheck.model.evidence import Evidence, Outcome, Quality, SkipKind, Skipped
from leakcheck.model.report import Parameters, Report
from leakcheck.model.source import Account
from leakcheck.pipeline.machine import run_card, tool
from leakcheck.pipeline.observed import Observed
from leakcheck.pipeline.questions import Questions
from leakcheck.pipeline.settings import Settings
from leakcheck.plugins import card, held, origins
from leakcheck.protocols import Validator


def reported(seen: Observed, questions: Questions, started: float, unlike: frozenset[str] = frozenset()) -> Report:
    """The report of what was seen. `started` is a time.perf_counter reading.

    `unlike` are validators whose states in the parts of the sample could not be put together.
    """
    settings, seen = questions.settings, _counted(seen.settled())
    part, binding, account = seen.part, seen.binding, seen.account
    asked = questions.plan(binding)
    found = held(conclude(asked, part.states), questions.wanted, len(binding.columns), part.records)
    outcomes = tuple(_apart(outcome) if outcome.validator in unlike else outcome for outcome in found)
    outcomes = (*outcomes, *(_ignored(validator) for validator in questions.left_out))
    halves = questions.halving(asked).outcomes(part.halves, outcomes)
    assessment = assess(outcomes, account, prior=settings.prior, partial=seen.partial, halves=halves)
    values = filled(part.states, binding)
    return Report(
        tool=tool(origins(questions.validators)),
        run=run_card(started, part.records, reproducible=settings.reproducible),
        parameters=_parameters(settings, binding.as_of),
        source=replace(seen.info, label=settings.label or seen.info.label),
        account=account,
        binding=binding,
        filled={index: count / max(1, part.records) for index, count in values.items()},
        cards={validator.id: card(validator) for validator in questions.validators},
        outcomes=outcomes,
        assessment=assessment,
        gate=judged(settings.gate, assessment),
        handling=settings.handling,
        quality=(
            *_quality(account, outcomes, seen.personal),
            *repeats(part.states),
            *remarks(part.states, part.records, values),
        ),
        partial=seen.partial,
        claims=_audited(settings, seen),
        members=seen.members,
    )


def _counted(seen: Observed) -> Observed:
    """The same, with a note where repeats were to be counted exactly."""
    if EXACT not in seen.part.states:
        return seen
    done = "records that occur again were counted exactly"
    lost = "records that occur again were not counted exactly: there was no room to keep their hashes"
    note = lost if failed(seen.part.states) else done
    return replace(seen, account=replace(seen.account, notes=(*seen.account.notes, note)))


def _audited(settings: Settings, seen: Observed) -> tuple[Finding, ...]:
    """What the sample shows of the seller's claims; where counting them failed, nothing of any."""
    account, counted = seen.account, seen.part.states.get(CLAIMS)
    packed = any(member.compression for member in seen.members) or seen.info.compression is not None
    octets = None if packed or settings.read.rows is not None or not account.complete else account.bytes
    counted = counted if isinstance(counted, Counted) else None
    return audit(settings.claims, counted, seen.binding, octets, settings.min_cell)


def _apart(outcome: Outcome) -> Outcome:
    reason = "its parts were hashed under different keys, so what repeats across them cannot be seen"
    return Skipped(outcome.validator, reason, SkipKind.DEPENDENCY, "make all parts under one --key-file")


def _ignored(validator: Validator) -> Skipped:
    return Skipped(validator.id, "left out by --select or --ignore", SkipKind.IGNORED)


def _quality(account: Account, outcomes: Sequence[Outcome], personal_labels: int) -> tuple[Quality, ...]:
    """Remarks of the reader, then of the validators; one a code, counts added up."""
    found: dict[str, Quality] = {"Q010": Quality("Q010", personal_labels)} if personal_labels else {}
    for code, (count, first) in account.quality.items():
        found[code] = Quality(code, count, count / account.read if account.read else None, first)
    for outcome in outcomes:
        for remark in outcome.quality if isinstance(outcome, Evidence) else ():
            before = found.get(remark.code)
            count = remark.count + (before.count if before else 0)
            found[remark.code] = replace(remark, count=count, share=count / account.read if account.read else None)
    return tuple(found[code] for code in sorted(found))


def _parameters(settings: Settings, as_of: date) -> Parameters:
    return Parameters(
        seed=settings.seed,
        rows_limit=settings.read.rows,
        prior=settings.prior,
        min_cell=settings.min_cell,
        mask_labels=settings.mask_labels,
        select=settings.select,
        ignore=settings.ignore,
        as_of=as_of.isoformat(),
    )
