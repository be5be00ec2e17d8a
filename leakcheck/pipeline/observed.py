"""What was seen of a file, or of several in a row: all that a report is made of, and no value of a record."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from leakcheck.engine.halves import Halving
from leakcheck.engine.part import Part
from leakcheck.engine.plan import Plan
from leakcheck.model.columns import Binding
from leakcheck.model.source import Account, Member, Reject, Rejected, SourceInfo


@dataclass(slots=True)
class Observed:
    """The states, the columns they are of, how the file is dressed, and the account of every record.

    `personal` counts labels that were masked. `partial` says that reading was stopped. `members` has one entry a file.
    """

    part: Part
    binding: Binding
    info: SourceInfo
    account: Account
    personal: int = 0
    partial: bool = False
    members: tuple[Member, ...] = ()

    def join(self, plan: Plan, halving: Halving, after: Observed) -> None:
        """Add the files that follow; `after` is used up."""
        self.part.join(plan, halving, after.part)
        self.account = _joined(self.account, after.account)
        self.personal = max(self.personal, after.personal)
        self.partial = self.partial or after.partial
        self.members = (*self.members, *after.members)

    def settled(self) -> Observed:
        """The same, named for what it is: several files have a label, notes and a hash of their own."""
        if len(self.members) < 2:
            return replace(self, members=())
        return replace(self, info=self._described(), account=replace(self.account, sha256=self._fingerprint()))

    def _described(self) -> SourceInfo:
        """The first file's dress, and how many files are dressed otherwise."""
        first = self.members[0]
        other = sum(_dress(member) != _dress(first) for member in self.members)
        notes = (f"{other:,} of {len(self.members):,} files are dressed otherwise than the first",) if other else ()
        return replace(self.info, label=f"{len(self.members):,} files", notes=(*self.info.notes, *notes))

    def _fingerprint(self) -> str | None:
        """The SHA-256 of the files' own, one a line and in order; None where one has none."""
        told = [member.sha256 for member in self.members]
        return None if None in told else hashlib.sha256("".join(f"{each}\n" for each in told).encode()).hexdigest()


def member(info: SourceInfo, account: Account) -> Member:
    """One file, as a report lists it."""
    return Member(
        label=info.label,
        format=info.format,
        compression=info.compression,
        encoding=info.encoding,
        read=account.read,
        scored=account.scored,
        bytes=account.bytes,
        sha256=account.sha256,
        complete=account.complete,
    )


def _dress(one: Member) -> tuple[str, str | None, str]:
    return one.format, one.compression, one.encoding


def _joined(before: Account, after: Account) -> Account:
    """The account of both; records are numbered through."""
    return Account(
        read=before.read + after.read,
        scored=before.scored + after.scored,
        rejected=_rejected(before, after),
        quality=_quality(before, after),
        bytes=before.bytes + after.bytes,
        sha256=None,
        complete=before.complete and after.complete,
        notes=tuple(dict.fromkeys((*before.notes, *after.notes))),
    )


def _rejected(before: Account, after: Account) -> Mapping[Reject, Rejected]:
    found = dict(before.rejected)
    for why, lost in after.rejected.items():
        known = found.get(why) or Rejected(0, before.read + lost.first_record)
        found[why] = Rejected(known.count + lost.count, known.first_record)
    return found


def _quality(before: Account, after: Account) -> Mapping[str, tuple[int, int | None]]:
    found = dict(before.quality)
    for code, (count, first) in after.quality.items():
        shifted = None if first is None else before.read + first
        known, place = found.get(code, (0, shifted))
        found[code] = (known + count, place)
    return found
