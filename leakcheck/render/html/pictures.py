"""The picture of each kind of series: its title, what it shows in words, its chart and its table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Final

from leakcheck.model.evidence import Evidence, Term, percent
from leakcheck.model.report import Report
from leakcheck.model.series import Series, SeriesKind
from leakcheck.render.cells import cut
from leakcheck.render.facts import title_of
from leakcheck.render.html.parts import Col, figure, table
from leakcheck.render.html.parts import count as counted
from leakcheck.render.svg.bars import Bar, lying, standing
from leakcheck.render.svg.grid import grid
from leakcheck.render.svg.lines import Curve, along, growth, ranks
from leakcheck.render.svg.markup import Markup

Drawn = tuple[float, list[Markup]]
_FEW: Final = "too few to show"
_WITHHELD: Final = "Counts that are too small to be shown are open squares or gaps."


def pictures(report: Report, item: Evidence) -> Iterator[Markup]:
    """A figure for each series of one test."""
    for place, whole in enumerate(item.series):
        series = whole.within(report.parameters.min_cell)
        if not any(series.counts):
            continue
        picture = _PICTURES[series.kind]
        id_ = f"{series.kind.value.replace('_', '-')}-{item.validator.lower().replace('/', '-')}-{place}"
        several = sum(series.kind is other.kind for one in report.evidence for other in one.series) > 1
        title = f"{picture.title}, {title_of(report, item.validator)}" if several else picture.title
        numbers = _table(report, f"{id_}-table", (title, picture.axis), series)
        yield figure(id_, title, picture.told, picture.draw(series), numbers)


def _table(report: Report, id_: str, titles: tuple[str, str], series: Series) -> Markup:
    """The series, a class a row, under its own title and its classes'; hits stand with their totals."""
    title, axis = titles
    if series.kind is SeriesKind.DIGITS:
        told = [(_word(x), f"{size:.2f}") for x, size in zip(series.x, _bits(series), strict=True)]
        return table(id_, title, [Col(axis), Col("Bits", number=True)], told)
    names = [_word(name) for name in series.y] or ["count"]
    totals = series.rows_of_totals

    def cell(row: int, at: int) -> str:
        told = counted(report, series.rows[row][at])
        return f"{told} of {counted(report, totals[row][at])}" if totals else told

    rows = [(_class(series, at), *(cell(row, at) for row in range(len(names)))) for at in range(len(series.x))]
    head = [Col(axis), *(Col(name, number=True) for name in names)]
    return table(id_, title, head, rows)


def _word(name: int | Term) -> str:
    return str(name)


def _class(series: Series, at: int) -> str:
    """A class in words."""
    name = series.x[at]
    match series.kind:
        case SeriesKind.WEEK if len(series.x) == 1:
            return "all day"
        case SeriesKind.WEEK:
            return f"{name:02d} to {int(name) + 24 // len(series.x):02d}"
        case SeriesKind.REPEATS:
            return {1: "once", 2: "twice", len(series.x): f"{name} or more"}.get(at + 1, f"{name} times")
        case SeriesKind.GROWTH:
            return f"{name} %"
        case SeriesKind.ALONG_FILE:
            return f"from record {name:,}"
        case _:
            return _word(name)


def _share_of_all(series: Series) -> Drawn:
    total = sum(n or 0 for n in series.counts)
    rows = [
        Bar(str(name), None if n is None else n / total, _FEW if n is None else percent(n / total))
        for name, n in zip(series.x, series.counts, strict=True)
        if n != 0
    ]
    return lying(rows)


def _share_of_totals(series: Series) -> Drawn:
    pairs = zip(series.x, series.counts, series.totals, strict=True)
    shares = ((name, None if hits is None or not total else hits / total) for name, hits, total in pairs)
    return lying([Bar(_word(name), share, _FEW if share is None else percent(share)) for name, share in shares])


def _histogram(series: Series) -> Drawn:
    return standing([Bar(str(name), n) for name, n in zip(series.x, series.counts, strict=True)])


def _week(series: Series) -> Drawn:
    days = [_word(day) for day in series.y]
    if len(series.x) == 1:
        return standing([Bar(day[:3], n) for day, n in zip(days, series.counts, strict=True)])
    return grid([f"{hour:02d}" for hour in series.x], days, series.rows)


def _regions(series: Series) -> Drawn:
    numbered = [f"{place} {name}" for place, name in enumerate(series.y, 1)]
    return grid([name.partition(" ")[0] for name in numbered], [cut(name, 17) for name in numbered], series.rows)


def _gaps(series: Series) -> Drawn:
    return grid([_word(x) for x in series.x], [f"column {y}" for y in series.y], series.rows, by_row=True)


def _repeats(series: Series) -> Drawn:
    classes = [_class(series, at) for at in range(len(series.x))]
    return grid(classes, [_word(name) for name in series.y], series.rows, by_row=True)


