"""What is read out of identity numbers, and what is called damage."""

from __future__ import annotations

import random

import polars as pl
import pytest
from stdnum import luhn
from stdnum.iso7064 import mod_11_10
from stdnum.pl import pesel
from stdnum.tr import vkn

from leakcheck.errors import UnknownSchemeError
from leakcheck.features.feature import Feature, derive, stages
from leakcheck.features.identity import Identity, identities, identity
from leakcheck.features.identity_match import find_schemes, match_schemes
from leakcheck.features.identity_parts import (
    REGION_ABOLISHED,
    REGION_FINE,
    REGION_LATER,
    REGION_NO_COUNTY,
    REGION_UNKNOWN,
)
from leakcheck.features.text import clean, present
from leakcheck.model.columns import Column, Role

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def read(scheme: str, *cells: str | None) -> pl.DataFrame:
    """Every feature of the column by its name in `Identity`."""
    found = identity(Column(3, "", Role.NATIONAL_ID, scheme=scheme))
    features = {n: getattr(found, n) for n in Identity.__slots__ if n != "scheme"}
    features = {n: f for n, f in features.items() if isinstance(f, Feature)}
    frame = derive(pl.DataFrame({"c3": pl.Series(cells, dtype=pl.String)}), stages(features.values()))
    return frame.select(feature.col.alias(name) for name, feature in features.items())


def cn(body: str) -> str:
    """A Chinese number with the right check digit."""
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def test_names_carry_the_column() -> None:
    assert identity(Column(3, "", scheme="cn-ric")).shaped.name == "c3.id.shaped"


def test_features_of_others_do_not_clash() -> None:
    column = Column(3, "a", scheme="cn-ric")
    assert stages([identity(column).shaped, present(column), clean(column)])


def test_one_column_has_one_identity() -> None:
    assert identity(Column(3, "a", scheme="cn-ric")) is identity(Column(3, "a", scheme="cn-ric"))


@pytest.mark.parametrize("scheme", [None, "xx-none"])
def test_an_unknown_scheme_is_refused(scheme: str | None) -> None:
    with pytest.raises(UnknownSchemeError):
        identity(Column(3, "", scheme=scheme))


@pytest.mark.parametrize(
    ("cell", "valid", "plausible", "state"),
    [
        (cn("11010519491231999"), True, True, REGION_FINE),
        (cn("32058219850101999"), True, True, REGION_FINE),  # Zhangjiagang, 1986 on: numbered after the birth
        (cn("31015120000101999"), True, True, REGION_LATER),  # Chongming district from 2016, born in 2000
        (cn("31010320150101999"), True, True, REGION_ABOLISHED),  # Luwan until 2011, born in 2015
        (cn("31010320130101999"), True, True, REGION_ABOLISHED),  # two years of grace are over
        (cn("31010320120101999"), True, True, REGION_FINE),  # within them
        (cn("37062119600101999"), True, True, REGION_FINE),  # until 1982: within grace of the first numbers of 1984
        (cn("11020119600101999"), True, True, REGION_ABOLISHED),  # until 1981: gone before anybody was numbered
        (cn("11999919800101999"), True, True, REGION_UNKNOWN),  # no such county
        (cn("41010019800101999"), True, True, REGION_NO_COUNTY),  # the city of Zhengzhou
        (cn("44190019800101999"), True, True, REGION_FINE),  # Dongguan has no counties
        (cn("83000019900101999"), True, True, REGION_FINE),  # residence permit of a person from Taiwan
        (cn("11010519900230999"), True, False, REGION_FINE),  # 30 February: the county was there all the time
        (cn("11010520900101999"), True, True, REGION_FINE),  # 2090 is a date; ID102 knows the day of the run
        ("1101051949123199A", None, None, None),  # a letter that is no X
        ("110105491231999", None, True, REGION_FINE),  # fifteen digits: no check digit, and no fault
    ],
)
def test_chinese_numbers(cell: str, valid: bool | None, plausible: bool | None, state: int | None) -> None:
    row = read("cn-ric", cell).row(0, named=True)
    assert (row["valid"], row["plausible_date"], row["region_state"]) == (valid, plausible, state)


def test_a_wrong_chinese_check_digit() -> None:
    right = cn("11010519491231999")
    wrong = [right[:17] + c for c in "0123456789X" if c != right[17]]
    assert read("cn-ric", *wrong)["valid"].to_list() == [False] * 10


