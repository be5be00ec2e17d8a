"""Are names written in capitals, as many registers write them?

Why       Forms and old mainframes write in capitals, and few generators do; a register has one habit.
Reads     one column of whole names, or of family names.
Counts    all = names; loud = names without a small letter.
Evidence  0 for capitals in hardly any name or in nearly all; log10 LR -0.5 against MIXED between that.
Blind to  scripts without capitals, where every name counts as loud.
Settings  none.
Example   ANN, BOB, Cy: 2 of 3 are in capitals.
Raises    nothing.
Source    the habit is ours to claim, for the sake of an example.
"""

from leakcheck import api


class Capitals:
    id, name, title, version = "TX101", "capitals", "Names in capitals", 1
    family, reads_order = api.Family.NAMES, False
    says = ("no column of names", "no name", "in capitals", "{share:share} of {n:count} names are in capitals")

    def bind(self, binding):
        column = binding.get(api.Role.PERSON_NAME) or binding.get(api.Role.FAMILY_NAME)
        if column is None:
            return api.Skipped(self.id, "no column of names")
        there, text = api.present(column), api.clean(column)
        loud = api.Feature(f"{column.name}.acme.loud", text.col == text.col.str.to_uppercase(), (text,))
        counts = {"all": there.col.sum(), "loud": (there.col & loud.col).sum()}
        return api.Tally((there, loud), counts, lambda totals: self.read(totals, column.index))

    def read(self, totals, index):
        if not totals["all"]:
            return api.Skipped(self.id, "no name", api.SkipKind.RECORDS)
        rate = api.Rate("in capitals", totals["loud"], totals["all"], genuine=(0.0, 1.0))
        message = api.Message(
            "{share:share} of {n:count} names are in capitals", {"share": rate.share, "n": rate.total}
        )
        llr = {api.Hypothesis.MIXED: -0.5 if 0.05 < rate.share < 0.95 else 0.0}
        return api.Evidence(self.id, self.family, message, llr, (index,), rate.total, rates=(rate,))
