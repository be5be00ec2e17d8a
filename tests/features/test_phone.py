import random
import re

import phonenumbers
import polars as pl
import pytest
from phonenumbers.phonemetadata import PhoneMetadata

from leakcheck.features import phone_reading
from leakcheck.features.feature import derive, stages
from leakcheck.features.phone import PhoneType, chance, phone, plan_region
from leakcheck.features.phone_mark import KIND_SHIFT, Mark
from leakcheck.features.phone_reading import read
from leakcheck.model.columns import Column, Role
from leakcheck.reference.phone_plans import load

# Regions with rules of their own (carrier codes, rewriting, shared calling codes, zeros in the number) and large ones.
REGIONS = (
    "AR", "AU", "AX", "BR", "BO", "CA", "CC", "CN", "CI", "CO", "CR", "DE", "DO", "EH", "FO", "FR", "GA", "GB", "GG",
    "GU", "IN", "IT", "JM", "JP", "KR", "KZ", "LI", "MG", "MX", "NF", "NL", "PL", "RU", "SG", "SM", "TR", "TW", "US",
    "VA", "ZA",
)  # fmt: skip
DESCRIPTIONS = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "voip", "personal_number", "pager", "uan",
    "voicemail",
)  # fmt: skip


def marks(cell, region):
    value = read(pl.Series([cell]), region)["marks"][0]
    return Mark(value & ((1 << KIND_SHIFT) - 1)), PhoneType(value >> KIND_SHIFT)


def derived(cells, region, column=None):
    column = column or Column(1, "phone", Role.PHONE, region)
    features = phone(column, region)
    wanted = [getattr(features, name) for name in features.__slots__]
    frame = derive(pl.DataFrame({"c1": cells}, schema={"c1": pl.String}), stages(wanted))
    return frame.select(pl.col(f.name).alias(name) for name, f in zip(features.__slots__, wanted, strict=True))


# ----------------------------------------------------------------------------------------------- against phonenumbers


def oracle(cell, region):
    """(possible, valid, type, calling code and national number) by libphonenumber."""
    try:
        number = phonenumbers.parse(cell, region)
    except phonenumbers.NumberParseException:
        return False, False, 99, None
    digits = f"{number.country_code}{phonenumbers.national_significant_number(number)}"
    valid = phonenumbers.is_valid_number(number)
    return phonenumbers.is_possible_number(number), valid, phonenumbers.number_type(number), int(digits)


def mutated(draw, example):
    digits = list(example)
    where = draw.randrange(len(digits))
    match draw.randrange(5):
        case 0:
            del digits[where]
        case 1:
            digits.insert(where, str(draw.randrange(10)))
        case 2:
            digits[where:] = [str(draw.randrange(10)) for _ in digits[where:]]
        case 3:
            digits[where] = str(draw.randrange(10))
    return "".join(digits)


def dressed(draw, number, meta):
    code, trunk = str(meta.country_code), meta.national_prefix or ""
    abroad = (meta.preferred_international_prefix or "011").replace("~", "")
    return draw.choice(
        (
            number,
            trunk + number,
            trunk + trunk + number,
            f"+{code}{number}",
            f"+{code} {number[:2]}-{number[2:5]} {number[5:]}",
            f"+{code} ({trunk}) {number}",
            f"{code}{number}",
            f"00{code}{number}",
            f"{abroad}{code}{number}",
            f"({trunk}{number[:3]}) {number[3:]}",
            f"Tel: {number[:4]}.{number[4:]} ",
            number + draw.choice((" x12", " ext. 55", "ext5", "#12", " - 503#", ",123", ";ext=7", " доб 4", "~5")),
            number[:4] + draw.choice("ABCXx*~\u2013/") + number[5:],
        )
    )