def test_the_parts_of_a_chinese_number() -> None:
    number = cn("11010519491231998").lower()
    row = read("cn-ric", f" {number[:6]} {number[6:]} ").row(0, named=True)
    assert (row["birth"], row["birth_year"], row["sex"]) == (19491231, 1949, 2)
    assert (row["region"], row["province"], row["retired"]) == (110105, 11, False)
    old = read("cn-ric", "110105491231999").row(0, named=True)
    assert (old["birth"], old["sex"], old["checked"]) == (19491231, 1, False)


@pytest.mark.parametrize(
    ("scheme", "cell", "expected"),
    [
        ("it-codicefiscale", "RCCMNL83S18D969H", {"birth": 19831118, "sex": 1, "region": 3969}),
        ("it-codicefiscale", "RCCMNL83S58D969L", {"birth": 19831118, "sex": 2}),
        ("it-codicefiscale", "RCCMNLUPSMUDV6VO", {"birth": 19831118, "region": 3969}),  # omocodia letters
        ("fr-nir", "1 85 07 2A 004 999 84", {"birth": 19850700, "birth_year": 1985, "sex": 1, "region": 201}),
        ("fr-nir", "285072B004999", {"sex": 2, "region": 202, "checked": False}),
        ("fr-nir", "285079740499912", {"region": 974}),
        ("br-cpf", "123.456.789-09", {"region": 9, "valid": True}),
        ("ro-cnp", "6000229400018", {"birth": 20000229, "sex": 2, "region": 40, "province": 40}),
        ("pl-pesel", "02070803628", {"birth": 19020708, "sex": 2, "valid": True}),
        ("pl-pesel", "02270803628", {"birth": 20020708}),
        ("za-idnr", "8001015009087", {"birth": 19800101, "sex": 1, "valid": True}),
        ("be-nn", "00012556777", {"birth": 20000125, "sex": 1}),
        ("se-pnr", "850709-9805", {"birth": 19850709, "sex": 2, "valid": True}),
        ("se-pnr", "19850769-9805", {"birth": 19850709}),  # coordination number
        ("fi-hetu", "131052-308T", {"birth": 19521013, "sex": 2, "valid": True}),
        ("si-emso", "0101006500006", {"birth": 20060101, "sex": 1, "region": 50, "valid": True}),
        ("ua-rntrc", "1759013776", {"birth": 19480228, "sex": 1}),
        ("mx-curp", "BOXW310820HNERXN09", {"birth": 19310820, "sex": 1, "region": 88}),
        ("cz-rc", "7103192745", {"birth": 19710319, "sex": 1, "valid": True}),
        ("cz-rc", "991231123", {"birth": 18991231, "checked": False}),
        ("ee-ik", "36805280109", {"birth": 19680528, "sex": 1, "valid": True}),
        ("kr-rrn", "201105-3123456", {"birth": 20201105, "checked": False, "valid": None}),
        ("us-ssn", "666-12-3456", {"issuable": False}),
        ("us-ssn", "734-12-3456", {"issuable": True, "late": True}),
        ("us-ssn", "772-12-3456", {"issuable": True, "late": False}),
    ],
)
def test_what_numbers_say(scheme: str, cell: str, expected: dict[str, object]) -> None:
    row = read(scheme, cell).row(0, named=True)
    assert {name: row[name] for name in expected} == expected


def test_centuries_that_the_number_tells() -> None:
    assert identity(Column(1, "", scheme="pl-pesel")).scheme.birth.century_known
    assert not identity(Column(1, "", scheme="za-idnr")).scheme.birth.century_known


@pytest.mark.parametrize(
    ("scheme", "cell", "shaped", "valid"),
    [
        ("cn-ric", "1.10105E+17", False, None),  # gone, not wrong
        ("cn-ric", "110105194912310000", False, None),  # rounded after 15 digits
        ("cn-ric", "110105194912319000.0", False, None),  # a double's own last digits
        ("br-cpf", "529982247.0", False, None),  # with its two zeros back it fails: the loss may lie elsewhere
        ("br-cpf", "1234567891.0", False, None),
        ("br-cpf", "1234567890.0", True, True),
        ("br-cpf", "191", False, None),
        ("pl-pesel", "2070803628", True, True),  # one zero put back, and the digits hold
        ("pl-pesel", "2070803628.0", True, True),
        ("pl-pesel", "2070803629", False, None),
        ("pl-pesel", "'02070803628", True, True),
        ("pl-pesel", "０２０７０８０３６２８", True, True),
        ("us-ssn", "1234567", True, None),
    ],
)
def test_damage_is_not_counted_as_wrong(scheme: str, cell: str, shaped: bool, valid: bool | None) -> None:
    row = read(scheme, cell).row(0, named=True)
    assert row["shaped"] is shaped
    assert row.get("valid") is valid


