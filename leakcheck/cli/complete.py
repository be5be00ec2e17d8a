"""What a shell may complete: validators, roles, verdicts, codes, formats. Asked for at every Tab, so nothing heavy."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import redirect_stdout, suppress
from itertools import pairwise
from typing import Final

_BREAKS: Final = re.compile(r"[=:]+")  # of COMP_WORDBREAKS, those that stand in our words


def validator_ids(incomplete: str) -> list[str]:
    """The ids that go on after the last comma."""
    from leakcheck.plugins import descriptions

    return _listed(incomplete, (told.card.id for told in descriptions()))


def verdicts(incomplete: str) -> list[str]:
    """The verdicts that go on after the last comma."""
    from leakcheck.model.verdict import Verdict

    return _listed(incomplete, (verdict.value for verdict in Verdict))


def column_roles(incomplete: str) -> list[str]:
    """``COL=ROLE``: the roles after a column; after ``national_id:`` the schemes. A column itself only you know."""
    from leakcheck.model.columns import Role

    column, equals, told = incomplete.rpartition("=")
    if not equals:
        return []
    role, colon, _ = told.partition(":")
    if colon and role == Role.NATIONAL_ID:
        from leakcheck.reference.schemes import load

        return [f"{column}={role}:{scheme}" for scheme in load()]
    return [f"{column}={role.value}" for role in Role]


def format_names() -> list[str]:
    """What ``--format`` takes."""
    from leakcheck.render.formats import NAMES

    return list(NAMES)


def output_paths(incomplete: str) -> list[str]:
    """``FORMAT:`` before a path; the path is the shell's to complete."""
    from leakcheck.render.formats import FORMATS

    return [f"{row.name}:" for row in FORMATS] if incomplete and ":" not in incomplete else []


def explained() -> list[str]:
    """What ``explain`` knows."""
    from leakcheck.plugins import descriptions
    from leakcheck.reference.codes import codes
    from leakcheck.render import calibration

    cards = [told.card for told in descriptions()]
    words = (code.removeprefix("exit ") for code in codes())
    return [*(card.id for card in cards), *(card.name for card in cards), *words, calibration.CODE]


def schema_names() -> list[str]:
    """What ``schema`` prints."""
    return ["report", "config"]


def profiles() -> list[str]:
    """What ``synth`` makes."""
    return ["register", "random", "generator", "padded", "shuffled", "mixed"]  # (leakcheck.synth loads polars)


def _listed(incomplete: str, words: Iterable[str]) -> list[str]:
    before, comma, _ = incomplete.rpartition(",")
    return [f"{before}{comma}{word}" for word in words if word not in before.split(",")]


def asked_by_bash() -> bool:
    """Whether this is bash at a Tab; it tears words apart at = and :."""
    return os.environ.get("_LEAKCHECK_COMPLETE") == "complete_bash"


def whole_words(answer: Callable[[], None]) -> str:
    """What to tell bash, where `answer` prints completions of the whole word that the cursor is in.

    Bash hands ``2=national_id:cn`` over as five words and replaces the last alone. The words are put together before
    `answer` sees them, and what bash will keep is taken off what it prints.
    """
    torn = os.environ.get("COMP_WORDS", "").split("\n")
    words, at, kept = rejoined(torn, int(os.environ.get("COMP_CWORD", "0")))
    os.environ["COMP_WORDS"], os.environ["COMP_CWORD"] = "\n".join(words), str(at)
    shown = io.StringIO()
    with redirect_stdout(shown), suppress(SystemExit):  # completion ends the program: bash reads what it printed
        answer()
    return "".join(f"{line.removeprefix(kept)}\n" for line in shown.getvalue().splitlines())


def rejoined(torn: Sequence[str], cursor: int) -> tuple[list[str], int, str]:
    """Whole words, which of them the cursor is in, and the part of that which stands before the torn word."""
    words: list[str] = []
    at, kept = cursor, ""
    torn = [*torn, ""] if cursor == len(torn) else torn
    for place, (before, word) in enumerate(pairwise(["", *torn])):
        together = bool(words) and bool(_BREAKS.fullmatch(word) or (_BREAKS.fullmatch(before) and word))
        start = words[-1] if together else ""
        if together:
            words[-1] += word
        else:
            words.append(word)
        if place == cursor:
            at, kept = len(words) - 1, start + word if _BREAKS.fullmatch(word) else start
    return words, at, kept