def samples(region, count):
    draw = random.Random(f"phone {region}")
    meta = PhoneMetadata.metadata_for_region(region, None)
    described = (getattr(meta, name) for name in DESCRIPTIONS)
    examples = [d.example_number for d in described if d is not None and d.example_number]
    cells = {dressed(draw, mutated(draw, draw.choice(examples)), meta) for _ in range(count)}
    for _ in range(count // 4):
        size = draw.choice(meta.general_desc.possible_length)
        cells.add("".join(draw.choice("0123456789") for _ in range(size)))
        cells.add("".join(draw.choice("0123456789+ -()./x#*,;AeE~") for _ in range(draw.randrange(2, 18))))
    return sorted(cells)


def explained(cell, region, mark, theirs):
    """Where we accept on purpose what libphonenumber does not."""
    if mark & Mark.ZERO_LOST:
        return True
    if mark & Mark.VALID and not theirs[1]:
        second_number = re.search(r"[0-9]\)?\s*[/;,|]\s*[+(]*[0-9]", cell)
        remark = re.search(r"[0-9][\s(\[{,:;=-]*[A-Za-z]", cell)
        addition = any(
            re.fullmatch(f"{plan.calling_code}(?:{n.pattern})", str(read(pl.Series([cell]), region)["number"][0]))
            for plan in load().plans.values()
            for n in plan.additions
        )
        return bool(second_number or remark or addition)
    return False


@pytest.mark.parametrize("region", REGIONS)
def test_same_answers_as_phonenumbers(region, monkeypatch):
    cells = samples(region, 60)
    read_singly = read(pl.Series(cells), region)
    monkeypatch.setattr(phone_reading, "FEW", 0)
    assert read(pl.Series(cells), region).equals(read_singly)
    answers = read_singly.rows()
    different, valid = [], 0
    for cell, (value, number) in zip(cells, answers, strict=True):
        theirs = oracle(cell, region)
        mark, kind = Mark(value & ((1 << KIND_SHIFT) - 1)), value >> KIND_SHIFT
        ours = (bool(mark & Mark.POSSIBLE), bool(mark & Mark.VALID), kind, number if theirs[3] is not None else None)
        valid += theirs[1]
        if theirs[3] is not None and theirs[3] >= 1 << 64:
            theirs = (*theirs[:3], None)
        if ours != theirs and not explained(cell, region, mark, theirs):
            different.append((cell, ours, theirs))
    assert not different
    assert valid >= 5  # the sample holds valid numbers


def test_plain_expressions_give_the_full_rules_answer():
    """Digits that are neither plain nor dressed take the long way; a comma sends the same number there."""
    for region in ("CN", "US", "GB", "FR", "KR", "BR", "CA", "TW"):
        cells = [cell for cell in samples(region, 60) if cell.isdigit()]
        plain, thorough = read(pl.Series(cells), region), read(pl.Series([f"{c}," for c in cells]), region)
        assert plain.equals(thorough)
        assert (plain["marks"] & int(Mark.VALID) != 0).sum() > 3


# ------------------------------------------------------------------------------------------------- what is ours alone


@pytest.mark.parametrize(
    ("cell", "region", "kind"),
    [
        ("13912345678", "CN", PhoneType.MOBILE),
        ("+86 139-1234-5678", "CN", PhoneType.MOBILE),
        ("010-65551234转801", "CN", PhoneType.FIXED),
        ("010-65551234/65554321", "CN", PhoneType.FIXED),
        ("14812345678", "CN", PhoneType.MOBILE),  # allocated, unknown to libphonenumber
        ("1440012345678", "CN", PhoneType.MOBILE),  # a machine's 13 digits
        ("(212)\n555-2368", "US", PhoneType.FIXED_OR_MOBILE),
        ("1-800-FLOWERS", "US", PhoneType.TOLL_FREE),
        ("6123 4567 (Main)", "SG", PhoneType.FIXED),
        ("02 5550 1234", "AU", PhoneType.FIXED),
    ],
)
def test_valid(cell, region, kind):
    mark, found = marks(cell, region)
    assert Mark.VALID in mark
    assert Mark.POSSIBLE in mark
    assert found is kind


@pytest.mark.parametrize(
    ("cell", "region"),
    [("12345678901", "CN"), ("1005550100", "US"), ("not given", "US"), ("+9991234567", "US"), ("1", "US"), ("+", None)],
)
def test_not_valid(cell, region):
    mark, kind = marks(cell, region)
    assert Mark.VALID not in mark
    assert kind is PhoneType.UNKNOWN


def test_a_lost_zero_is_put_back():
    found = Mark(int(read(pl.Series(["612345678"]), "IT", zeros=True)["marks"][0]) & 0xFFFF)
    assert Mark.VALID | Mark.ZERO_LOST in found
    assert not marks("612345678", "IT")[0] & (Mark.VALID | Mark.ZERO_LOST)  # not unless the column lost zeros


def test_international_and_foreign():
    assert not marks("13912345678", "CN")[0] & (Mark.INTERNATIONAL | Mark.FOREIGN)
    home = marks("+8613912345678", "CN")[0]
    assert Mark.INTERNATIONAL in home
    assert Mark.FOREIGN not in home
    for cell in ("+442079460000", "00442079460000"):
        assert Mark.INTERNATIONAL | Mark.FOREIGN | Mark.VALID in marks(cell, "CN")[0]
    assert Mark.FOREIGN not in marks("416-555-2368", "US")[0]  # Canada shares the calling code


def test_numbers_without_area_code_are_local():
    assert Mark.LOCAL in marks("555-2368", "US")[0]
    assert Mark.LOCAL in marks("6555123", "CN")[0]
    assert Mark.LOCAL not in marks("91234567", "SG")[0]  # whole numbers have eight digits there
    assert Mark.LOCAL not in marks("01234567", "SG")[0]
    assert Mark.LOCAL not in marks("+1 5552368", "US")[0]
    assert Mark.LOCAL not in marks("2125552368", "US")[0]


def test_fictitious():
    assert Mark.FICTITIOUS in marks("(212) 555-0123", "US")[0]
    assert Mark.FICTITIOUS in marks("+44 7700 900123", "CN")[0]
    assert Mark.FICTITIOUS not in marks("(212) 555-2368", "US")[0]


@pytest.mark.parametrize("region", ["US", "GB", "AU", "FR", "DE", "SE", "IE"])
def test_fictitious_ranges_have_possible_lengths(region):
    # A pattern with a digit too many or too few would never match a number.
    plan = load().plans[region]
    for branch in re.sub(r"\((?:\?:)?([^|()]+)[^()]*(?:\([^()]*\)[^()]*)*\)", r"\1", plan.fictitious).split("|"):
        number = re.sub(r"\[([0-9])[^\]]*\]", r"\1", branch)
        number = re.sub(r"([0-9])\{([0-9]+)\}", lambda m: m[1] * int(m[2]), number)
        mark, _ = marks(f"+{plan.calling_code}{number}", region)
        assert Mark.FICTITIOUS | Mark.POSSIBLE in mark, branch


def test_without_a_country_only_the_international_form_is_judged():
    assert Mark.JUDGED | Mark.VALID in marks("+86 139 1234 5678", None)[0]
    national = marks("139 1234 5678", None)[0]
    assert Mark.JUDGED not in national
    assert Mark.POSSIBLE in national
    assert Mark.POSSIBLE not in marks("123456", None)[0]


def test_columns_of_features():
    frame = derived(["13912345678", "１３９１２３４５６７８", "", None, "+8613912345678", "010 6555", "不详"], "CN")
    assert frame["present"].to_list() == [True, True, False, False, True, True, False]
    assert frame["valid"].to_list() == [True, True, None, None, True, False, None]
    assert frame["kind"].to_list() == [1, 1, None, None, 1, 99, None]
    assert frame["size"].to_list()[:5] == [11, 11, None, None, 11]
    assert frame["digest"][0] == frame["digest"][1] == frame["digest"][4] != frame["digest"][5]
    assert frame["digest"][2] is None
    assert frame.schema["kind"] == pl.Int8
    assert frame.schema["digest"] == pl.UInt64


def test_empty_and_missing_only_columns():
    assert derived([None, ""], "US")["valid"].to_list() == [None, None]
    assert read(pl.Series([], dtype=pl.String), "US").height == 0


def test_a_cell_is_read_alike_alone_and_among_others():
    cells = samples("CN", 40)
    together = read(pl.Series([*cells, None, *reversed(cells)]), "CN")
    alone = pl.concat([read(pl.Series([cell]), "CN") for cell in cells[:30]])
    assert together.head(30).equals(alone)
    assert together["marks"][len(cells)] is None
    assert together.head(len(cells)).equals(together.tail(len(cells)).reverse())


def test_the_same_feature_is_one_feature():
    column = Column(3, "x", Role.PHONE)
    assert phone(column, "US") is phone(Column(3, "x", Role.PHONE), "US")
    stages([phone(column, "US").valid, phone(column, "US").kind, phone(column, "CN").valid])  # no name clash


def test_plan_region():
    assert plan_region(Column(1, "x", Role.PHONE, "FR"), "CN") == "FR"
    assert plan_region(Column(1, "x", Role.PHONE), "CN") == "CN"
    assert plan_region(Column(1, "x", Role.PHONE, "zh"), None) is None


def test_chance_is_the_valid_share_of_random_digits():
    # Chinese mobile numbers fill about 37 of 1,000 prefixes of three digits, fixed ones with area codes the rest.
    draw = random.Random(5)
    numbers = [phonenumbers.parse(f"+86{draw.randrange(10**11):011d}") for _ in range(1500)]
    theirs = sum(map(phonenumbers.is_valid_number, numbers)) / 1500
    assert chance("CN", 11) == pytest.approx(theirs, abs=0.05)
    assert chance("US", 10) == pytest.approx(0.35, abs=0.04)
    assert chance("US", 9) == 0.0
