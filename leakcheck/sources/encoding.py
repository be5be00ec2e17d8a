"""Which encoding do these bytes stand in? Decided on a bounded prefix, by what the bytes can mean and not by a name."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from leakcheck.errors import SourceError, UsageError
from leakcheck.sources.alphabets import LATIN, latin, script

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_WORSE: Final = (
    0.02  # bad share of the non-ASCII bytes above which an encoding is the wrong one, not a damaged right one
)
_FEW: Final = 3  # bad places that are damage whatever their share, where the user named the encoding
_COMMON: Final = 0.6  # share of commonest characters that real Chinese text keeps above and misread text below
_PART: Final = 0.2  # share of the non-ASCII bytes in lines of UTF-8 that makes it one of two encodings
_LONG: Final = re.compile(rb"[\xe1-\xef][\x80-\xbf][\x80-\xbf]")
_HIGH: Final = bytes(range(0x80, 0x100))
_SCORED: Final = 256 * 1024  # bytes that characters are counted in
_GUESS_BYTES: Final = 32 * 1024  # of lines that are not ASCII, for charset-normalizer


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec's name, the length of the mark at the file's start, and how sure we are (high, moderate, low)."""

    name: str
    mark: int
    confidence: str
    note: str
    other: str | None = None  # of the lines that are not in the first one, where two were mixed


def decide(head: bytes, wanted: str | None = None) -> Encoding:
    """The encoding of a sample that begins with `head`.

    `wanted` is the user's word; SourceError LC203 where the head cannot be read so, UsageError LC102 where no codec has
    that name.
    """
    if wanted is not None:
        return _as_wanted(head, wanted)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return Encoding(name, len(mark), "high", f"encoding {name} from its byte order mark")
    if wide := _wide(head):
        return Encoding(wide, 0, "high", f"encoding {wide} from the places of its zero bytes")
    if head.isascii():
        return Encoding("utf-8", 0, "high", "the first bytes are ASCII; read as utf-8")
    if damaged(head, "utf-8") is None:
        return Encoding("utf-8", 0, "high", "the first bytes are valid utf-8")
    bad, other = _damage(head, "utf-8")
    if bad <= _WORSE * other:
        return Encoding("utf-8", 0, "moderate", f"encoding utf-8 with damage: {bad} bad bytes in the first {len(head)}")
    return _mixed(head) or _legacy(head)


def damaged(head: bytes, name: str) -> int | None:
    """The offset of the first byte of `head` that is bad in encoding `name`; None where there is none.

    A character cut off at the end of the head is not bad.
    """
    try:
        codecs.getincrementaldecoder(name)("strict").decode(head, final=False)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _as_wanted(head: bytes, wanted: str) -> Encoding:
    try:
        name = codecs.lookup(wanted).name
        "".encode(name)
    except (LookupError, ValueError):
        raise UsageError("LC102", "--encoding: no text encoding has that name", "try utf-8, gb18030, cp1252") from None
    mark = 0
    for signature, marked in _BOMS:
        if head.startswith(signature) and codecs.lookup(marked).name.startswith(name.removesuffix("-sig")):
            name, mark = marked, len(signature)
            break
    if not mark and name in {"utf-16", "utf-32"}:
        name = _wide(head) or f"{name}-le"
    bad, other = _damage(head[mark:], name)
    if bad > max(_FEW, _WORSE * other):
        offset = damaged(head[mark:], name)
        best = decide(head)
        place = mark + (offset or 0)
        raise SourceError(
            "LC203",
            f"cannot read as {name}: bad byte at {place:,}",
            f"the first bytes read as {best.name}; try --encoding {best.name}" if best.name != name else None,
        )
    return Encoding(name, mark, "high", f"encoding {name}, as asked")


