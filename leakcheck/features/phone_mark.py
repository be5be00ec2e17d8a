"""What one reading of a phone cell says, as bits of one number."""

from __future__ import annotations

from enum import IntFlag
from typing import Final


class Mark(IntFlag):
    """The bits; the number's kind (a `PhoneType`) sits above them, from KIND_SHIFT on."""

    POSSIBLE = 1
    VALID = 2
    INTERNATIONAL = 4  # written with a plus, or with the prefix for calls abroad
    FOREIGN = 8  # another calling code than the column's country has
    LOCAL = 16  # short of its area code
    JUDGED = 32  # there was enough to tell valid from invalid
    FICTITIOUS = 64  # kept by the regulator for fiction
    ZERO_LOST = 128  # valid once the leading zero is put back


KIND_SHIFT: Final = 16
LOCAL_DIGITS: Final = (5, 8)  # what subscribers write within their own town, where mobile numbers are longer
