"""What a validator, an error, a remark, a verdict, a family or an exit code means: `leakcheck explain CODE`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from difflib import get_close_matches
from typing import Final

from leakcheck.model.evidence import Family
from leakcheck.model.report import ValidatorCard
from leakcheck.reference.codes import HEADINGS, KINDS, Code, codes, find
from leakcheck.render.cells import cells, spread, wrap
from leakcheck.render.docstring import DocstringError, ValidatorDoc, parse_docstring
from leakcheck.render.safe import inert, safe

Entry = tuple[ValidatorCard, Family, str]  # a validator's card, family and module docstring
_WIDTH: Final = 80


def explain(code: str, entries: Sequence[Entry]) -> str | None:
    """The page on `code` (in any case; a validator by id or name) at 80 columns, or None if nothing is called so.

    Raises DocstringError where a built-in validator's own docstring is incomplete.
    """
    if (entry := _validator(code, entries)) is not None:
        card, family, doc = entry
        origin = "built in" if card.origin == "builtin" else safe(card.origin, 20)
        head = spread(f"{card.id}  {card.name}", f"{origin}, version {card.version}, {family}", _WIDTH)
        return _page(head, card.title, _documented(card, doc))
    if (known := find(code)) is not None:
        head = spread(known.code, _nature(known), _WIDTH)
        return _page(head, known.title, {title: getattr(known, key) for key, title in HEADINGS.items()})
    return None


def explain_json(code: str, entries: Sequence[Entry]) -> str | None:
    """The same as one JSON object, or None."""
    if (entry := _validator(code, entries)) is not None:
        card, family, doc = entry
        told = {"code": card.id, "kind": "validator", **asdict(card), "family": family.value}
        return json.dumps({**told, "sections": _documented(card, doc)}, indent=2) + "\n"
    if (known := find(code)) is not None:
        told = {"code": known.code, "kind": known.kind, "title": known.title}
        if known.kind == "quality":
            told["severity"] = known.severity
        sections = {title: getattr(known, key) for key, title in HEADINGS.items()}
        return json.dumps({**told, "exit": known.exit, "sections": sections}, indent=2) + "\n"
    return None


def nearest(code: str, entries: Sequence[Entry] = ()) -> list[str]:
    """Up to three codes that look like `code`, the likeliest first."""
    names = {name.casefold(): name for name in codes()}
    names |= {name.casefold(): card.id for card, _, _ in entries for name in (card.id, card.name)}
    asked = code.strip().casefold()
    close = get_close_matches(asked, list(names), n=12, cutoff=0.6)
    close.sort(key=lambda name: sorted(name) != sorted(asked))  # figures in the wrong order are the commonest slip
    return list(dict.fromkeys(names[name] for name in close))[:3]


def _validator(code: str, entries: Sequence[Entry]) -> Entry | None:
    wanted = code.strip().casefold()
    return next((e for e in entries if wanted in {e[0].id.casefold(), e[0].name.casefold()}), None)


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
