"""Are the e-mail addresses well formed, and at domains where people can have accounts?

Why       Generators that must not write to strangers use domains that nobody owns (example.com, RFC
          2606) or their makers' own; a register has a few test accounts of that kind. Values drawn
          or typed at random are mostly no addresses at all.
Reads     the surest e-mail column; of several addresses in a cell the first.
Counts    well formed among cells with an at sign, at reserved domains, at generators' domains, at
          free-mail providers. Cells without an at sign ("none", a telephone) are set aside.
Evidence  llr against GENERATED and MIXED from the share at reserved and generators' domains, by
          rate: a few among thousands are normal, all of them decide. Against JUNK from malformed
          addresses. Only against genuine: a clean column says nothing. Within +-BOUND.
Blind to  generators that use real providers (Mockaroo, much of Mimesis), and whether an address
          exists.
Settings  MIN_TESTED, MOST_SET_ASIDE, GENUINE, TEST_ACCOUNTS (named constants in the validator's
          file).
Example   1,000 addresses, all at example.org, .com and .net: 100 % reserved, at least 10,000 to 1
          against genuine.
Raises    nothing; samples without an e-mail column or with too few addresses, or whose column
          mostly holds something else, are skipped.
Source    RFC 5321, 5322, 6531 (syntax), RFC 2606 and 6761 (reserved names), generators' own lists
          with a source a row in reserved_domains.toml.
"""

from __future__ import annotations

from typing import ClassVar, Final

import polars as pl

from leakcheck.features.email import email
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Interval, Message, Rate, SkipKind, Skipped
from leakcheck.protocols import Counts, Tally
from leakcheck.stats.likelihood import ANYTHING, Beta, share_llr
from leakcheck.stats.proportions import wilson

MIN_TESTED: Final = 5  # one or two odd cells say nothing of a column
MOST_SET_ASIDE: Final = 0.5  # a column with more cells of something else is no e-mail column, whatever its label says
GENUINE: Final = Beta(15, 0.4)  # well formed: mean 0.97, with a tail to registers keyed by hand
GENUINE_RANGE: Final = (0.87, 1.0)  # where nine of ten genuine files lie under that prior
TEST_ACCOUNTS: Final = Beta(0.2, 100)  # mean 0.002: testers' and documentation's rows, up to 1 % in one file of twenty


class EmailSyntax:
    """Are the e-mail addresses well formed, and at domains where people can have accounts?"""

    id: ClassVar[str] = "EM401"
    name: ClassVar[str] = "email-syntax"
    title: ClassVar[str] = "E-mail addresses and their domains"
    family: ClassVar[Family] = Family.EMAIL
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Tally | Skipped:
        """The tally of the surest e-mail column."""
        column = binding.get(Role.EMAIL)
        if column is None:
            return Skipped(self.id, "no column holds e-mail addresses", SkipKind.ROLE, "--map N=email")
        mail = email(column)
        return Tally(
            features=(mail.present, mail.written, mail.valid, mail.reserved, mail.generated, mail.free),
            counts={
                "records": pl.len(),
                "present": mail.present.col.sum(),
                "written": mail.written.col.sum(),
                "valid": mail.valid.col.sum(),
                "reserved": mail.reserved.col.sum(),
                "generated": mail.generated.col.sum(),
                "free": mail.free.col.sum(),
            },
            reading=lambda totals: self._read(totals, column),
        )

    def _read(self, totals: Counts, column: Column) -> Evidence | Skipped:
        present, written, valid = totals["present"], totals["written"], totals["valid"]
        if written < max(MIN_TESTED, MOST_SET_ASIDE * present):
            return Skipped(self.id, "too few e-mail addresses", SkipKind.RECORDS)
        nobody = totals["reserved"] + totals["generated"]
        made_up = share_llr(nobody, valid, TEST_ACCOUNTS, ANYTHING)
        malformed = share_llr(valid, written, GENUINE, ANYTHING)
        ratios = {Hypothesis.GENERATED: made_up, Hypothesis.MIXED: made_up, Hypothesis.JUNK: malformed}
        low, high = wilson(valid, written)
        return Evidence(
            self.id,
            self.family,
            Message(
                "{share:share} of {written:count} e-mail addresses are well formed; {nobody:share} of these are at "
                "domains where nobody has an account",
                {"share": valid / written, "written": written, "nobody": nobody / max(valid, 1)},
            ),
            {hypothesis: ratio for hypothesis, ratio in ratios.items() if ratio < 0},
            (column.index,),
            tested=written,
            missing=totals["records"] - present,
            excluded=present - written,
            rates=(
                Rate("well formed", valid, written, GENUINE_RANGE),
                Rate("at reserved domains", totals["reserved"], valid, (0.0, 0.01)),
                Rate("at generators' domains", totals["generated"], valid, (0.0, 0.001)),
                Rate("at free-mail providers", totals["free"], valid),
            ),
            interval=Interval(low, high),
        )
