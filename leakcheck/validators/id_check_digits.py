"""Do the check digits of the identity numbers hold?

Why       Whoever issues numbers with check digits issues them right; whoever types or draws digits
          does not know them, and is right only by chance (1 in 11 for a Chinese number, 1 in 100
          for a CPF).
Reads     One column with role national_id under a scheme of id_schemes that has check digits;
          the surest one where there are several. Damaged cells (3.1E+17, lost zeros) are repaired
          or set aside.
Counts    present >= shaped >= checked >= valid, and damaged, in records.
Evidence  junk: the share that holds against the share that random digits reach by chance. mixed:
          against a share that could be anything. Each within 4 powers of ten.
Blind to  A generator that works check digits out (Faker does so in 18 of 43 cases): generated is
          left out. Copied, repeated or shuffled numbers, whose check digits hold as before.
Settings  MINIMUM 10 numbers; SURE 200, how firmly random digits keep to chance; the share of right
          numbers in real files comes from the scheme's row (about 99 %).
Example   Of 1,000 Chinese numbers 92 hold: random digits give 91, a register 970 or more. Junk,
          decisively.
Raises    UnknownSchemeError at bind, for a scheme that is not in the table. Malformed numbers raise
          nothing.
Source    The source of each row of id_schemes; the priors are ours, argued beside them.
"""

from __future__ import annotations

from typing import ClassVar, Final

from leakcheck.features.identity import identity
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import (
    Evidence,
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
from leakcheck.protocols import Counts, Tally
from leakcheck.reference.schemes import Scheme, load
from leakcheck.stats.likelihood import ANYTHING, Beta, share_llr
from leakcheck.stats.proportions import wilson

MINIMUM: Final = 10  # below this even a perfect share says little about the file
SURE: Final = 200  # random digits keep to chance as firmly as 200 draws would; typists have habits, so not more
GENUINE: Final = (0.97, 1.0)  # real registers hold 97 to 100 %: clerks mistype, and check digits catch it
SPREADSHEET: Final = "Q014"  # numbers that went through a spreadsheet's numeric cells
ZEROS: Final = "Q015"  # numbers whose leading zeros were lost there


class IdCheckDigits:
    """ID101: check digits of identity numbers."""

    id: ClassVar[str] = "ID101"
    name: ClassVar[str] = "id-check-digits"
    title: ClassVar[str] = "Check digits of identity numbers"
    family: ClassVar[Family] = Family.IDENTITY
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Tally | Skipped:
        """The counts of the surest column whose scheme has check digits."""
        columns = binding.all(Role.NATIONAL_ID)
        if not columns:
            return Skipped(self.id, "no column holds identity numbers")
        known = [c for c in columns if c.scheme in load()]
        if not known:
            return Skipped(self.id, "the identity numbers follow no scheme that is known", SkipKind.REFERENCE)
        column = next((c for c in known if load()[str(c.scheme)].checked), None)
        if column is None:
            title = load()[str(known[0].scheme)].title
            return Skipped(self.id, f"a {title} has no check digits", SkipKind.REFERENCE)
        read = identity(column)
        assert read.checked is not None
        assert read.valid is not None
        return Tally(
            features=(read.present, read.shaped, read.checked, read.valid, read.damaged, read.unpadded),
            counts={
                "present": read.present.col.sum(),
                "shaped": read.shaped.col.sum(),
                "checked": read.checked.col.sum(),
                "valid": read.valid.col.sum(),
                "damaged": (read.present.col & read.damaged.col).sum(),
                "unpadded": (read.present.col & read.unpadded.col).sum(),
                "records": read.present.col.len(),
            },
            reading=lambda counts: self._read(counts, column, read.scheme),
        )

    def _read(self, counts: Counts, column: Column, scheme: Scheme) -> Evidence | Skipped:
        checked = counts.get("checked", 0)
        if checked < MINIMUM:
            reason = f"fewer than {MINIMUM} values look like a {scheme.title} with check digits"
            return Skipped(self.id, reason, SkipKind.RECORDS)
        valid, present = counts["valid"], counts["present"]
        issued = Beta(*scheme.issued)
        message = Message(
            "Check digits agree {share:share} of the time; random digits would agree {chance:share}, "
            "genuine registers {low:number}-{high:number} % ({scheme}).",
            {
                "share": valid / checked,
                "chance": scheme.chance,
                "low": 100 * GENUINE[0],
                "high": 100 * GENUINE[1],
                "scheme": Term(scheme.title),
            },
        )
        unpadded = counts["unpadded"]
        remarks = {SPREADSHEET: counts["damaged"] - unpadded, ZEROS: unpadded}
        return Evidence(
            validator=self.id,
            family=self.family,
            message=message,
            llr={
                Hypothesis.JUNK: share_llr(valid, checked, issued, Beta.around(scheme.chance, SURE)),
                Hypothesis.MIXED: share_llr(valid, checked, issued, ANYTHING),
            },
            columns=(column.index,),
            tested=checked,
            missing=counts["records"] - present,
            excluded=present - checked,
            rates=(
                Rate("check digits hold", valid, checked, genuine=GENUINE, chance=scheme.chance),
                Rate("shaped like the scheme", counts["shaped"], present),
            ),
            interval=Interval(*wilson(valid, checked)),
            quality=tuple(Quality(code, count, count / present) for code, count in remarks.items() if count),
        )
