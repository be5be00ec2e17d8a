from __future__ import annotations

import random
import time
from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.iso7064 import mod_11_10
from stdnum.pl import pesel

from leakcheck.binding import infer
from leakcheck.binding.cells import Cells, Together
from leakcheck.binding.headers import Reading
from leakcheck.binding.sign import Sign
from leakcheck.binding.weigh import BOUND, decide
from leakcheck.model.columns import NUMBERS, Role

TODAY = date(2026, 1, 1)


def roles(binding):
    return [column.role.value for column in binding]


def chinese(tables):
    m = tables.Maker(3)
    return tables.frame(
        m.chinese_names(),
        m.chinese_ids(),
        m.many(lambda: "1" + m.r.choice("3578") + m.digits(9)),
        m.many(lambda: f"河南省郑州市金水区{m.r.randrange(99)}路{m.r.randrange(99)}号"),
        m.pick("盗窃 诈骗 其他"),
        m.moments(),
        m.pick("男 女"),
    )


CHINESE = ["person_name", "national_id", "phone", "address", "category", "timestamp", "sex"]


def test_a_chinese_table_under_chinese_labels(tables):
    binding = infer(["姓名", "身份证号", "手机", "户籍地址", "案由", "立案时间", "性别"], chinese(tables), as_of=TODAY)
    assert roles(binding) == CHINESE
    assert [column.locale for column in binding] == ["zh", "CN", "CN", "CN", "zh", None, None]
    assert binding.columns[1].scheme == "cn-ric"
    assert binding.country == "CN"


def test_the_same_table_without_labels_is_bound_by_shape(tables):
    binding = infer([f"col{i}" for i in range(1, 8)], chinese(tables), as_of=TODAY)
    assert roles(binding) == CHINESE
    assert binding.country == "CN"
    assert all(BOUND <= column.confidence <= 0.95 for column in binding)


def test_labels_and_shapes_that_agree_are_surer_than_either(tables):
    frame = chinese(tables)
    named = infer(["姓名", "身份证号", "手机", "户籍地址", "案由", "立案时间", "性别"], frame, as_of=TODAY)
    bare = infer([f"col{i}" for i in range(1, 8)], frame, as_of=TODAY)
    assert all(a.confidence > b.confidence for a, b in zip(named, bare, strict=True))


@pytest.mark.parametrize("label", ["身份证号", "col2"])
def test_identity_numbers_whose_check_digits_fail_are_bound_to_be_judged(tables, label):
    m = tables.Maker(5)
    wrong = [value[:17] + {"0": "1"}.get(value[17], "0") for value in m.chinese_ids()]
    column = infer([label], tables.frame(wrong), as_of=TODAY).columns[0]
    assert (column.role, column.scheme, column.locale) == (Role.NATIONAL_ID, "cn-ric", "CN")


@pytest.mark.parametrize(
    ("label", "make", "scheme"),
    [
        ("SSN", lambda m: f"9{m.digits(2)}-{m.digits(2)}-{m.digits(4)}", "us-ssn"),
        ("cpf", lambda m: m.digits(11), "br-cpf"),
        ("PESEL", lambda m: m.digits(11), "pl-pesel"),
        ("BSN", lambda m: m.digits(9), "nl-bsn"),
        ("T.C. Kimlik No", lambda m: "9" + m.digits(10), "tr-tckn"),
        ("主民番号 CURP", lambda m: "XEXX" + m.digits(6) + "HNEXXX" + m.digits(2), "mx-curp"),
    ],
)
def test_random_digits_under_a_named_scheme_are_bound_to_it(tables, label, make, scheme):
    m = tables.Maker(6)
    column = infer([label], tables.frame(m.many(lambda: make(m))), as_of=TODAY).columns[0]
    assert column.role is Role.NATIONAL_ID
    assert column.scheme == scheme


