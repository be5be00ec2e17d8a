"""Mail domains that say something about the sender: reserved ones, generators' own, free-mail providers'."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class MailDomains:
    """Domain names in lower case; each covers its subdomains. `generators` is named after what writes them."""

    edition: str
    reserved: frozenset[str]
    generators: dict[str, frozenset[str]]
    free: frozenset[str]


@cache
def load() -> MailDomains:
    """The table `reserved_domains.toml`. Raises KeyError where the packaged table is damaged."""
    table = tomllib.loads(files("leakcheck.reference").joinpath("reserved_domains.toml").read_text("utf-8"))
    return MailDomains(
        edition=table["edition"],
        reserved=frozenset(table["reserved"]["domains"]),
        generators={row["name"]: frozenset(row["domains"]) for row in table["generator"]},
        free=frozenset(table["free"]["domains"]),
    )
