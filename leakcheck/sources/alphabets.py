"""Which of the code pages of the PC age? The one under which the letters are those of one language.

Windows-1250, 1252, 1254 and 1257, their ISO cousins and the DOS pages read all bytes, and differ in what an accented
letter is. Each language uses a few such letters: a text is likeliest in the page, and of the language, whose few
letters explain it. Other scripts fill the upper half of a page with a whole alphabet: there the page is likeliest under
which the common letters are common. The alphabets are general knowledge, each as its country's orthography lists it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Final

LATIN: Final = (  # the commonest first: of pages that read a text alike the first is named
    "cp1252", "cp1250", "cp1254", "cp1257", "iso8859_2", "iso8859_15", "iso8859_13", "iso8859_4", "iso8859_16", "cp850",
    "cp852", "cp437", "mac_roman",
)  # fmt: skip
_ALPHABETS: Final = tuple(
    frozenset(letters + letters.upper())
    for letters in (
        "àâæçéèêëîïôœùûüÿ",  # French
        "äöüß",  # German
        "áéíñóúü¿¡ºª",  # Spanish
        "àáâãçéêíóôõúºª",  # Portuguese
        "àèéìíòóùú",  # Italian
        "àçéèíïóòúü·",  # Catalan
        "åäöéæøà",  # Nordic
        "áðéíóúýþæö",  # Icelandic
        "éëïöüèáó",  # Dutch
        "ąćęłńóśźż",  # Polish
        "áčďéěíňóřšťúůýž",  # Czech
        "áäčďéíĺľňóôŕšťúýž",  # Slovak
        "áéíóöőúüű",  # Hungarian
        "čćđšž",  # Croatian, Slovene
        "ăâîșțşţ",  # Romanian
        "çğıİöşüâî",  # Turkish
        "ąčęėįšųūž",  # Lithuanian
        "āčēģīķļņšūž",  # Latvian
        "äõöüšž",  # Estonian
    )
)
_RUSSIAN: Final = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"  # the commonest first
_UKRAINIAN: Final = "оаинвіертскуляпмдзьбгйчхїжєшцюфщґ"
_ARABIC: Final = "الينموربتعدسهفكحقجةأطشصىخزثإغضءئذظآؤ"
_GREEK: Final = "αοιετσνηυρπκμλςωδγίόχάθέφύβξζήώψ"
_HEBREW: Final = "יואהלרנתמבשדםחקעכפגטסצןזךףץ"
_THAI: Final = "านรอก่เงยลม้วัดทส์ตะปบิคหีแจพชขใไืุโำผูศธ็ณถซภึษญฟฉ"
SCRIPTS: Final = (
    ("cp1251", (_RUSSIAN, _UKRAINIAN)), ("koi8_r", (_RUSSIAN, _UKRAINIAN)), ("koi8_u", (_UKRAINIAN,)),
    ("cp866", (_RUSSIAN,)),
    ("iso8859_5", (_RUSSIAN, _UKRAINIAN)), ("mac_cyrillic", (_RUSSIAN, _UKRAINIAN)), ("cp1256", (_ARABIC,)),
    ("iso8859_6", (_ARABIC,)), ("cp1253", (_GREEK,)), ("iso8859_7", (_GREEK,)), ("cp1255", (_HEBREW,)),
    ("iso8859_8", (_HEBREW,)), ("cp874", (_THAI,)),
)  # fmt: skip
_RUNS: Final = re.compile(rb"[\x80-\xff]{3,}")  # what words of another script are made of
_LEAST: Final = 30  # letters to know a language by
_STRANGE: Final = math.log(1e-4)  # a letter of another language, a mark
_SIGNS: Final = frozenset("°€£§«»“”‘’„–—…©®²³½\xa0")  # in any language, seldom
_SIGN: Final = math.log(1e-2)


def latin(head: bytes) -> str | None:
    """The Latin page that explains `head` best; None where no language does: nine in ten letters must be its own."""
    high = Counter(byte for byte in head if byte >= 0x80)
    total = high.total()
    best, name = -math.inf, None
    for page in LATIN:
        letters = [(bytes([byte]).decode(page, "replace"), count) for byte, count in high.items()]
        for alphabet in _ALPHABETS:
            own = sum(count for letter, count in letters if letter in alphabet)
            if own < 0.9 * total:
                continue
            rare = sum(count for letter, count in letters if letter in _SIGNS and letter not in alphabet)
            weight = -own * math.log(len(alphabet)) + rare * _SIGN + (total - own - rare) * _STRANGE
            if weight > best + 1e-9:
                best, name = weight, page
    return name or _mixture(high)


def _mixture(high: Counter[int]) -> str | None:
    """The page under which all but a few are accented letters, where names of several languages stand side by side."""
    every = frozenset().union(*_ALPHABETS)
    return next((page for page in LATIN if _share(high, page, every) > 0.98), None)


def script(head: bytes) -> str | None:
    """The page of another script that explains `head` best; None where its high bytes are no words of one."""
    runs = _RUNS.findall(head)
    high = Counter(b"".join(runs))
    if 2 * high.total() < sum(1 for byte in head if byte >= 0x80) or high.total() < _LEAST:
        return None
    best, name = -math.inf, None
    for page, alphabets in SCRIPTS:
        for alphabet in alphabets:
            if _share(high, page, frozenset(alphabet + alphabet.upper())) < 0.95:
                continue
            odds = {letter: -math.log(rank + 3) for rank, letter in enumerate(alphabet)}
            letters = ((bytes([byte]).decode(page, "replace").lower(), count) for byte, count in high.items())
            weight = sum(count * odds.get(letter, _STRANGE) for letter, count in letters)
            if weight > best + 1e-9:
                best, name = weight, page
    return name


def _share(high: Counter[int], page: str, letters: frozenset[str]) -> float:
    """The share of the bytes that are one of `letters` in a page."""
    own = sum(count for byte, count in high.items() if bytes([byte]).decode(page, "replace") in letters)
    return own / max(1, high.total())
