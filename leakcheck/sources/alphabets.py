"""Which of the Latin code pages of the PC age? The one under which the accented letters are those of one language.

Windows-1250, 1252, 1254 and 1257, their ISO cousins and the DOS pages read all bytes, and differ in what an accented
letter is. Each language uses a few such letters: a text is likeliest in the page, and of the language, whose few
letters explain it. The alphabets are general knowledge, each as its country's orthography lists it.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Final

LATIN: Final = (  # the commonest first: of pages that read a text alike the first is named
    "cp1252", "cp1250", "cp1254", "cp1257", "iso8859_2", "cp850", "cp852", "cp437", "mac_roman",
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
    return name
