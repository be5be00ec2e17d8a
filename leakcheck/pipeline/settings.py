"""What a run can be told, apart from the sample itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from leakcheck.binding import Override
from leakcheck.errors import UsageError
from leakcheck.model.claims import Claims
from leakcheck.model.report import Gate, Handling
from leakcheck.pipeline.clock import now
from leakcheck.protocols import Validator
from leakcheck.sources import ReadOptions


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run; the defaults are those of the command.

    `select` and `ignore` are prefixes of validator ids (``ID``, ``PH2``). `as_of` is the day that counts as today when
    a date is called future; None takes the clock's, or SOURCE_DATE_EPOCH's where that is set. A `reproducible` report
    says nothing of its own run. `label` is what reports call the sample, None for its file name. `claims` are what its
    seller says of the whole set. Without `plugins` the built-in validators run alone.
    `threads` is how many batches are observed at a time; it changes nothing but the time.
    """

    read: ReadOptions = field(default_factory=ReadOptions)
    overrides: tuple[Override, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    prior: float = 0.5
    seed: int = 0
    min_cell: int = 5
    mask_labels: bool = False
    as_of: date | None = None
    gate: Gate = field(default_factory=Gate)
    min_validators: int = 1
    handling: Handling = field(default_factory=Handling)
    reproducible: bool = False
    label: str | None = None
    claims: Claims = field(default_factory=Claims)
    plugins: bool = True
    threads: int | None = None

    def __post_init__(self) -> None:
        """Raises UsageError (LC102) for a prior that is certain already."""
        if not 0 < self.prior < 1:
            raise UsageError("LC102", f"prior: {self.prior:g} is not between 0 and 1", "0.5 says that you do not know")

    def today(self) -> date:
        """The day that counts as today."""
        return self.as_of or now().date()


def chosen(validators: Sequence[Validator], settings: Settings) -> tuple[list[Validator], list[Validator]]:
    """The validators to run, and those that were left out. Raises UsageError (LC106) for a prefix that names none."""
    ids = [validator.id for validator in validators]
    for prefix in (*settings.select, *settings.ignore):
        if not any(_starts(id_, (prefix,)) for id_ in ids):
            near = get_close_matches(prefix.upper(), ids, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}?" if near else "leakcheck validators"
            raise UsageError("LC106", f"{prefix!a} matches no validator", hint)
    run: list[Validator] = []
    left_out: list[Validator] = []
    for validator in validators:
        selected = not settings.select or _starts(validator.id, settings.select)
        (run if selected and not _starts(validator.id, settings.ignore) else left_out).append(validator)
    return run, left_out


def _starts(id_: str, prefixes: Sequence[str]) -> bool:
    """Does one of `prefixes` name the validator? ``ID`` is about built-in ones, ``acme/`` about those of acme."""
    return any(id_.casefold().startswith(prefix.casefold()) and ("/" in prefix) == ("/" in id_) for prefix in prefixes)
