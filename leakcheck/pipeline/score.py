"""One sample from bytes to report."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from leakcheck.binding import infer
from leakcheck.claims import NAME as CLAIMS
from leakcheck.claims import Counts, audit
from leakcheck.claims.counts import Counted
from leakcheck.engine.damage import remarks
from leakcheck.engine.halves import Halves
from leakcheck.engine.observe import States, conclude
from leakcheck.engine.plan import Plan, filled, plan
from leakcheck.engine.run import run
from leakcheck.errors import SourceError
from leakcheck.judge.assess import assess
from leakcheck.judge.gate import judged
from leakcheck.model.claims import Finding
from leakcheck.model.columns import Binding
from leakcheck.model.evidence import Evidence, Outcome, Quality, SkipKind, Skipped
from leakcheck.model.report import Parameters, Report
from leakcheck.model.source import Account, SourceInfo
from leakcheck.pipeline.guard import Guard
from leakcheck.pipeline.labels import masked
from leakcheck.pipeline.machine import run_card, tool
from leakcheck.pipeline.settings import Settings, chosen
from leakcheck.pipeline.stop import Stop
from leakcheck.pipeline.vocabulary import known
from leakcheck.plugins import available, card, held, origins
from leakcheck.protocols import Probe, Validator
from leakcheck.sources import Halt, Sample, open_sample

# Told after every batch: records so far, bytes read, bytes in all (None for a stream).
Watch = Callable[[int, int, int | None], None]


@dataclass(slots=True)
class Aside:
    """Something else that is counted in the same reading: a probe of the sample's columns, and its state at the end."""

    name: str
    probe: Callable[[Binding], Probe[Any]]
    state: Any = None


def score(
    path: str,
    settings: Settings | None = None,
    *,
    stdin: BinaryIO | None = None,
    validators: Sequence[Validator] | None = None,
    watch: Watch | None = None,
    stop: Stop | None = None,
    guard: Guard | None = None,
    aside: Aside | None = None,
) -> Report:
    """Judge the sample at `path` (``-``: `stdin`); `guard` learns what must not stand in an output.

    `aside` is counted in the same reading and gets its state; None where no record was read, Failed where it raised.

    The time limit of `settings` runs from here on, whatever takes the time. Raises LeakcheckError where the sample
    cannot be read or the run cannot be set up, KeyboardInterrupt where `stop` was asked before anything was read.
    """
    settings, stop, started = settings or Settings(), stop or Stop(), time.perf_counter()
    validators = available(plugins=settings.plugins) if validators is None else validators
    wanted, left_out = chosen(validators, settings)
    halt = Halt(settings.read.timeout, lambda: stop.requested)
    with _opened(path, settings, stdin, halt) as sample:
        labels, personal = masked(sample.info.labels, sample.prefix)
        binding = infer(labels, sample.prefix, overrides=settings.overrides, as_of=settings.today())
        if guard:
            guard.learn(sample.prefix, known(settings, labels, sample.info.label, path))
        beside: dict[str, Probe[Any]] = {CLAIMS: Counts.of(settings.claims, binding)} if settings.claims else {}
        if aside:
            beside[aside.name] = aside.probe(binding)
        asked = plan(wanted, binding, beside=beside)
        halves = Halves(asked, settings.seed)
        states, records = _read(sample, asked, watch, halt, halves)
        partial = halt.reason is not None
        account = _settled(sample.account(), records, stopped=partial)
        info = replace(sample.info, labels=labels, label=settings.label or sample.info.label)
    if aside:
        aside.state = states.get(aside.name)
    seen = held(conclude(asked, states), wanted, len(binding.columns), records)
    outcomes = (*seen, *(_ignored(validator) for validator in left_out))
    assessment = assess(outcomes, account, prior=settings.prior, partial=partial, halves=halves.outcomes(outcomes))
    values = filled(states, binding)
    return Report(
        tool=tool(origins(validators)),
        run=run_card(started, records, reproducible=settings.reproducible),
        parameters=_parameters(settings),
        source=info,
        account=account,
        binding=binding,
        filled={index: count / max(1, records) for index, count in values.items()},
        cards={validator.id: card(validator) for validator in validators},
        outcomes=outcomes,
        assessment=assessment,
        gate=judged(settings.gate, assessment),
        handling=settings.handling,
        quality=(*_quality(account, outcomes, personal), *remarks(states, records, values)),
        partial=partial,
        claims=_audited(settings, states, binding, account, info),
    )


def _opened(path: str, settings: Settings, stdin: BinaryIO | None, halt: Halt) -> Sample:
    try:
        return open_sample(path, settings.read, stdin=stdin, halt=halt)
    except SourceError:
        if halt.asked:
            raise KeyboardInterrupt from None  # nothing was read, so there is nothing to report on
        raise


def _read(sample: Sample, asked: Plan, watch: Watch | None, halt: Halt, halves: Halves) -> tuple[States, int]:
    """The states after all batches, or after as many as there was time for, and how many records there were."""
    seen: tuple[States, int] = ({}, 0)
    with closing(sample.batches()) as batches:
        for seen in run(asked, batches, halt.due, halves):
            if watch:
                watch(seen[1], sample.bytes_read, sample.bytes_total)
    return seen


def _settled(account: Account, records: int, *, stopped: bool) -> Account:
    """The reader's account; after a stop, records that were read but not handed on any more are not claimed."""
    if not stopped:
        return account
    rejected = sum(reject.count for reject in account.rejected.values())
    return replace(account, read=records + rejected, scored=records, complete=False)


def _audited(
    settings: Settings, states: States, binding: Binding, account: Account, info: SourceInfo
) -> tuple[Finding, ...]:
    """What the sample shows of the seller's claims; where counting them failed, nothing of any."""
    counted = states.get(CLAIMS)
    octets = account.bytes if info.compression is None and settings.read.rows is None and account.complete else None
    counted = counted if isinstance(counted, Counted) else None
    return audit(settings.claims, counted, binding, octets, settings.min_cell)


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


def _parameters(settings: Settings) -> Parameters:
    return Parameters(
        seed=settings.seed,
        rows_limit=settings.read.rows,
        prior=settings.prior,
        min_cell=settings.min_cell,
        mask_labels=settings.mask_labels,
        select=settings.select,
        ignore=settings.ignore,
        as_of=settings.today().isoformat(),
    )