def test_empty_cells_say_nothing() -> None:
    table = read("cn-ric", None, "", "NULL", "无")
    assert table["present"].to_list() == [False] * 4
    assert not table["shaped"].any()
    assert table["valid"].null_count() == 4


def random_digits(n: int, width: int, seed: int) -> pl.Series:
    rng = random.Random(seed)
    return pl.Series(["".join(rng.choices("0123456789", k=width)) for _ in range(n)])


@pytest.mark.parametrize("width", [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18])
def test_random_digits_match_no_scheme(width: int) -> None:
    assert match_schemes(random_digits(1000, width, width)) == []


def chinese(n: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    codes = (110105, 310101, 440106, 510104)
    return [
        cn(f"{rng.choice(codes)}{rng.randint(1950, 2005)}0{rng.randint(1, 9)}1599{rng.randint(0, 9)}") for _ in range(n)
    ]


def test_a_scheme_is_found_by_its_numbers() -> None:
    assert match_schemes(pl.Series(chinese(50, 1))) == [("cn-ric", 1.0, 1.0)]


def test_made_up_check_digits_do_not_hide_the_scheme() -> None:
    wrong = [n[:17] + ("0" if n[17] != "0" else "1") for n in chinese(50, 2)]
    assert match_schemes(pl.Series(wrong)) == [("cn-ric", 1.0, 0.0)]


def test_a_written_form_is_evidence() -> None:
    rng = random.Random(1)
    parts = [(rng.randint(1, 665), rng.randint(1, 99), rng.randint(1, 9999)) for _ in range(99)]
    cells = pl.Series([f"{area:03d}-{group:02d}-{serial:04d}" for area, group, serial in parts])
    assert match_schemes(cells)[0].scheme == "us-ssn"
    assert match_schemes(cells.str.replace_all("-", "")) == []


def test_dates_with_times_are_no_identity_numbers() -> None:
    rng = random.Random(4)
    cells = [
        f"19{rng.randint(50, 99)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)} 1{rng.randint(0, 9)}:30" for _ in range(50)
    ]
    assert match_schemes(pl.Series(cells)) == []


def test_phone_numbers_are_no_american_numbers() -> None:
    rng = random.Random(5)
    assert (
        match_schemes(pl.Series([f"02-{rng.randint(200, 899)}-{rng.randint(0, 9999):04d}" for _ in range(300)])) == []
    )


def test_the_country_breaks_ties() -> None:
    rng = random.Random(3)
    born = [f"15{rng.randint(1, 12):02d}9{rng.randint(50, 99)}50{rng.randint(900, 999)}" for _ in range(60)]
    weights = (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    numbers = [b + str(-sum(int(d) * w for d, w in zip(b, weights, strict=True)) % 11 % 10) for b in born]
    assert {m.scheme for m in match_schemes(pl.Series(numbers))} >= {"si-emso", "rs-jmbg", "mk-embg", "ba-jmb"}
    assert match_schemes(pl.Series(numbers), "MK")[0].scheme == "mk-embg"


def test_the_seven_odd_kinds_of_chinese_numbers() -> None:
    """Python-stdnum, id-validator, idnumbers and jionlp each misjudge some of these."""
    cells = {
        "code younger than the birth": cn(
            "31015119800101999"
        ),  # Chongming county from 2016; born in 1980, numbered later
        "unknown county": cn("11999919800101999"),
        "30 February": cn("11010519900230999"),
        "wrong check": cn("11010519491231999")[:17] + ("0" if cn("11010519491231999")[17] != "0" else "1"),
        "letter": "1101051949123199A",
        "15 digits": "110105491231999",
        "year 2090": cn("11010520900101999"),
    }
    rows = dict(zip(cells, read("cn-ric", *cells.values()).iter_rows(named=True), strict=True))
    assert rows["code younger than the birth"]["valid"] is True
    assert rows["code younger than the birth"]["region_state"] == REGION_LATER
    assert rows["unknown county"]["valid"] is True
    assert rows["unknown county"]["region_state"] == REGION_UNKNOWN
    assert rows["30 February"]["plausible_date"] is False
    assert rows["wrong check"]["valid"] is False
    assert rows["wrong check"]["plausible_date"] is True
    assert rows["letter"]["shaped"] is False
    assert rows["15 digits"]["shaped"] is True
    assert rows["15 digits"]["checked"] is False
    assert rows["15 digits"]["birth"] == 19491231
    assert rows["year 2090"]["valid"] is True
    assert rows["year 2090"]["birth"] == 20900101  # ID102 counts it as a birth in the future


def mixed(*parts: list[str]) -> pl.Series:
    cells = [cell for part in parts for cell in part]
    random.Random(9).shuffle(cells)
    return pl.Series(cells)


def pesels(n: int) -> list[str]:
    rng = random.Random(10)
    bodies = [
        f"{rng.randint(50, 99)}0{rng.randint(1, 9)}1{rng.randint(0, 9)}{rng.randint(0, 9999):04d}" for _ in range(n)
    ]
    return [body + pesel.calc_check_digit(body) for body in bodies]


def oibs(n: int) -> list[str]:
    rng = random.Random(11)
    bodies = ["".join(rng.choices("0123456789", k=10)) for _ in range(n)]
    return [body + mod_11_10.calc_check_digit(body) for body in bodies]


def hkids(n: int) -> list[str]:
    rng = random.Random(12)
    out = []
    for _ in range(n):
        letter, digits = rng.choice("ABCDEFGHKMPRVWYZ"), [rng.randint(0, 9) for _ in range(6)]
        total = 36 * 9 + (ord(letter) - 55) * 8 + sum(d * w for d, w in zip(digits, (7, 6, 5, 4, 3, 2), strict=True))
        out.append(f"{letter}{''.join(map(str, digits))}{'0123456789A'[-total % 11]}")
    return out


def test_residents_and_cards_of_hong_kong_are_told_apart() -> None:
    passports = [f"E{k:08d}" for k in random.Random(2).sample(range(10**8), 20)]
    found = find_schemes(mixed(chinese(180, 4), hkids(100), passports))
    assert found is not None
    assert [m.scheme for m in found.matches] == ["cn-ric", "hk-hkid"]
    assert [m.valid for m in found.matches] == pytest.approx([0.6, 1 / 3])


def test_two_schemes_of_one_shape_are_told_apart() -> None:
    found = find_schemes(mixed(pesels(160), oibs(140)))
    assert found is not None
    assert {m.scheme for m in found.matches} == {"pl-pesel", "hr-oib"}


def test_a_label_names_the_scheme_even_of_junk() -> None:
    junk = random_digits(300, 11, 30)
    assert find_schemes(junk) is None
    found = find_schemes(junk, None, ("br-cpf",))
    assert found is not None
    assert [m.scheme for m in found.matches] == ["br-cpf"]
    assert found.matches[0].valid < 0.05


def test_a_word_of_three_countries_is_settled_by_the_shape() -> None:
    rng = random.Random(31)
    cells = pl.Series([str(rng.randint(10_000_000, 45_000_000)) for _ in range(100)])
    found = find_schemes(cells, None, ("es-dni", "ar-dni", "pe-dni"))
    assert found is not None
    assert found.matches[0].scheme == "ar-dni"


def test_ties_are_named() -> None:
    luhns = [n[:-1] + luhn.calc_check_digit(n[:-1]) for n in random_digits(200, 9, 32)]
    found = find_schemes(pl.Series(luhns))
    assert found is not None
    assert {found.matches[0].scheme, *found.ties} >= {"il-idnr", "fr-siren"}
    assert find_schemes(pl.Series(luhns), "FR").matches[0].scheme == "fr-siren"


def test_the_long_tail_is_found() -> None:
    numbers = [n[:9] + vkn.calc_check_digit(n) for n in random_digits(100, 10, 33)]
    found = find_schemes(pl.Series(numbers))
    assert found is not None
    assert [m.scheme for m in found.matches] == ["tr-vkn"]


def test_each_number_of_a_mixed_column_is_read_under_its_own_scheme() -> None:
    column = Column(3, "", scheme="cn-ric", others=("pl-pesel",))
    cells = [cn("11010519491231999"), "02070803628", "x", "110105491231999"]
    whole, (resident, polish) = identity(column), identities(column)
    wanted = [whole.shaped, whole.birth, whole.sex, resident.shaped, polish.shaped, polish.birth, resident.region]
    table = derive(pl.DataFrame({"c3": cells}), stages(wanted)).select(f.col for f in wanted)
    assert table.rows() == [
        (True, 19491231, 1, True, False, None, 110105),
        (True, 19020708, 2, False, True, 19020708, None),
        (False, None, None, False, False, None, None),
        (True, 19491231, 1, True, False, None, 110105),
    ]


def test_a_number_that_fits_two_schemes_goes_to_the_one_under_which_it_holds() -> None:
    column = Column(3, "", scheme="pl-pesel", others=("hr-oib",))
    read_as = identities(column)
    cells = [*pesels(50), *oibs(50)]
    table = derive(pl.DataFrame({"c3": cells}), stages(r.shaped for r in read_as)).select(r.shaped.col for r in read_as)
    assert table[:50, 0].all()
    assert table[50:, 1].sum() >= 48  # one in several hundred holds as a PESEL too
    assert (table[:, 0] != table[:, 1]).all()


def test_nothing_matches_an_empty_column() -> None:
    assert match_schemes(pl.Series(["", None, "n/a"])) == []


@pytest.mark.parametrize(
    ("scheme", "cell", "valid"),
    [
        ("br-cpf", "111.444.777/35", True),
        ("br-cpf", "111–444–777–35", True),  # en dashes
        ("br-cpf", "１１１．４４４．７７７－３５", True),
        ("br-cpf", '"11144477735"', True),
        ("es-dni", "12.345.678-z", True),
        ("es-nie", "X01234567L", True),  # written as long as a DNI
        ("es-nie", "X01234567M", False),
        ("fr-nir", "1850775120005/64", True),
        ("ru-snils", "112.233.445.95", True),
        ("kr-rrn", "800101‑1234560", True),  # a hyphen at which no line is broken
        ("kr-rrn", "800101-5234560", None),  # a foreigner's: another rule, and none since 2020
        ("kr-rrn", "200915-3123456", None),  # a birth that may have been reported in October 2020
    ],
)
def test_numbers_as_real_files_write_them(scheme: str, cell: str, valid: bool | None) -> None:
    row = read(scheme, cell).row(0, named=True)
    assert (row["shaped"], row["valid"]) == (True, valid)


def test_a_chinese_number_whose_last_letter_could_not_be_written() -> None:
    number = "11010519491231002X"
    stars = read("cn-ric", *(number[:17] + sign for sign in "*×ХхxX"))
    assert stars["valid"].to_list() == [True] * 6
    assert not read("cn-ric", "110105194912311***")["shaped"].any()  # masked


@pytest.mark.parametrize("cell", ["4510 № 123456", "45 10 N123456", "серия 4510 номер 123456", "4510-123456"])
def test_russian_passports(cell: str) -> None:
    row = read("ru-passport", cell).row(0, named=True)
    assert (row["shaped"], row["region"]) == (True, 45)


def grouped(sizes: tuple[int, ...], by: str, n: int = 300) -> pl.Series:
    """Random digits in groups."""
    out = []
    for number in random_digits(n, sum(sizes), sum(sizes)):
        starts = [sum(sizes[:i]) for i in range(len(sizes))]
        out.append(by.join(number[at : at + size] for at, size in zip(starts, sizes, strict=True)))
    return pl.Series(out)


@pytest.mark.parametrize("by", [" ", "-", "."])
@pytest.mark.parametrize("sizes", [(3, 3, 3), (2, 3, 3), (4, 4, 4), (4, 4, 4, 4), (6, 4), (8, 1)])
def test_groups_that_many_countries_write_are_no_scheme(sizes: tuple[int, ...], by: str) -> None:
    assert find_schemes(grouped(sizes, by)) is None


def test_groups_that_one_country_writes_are_its_scheme_even_of_junk() -> None:
    junk = [f"{n[:3]}.{n[3:6]}.{n[6:9]}-{n[9:]}" for n in random_digits(200, 11, 41)]
    found = find_schemes(pl.Series(junk))
    assert found is not None
    assert [m.scheme for m in found.matches] == ["br-cpf"]
    assert found.matches[0].valid < 0.1


@pytest.mark.parametrize("width", [10, 11])
def test_numbers_without_their_zeros_prove_nothing_by_holding(width: int) -> None:
    """Those that hold with their zeros back are the only ones that count as shaped: that all of them hold is no sign.

    Most numbers begin as no number of the ten-digit schemes does; one in five has lost a zero.
    """
    rng = random.Random(width)
    starts = [rng.choice((45, 46, 40, 3, 60)) for _ in range(400)]
    numbers = [str(start * 10 ** (width - 2) + rng.randrange(2 * 10 ** (width - 3))) for start in starts]
    assert find_schemes(pl.Series(numbers)) is None


def test_a_label_of_several_countries_names_those_that_fit_as_well() -> None:
    rng = random.Random(31)
    cells = pl.Series([str(rng.randint(10_000_000, 45_000_000)) for _ in range(100)])
    found = find_schemes(cells, None, ("es-dni", "ar-dni", "pe-dni"))
    assert found is not None
    assert found.ties == ("pe-dni",)
    assert find_schemes(cells, "ES", ("es-dni", "ar-dni", "pe-dni")) is None  # theirs have a letter
