"""Country and region: whom do the columns speak for?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from leakcheck.claims.sample import Seen, standing
from leakcheck.model.claims import Against, Finding, Standing
from leakcheck.model.columns import Column
from leakcheck.model.evidence import Interval, Message, Term
from leakcheck.reference.places import load as places
from leakcheck.reference.populations import divisions
from leakcheck.reference.schemes import load as schemes
from leakcheck.stats.likelihood import Beta, share_llr
from leakcheck.stats.proportions import wilson

MINIMUM: Final = 30  # records that name a region
NATION: Final = 50.0  # how sure a national set is to follow the census
# How much of a register of one region is of that region, by what says so: numbers tell where people were born.
LOCAL: Final = {
    Against.NUMBER_REGION: ("number region", Beta.around(0.7, 4.0)),
    Against.PHONE_REGION: ("phone region", Beta.around(0.8, 4.0)),
    Against.PLACE_REGION: ("place region", Beta.around(0.9, 4.0)),
}


def where(seen: Seen) -> Iterator[Finding]:
    """Every test of country and region that can be made."""
    country = seen.claims.country
    if country is None:
        return
    if "country" in dict(seen.claims.stated):
        yield from _country(seen, country)
    if seen.claims.region is not None:
        yield from _region(seen, country, seen.claims.region)


def _country(seen: Seen, country: str) -> Iterator[Finding]:
    spoken = [said for column in seen.binding if (said := _speaks_for(column))]
    own, others = spoken.count(country), len(spoken) - spoken.count(country)
    if not spoken:
        return
    denied = Standing.CONTRADICTED if not own and others > 1 else Standing.NOT_TESTED
    message = Message(
        "{own:count} columns follow schemes, plans or places of {country}, {others:count} those of other countries.",
        {"own": own, "others": others, "country": Term(country)},
    )
    yield seen.finding(("country", Against.COUNTRY), Standing.HOLDS if own > others else denied, message)


def _speaks_for(column: Column) -> str | None:
    """The country whose rules the column follows; a language is none."""
    scheme = schemes().get(column.scheme or "")
    said = (scheme.country if scheme else None) or column.locale
    return said if said and len(said) == 2 and said.isupper() else None


def _region(seen: Seen, country: str, region: int) -> Iterator[Finding]:
    table = places(country)
    if table is None:
        return
    people = divisions(country)
    expected = people[region] / sum(people.values()) if region in people else 1 / len(table.titles)
    for test, (question, local) in LOCAL.items():
        counts = seen.counted.tables.get(question, {})
        total, hits = sum(counts.values()), counts.get(region, 0)
        if total < MINIMUM:
            continue
        llr = share_llr(hits, total, local, Beta.around(expected, NATION))
        message = Message(
            "{part} of {n:count} records name {region}, where {expected:share} of the people of the country live.",
            {**seen.part(hits, total), "region": Term(table.titles[region]), "expected": expected},
        )
        yield seen.finding(("region", test), standing(llr), message, llr, interval=Interval(*wilson(hits, total)))
