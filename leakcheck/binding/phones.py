"""The shapes of telephone numbers, and the country they speak for.

Shapes of the national plans only (E.164 and the plans' own way of writing): whether a number is assigned is the
validators' question.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from leakcheck.binding.cells import Cells, mean
from leakcheck.binding.sign import Context, Plan, Sign, best_plan, ramp
from leakcheck.model.columns import Role

_AREA: Final = "[2-9][0-9]{2}"
PLANS: Final = (
    Plan("CN", r"^(?:\+?86|0086)?1[3-9][0-9]{9}$", 0.85, "11 digits, 1[3-9]"),
    Plan("US", rf"^(?:\+?1[-. ]?)?(?:\({_AREA}\) ?|{_AREA}[-.])[0-9]{{3}}[-. ][0-9]{{4}}", 0.85, "3-3-4 digits", True),
    Plan("RU", r"^(?:\+?7|8)[3-9][0-9]{9}$", 0.8, "11 digits, 7 or 8"),
    Plan("BR", r"^\([0-9]{2}\) ?[0-9]{4,5}-[0-9]{4}$", 0.8, "area in brackets, 4-4 digits", raw=True),
    Plan("BR", r"^(?:\+?55)?[1-9][0-9]9[0-9]{8}$", 0.7, "11 digits, 9 in third place"),
    Plan("KR", r"^(?:\+?82)?0?1[016789][0-9]{7,8}$", 0.7, "10-11 digits, 01[016789]"),
    Plan("ID", r"^(?:\+?62|0)8[0-9]{8,10}$", 0.7, "10-12 digits, 08"),
    Plan("JP", r"^(?:\+?81|0)[5-9]0[0-9]{8}$", 0.7, "11 digits, 0[5-9]0"),
    Plan("TR", r"^(?:\+?90|0)?5[0-9]{9}$", 0.65, "10 digits, 5"),
    Plan("IT", r"^(?:\+?39)?3[1-9][0-9]{8}$", 0.65, "10 digits, 3"),
    Plan("DE", r"^(?:\+?49|0)1[567][0-9]{8,9}$", 0.65, "11-12 digits, 01[567]"),
    Plan("GB", r"^(?:\+?44|0)[127][0-9]{9}$", 0.6, "11 digits, 0[127]"),
    Plan("SG", r"^(?:\+?65)?[689][0-9]{7}$", 0.6, "8 digits, [689]"),
    # Shapes that several plans share: the country counts only where something else names it.
    Plan("JP", r"^0[0-9]{1,4}-[0-9]{1,4}-[0-9]{4}$", 0.55, "0 and 2-4-4 digits", raw=True),
    Plan("KR", r"^0[0-9]{1,2}-[0-9]{3,4}-[0-9]{4}$", 0.55, "0 and 3-4-4 digits", raw=True),
    Plan("TW", r"^(?:\+?886|0)(?:9[0-9]{8}|[2-8][0-9]{7,8})$", 0.55, "9-10 digits, 0[2-9]"),
    Plan("RO", r"^(?:\+?40|0)[237][0-9]{8}$", 0.55, "10 digits, 0[237]"),
    Plan("FR", r"^(?:(?:\+?33|0033)[1-9]|0[1-9])[0-9]{8}$", 0.5, "10 digits, 0[1-9]"),
    Plan("NL", r"^(?:\+?31|0)[1-9][0-9]{8}$", 0.5, "10 digits, 0"),
    Plan("AU", r"^(?:\+?61|0)[23478][0-9]{8}$", 0.55, "10 digits, 0[23478]"),
    Plan("VN", r"^(?:\+?84|0)[35789][0-9]{8}$", 0.5, "10 digits, 0[35789]"),
    Plan("IT", r"^(?:\+?39)?0[1-9][0-9]{5,9}$", 0.4, "6-11 digits, 0"),
    Plan("JP", r"^(?:\+?81|0)[1-9][0-9]{8,9}$", 0.5, "10-11 digits, 0"),
    Plan("HK", r"^(?:\+?852)?[235-9][0-9]{7}$", 0.35, "8 digits, [235-9]"),
    Plan("DK", r"^(?:\+?45)?[2-9][0-9]{7}$", 0.3, "8 digits, [2-9]"),
    Plan("US", r"^1?[2-9][0-9]{2}[2-9][0-9]{6}$", 0.45, "10 digits"),
    Plan("IN", r"^(?:\+?91|0)?[6-9][0-9]{9}$", 0.4, "10 digits, [6-9]"),
    Plan("ES", r"^(?:\+?34)?[6-9][0-9]{8}$", 0.4, "9 digits, [6-9]"),
    Plan("PL", r"^(?:\+?48)?[1-8][0-9]{8}$", 0.35, "9 digits, [1-8]"),
)  # fmt: skip
# ITU calling codes (E.164) that speak for one country; +1 and +7 for the largest of those that share them.
_CODES_BY_COUNTRY: Final = (
    "86:CN 886:TW 852:HK 81:JP 82:KR 91:IN 62:ID 84:VN 66:TH 65:SG 60:MY 63:PH 92:PK 98:IR 90:TR 972:IL "
    "966:SA 971:AE 20:EG 27:ZA 61:AU 64:NZ 44:GB 353:IE 33:FR 49:DE 39:IT 34:ES 351:PT 31:NL 32:BE 41:CH "
    "43:AT 48:PL 40:RO 420:CZ 421:SK 36:HU 30:GR 359:BG 385:HR 381:RS 45:DK 46:SE 47:NO 358:FI 370:LT "
    "371:LV 372:EE 380:UA 55:BR 52:MX 54:AR 56:CL 57:CO 51:PE 58:VE 593:EC 1:US 7:RU "
)
CALLING_CODES: Final = dict(pair.split(":") for pair in _CODES_BY_COUNTRY.split())
OWN: Final = 0.6  # points of a plan from which its shape alone names the country
_NUMBER: Final = r"^[+(]*[0-9][0-9 ().*xX#/,;+-]*(?: ?(?:ext|x|分机)[.]? ?[0-9]+)?$|^[0-9][.,][0-9]+E[+]?[0-9]+$"
_DATE: Final = r"^[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}$|^[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{4}$"
_EXTENSION: Final = r"(?i) *(?:ext|x|#|分机)[.]? *[0-9]+$"
_CODES: Final = "|".join(sorted(CALLING_CODES, key=len, reverse=True))


def phone(cells: Cells, context: Context) -> tuple[Sign, ...]:
    """Phone: 6-15 digits however grouped; a national shape or a calling code names the country."""
    fits = cells.share(_NUMBER)
    if fits < 0.3 or cells.share(_DATE) > 0.5:
        return (Sign(Role.PHONE, fits=min(fits, 0.1)),)
    named = context.reading.country or context.country
    compact = cells.text.str.replace(_EXTENSION, "").str.replace_all(r"[ ()./-]", "")
    fits = min(fits, mean(compact.str.contains(r"^[+]?[0-9*]{6,15}(?:[,;].*)?$|E")))
    frame = pl.DataFrame({"raw": cells.text, "compact": compact})
    held = frame.select(
        pl.col("raw" if plan.raw else "compact").str.contains(plan.pattern).mean().alias(str(at))
        for at, plan in enumerate(PLANS)
    ).row(0)
    plan, share = best_plan(PLANS, held, named)
    points = plan.points * ramp(share, 0.4, 0.85)
    country, because = (plan.country if plan.points >= OWN or plan.country == named else None), plan.because
    code, code_share = _calling_code(compact)
    if code is not None and 0.85 * ramp(code_share, 0.4, 0.8) > points:
        points, country, because = 0.85 * ramp(code_share, 0.4, 0.8), CALLING_CODES[code], f"+{code} and digits"
    if not points:
        return (Sign(Role.PHONE, 0.0, fits, "6-15 digits"),)
    if cells.variety < 0.05 < 1 / max(cells.distinct, 1) or _decimal(cells):
        points *= 0.3  # a few repeated codes, or measurements, in the shape of a number
    return (Sign(Role.PHONE, points, fits, because, country),)


def _decimal(cells: Cells) -> bool:
    return cells.share(r"^[0-9]+[.][0-9]{1,9}$") > 0.5


def _calling_code(compact: pl.Series) -> tuple[str | None, float]:
    """The commonest calling code of numbers written with + or 00, and the share of all cells that have it."""
    abroad = compact.str.extract(rf"^(?:[+]|00)({_CODES})[0-9]{{5,13}}$").drop_nulls()
    if not abroad.len():
        return None, 0.0
    top = abroad.rename("code").value_counts().sort(["count", "code"], descending=[True, False]).row(0)
    return str(top[0]), float(top[1]) / compact.len()
