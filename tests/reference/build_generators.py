"""Make leakcheck/reference/generators/lists.bin.z: the word lists of Faker and Mimesis as hashed keys.

Run with faker 40.54.0 and mimesis 22.2.0 installed: ``python tests/reference/build_generators.py``. Sources: the
packages' own lists (Faker, MIT; Mimesis, MIT). Only keys of 32 bits are kept, no word. No network.
"""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl

from leakcheck.features.lexicon import keys, unhyphenated
from leakcheck.reference.generators import FILE, pack

TARGET = Path(__file__).parents[2] / "leakcheck" / "reference" / "generators" / FILE
PINNED = {"faker": "40.54.0", "mimesis": "22.2.0"}
FEWEST = 20  # a shorter list is a sketch of a locale, and anybody's names lie inside by chance
# Longer lists of occupations are national classifications (COR, CBO ...), which genuine registers are coded by.
MOST_OCCUPATIONS = 1_200
# Surnames of which a few hundred are all there are, and the given names of a country where the list is the law.
WHOLE_PEOPLES = {
    "family": {"zh_CN", "zh_TW", "ko_KR", "vi_VN", "zh", "ko", "is_IS", "is"},
    "given": {"is_IS", "is"},
}

Name = tuple[str, str, str]


def installed() -> bool:
    """Whether the pinned generators are there."""
    try:
        return {name: version(name) for name in PINNED} == PINNED
    except ImportError:
        return False


def compile_lists() -> bytes:
    """The packaged file's bytes."""
    found = {name: hashed(name[0], words) for name, words in (*faker_lists(), *mimesis_lists())}
    edition = ", ".join(f"{name} {number}" for name, number in PINNED.items())
    return pack(edition, _distinct({name: found[name] for name in sorted(found) if len(found[name]) >= FEWEST}))


def hashed(kind: str, words: Iterable[str]) -> set[int]:
    """The keys of a list's words, read as `features.lexicon` reads a cell of that kind."""
    cells = pl.Series(sorted(set(words)), dtype=pl.String)
    return set(keys(unhyphenated(cells) if kind == "family" else cells).drop_nulls())


def _distinct(lists: dict[Name, set[int]]) -> dict[Name, set[int]]:
    """Without lists that repeat another, such as Mimesis en-au and en; the shorter locale stands for both."""
    kept: dict[tuple[str, str, frozenset[int]], Name] = {}
    for name in sorted(lists, key=lambda name: (len(name[2]), name)):
        kept.setdefault((name[0], name[1], frozenset(lists[name])), name)
    return {name: lists[name] for name in sorted(kept.values())}


def faker_lists() -> Iterator[tuple[Name, set[str]]]:
    """Given and family names, jobs and phrases, by the class attributes of Faker's providers."""
    from faker.providers import company, job, person  # noqa: PLC0415  (the test that imports this may lack it)

    for locale, provider in _providers(person):
        for kind, prefix in (("given", "first"), ("family", "last")):
            if locale not in WHOLE_PEOPLES[kind]:
                yield (kind, "Faker", locale), set(_words(provider, prefix))
    for locale, provider in _providers(job):
        jobs = set(_words(provider, "jobs"))
        if len(jobs) <= MOST_OCCUPATIONS:
            yield ("occupation", "Faker", locale), jobs
    first, _, last = company.Provider.catch_phrase_words
    yield ("phrase first", "Faker", "en_US"), set(first)
    yield ("phrase last", "Faker", "en_US"), {words.split()[-1] for words in last}
    zh = import_module("faker.providers.address.zh_CN").Provider
    yield ("district", "Faker", "zh_CN"), set(zh.districts)


def _providers(package: ModuleType) -> Iterator[tuple[str, Any]]:
    for module in pkgutil.iter_modules(package.__path__):
        if module.ispkg:
            yield module.name, import_module(f"{package.__name__}.{module.name}").Provider


def _words(provider: Any, prefix: str) -> Iterator[str]:
    """The strings of all lists whose name begins with `prefix`; formats (with braces) are no lists."""
    for attribute in dir(provider):
        values = getattr(provider, attribute)
        if attribute.startswith(prefix) and isinstance(values, list | tuple | dict):
            words = [word for word in values if isinstance(word, str)]
            if not any("{{" in word for word in words):
                yield from words


def mimesis_lists() -> Iterator[tuple[Name, set[str]]]:
    """Names, surnames and occupations out of Mimesis' person.json."""
    import mimesis  # noqa: PLC0415  (as above)

    for path in sorted((Path(mimesis.__file__).parent / "datasets").glob("*/person.json")):
        table, locale = json.loads(path.read_text("utf-8")), path.parent.name
        for kind, key in (("given", "names"), ("family", "surnames"), ("occupation", "occupation")):
            words = set(_leaves(table.get(key, [])))
            if locale not in WHOLE_PEOPLES.get(kind, ()) and (kind != "occupation" or len(words) <= MOST_OCCUPATIONS):
                yield (kind, "Mimesis", locale), words


def _leaves(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        node = list(node.values())
    if isinstance(node, list):
        for inner in node:
            yield from _leaves(inner)
    elif isinstance(node, str):
        yield node


if __name__ == "__main__":
    TARGET.write_bytes(compile_lists())
