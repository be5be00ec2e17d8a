"""Is the first record a header? Decided from values: would the other records have written such a row?

For every column two questions are asked of the first cell, each answered by a likelihood ratio of "a label" against
"one more record": has it the shape of the column's other cells, and does its very value stand among them? A first row
that cannot be told from a record is a record, so that a person never becomes a column's name.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

_ROWS: Final = 300  # of the prefix, to learn what a column's cells look like
_BOUND: Final = 1.5  # log10: no column alone outweighs several others
_NEEDED: Final = 0.5  # log10: about 3 to 1, since a masked label costs less than a person shown
_LABEL_SHAPE: Final = (  # how often a label looks like this; ours, from headers of published registers
    (re.compile(r""), 0.01),  # nothing written
    (re.compile(r"[a-z]+(?:_[a-z]+)*"), 0.5),
    (re.compile(r"[A-Za-z]+(?:[ _][A-Za-z]+)*"), 0.3),
    (re.compile(r"[^\W\d_]{1,8}"), 0.3),  # a word of any script
    (re.compile(r"[^\W\d]+(?:[ _.:/()（）-]+[^\W\d]*)*"), 0.2),
    (re.compile(r"[^\W\d][\w .:/()（）-]*\d{1,2}"), 0.1),  # address2
)
_RARE: Final = 0.002  # a label of any other shape: long digits, dates, addresses of mail
_DATA: Final = re.compile(r".*(?:\d{5}|\d[-/.]\d+[-/.]\d|@.+\.).*", re.DOTALL)
_WORDS: Final = re.compile(
    r"id|name|sex|gender|age|birthday|dob|address|addr|phone|mobile|tel|e?mail|city|country|province|state|zip|date"
    r"|time|type|code|no|number|status|[a-z]+(?:_[a-z0-9]+)+"
    r"|姓名|性别|年龄|生日|出生日期|身份证号?|手机号?|电话|地址|邮箱|编号",
    re.IGNORECASE,
)  # only for a sample of a single row
_DIGIT: Final = re.compile(r"\d")
_KIND: Final = re.compile(r"(\d+)|([a-z]+)|([\u3400-\u9fff\uf900-\ufaff]+)|([A-Z]+)|([^\W\d_]+?(?=[\W\d_a-zA-Z]|$))")
_OTHER_KIND: Final = 0.3  # a value of letters alone where all others have digits, or the other way round: ours


def is_header(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Does `first` name the columns of `rest`, the records after it (all of one width; None counts as empty)?"""
    cells = [cell.strip() for cell in first]
    if not any(cells) or any(len(cell) > 100 for cell in cells):
        return False
    if any(_DATA.fullmatch(cell) for cell in cells) and not _years(cells):
        return False
    others = [row for row in rest[:_ROWS] if tuple(row) != tuple(first)]  # a repeated header is no record
    if not others:
        known = sum(1 for cell in cells if _WORDS.fullmatch(cell))
        return known >= max(1, len(cells) / 3) and len(set(cells)) == len(cells)
    weight = sum(_weigh(cell, [row[index].strip() for row in others]) for index, cell in enumerate(cells))
    repeated = len(cells) - len(set(cells))
    return weight - repeated > _NEEDED


def labels_of(cells: Sequence[str]) -> tuple[str, ...]:
    """The labels of a header; ``colN`` where one is empty."""
    return tuple(cell.strip() or f"col{index}" for index, cell in enumerate(cells, start=1))


def _weigh(cell: str, values: Sequence[str]) -> float:
    """log10 of P(this first cell | label) / P(this first cell | one more value like these)."""
    total = len(values)
    shapes = Counter(map(_shape, values))
    seen = shapes[_shape(cell)]
    novel_shape = sum(1 for count in shapes.values() if count == 1)
    as_value = (seen or min(novel_shape, total / 2) + 0.5) / (total + 1)
    if cell and all(_digits(value) != _digits(cell) for value in values if value):
        as_value *= _OTHER_KIND
    as_label = next((share for pattern, share in _LABEL_SHAPE if pattern.fullmatch(cell)), _RARE)
    weight = max(-_BOUND, min(_BOUND, math.log10(as_label / as_value)))
    filled = [value for value in values if value]
    if cell and len(filled) >= 5:
        counts = Counter(filled)
        novel = (sum(1 for count in counts.values() if count == 1) + 0.5) / (len(filled) + 1)
        # A label is hardly ever a value of its column too; a value is new as often as values stand there once (Good).
        weight += (
            max(-_BOUND, math.log10(0.02 / (1 - novel * 0.98))) if cell in counts else min(_BOUND, -math.log10(novel))
        )
    return weight


def _digits(value: str) -> bool:
    return _DIGIT.search(value) is not None


def _shape(value: str) -> tuple[str, int]:
    """Kinds of characters in order, runs as one, and the rough length."""
    return _KIND.sub(_kind, value[:40])[:12], len(value).bit_length()


def _kind(run: re.Match[str]) -> str:
    return "9a汉Ax"[(run.lastindex or 1) - 1]


def _years(cells: Sequence[str]) -> bool:
    """Columns named by years: text first, then four-digit years only."""
    return not _DATA.fullmatch(cells[0]) and all(re.fullmatch(r"(?:19|20)\d\d", cell) for cell in cells[1:])