def _damage(head: bytes, name: str) -> tuple[int, int]:
    """Bad places in `head` under encoding `name`, and how many of its bytes are not ASCII."""
    text = codecs.getincrementaldecoder(name)("replace").decode(head, final=False)
    meant = head.count(b"\xef\xbf\xbd") if name == "utf-8" else 0
    return text.count("\N{REPLACEMENT CHARACTER}") - meant, _not_ascii(head)


def _wide(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: ASCII and line ends leave zeros at every second (or fourth) byte."""
    size = len(head) // 4
    if not size or b"\0" not in head:
        return None
    zeros = [head[start : size * 4 : 4].count(0) / size for start in range(4)]
    if zeros[2] > 0.9 and zeros[3] > 0.9 and zeros[0] < 0.1:
        return "utf-32-le"
    if zeros[0] > 0.9 and zeros[1] > 0.9 and zeros[3] < 0.1:
        return "utf-32-be"
    even, odd = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    for name, rare, often, newline in (("utf-16-le", even, odd, b"\n\0"), ("utf-16-be", odd, even, b"\0\n")):
        # Latin text has zeros in nearly every second byte; Chinese text only at delimiters, digits and line ends.
        if often > 0.02 and rare < often / 50 and (newline in head or often > 0.5) and damaged(head, name) is None:
            return name
    return None


def _mixed(head: bytes) -> Encoding | None:
    """UTF-8 and another encoding, each on lines of its own, as files of two makers joined into one have them.

    A line is UTF-8 beyond doubt where no two-byte character of another encoding can look like it by chance.
    """
    lines = [line for line in head[: 4 * _SCORED].splitlines()[:-1] if not line.isascii()]
    others = [line for line in lines if damaged(line + b"\n", "utf-8") is not None]
    rest = b"\n".join(others)
    pairs = _paired(rest)
    sure = [line for line in lines if (not pairs or _LONG.search(line)) and damaged(line + b"\n", "utf-8") is None]
    total, known, foreign = (_not_ascii(b"".join(some)) for some in (lines, sure, others))
    if min(len(sure), len(others)) < _FEW or known < _PART * total or foreign <= _WORSE * total:
        return None
    other = _legacy(rest)
    if other.confidence == "low":
        return Encoding("utf-8", 0, "moderate", "encoding utf-8; some lines are in no encoding that is known")
    note = f"encoding utf-8, and {other.name} on {len(others):,} of the first {len(lines):,} lines that are not ASCII"
    return Encoding("utf-8", 0, "moderate", note, other.name)


def _not_ascii(text: bytes) -> int:
    return len(text) - len(text.translate(None, _HIGH))


def _legacy(head: bytes) -> Encoding:
    """One of the encodings from before Unicode: East Asian by commonest characters, others by charset-normalizer."""
    if _paired(head):
        shares = sorted(((_common(head, name), name) for name in ("gb18030", "big5hkscs")), reverse=True)
        best, name = shares[0]
        if other := _neighbour(head):
            return Encoding(other, 0, "moderate", f"encoding {other}: its letters stand where that language's do")
        if best > _COMMON:
            sure = "high" if best - shares[1][0] > 0.2 else "moderate"
            return Encoding(name, 0, sure, f"encoding {name}: {best:.0%} of its characters are among the commonest")
    if (page := script(head[:_SCORED])) and damaged(head, page) is None:
        return Encoding(codecs.lookup(page).name, 0, "moderate", f"encoding {page}: its letters are one language's")
    guess = _guess(head)
    if (guess is None or guess in _LATIN_NAMES) and (page := latin(head[:_SCORED])) and damaged(head, page) is None:
        return Encoding(codecs.lookup(page).name, 0, "moderate", f"encoding {page}: its letters are one language's")
    if guess is not None and damaged(head, guess) is None:
        if damaged(head, "cp1252") is None and head.decode(guess, "replace") == head.decode("cp1252", "replace"):
            guess = "cp1252"  # several tables agree on these letters: the commonest name
        return Encoding(guess, 0, "moderate", f"encoding {guess}, guessed from letter patterns")
    fallback = "cp1252" if damaged(head, "cp1252") is None else "latin-1"
    return Encoding(fallback, 0, "low", f"encoding {fallback}: nothing else reads the first bytes")


def _neighbour(head: bytes) -> str | None:
    """Korean and Japanese EUC, which share their bytes with GB 2312.

    Hangul fills the rows B0 to C8 alone, where no more than two in three Chinese characters stand; Japanese text is
    full of the kana of the rows A4 and A5, which Chinese text does not use, or of the characters of its addresses.
    """
    rows = [pair[0] for pair in _TWO_BYTES["gb18030"].findall(head[:_SCORED])]
    if len(rows) < 30:
        return None
    if sum(row in {0xA4, 0xA5} for row in rows) > 0.2 * len(rows) and damaged(head, "euc_jp") is None:
        return "euc_jp"
    if damaged(head, "euc_jp") is None:
        japanese, chinese = (
            sum(map(head[:_SCORED].decode(name, "replace").count, usual))
            for name, usual in (("euc_jp", "県都府町丁目東京阪藤田山川"), ("gb18030", "省县镇乡街号路族男女王李张刘陈"))
        )
        if japanese > 0.03 * len(rows) and japanese > 3 * chinese:
            return "euc_jp"
    letters = [row for row in rows if row >= 0xB0]
    if letters and sum(row <= 0xC8 for row in letters) > 0.97 * len(letters) and damaged(head, "cp949") is None:
        return "cp949"
    return None


_LEVEL_ONE: Final = {  # the commonest characters' rows: GB 2312 level 1, Big5 level 1
    "gb18030": re.compile(rb"[\xb0-\xd7][\xa1-\xfe]"),
    "big5hkscs": re.compile(rb"[\xa4-\xc6][\x40-\x7e\xa1-\xfe]"),
}
_TWO_BYTES: Final = {
    "gb18030": re.compile(rb"[\x81-\xfe](?:[\x40-\x7e\x80-\xfe]|[0-9][\x81-\xfe][0-9])"),
    "big5hkscs": re.compile(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]"),
}


def _common(head: bytes, name: str) -> float:
    """The share of two-byte characters that are among the commonest; 0 where `head` is not in that encoding."""
    bad, other = _damage(head, name)
    if bad > _WORSE * other:
        return 0.0
    pairs = _TWO_BYTES[name].findall(head[:_SCORED])
    letters = [pair for pair in pairs if not (name == "gb18030" and b"\xa1" <= pair[:1] <= b"\xa9")]  # symbols, kana
    level = _LEVEL_ONE[name]
    return sum(1 for pair in letters if level.fullmatch(pair)) / max(1, len(letters))


def _paired(head: bytes) -> bool:
    """Do bytes over 127 come in runs of two and more, as in Chinese, and not singly, as accents in words do?"""
    runs = re.findall(rb"[\x80-\xff]+", head[:_SCORED])
    single = sum(1 for run in runs if len(run) == 1)
    return single < 0.3 * max(1, len(runs))


_LATIN_NAMES: Final = frozenset(codecs.lookup(page).name for page in LATIN)
_GUESSABLE: Final = (  # what spreadsheets and databases of the last thirty years wrote
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "koi8_r", "koi8_u",
    "cp866", "cp437", "cp850", "cp852", "cp874", "mac_roman", "cp932", "euc_jp", "cp949", "gb18030", "big5hkscs",
)  # fmt: skip


def _guess(head: bytes) -> str | None:
    """charset-normalizer's word on the lines that are not ASCII."""
    lines = [line for line in head.splitlines() if not line.isascii()]
    text = b"\n".join(lines)[:_GUESS_BYTES]
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only a file that is not UTF-8 pays for the import

    match = from_bytes(text, cp_isolation=list(_GUESSABLE)).best()
    return codecs.lookup(match.encoding).name if match is not None else None
