"""What a validator, an error, a remark, a verdict, a family or an exit code means: `leakcheck explain CODE`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from difflib import get_close_matches
from math import inf
from typing import Final

from leakcheck.model.claims import Against
from leakcheck.model.evidence import Family
from leakcheck.model.report import ValidatorCard
from leakcheck.reference.codes import HEADINGS, KINDS, Code, codes, find
from leakcheck.render import calibration
from leakcheck.render.cells import cells, spread, wrap
from leakcheck.render.docstring import DocstringError, ValidatorDoc, parse_docstring
from leakcheck.render.safe import inert, safe

Entry = tuple[ValidatorCard, Family, str]  # a validator's card, family and module docstring
_WIDTH: Final = 80


def explain(code: str, entries: Sequence[Entry]) -> str | None:
    """The page on `code` (in any case; a validator by id or name) at 80 columns, or None if nothing is called so.

    Raises DocstringError where a built-in validator's own docstring is incomplete.
    """
    if _folded(code) == calibration.CODE:
        return calibration.page()
    if (entry := _validator(code, entries)) is not None:
        card, family, doc = entry
        origin = "built in" if card.origin == "builtin" else safe(card.origin, 20)
        head = spread(f"{card.id}  {card.name}", f"{origin}, version {card.version}, {family}", _WIDTH)
        return _page(head, card.title, _documented(card, doc))
    if (known := find(code)) is not None:
        head = spread(known.code, _nature(known), _WIDTH)
        return _page(head, known.title, _known(known))
    return None


def explain_json(code: str, entries: Sequence[Entry]) -> str | None:
    """The same as one JSON object, or None."""
    if _folded(code) == calibration.CODE:
        return calibration.page_json()
    if (entry := _validator(code, entries)) is not None:
        card, family, doc = entry
        told = {"code": card.id, "kind": "validator", **asdict(card), "family": family.value}
        return json.dumps({**told, "sections": _documented(card, doc)}, indent=2) + "\n"
    if (known := find(code)) is not None:
        told = {"code": known.code, "kind": known.kind, "title": known.title}
        if known.kind == "quality":
            told["severity"] = known.severity
        return json.dumps({**told, "exit": known.exit, "sections": _known(known)}, indent=2) + "\n"
    return None


def topics(entries: Sequence[Entry]) -> str:
    """Everything that can be asked for, by kind, at 80 columns."""
    lines = ["leakcheck explain WORD, in any case; a validator by its name as well.", ""]
    for kind, words in _words(entries).items():
        lines += [KINDS.get(kind, kind), *wrap("  ".join(words), _WIDTH, "  ", "  ")]
    return "\n".join(lines) + "\n"


def topics_json(entries: Sequence[Entry]) -> str:
    """The same as one JSON object, kind by kind."""
    return json.dumps(_words(entries), indent=2) + "\n"


def _words(entries: Sequence[Entry]) -> dict[str, list[str]]:
    told = {"validator": [inert(card.id) for card, _, _ in entries]}
    for code in codes().values():
        told.setdefault(code.kind, []).append(code.code.removeprefix("exit "))
    told["topic"].append(calibration.CODE)
    return told


def nearest(code: str, entries: Sequence[Entry] = ()) -> list[str]:
    """Up to three codes that look like `code`, the likeliest first."""
    names = {name.casefold(): name for name in (*codes(), calibration.CODE)}
    names |= {name.casefold(): card.id for card, _, _ in entries for name in (card.id, card.name)}
    asked = _folded(code)
    close = get_close_matches(asked, list(names), n=12, cutoff=0.6)
    close.sort(key=lambda name: _swapped(name, asked))  # figures in the wrong order are the commonest slip
    return list(dict.fromkeys(names[name] for name in close))[:3]


def _folded(code: str) -> str:
    return code.strip().casefold()


def _swapped(name: str, asked: str) -> float:
    """How many places differ between two words of the same letters; without end for words of others."""
    same = sorted(name) == sorted(asked)
    return sum(one != other for one, other in zip(name, asked, strict=True)) if same else inf


def _validator(code: str, entries: Sequence[Entry]) -> Entry | None:
    wanted = _folded(code)
    return next((e for e in entries if wanted in {e[0].id.casefold(), e[0].name.casefold()}), None)


def _known(code: Code) -> dict[str, str]:
    """The sections of a code; those of the claims end with the formula of every test."""
    sections = {title: getattr(code, key) for key, title in HEADINGS.items()}
    if code.code == "claims":
        sections["Formulas"] = "\n".join(f"{test}: {test.formula}" for test in Against if test is not Against.NOTHING)
    return sections


def _documented(card: ValidatorCard, doc: str) -> dict[str, str]:
    """What the docstring says under each heading; of a plugin that has none of the kind, that it has not."""
    try:
        return dict(_sections(parse_docstring(doc)))
    except DocstringError as error:
        if card.origin == "builtin":
            raise
        return {HEADINGS["measures"]: f"Whoever wrote {card.origin} does not say as asked: {error}."}


def _sections(doc: ValidatorDoc) -> Iterator[tuple[str, str]]:
    yield HEADINGS["measures"], f"{doc.question}\nCounts: {doc.counts}"
    yield HEADINGS["why"], doc.why
    yield HEADINGS["reading"], doc.evidence
    yield HEADINGS["needs"], f"{doc.reads}\nRaises: {doc.raises}"
    yield HEADINGS["blind"], doc.blind_to
    yield HEADINGS["settings"], doc.settings
    yield HEADINGS["example"], doc.example
    yield "Sources", doc.source


def _nature(code: Code) -> str:
    match code.kind:
        case "error":
            return f"{KINDS[code.kind]}, exit code {code.exit}"
        case "quality":
            return f"{KINDS[code.kind]}, {code.severity}"
        case _:
            return KINDS[code.kind]


def _page(head: str, title: str, sections: Mapping[str, str]) -> str:
    lines = [inert(head), *wrap(inert(title), _WIDTH), ""]
    for heading, text in sections.items():
        lines.append(heading)
        for paragraph in map(inert, text.split("\n")):
            fits = cells(paragraph) + 2 <= _WIDTH  # then its blanks are kept: it may be a row of a table
            lines += [f"  {paragraph}"] if fits else wrap(paragraph, _WIDTH, "  ", "  ")
    return "\n".join(line.rstrip() for line in lines) + "\n"
