from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakcheck.binding.headers import WHOLE_POINTS, read
from leakcheck.model.columns import Role
from leakcheck.reference.labels import _document, fold, normalise, table, tokens

SAID = {
    Role.PERSON_NAME: (
        "姓名", "氏名", "이름", "성명", "ФИО", "RNAME", "full_name", "Nombre y apellidos", "ad soyad",
        "Imię i nazwisko", "EmployeeName", "報案人姓名",
    ),
    Role.FAMILY_NAME: (
        "last_name", "LASTNAME", "Cognome", "apellidos", "姓", "Фамилия", "Nachname", "nom_elu", "achternaam",
        "Nazwisko", "soyadı", "name.last", "nom de famille",
    ),
    Role.GIVEN_NAME: (
        "firstName", "PRENOM", "Vorname", "nome", "Имя", "voornaam", "imię", "prenume", "name.first",
        "_source.first_name", "given name",
    ),
    Role.SEX: (
        "sex", "GENDER", "性别", "性別", "sexe_elu", "Sesso", "Geschlecht", "płeć", "cinsiyet", "성별", "Пол",
        "ClientGender", "código sexo",
    ),
    Role.BIRTH_DATE: (
        "dob", "BIRTHDAY", "BIRTHDATE", "date_naissance_elu", "birthYear", "生年月日", "出生日期", "생년월일",
        "Geburtsdatum", "fecha_nacimiento", "data di nascita", "Дата рождения", "data urodzenia",
        "doğum tarihi", "dateOfBirth", "Date de naissance",
    ),
    Role.AGE: (
        "age", "AGE", "年龄", "年齡", "edad", "età", "Возраст", "wiek", "yaş", "나이", "ClientAge",
    ),
    Role.NATIONAL_ID: (
        "身份证号", "IDNO", "身份证号码", "SSN", "codice_fiscale", "cpf", "CURP", "PESEL", "CNP", "bsn", "DNI",
        "주민등록번호", "Aadhaar", "NationalID", "sfzh", "T.C. Kimlik No", "Codice Fiscale", "_source.IDNO",
        "身份证号码", "national insurance number", "номер паспорта", "паспортные данные", "SS number", "ss_num",
        "Clave Única de Registro de Población", "permanent account number", "PAN No",
    ),
    Role.PHONE: (
        "phone", "手机", "联系电话", "電話番号", "전화번호", "Телефон", "phone1", "telephone_no", "Handynummer",
        "MOBILE", "TelephoneNumber", "Telefono cellulare", "numéro de téléphone", "报案人手机",
        "emergency_contact_phone", "cep telefonu",
    ),
    Role.EMAIL: (
        "email", "E-mail", "メールアドレス", "邮箱", "이메일", "correo", "EmailAddress", "adresse email",
        "электронная почта", "Email Address",
    ),
    Role.ADDRESS: (
        "address", "户籍地址", "STD_ADDRESS", "住所", "주소", "Адрес", "indirizzo", "Anschrift",
        "StreetAddress", "address1", "EMPLOYER_ADDRESS_1", "身份证地址",
    ),
    Role.REGION: (
        "state", "province", "regione", "省份", "縣市", "都道府県", "Bundesland", "HHPLACE", "BPLACE",
        "libelle_departement", "EMPLOYER_STATE", "województwo", "uf",
    ),
    Role.CITY: (
        "city", "nome_comune", "城市", "市区町村", "Wohnort", "ville", "город", "birthCity",
        "lieu_naissance_elu", "lugar de nacimiento", "EMPLOYER_CITY",
    ),
    Role.POSTCODE: (
        "zip", "EMPLOYER_POSTAL_CODE", "邮编", "郵便番号", "우편번호", "PLZ", "CEP", "postcode", "code postal",
        "kod pocztowy", "ZipCode",
    ),
    Role.TIMESTAMP: (
        "created_at", "立案时间", "hire_date", "HireDate", "Создан", "Datum", "登録日", "DEATHDATE",
        "death date", "last_visit_date", "registration date",
    ),
    Role.RECORD_ID: (
        "id", "uuid", "编号", "序号", "user_id", "CASE_NO", "playerID", "RosterShiftId", "_id",
    ),
    Role.CATEGORY: (
        "案由", "民族", "country", "party", "status", "job_title", "Beruf", "nationalité", "政黨", "会派",
        "CASE_STATUS",
    ),
}  # fmt: skip
NOT_SAID = (
    "company_name", "school_name", "companyName", "INSTNM", "file_name", "hostname", "username",
    "email_domain", "ip_address", "公司名称", "学校名称", "文件名", "会社名", "denominazione", "firma",
    "url_address", "bank_name", "product_name", "name of company", "email verified", "phone type",
    "is_email_valid", "birth_weight", "birthMonth", "TelephoneCountryCode", "Program Name", "Site name",
    "phone model", "address type", "codice_comune", "event_name",
)  # fmt: skip