def _curves(series: Series) -> list[Curve]:
    return [
        Curve(_word(name), [(float(x), float(n)) for x, n in zip(series.x, row, strict=True) if n])
        for name, row in zip(series.y, series.rows, strict=True)
    ]


def _entropy(series: Series) -> Drawn:
    """Bits by position, and the level of ten digits that are equally common."""
    return standing([Bar(str(x), size) for x, size in zip(series.x, _bits(series), strict=True)], log2(10))


def _bits(series: Series) -> list[float]:
    return [bits(digits) for digits in zip(*series.rows, strict=True)]


def bits(counts: Sequence[int | None]) -> float:
    """The entropy of a distribution, in bits; what is withheld is left out."""
    known = [n for n in counts if n]
    return -sum(n / sum(known) * log2(n / sum(known)) for n in known) if known else 0.0


def _along(series: Series) -> Drawn:
    curves = [
        Curve(
            _word(name), [(float(x), n / t) for x, n, t in zip(series.x, row, of, strict=True) if t and n is not None]
        )
        for name, row, of in zip(series.y, series.rows, series.rows_of_totals, strict=True)
    ]
    return along(curves, float(series.x[-1]))


@dataclass(frozen=True, slots=True)
class Picture:
    """How a kind of series is shown: `told` describes the chart to all, `axis` names the classes in its table."""

    title: str
    told: str
    axis: str
    draw: Callable[[Series], Drawn]


_PICTURES: Final[Mapping[SeriesKind, Picture]] = {
    SeriesKind.ALONG_FILE: Picture(
        title="Along the file",
        told="Shares in consecutive stretches of records, at their first record. A register keeps its level; where "
        "filler begins, it drops. A gap is a count too small to be shown.",
        axis="Stretch",
        draw=_along,
    ),
    SeriesKind.BIRTHS: Picture(
        title="Births by year",
        told="People by the year, or the first of five years, of their birth; the outer bars hold all beyond. A "
        "population has waves and thins out towards old age; a generator draws an even wall. A < "
        "stands for too few to show.",
        axis="Year",
        draw=_histogram,
    ),
    SeriesKind.DAYS: Picture(
        title="Births by day of the month",
        told="Clerks who do not know a day write the 1st or the 15th, and the 31st comes in seven months only; a "
        "generator draws all days alike. A < stands for too few to show.",
        axis="Day",
        draw=_histogram,
    ),
    SeriesKind.DIGITS: Picture(
        title="How free each digit of the identity numbers is",
        told="Entropy by position, in bits: 3.32 where all ten digits are equally common, 0 where one digit always "
        "stands. Places and years are bound in a register; random digits are free everywhere.",
        axis="Position",
        draw=_entropy,
    ),
    SeriesKind.GAPS: Picture(
        title="Cells that are empty together",
        told="Records in which the column of the row and the column above are both empty; on the diagonal, all in "
        "which that column is. Where a page of a form was left out, squares beside the diagonal are as large as those "
        "on it; blanks that a coin has drawn stand alone. Squares compare within a row. " + _WITHHELD,
        axis="Column",
        draw=_gaps,
    ),
    SeriesKind.GENERATOR_LISTS: Picture(
        title="Different words on generators' lists",
        told="Of all different words of a column, the share that is on the list of the generator that fits best; in "
        "brackets the length of that list.",
        axis="List",
        draw=_share_of_totals,
    ),
    SeriesKind.GROWTH: Picture(
        title="How the stock of names grows",
        told="Different names met in a growing part of the people. In a register new names never end; a generator's "
        "list runs dry and the curve lies flat.",
        axis="People",
        draw=lambda series: growth(_curves(series), "%"),
    ),
    SeriesKind.PHONES: Picture(
        title="Phone numbers in the plan",
        told="All numbers that can be judged, each once.",
        axis="Kind",
        draw=_share_of_all,
    ),
    SeriesKind.RANKS: Picture(
        title="How common the commonest names are",
        told="Different people who bear the name of each rank, both scales logarithmic. Those of a population "
        "fall steeply; those of a list that is drawn from evenly lie flat, then break off. No name is kept.",
        axis="Rank",
        draw=lambda series: ranks(_curves(series)),
    ),
    SeriesKind.REGIONS: Picture(
        title="Which region goes with which",
        told="The region that the number carries, by row, against the region of the record, by column in the same "
        "order. Where the two belong together, the diagonal stands out. " + _WITHHELD,
        axis="Region of the record",
        draw=_regions,
    ),
    SeriesKind.REPEATS: Picture(
        title="How often things repeat",
        told="Different values by how many records hold them; squares compare within a row. " + _WITHHELD,
        axis="Occurs",
        draw=_repeats,
    ),
    SeriesKind.WEEK: Picture(
        title="The working week",
        told="Moments by weekday and hour, as written. People sleep and close at weekends; a generator does not. "
        + _WITHHELD,
        axis="Hours",
        draw=_week,
    ),
}
