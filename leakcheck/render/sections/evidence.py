"""The evidence of every validator that ran, as a table or read aloud; with -v what lies behind it."""

from __future__ import annotations

from math import ceil

from leakcheck.model.evidence import Evidence, Hypothesis, Rate, percent
from leakcheck.model.report import Report
from leakcheck.render.cells import cells, left, right
from leakcheck.render.facts import shown
from leakcheck.render.figures import plural, size, span
from leakcheck.render.page import Page
from leakcheck.render.reading import Reading, by_weight
from leakcheck.render.safe import safe
from leakcheck.render.sections.why import TONES, hang

_GAUGE = 20  # cells, 5 % each
MOST_FILES = 50  # that are listed one by one


def evidence(report: Report, page: Page) -> list[str]:
    """One row a validator, the weightiest against genuine first."""
    rows = by_weight(report)
    lines = [page.heading(f"EVIDENCE ({plural(len(rows), 'validator')})")]
    if not rows:
        return lines + page.para("No validator ran.", rest="")
    if page.linear:
        return lines + [line for row in rows for line in _spoken(report, *row, page)]
    ids = max(5, min(16, max(cells(item.validator) for item, _ in rows)))
    lines.append(_head(ids, page))
    for item, read in rows:
        line = _row(report, item, read, ids, page)
        lines.append(page.paint(line, f"{read.mark:<4} {_word(read)}", TONES[read.direction]))
    if page.wide:
        lines.append(f"     gauge: {page.glyphs.mark} observed, {page.glyphs.band} range seen in genuine data")
    return lines


def _name(report: Report, item: Evidence) -> str:
    card = report.cards.get(item.validator)
    return safe(card.name if card else item.validator)


def _word(read: Reading) -> str:
    return read.strength if read.mark else read.direction


def _names_room(ids: int, page: Page) -> int:
    """What is left for validators' names once every other column has its due."""
    others = (2 + 9 + 2 + 9) + (2 + _GAUGE) if page.wide else 0
    return min(30, page.width - ids - 2 - 10 - 14 - 8 - 2 - 13 - others)


def _head(ids: int, page: Page) -> str:
    names = _names_room(ids, page)
    start = f"{left('id', ids)}  {left('validator', names)}"
    middle = f"{'observed':>10}  {'genuine':<12}"
    if page.wide:
        start += f"  {'columns':<9}  {'tested':>9}"
        middle += f"  {'0 %':<{_GAUGE - 5}}100 %"
    return f"{start}{middle}{'weight':>8}  reading"


def _row(report: Report, item: Evidence, read: Reading, ids: int, page: Page) -> str:
    names = _names_room(ids, page)
    rate = item.rates[0] if item.rates else None
    start = f"{left(safe(item.validator), ids)}  {left(_name(report, item), names)}"
    middle = f"{_observed(rate):>10}  {_genuine(rate):<12}"
    if page.wide:
        tested = shown(item.tested, report.parameters.min_cell)
        number = f"<{report.parameters.min_cell}" if tested is None else f"{tested:,}"
        start += f"  {left(','.join(map(str, item.columns)) or '-', 9)}  {right(number, 9)}"
        middle += f"  {_gauge(rate, page)}"
    return f"{start}{middle}{read.whole:>8}  {read.mark:<4} {_word(read)}"


def _observed(rate: Rate | None) -> str:
    return "-" if rate is None or rate.share is None else percent(rate.share)


def _genuine(rate: Rate | None) -> str:
    return "-" if rate is None or rate.genuine is None else span(*rate.genuine)


def _gauge(rate: Rate | None, page: Page) -> str:
    """Twenty cells from 0 to 100 %: the range seen in genuine data, and on it the observed share."""
    track = [page.glyphs.track] * _GAUGE
    if rate is None or rate.share is None:
        return " " * _GAUGE
    if rate.genuine is not None:
        low, high = rate.genuine
        start = min(_GAUGE - 1, int(low * _GAUGE))
        for place in range(start, max(start + 1, min(_GAUGE, ceil(high * _GAUGE)))):
            track[place] = page.glyphs.band
    track[min(_GAUGE - 1, int(rate.share * _GAUGE))] = page.glyphs.mark
    return "".join(track)


def _spoken(report: Report, item: Evidence, read: Reading, page: Page) -> list[str]:
    parts = []
    rate = item.rates[0] if item.rates else None
    if rate is not None and rate.share is not None:
        parts.append(f"observed {percent(rate.share)}")
    if rate is not None and rate.genuine is not None:
        parts.append(f"genuine {' to '.join(dict.fromkeys(map(percent, rate.genuine)))}")
    parts += [read.words, f"weight {read.whole} dB"]
    return page.para(f"{item.validator} {_name(report, item)}: {', '.join(parts)}.", rest="  ")


def behind(report: Report, page: Page) -> list[str]:
    """-v: the ratios against each alternative, the intervals, and where the time went. Numbers only."""
    lines = [page.heading("RATIOS (log10, above 0 for genuine)")]
    for weighed in report.assessment.alternatives:
        told = f"{weighed.llr:+.2f} over {'1 family' if weighed.families == 1 else f'{weighed.families} families'}"
        decided = f"; decided by {weighed.decisive}" if weighed.decisive else ""
        lines += page.para(f"against {weighed.hypothesis}: {told}{decided}.", rest="  ")
    lines += page.para(
        f"all together: {report.assessment.log10_lr:+.2f}; prior {report.assessment.prior:.4g}.", rest="  "
    )
    if (spread := report.assessment.interval) is not None:
        told = f"score from {spread.low} to {spread.high} over the whole and two random halves of the first records."
        lines += page.para(told, rest="  ")
    for item, _ in by_weight(report):
        lines += page.para(_figures(item), hang(item.validator), hang(""))
    if report.run.timings_s:
        spent = ", ".join(f"{part} {seconds:.2f} s" for part, seconds in report.run.timings_s.items())
        lines += ["", page.heading("TIMINGS"), *page.para(spent, rest="  ")]
    if report.source.notes:
        lines += ["", page.heading("READER")]
        lines += [line for note in report.source.notes for line in page.para(note, rest="  ")]
    return lines + _files(report, page)


def _files(report: Report, page: Page) -> list[str]:
    """The files of a set in several."""
    if not report.members:
        return []
    lines = ["", page.heading("FILES")]
    for member in report.members[:MOST_FILES]:
        told = f"{plural(member.scored, 'record')}, {size(member.bytes)}"
        told += f", sha256 {member.sha256[:16]}" if member.sha256 else ""
        told += "" if member.complete else ", not read to its end"
        lines += page.para(f"{safe(member.label)}: {told}.", rest="  ")
    if len(report.members) > MOST_FILES:
        lines += page.para(f"and {plural(len(report.members) - MOST_FILES, 'file')} more: see the JSON.", rest="  ")
    return lines


def _figures(item: Evidence) -> str:
    parts = []
    if item.interval is not None:
        level = f"{100 * item.interval.level:.4g} %"
        parts.append(f"{level} interval {span(item.interval.low, item.interval.high)}")
    parts += [f"{hypothesis} {item.llr[hypothesis]:+.2f}" for hypothesis in Hypothesis if hypothesis in item.llr]
    return "; ".join(parts) + "." if parts else "no ratio: this validator counts, it does not judge."
