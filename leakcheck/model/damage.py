"""What programs do to a cell without anybody meaning to: spreadsheets above all, and exports of every kind.

Damage is named and counted; it is never evidence that a sample was made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntFlag
from types import MappingProxyType
from typing import Final


class Damage(IntFlag):
    """The kinds of damage, as bits: a cell may bear several."""

    SCIENTIFIC = 1  # a long number as 1.38E+10
    ZEROS = 2  # its leading zeros are gone
    WIDE = 4  # digits in their full-width form
    SERIAL = 8  # a date as a spreadsheet counts days
    ROUNDED = 16  # digits past the fifteenth replaced by zeros
    POINT_ZERO = 32  # a whole number as 138.0
    QUOTED = 64  # in the marks that keep a spreadsheet from reading a number: '138, ="138"
    DIGITS = 128  # decimal digits of another script
    ERROR = 256  # #####, #N/A: the program's complaint in place of the value
    BLANKS = 512  # blanks around the value, or characters that cannot be seen in it
    MIDNIGHT = 1024  # a date as a spreadsheet shows it, with a time of 0:00: 1/2/2019 0:00
    PERHAPS_ROUNDED = 1 << 13  # fails its check and ends as a rounded number does; by chance one in a thousand does so
    LOST = 1 << 15  # no kind: what the cell held cannot be told any more


CODES: Final[Mapping[Damage, str]] = MappingProxyType(
    {
        Damage.SCIENTIFIC: "Q014",
        Damage.ZEROS: "Q015",
        Damage.WIDE: "Q017",
        Damage.SERIAL: "Q018",
        Damage.ROUNDED: "Q024",
        Damage.POINT_ZERO: "Q025",
        Damage.QUOTED: "Q026",
        Damage.DIGITS: "Q027",
        Damage.ERROR: "Q028",
        Damage.BLANKS: "Q029",
        Damage.MIDNIGHT: "Q030",
    }
)
"""The Q code under which a report counts each kind."""
