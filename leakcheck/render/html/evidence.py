"""The evidence: all tests in one table, then family by family with their rates and pictures."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import Final

from leakcheck.model.evidence import Evidence, Family, Rate, percent
from leakcheck.model.report import Report
from leakcheck.reference import codes
from leakcheck.render.facts import label, shown, title_of
from leakcheck.render.figures import span
from leakcheck.render.html.parts import Col, count, figure, paragraph, table
from leakcheck.render.html.pictures import pictures
from leakcheck.render.html.verdict import direction, said, signed
from leakcheck.render.reading import Reading, by_weight, reading
from leakcheck.render.safe import safe
from leakcheck.render.svg.bullets import Bullet, bullets
from leakcheck.render.svg.markup import Markup, el, join
from leakcheck.stats.proportions import wilson

_MOST_RATES: Final = 12  # of one test; completeness has one a column, which stands with the columns


def evidence(report: Report) -> list[Markup]:
    """The overview, and the families, the weightiest against genuine first."""
    read = by_weight(report)
    families = dict.fromkeys(item.family for item, _ in read)
    return [overview(report), *(part for family in families for part in _family(report, family, read))]


def overview(report: Report) -> Markup:
    """Every test that ran in one table, the weightiest against genuine first."""
    rows = [_row(report, item, read) for item, read in by_weight(report)]
    if not rows:
        return paragraph("No validator ran.")
    columns = [
        Col("Test"), Col("Observed", number=True), Col("Genuine", number=True), Col("Weight", number=True),
        Col("Reading"),
    ]  # fmt: skip
    return table("evidence-table", f"Every test that ran ({len(rows)}), weights in dB", columns, rows)


def _row(report: Report, item: Evidence, read: Reading) -> tuple[Markup, str, str, str, Markup]:
    rate = item.rates[0] if item.rates else None
    named = join(title_of(report, item.validator), " ", el("code", safe(item.validator)))
    return named, _share(rate), _range(rate), signed(read), direction(read)


def _share(rate: Rate | None) -> str:
    return "\u2013" if rate is None or rate.share is None else percent(rate.share)


def _range(rate: Rate | None) -> str:
    return "\u2013" if rate is None or rate.genuine is None else span(*rate.genuine)


def _family(report: Report, family: Family, read: list[tuple[Evidence, Reading]]) -> Iterator[Markup]:
    members = [item for item, _ in read if item.family is family]
    entry = codes.codes().get(family.value)
    title = entry.title if entry else family.value
    yield el("h3", title[:1].upper() + title[1:], id=f"family-{family.value}")
    if entry:
        yield paragraph(entry.measures, "soft")
    if any(_pictured(rate) for item in members for rate in item.rates):
        yield _bullets(report, family, members)
    for item in members:
        yield from _test(report, item)


def _test(report: Report, item: Evidence) -> Iterator[Markup]:
    """One test in its own words, and what it saw beyond its rates."""
    yield el("h4", el("span", safe(item.validator), class_="id"), " ", title_of(report, item.validator))
    yield paragraph(said(item))
    yield el("p", *_on(report, item), class_="reading")
    yield from pictures(report, item)


def _on(report: Report, item: Evidence) -> Iterator[Markup]:
    """Which way it points, on how many records, and which columns were read."""
    read_as = reading(report, item)
    yield join(direction(read_as), f", weight {signed(read_as)} dB. ")
    without = f"{count(report, item.missing)} without a value, {count(report, item.excluded)} set aside."
    yield join(f"{count(report, item.tested)} tested, {without}")
    labels = {column.index: label(report, column, 24) for column in report.binding}
    read = [el("bdi", labels.get(index, str(index))) for index in item.columns[:_MOST_RATES]]
    if read:
        more = len(item.columns) - len(read)
        yield join(" Columns: ", join(*read, by=", "), f" and {more} more" if more else "", ".")


def _pictured(rate: Rate) -> bool:
    return rate.share is not None and (rate.genuine is not None or rate.chance is not None)


def _interval(report: Report, item: Evidence, rate: Rate) -> tuple[float, float] | None:
    """The test's own interval of its first rate, Wilson's at 95 % of the others; None where a count is withheld."""
    if rate is item.rates[0] and item.interval is not None:
        return item.interval.low, item.interval.high
    least = report.parameters.min_cell
    if not rate.total or shown(rate.hits, least) is None or shown(rate.total, least) is None:
        return None
    return wilson(rate.hits, rate.total)


def _bullets(report: Report, family: Family, members: list[Evidence]) -> Markup:
    """The shares of a family that can be held against something, and all its shares as a table."""
    drawn = [
        Bullet(
            f"{item.validator}  {rate.name}",
            percent(rate.share),
            rate.share,
            _interval(report, item, rate),
            rate.genuine,
            rate.chance,
        )
        for item in members
        for rate in item.rates[:_MOST_RATES]
        if _pictured(rate) and rate.share is not None
    ]
    rows = [
        (
            join(rate.name, " ", el("code", safe(item.validator))),
            _share(rate),
            "\u2013" if (ends := _interval(report, item, rate)) is None else span(*ends),
            _range(rate),
            "\u2013" if rate.chance is None or not isfinite(rate.chance) else percent(rate.chance),
            f"{count(report, rate.hits)} of {count(report, rate.total)}",
        )
        for item in members
        for rate in item.rates[:_MOST_RATES]
    ]
    columns = [
        Col("Share"), Col("Observed", number=True), Col("95 % interval", number=True), Col("Genuine", number=True),
        Col("By chance", number=True), Col("Counted", number=True),
    ]  # fmt: skip
    id_ = f"rates-{family.value}"
    title = f"Shares observed, family {family.value}"
    told = "Each share with its 95 % interval, on the range that genuine registers have, where one is known."
    return figure(id_, title, told, bullets(drawn), table(f"{id_}-table", title, columns, rows), told=False)