def italian(m, tables):
    return tables.frame(
        m.pick("Giulia Marco Luca Anna Paolo Elena"),
        m.pick("Verdi Neri Bianchi Gialli"),
        m.many(lambda: "XXXYYY" + m.digits(2) + "A" + m.digits(2) + "Z999" + m.r.choice("ABCDE")),
        m.births("%d/%m/%Y"),
        m.pick("Uomo Donna"),
        m.many(lambda: f"via Prova {m.r.randrange(200)}"),
        m.many(lambda: m.digits(5)),
        m.pick("Lazio Veneto Puglia Toscana Umbria"),
        m.many(lambda: "3" + m.r.choice("23456789") + m.digits(8)),
    )


def test_an_italian_table(tables):
    labels = [
        "Nome",
        "Cognome",
        "Codice Fiscale",
        "Data di nascita",
        "Sesso",
        "Indirizzo",
        "CAP",
        "Regione",
        "Cellulare",
    ]
    binding = infer(labels, italian(tables.Maker(7), tables), as_of=TODAY)
    assert roles(binding) == [
        "given_name", "family_name", "national_id", "birth_date", "sex", "address", "postcode", "region", "phone",
    ]  # fmt: skip
    assert binding.country == "IT"
    assert {c.locale for c in binding if c.role in (Role.PHONE, Role.NATIONAL_ID, Role.ADDRESS, Role.POSTCODE)} == {
        "IT"
    }
    assert binding.get(Role.GIVEN_NAME).locale == "it"


