"""What a run asks of its records: the validators, the settings they are asked under, and the plan for given columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from leakcheck.claims import NAME as CLAIMS
from leakcheck.claims import Counts
from leakcheck.engine.exact import EXACT, Exactly
from leakcheck.engine.halves import Halving
from leakcheck.engine.plan import Plan, plan
from leakcheck.features.key import Key
from leakcheck.model.columns import Binding
from leakcheck.pipeline.settings import Settings, chosen
from leakcheck.plugins import available
from leakcheck.protocols import Probe, Validator


@dataclass(slots=True)
class Aside:
    """Something else that is counted in the same reading: a probe of the sample's columns, and its state at the end."""

    name: str
    probe: Callable[[Binding], Probe[Any]]
    state: Any = None


@dataclass(frozen=True, slots=True)
class Questions:
    """`validators` are all there are, `wanted` those that are asked, `left_out` the others; hashes are under `key`."""

    settings: Settings
    validators: Sequence[Validator]
    wanted: Sequence[Validator]
    left_out: Sequence[Validator]
    key: Key | None = None
    aside: Aside | None = None
    exactly: Exactly | None = None
    _plans: dict[Binding, Plan] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        settings: Settings,
        validators: Sequence[Validator] | None = None,
        *,
        key: Key | None = None,
        aside: Aside | None = None,
        exactly: Exactly | None = None,
    ) -> Questions:
        """Those of a run under `settings`: of all validators there are, or of these. UsageError LC106 as `chosen`."""
        everyone = available(plugins=settings.plugins) if validators is None else validators
        wanted, left_out = chosen(everyone, settings)
        return cls(settings, everyone, wanted, left_out, key, aside, exactly)

    def plan(self, binding: Binding) -> Plan:
        """What is asked of records with these columns; the same for the same columns, wherever it is made."""
        if binding not in self._plans:
            self._plans[binding] = self._planned(binding)
        return self._plans[binding]

    def _planned(self, binding: Binding) -> Plan:
        claims = self.settings.claims
        beside: dict[str, Probe[Any]] = {CLAIMS: Counts.of(claims, binding)} if claims else {}
        if self.exactly:
            beside[EXACT] = self.exactly.probe(binding)
        if self.aside:
            beside[self.aside.name] = self.aside.probe(binding)
        return plan(self.wanted, binding, beside=beside, key=self.key)

    def halving(self, asked: Plan) -> Halving:
        """How the halves of the first records are drawn and asked."""
        return Halving(asked, self.settings.seed)