@pytest.mark.parametrize(("label", "role"), [(label, role) for role, labels in SAID.items() for label in labels])
def test_labels_of_many_languages_say_their_role(label, role):
    reading = read(label)
    assert reading.best is role
    assert reading.points[role] >= 0.6


@pytest.mark.parametrize("label", NOT_SAID)
def test_what_sounds_like_a_role_and_is_not(label):
    points = {role: worth for role, worth in read(label).points.items() if role is not Role.UNKNOWN}
    assert max(points.values(), default=0.0) < 0.5


@pytest.mark.parametrize("label", ["", "col7", "c3", "Column2", "Unnamed: 0", "字段3", "  ", "12", "field_4"])
def test_labels_that_say_nothing_are_silent(label):
    assert read(label).silent
    assert not read(label).points


def test_unknown_words_are_unread_rather_than_silent():
    assert read("zorblax").unread
    assert not read("zorblax").silent


@pytest.mark.parametrize(("label", "role"), [("CUSTPHONE", Role.PHONE), ("capacity", Role.CITY), ("usage", None)])
def test_a_word_that_ends_on_a_known_word_is_a_hint(label, role):
    assert read(label).best is role
    assert max(read(label).points.values(), default=0.0) < 0.5


def test_a_label_gives_its_language_and_country_away():
    assert read("date_naissance_elu").language == "fr"
    assert read("Codice Fiscale").country == "IT"
    assert read("身份证号").country == "CN"
    assert read("選區").language == "zh-tw"
    assert read("email").language is None


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("EMPLOYER_POSTAL_CODE", ("employer", "postal", "code")),
        ("dateOfBirth", ("date", "of", "birth")),
        ("playerID", ("player", "id")),
        ("Prénom de l'élu", ("prenom", "de", "l", "elu")),
        ("phone1", ("phone", "1")),
        ("用户id", ("用户", "id")),
        ("ＩＤＮＯ", ("idno",)),
        ("姓（カタカナ）", ("姓", "カタカナ")),
    ],
)
def test_tokens(label, expected):
    assert tokens(label) == expected


def test_fold_takes_accents_and_special_letters_off():
    assert fold("Płeć ÅLDER Kjønn straße") == "plec alder kjonn strasse"


def test_the_longer_phrase_wins_and_the_head_noun_counts():
    assert read("ip address").best is Role.UNKNOWN
    assert read("手机归属地").best is Role.REGION  # the noun comes last
    assert read("telefono residenza").best is Role.PHONE  # the noun comes first
    assert read("Name").points[Role.PERSON_NAME] == WHOLE_POINTS


@given(st.text(max_size=300))
def test_reading_never_raises_and_stays_in_bounds(label):
    reading = read(label)
    assert all(0.0 <= worth <= WHOLE_POINTS for worth in reading.points.values())
    assert read(label) == reading


@given(st.text(max_size=50))
def test_normalising_again_changes_nothing(label):
    assert normalise(normalise(label)) == normalise(label)


def test_the_table_says_one_thing_per_word():
    # A word that is the whole of two roles' labels would be decided by the order of a file.
    roles = {}
    for phrases in table().compact.values():
        for phrase in phrases:
            if not phrase.mark and phrase.role is not Role.UNKNOWN:
                roles.setdefault(phrase.text, set()).add(phrase.role)
    assert {text: said for text, said in roles.items() if len(said) > 1} == {}


def test_every_role_is_said_in_every_promised_language():
    promised = ("en", "zh", "zh-tw", "it", "es", "pt", "fr", "de", "nl", "pl", "ro", "ru", "tr", "ko", "ja")
    everywhere = (Role.SEX, Role.BIRTH_DATE, Role.AGE, Role.PHONE, Role.ADDRESS, Role.REGION, Role.CITY, Role.TIMESTAMP)
    said = _document()["label"]
    missing = [(language, role.value) for language in promised for role in everywhere if language not in said[role]]
    assert not missing