LANGUAGES = {
    "es": (
        "Nombre|Apellidos|Fecha de nacimiento|Sexo|Teléfono móvil|Correo electrónico|Dirección|Ciudad|Código postal"
    ),
    "pt": ("Nome|Sobrenome|Data de nascimento|Sexo|Telefone celular|E-mail|Endereço|Cidade|CEP"),
    "fr": ("Prénom|Nom de famille|Date de naissance|Sexe|Téléphone portable|Courriel|Adresse|Ville|Code postal"),
    "de": ("Vorname|Nachname|Geburtsdatum|Geschlecht|Handynummer|E-Mail-Adresse|Straße|Wohnort|PLZ"),
    "nl": ("Voornaam|Achternaam|Geboortedatum|Geslacht|Telefoonnummer|E-mailadres|Straatnaam|Woonplaats|Postcode"),
    "pl": ("Imię|Nazwisko|Data urodzenia|Płeć|Numer telefonu|Adres e-mail|Ulica|Miejscowość|Kod pocztowy"),
    "ro": ("Prenume|Nume de familie|Data nașterii|Sexul|Număr de telefon|Email|Adresa|Localitatea|Cod poștal"),
    "ru": ("Имя|Фамилия|Дата рождения|Пол|Номер телефона|Электронная почта|Адрес|Город|Почтовый индекс"),
    "tr": ("Adı|Soyadı|Doğum tarihi|Cinsiyet|Cep telefonu|E-posta|Adres|Şehir|Posta kodu"),
    "ko": ("명|성|생년월일|성별|휴대폰번호|이메일|주소|도시|우편번호"),
    "ja": ("名|姓|生年月日|性別|電話番号|メールアドレス|住所|市区町村|郵便番号"),
    "zh": ("名|姓|出生日期|性别|手机号码|电子邮箱|家庭住址|城市|邮政编码"),
    "zh-tw": ("名|姓|生日|性別|手機|電子郵件|戶籍地址|鄉鎮|郵遞區號"),
    "sv": ("Förnamn|Efternamn|Födelsedatum|Kön|Mobil|E-post|Gatuadress|Postort|Postnummer"),
    "fi": ("Etunimi|Sukunimi|Syntymäaika|Sukupuoli|Puhelinnumero|Sähköposti|Katuosoite|Kaupunki|Postinumero"),
    "hu": ("Keresztnév|Vezetéknév|Születési idő|Neme|Telefonszám|E-mail|Utca|Város|Irányítószám"),
    "vi": ("Tên|Họ|Ngày sinh|Giới tính|Số điện thoại|Email|Địa chỉ|Thành phố|Mã bưu chính"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_a_language_bind_a_table_of_plain_cells(tables, language):
    m = tables.Maker(8)
    frame = tables.frame(
        m.pick("Aa Bb Cc Dd Ee Ff Gg Hh Ii Jj Kk Ll Mm"),
        m.pick("Nn Oo Pp Qq Rr Ss Tt Uu Vv Ww Xx Yy Zz"),
        m.births(),
        m.pick("1 2"),
        m.many(lambda: m.digits(9)),
        m.many(lambda: f"u{m.digits(4)}@example.org"),
        m.many(lambda: f"Qwert {m.r.randrange(99)}"),
        m.pick("Aville Bville Cville Dville"),
        m.many(lambda: m.digits(5)),
    )
    binding = infer(LANGUAGES[language].split("|"), frame, as_of=TODAY)
    assert roles(binding) == [
        "given_name", "family_name", "birth_date", "sex", "phone", "email", "address", "city", "postcode",
    ]  # fmt: skip


def test_a_label_that_its_cells_contradict_loses(tables):
    m = tables.Maker(9)
    mails = m.many(lambda: f"u{m.digits(4)}@example.org")
    phones = m.many(lambda: f"555-{m.digits(3)}-{m.digits(4)}")
    binding = infer(["phone", "email", "dob"], tables.frame(mails, phones, mails), as_of=TODAY)
    assert [column.role for column in binding] == [Role.EMAIL, Role.PHONE, Role.EMAIL]


@pytest.mark.parametrize("label", ["Name", "name", "客户姓名", "denominazione", "company_name", "school_name", "col1"])
def test_names_of_organisations_are_no_names_of_persons(tables, label):
    m = tables.Maker(10)
    firms = [
        f"{a} {b}"
        for a, b in zip(m.pick("Alpha Beta Gamma Delta"), m.pick("School Ltd GmbH Hospital s.r.l. Onlus"), strict=True)
    ]
    firms = [f"{firm} {m.digits(0)}{number}" if number % 9 == 0 else firm for number, firm in enumerate(firms)]
    assert infer([label], tables.frame(firms), as_of=TODAY).columns[0].role in (Role.UNKNOWN, Role.CATEGORY)


def test_a_column_with_a_third_of_organisations_is_no_column_of_persons(tables):
    m = tables.Maker(20)
    names = m.names("Anna Peter Maria John Susan", "Aaaa Bbbb Cccc Dddd Eeee Ffff Gggg")
    mixed = [f"{name} Ltd" if number % 3 == 0 else name for number, name in enumerate(names)]
    assert infer(["Name"], tables.frame(names), as_of=TODAY).columns[0].role is Role.PERSON_NAME
    assert infer(["Name"], tables.frame(mixed), as_of=TODAY).columns[0].role is Role.UNKNOWN


def test_a_shape_counts_less_where_the_label_says_something_else(tables):
    m = tables.Maker(21)
    names = [f"{n}{'x' * (i % 30)}" for i, n in enumerate(m.names("Anna Peter Maria John", "Aaaa Bbbb Cccc Dddd"))]
    mails = m.many(lambda: f"u{m.digits(4)}@example.org")
    binding = infer(["col1", "username", "username"], tables.frame(names, names, mails), as_of=TODAY)
    assert roles(binding) == ["person_name", "unknown", "email"]


@pytest.mark.parametrize(("points", "role"), [(0.89, Role.UNKNOWN), (0.9, Role.PHONE)])
def test_only_an_unmistakable_shape_stands_against_a_label(points, role):
    reading = Reading({Role.UNKNOWN: 0.85})
    text = pl.Series([], dtype=pl.String)
    cells = Cells(text, records=9, present=9, distinct=9, together=Together([text]))
    assert decide(1, "x", reading, cells, [Sign(Role.PHONE, points, because="y")]).role is role


def test_a_phone_shape_that_countries_share_waits_for_another_witness(tables):
    m = tables.Maker(25)
    phones = m.many(lambda: "06" + m.digits(8))
    dutch = m.many(lambda: f"{m.r.randrange(1000, 9999)} {m.r.choice('BCD')}{m.r.choice('BCD')}")
    alone = infer(["phone"], tables.frame(phones), as_of=TODAY)
    beside = infer(["phone", "zip"], tables.frame(phones, dutch), as_of=TODAY)
    assert (alone.country, alone.columns[0].locale) == (None, None)
    assert (beside.country, beside.columns[0].locale) == ("NL", "NL")


def test_columns_of_two_countries_make_no_table_of_one(tables):
    m = tables.Maker(22)
    chinese = m.many(lambda: "13" + m.digits(9))
    russian = m.many(lambda: "+7 9" + m.digits(9))
    assert infer(["phone"], tables.frame(chinese), as_of=TODAY).country == "CN"
    assert infer(["phone"], tables.frame(russian), as_of=TODAY).country == "RU"
    assert infer(["phone", "phone2"], tables.frame(chinese, russian), as_of=TODAY).country is None


def test_dates_of_one_cohort_are_not_taken_for_births_without_a_label(tables):
    m = tables.Maker(23)
    cohort = m.many(lambda: m.day(date(1990, 1, 1), date(1992, 1, 1)).isoformat())
    assert roles(infer(["col1", "dob"], tables.frame(cohort, cohort), as_of=TODAY)) == ["timestamp", "birth_date"]


def test_addresses_under_one_domain_speak_for_a_country(tables):
    m = tables.Maker(24)
    mails = m.many(lambda: f"u{m.digits(4)}@example.com.sg")
    hired = m.many(lambda: f"u{m.digits(4)}@example.io")
    assert infer(["email"], tables.frame(mails), as_of=TODAY).country == "SG"
    assert infer(["email"], tables.frame(hired), as_of=TODAY).country is None


def test_full_names_without_a_label(tables):
    m = tables.Maker(11)
    names = m.names("Anna Peter Maria John Susan Qqq Zzz Www", "Aaaa Bbbb Cccc Dddd Eeee Ffff Gggg")
    column = infer(["col1"], tables.frame([f"{n}{'x' * (i % 20)}" for i, n in enumerate(names)]), as_of=TODAY).columns[
        0
    ]
    assert column.role is Role.PERSON_NAME


def test_births_and_moments_are_told_apart_without_labels(tables):
    m = tables.Maker(12)
    recent = m.many(lambda: m.day(date(2023, 1, 1), date(2025, 1, 1)).isoformat())
    midnight = [f"{day} 00:00:00" for day in m.births()]
    frame = tables.frame(m.births(), m.births("%Y%m%d"), midnight, recent, m.moments())
    assert roles(infer([f"col{i}" for i in range(1, 6)], frame, as_of=TODAY)) == [
        "birth_date", "birth_date", "birth_date", "timestamp", "timestamp",
    ]  # fmt: skip


def test_a_second_date_column_is_a_timestamp(tables):
    m = tables.Maker(13)
    binding = infer(["dob", "hire date", "death date"], tables.frame(m.births(), m.births(), m.births()), as_of=TODAY)
    assert roles(binding) == ["birth_date", "timestamp", "timestamp"]


def test_record_ids(tables):
    m = tables.Maker(14)
    hexa = m.many(lambda: "".join(m.r.choice("0123456789abcdef") for _ in range(24)))
    uuid = [f"{h[:8]}-{h[8:12]}-4{h[12:15]}-a{h[15:18]}-{h[:12]}" for h in hexa]
    elastic = m.many(lambda: "".join(m.r.choice("abcXYZ019_-") for _ in range(18)) + "aZ")
    serial = [str(1000 + i) for i in range(tables.N)]
    binding = infer(["col1", "col2", "col3", "_id"], tables.frame(hexa, uuid, serial, elastic), as_of=TODAY)
    assert roles(binding) == ["record_id"] * 4


def test_several_columns_may_share_a_role_and_the_fax_is_the_least_sure(tables):
    m = tables.Maker(15)
    numbers = [m.many(lambda: f"({m.r.randrange(200, 999)}) 555-{m.digits(4)}") for _ in range(3)]
    binding = infer(["fax", "phone1", "phone2"], tables.frame(*numbers), as_of=TODAY)
    assert roles(binding) == ["phone"] * 3
    assert [column.index for column in binding.all(Role.PHONE)] == [2, 3, 1]
    assert binding.country == "US"


def test_a_column_of_many_countries_speaks_against_one(tables):
    m = tables.Maker(16)
    phones = m.many(lambda: f"({m.r.randrange(200, 999)}) 555-{m.digits(4)}")
    mixed = infer(["phone", "country"], tables.frame(phones, m.pick("US CN FR DE BR JP IN")), as_of=TODAY)
    sole = infer(["phone", "country"], tables.frame(phones, m.pick("US")), as_of=TODAY)
    assert (mixed.country, sole.country) == (None, "US")


def test_sex_codes_need_a_label_and_words_do_not(tables):
    m = tables.Maker(17)
    frame = tables.frame(m.pick("1 2"), m.pick("1 2"), m.pick("M F"), m.pick("男 女"))
    binding = infer(["col1", "sex", "col3", "col4"], frame, as_of=TODAY)
    assert roles(binding) == ["category", "sex", "sex", "sex"]


def test_an_empty_column_and_a_table_without_records():
    binding = infer(
        ["phone", "zzz"],
        pl.DataFrame({"c1": [None, ""], "c2": ["", "-"]}, schema={"c1": pl.String, "c2": pl.String}),
        as_of=TODAY,
    )
    assert [column.role for column in binding] == [Role.PHONE, Role.UNKNOWN]
    assert binding.columns[1].reason == "no values"
    assert not infer([], pl.DataFrame(), as_of=TODAY).columns
    assert len(infer(["姓名", "x"], pl.DataFrame(), as_of=TODAY).columns) == 2


cells = st.one_of(st.none(), st.text(max_size=30), st.from_regex(r"[0-9+()\-./ :]{0,25}", fullmatch=True))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.text(max_size=40), st.lists(cells, min_size=12, max_size=12)), max_size=4))
def test_infer_never_raises_is_bounded_and_deterministic(columns):
    labels = [label for label, _ in columns]
    frame = pl.DataFrame({f"c{i}": pl.Series(values, dtype=pl.String) for i, (_, values) in enumerate(columns, 1)})
    binding = infer(labels, frame, as_of=TODAY)
    assert [column.label for column in binding] == labels
    assert all(0.0 <= column.confidence <= 1.0 for column in binding)
    assert all(len(column.reason) < 80 and column.reason.isprintable() for column in binding)
    assert infer(labels, frame, as_of=TODAY) == binding


