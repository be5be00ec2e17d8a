"""Addresses of mailboxes that cannot exist, put together as people put theirs together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leakcheck.synth.draw import Draw, Weighted


@dataclass(frozen=True, slots=True)
class Mailboxes:
    """A country's providers, what each refuses in a name, and the words that people use in place of their names.

    Gmail refuses "_", Yahoo refuses "-", Microsoft refuses a digit in front (`numbered`): no such mailbox can exist.
    """

    providers: Weighted[str]
    joints: Mapping[str, str]
    numbered: frozenset[str]
    nicks: tuple[str, ...]

    def address(self, draw: Draw, first: str, last: str, born: int) -> str:
        """An address with the mark, of somebody born in the year `born`; the names in small ASCII letters."""
        domain = draw.pick(self.providers)
        joint = self.joints[domain]

        def make() -> str:
            tail = draw.one((str(born), str(born)[2:], draw.digits(2), draw.digits(3), ""))
            local = draw.one(
                (
                    f"{first}{joint}{last}",
                    f"{first[0]}{joint}{last}",
                    f"{last}{joint}{first}",
                    f"{first}{joint}{draw.one(self.nicks)}",
                    f"{draw.one(self.nicks)}{joint}{draw.one(self.nicks)}",
                    f"{draw.one(self.nicks)}{joint}{first[0]}{last[0]}",
                )
            )
            front = str(draw.between(1, 99)) if domain in self.numbered else ""
            return f"{front}{local}{tail}@{domain}"

        return draw.marked(make)
