"""Check-digit rules that no library has, a number at a time in plain integers: written from the published rule.

Nothing here is shared with the program's kernels, so that a wrong weight or remainder in a table shows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from stdnum import luhn
from stdnum.iso7064 import mod_97_10


def _total(number: str, weights: str) -> int:
    """The digits times the weights, which are written one after the other."""
    return sum(int(digit) * int(weight) for digit, weight in zip(number, weights, strict=False))


def _calendar(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def snils(number: str) -> bool:
    """Digits by their place from the end; over 101 the remainder, of which the last two digits. 192p of 2006."""
    if int(number[:9]) <= 1_001_998:
        return True
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(number[:9]))
    while total > 101:
        total -= 101
    return int(number[9:]) == (0 if total >= 100 else total)


def uz_pinfl(number: str) -> bool:
    """Weights 7 3 1; the first digit gives century and sex."""
    century = 1800 + (int(number[0]) - 1) // 2 * 100
    born = number[0] in "123456" and _calendar(century + int(number[5:7]), int(number[3:5]), int(number[1:3]))
    return born and _total(number, "7317317317317") % 10 == int(number[13])


def hu_taj(number: str) -> bool:
    """Odd places times 3, even places times 7. Act XX of 1996, annex 2."""
    odd, even = sum(map(int, number[0:8:2])), sum(map(int, number[1:8:2]))
    return (3 * odd + 7 * even) % 10 == int(number[8]) and len(set(number)) > 1


def hu_tax(number: str) -> bool:
    """Every digit times its place, modulo 11; such a number is not given where 10 remains. Act XX of 1996, annex 1."""
    return _total(number, "123456789") % 11 == int(number[9])


def us_npi(number: str) -> bool:
    """Luhn's rule with the prefix 80840. CMS."""
    return number[0] in "12" and bool(luhn.is_valid("80840" + number))


def br_pis(number: str) -> bool:
    """Weights 3 2 9 8 7 6 5 4 3 2; 11 less the remainder, 10 and 11 as 0. Caixa."""
    digit = 11 - _total(number, "3298765432") % 11
    return int(number[10]) == (0 if digit >= 10 else digit) and len(set(number)) > 1


def br_cns(number: str) -> bool:
    """The digits times 15 down to 1 make a multiple of 11. DATASUS."""
    return number[0] in "12789" and sum(int(d) * (15 - i) for i, d in enumerate(number)) % 11 == 0


def uy_ci(number: str) -> bool:
    """Weights 2 9 8 7 6 3 4; the digit makes the sum a multiple of 10."""
    whole = number.zfill(8)
    return (_total(whole, "2987634") + int(whole[7])) % 10 == 0 and len(set(whole)) > 1


def sv_dui(number: str) -> bool:
    """Weights 9 to 2; the digit makes the sum a multiple of 10."""
    return (_total(number, "98765432") + int(number[8])) % 10 == 0 and len(set(number)) > 1


def mx_clabe(number: str) -> bool:
    """Weights 3 7 1, each product modulo 10. Banco de Mexico."""
    total = sum(int(d) * w % 10 for d, w in zip(number[:17], [3, 7, 1] * 6, strict=False))
    return (10 - total % 10) % 10 == int(number[17]) and len(set(number)) > 1


def pl_nrb(number: str) -> bool:
    """An IBAN of Poland without its letters."""
    return bool(mod_97_10.is_valid(f"{number[2:]}PL{number[:2]}"))


def cn_orgcode(number: str) -> bool:
    """Weights 3 7 9 10 5 8 4 2 modulo 11, A = 10; 11 less the remainder, X for 10 and 0 for 11. GB 11714-1997."""
    total = sum(int(c, 36) * w for c, w in zip(number, (3, 7, 9, 10, 5, 8, 4, 2), strict=False))
    return number[8] == "0123456789X0"[11 - total % 11]


def vin(number: str) -> bool:
    """49 CFR 565.15: letters as digits, weights by place, X for 10; the check character only binds in North America."""
    letters = {**dict(zip("ABCDEFGH", range(1, 9), strict=True)), **dict(zip("JKLMN", range(1, 6), strict=True))}
    letters |= {"P": 7, "R": 9, **dict(zip("STUVWXYZ", range(2, 10), strict=True))}
    if set(number) & set("IOQ"):
        return False
    values = [letters[c] if c in letters else int(c) for c in number]
    total = sum(v * w for v, w in zip(values, (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2), strict=True))
    return number[8] == "0123456789X"[total % 11]


def mrz_completed(line: str) -> str:
    """The line with its check digits: weights 7 3 1, < as 0, three fields and one over all. ICAO Doc 9303 part 4."""

    def digit(text: str) -> str:
        return str(sum((0 if c == "<" else int(c, 36)) * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10)

    for start, end in ((0, 9), (13, 19), (21, 27)):
        line = line[:end] + digit(line[start:end]) + line[end + 1 :]
    return line[:43] + digit(line[0:10] + line[13:20] + line[21:43])


def mrz_td3(line: str) -> bool:
    """Whether the four check digits are right and the birthday is in the calendar of one century or the other."""
    born = (int(line[13:15]), int(line[15:17]), int(line[17:19]))
    return mrz_completed(line) == line and any(_calendar(century + born[0], *born[1:]) for century in (1900, 2000))


def sa_nid(number: str) -> bool:
    """Luhn's rule; 1 for citizens and 2 for residents."""
    return number[0] in "12" and bool(luhn.is_valid(number))


def iccid(number: str) -> bool:
    """Luhn's rule over the whole number. ITU-T E.118."""
    return bool(luhn.is_valid(number))


RULES: dict[str, Callable[[str], bool]] = {
    "ru-snils": snils,
    "uz-pinfl": uz_pinfl,
    "sa-nid": sa_nid,
    "hu-taj": hu_taj,
    "hu-adoazonosito": hu_tax,
    "us-npi": us_npi,
    "br-pis": br_pis,
    "br-cns": br_cns,
    "uy-ci": uy_ci,
    "sv-dui": sv_dui,
    "mrz-td3": mrz_td3,
    "mx-clabe": mx_clabe,
    "pl-nrb": pl_nrb,
    "cn-orgcode": cn_orgcode,
    "iccid": iccid,
    "vin": vin,
}