def test_no_cell_reaches_the_binding(tables):
    m = tables.Maker(18)
    for make in (
        lambda: "Kanarienvogel",
        lambda: f"Kanarienvogel {m.digits(3)}",
        lambda: f"kanarienvogel{m.digits(3)}@kanarienvogel.example",
        lambda: f"1 Kanarienvogel street {m.digits(2)}",
        lambda: "金丝雀" + m.r.choice("甲乙丙"),
    ):
        for label in ("col1", "name", "address", "zzz", "category"):
            column = infer([label], tables.frame(m.many(make)), as_of=TODAY).columns[0]
            told = repr((column.role, column.locale, column.scheme, column.reason, column.alternatives)).lower()
            assert "kanarienvogel" not in told
            assert "金丝雀" not in told


def test_the_speed_of_thirty_columns(tables):
    m = tables.Maker(19, n=5000)
    made = [
        m.births(),
        m.many(lambda: m.digits(11)),
        m.names("Anna Peter", "Aaa Bbb"),
        m.pick("a b c"),
        m.chinese_names(),
        m.moments(),
    ]
    frame = tables.frame(*(made[i % 6] for i in range(30)))
    labels = [f"col{i}" for i in range(30)]
    infer(labels[:1], frame, as_of=TODAY)
    started = time.process_time()
    infer(labels, frame, as_of=TODAY)
    assert time.process_time() - started < 2.0  # 0.3 s on an idle core; the bound leaves room for a busy machine


def test_numbers_of_cards_and_accounts_have_roles_of_their_own():
    rng = random.Random(40)
    cards = [body + luhn.calc_check_digit(body) for body in (f"4{rng.randrange(10**14):014d}" for _ in range(60))]
    codes = [f"AC{rng.randrange(10**6):06d}{'XYZ'[k % 3]}" for k in range(60)]
    bound = infer(["col1", "col2"], pl.DataFrame({"c1": cards, "c2": codes}), as_of=TODAY)
    assert (bound.columns[0].role, bound.columns[0].scheme) == (Role.BANK_CARD, "card-luhn")
    assert bound.columns[1].role not in NUMBERS


def test_a_label_picks_the_scheme_even_where_the_check_digits_fail():
    rng = random.Random(41)
    junk = [f"{rng.randrange(10**11):011d}" for _ in range(80)]
    for label, scheme in (("cpf", "br-cpf"), ("PESEL", "pl-pesel"), ("TC Kimlik No", "tr-tckn")):
        column = infer([label], pl.DataFrame({"c1": junk}), as_of=TODAY).columns[0]
        assert (column.role, column.scheme) == (Role.NATIONAL_ID, scheme)


def test_a_column_of_two_countries_names_both_schemes_and_ties_are_told():
    rng = random.Random(42)
    bodies = [
        f"{rng.randint(50, 99)}0{rng.randint(1, 9)}1{rng.randint(0, 9)}{rng.randrange(10**4):04d}" for _ in range(60)
    ]
    polish = [body + pesel.calc_check_digit(body) for body in bodies]
    drawn = [f"{rng.randrange(10**10):010d}" for _ in range(60)]
    croatian = [body + mod_11_10.calc_check_digit(body) for body in drawn]
    both = [number for pair in zip(polish, croatian, strict=True) for number in pair]
    column = infer(["id number"], pl.DataFrame({"c1": both}), as_of=TODAY).columns[0]
    assert {column.scheme, *column.others} == {"pl-pesel", "hr-oib"}
    nine = [body[:8] + luhn.calc_check_digit(body[:8]) for body in drawn]
    tied = infer(["id number"], pl.DataFrame({"c1": nine}), as_of=TODAY).columns[0]
    assert "would fit as well" in tied.reason
    assert tied.locale is None


def residents(n):
    """South Korean numbers with the right check digit, born in the twentieth century."""
    rng = random.Random(43)
    for _ in range(n):
        born = f"{rng.randint(50, 99)}0{rng.randint(1, 9)}1{rng.randint(0, 9)}"
        body = f"{born}{rng.randint(1, 2)}{rng.randrange(95):02d}011"
        weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
        yield body + str((11 - sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11) % 10)


def test_numbers_that_hold_win_over_a_label_of_another_country():
    """Korean files call their numbers "ssn"; what an Italian label names is no Dominican number."""
    column = infer(["ssn"], pl.DataFrame({"c1": list(residents(80))}), as_of=TODAY).columns[0]
    assert (column.role, column.scheme, column.locale) == (Role.NATIONAL_ID, "kr-rrn", "KR")
    rng = random.Random(44)
    bodies = [f"{rng.randrange(10**10):010d}" for _ in range(80)]
    luhns = [body + luhn.calc_check_digit(body) for body in bodies]
    italian = infer(["codice fiscale"], pl.DataFrame({"c1": luhns}), as_of=TODAY).columns[0]
    assert italian.scheme != "do-cedula"
    assert italian.locale in (None, "IT")


def test_a_label_that_three_countries_share_claims_none():
    rng = random.Random(45)
    cells = [str(rng.randint(10_000_000, 45_000_000)) for _ in range(80)]
    column = infer(["dni"], pl.DataFrame({"c1": cells}), as_of=TODAY).columns[0]
    assert column.role is Role.NATIONAL_ID
    assert column.locale is None
    assert "pe-dni would fit as well" in column.reason


@pytest.mark.parametrize(
    "layout", ["{:.3}-{:.4}-{:.4}", "0{:.1}-{:.4}-{:.4}", "{:.3} {:.3} {:.3}", "{:.4} {:.4} {:.4} {:.4}"]
)
def test_digits_in_common_groups_are_no_identity_numbers(layout):
    rng = random.Random(46)
    cells = [layout.format(*(f"{rng.randrange(3, 9)}{rng.randrange(10**3):03d}" for _ in range(4))) for _ in range(300)]
    assert infer(["col7"], pl.DataFrame({"c1": cells}), as_of=TODAY).columns[0].scheme is None
