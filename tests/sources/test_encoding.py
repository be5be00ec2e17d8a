"""Every encoding gives the same records; bytes that mean nothing are counted and never replaced."""

from __future__ import annotations

import codecs

import pytest

from leakcheck.errors import SourceError, UsageError
from leakcheck.sources.encoding import decide

SIMPLIFIED = "姓名,性别,地址\n" + "".join(
    f"{'王李张刘陈'[i % 5]}{'伟芳娜敏静强磊'[i % 7]},{'男女'[i % 2]},河南省郑州市中原区建设路{i}号\n" for i in range(60)
)
TRADITIONAL = "姓名,性別,地址\n" + "".join(
    f"{'王李張劉陳'[i % 5]}{'偉芳娜敏靜強磊'[i % 7]},{'男女'[i % 2]},臺北市中正區建設路{i}號\n" for i in range(60)
)
KOREAN = "이름,도시\n" + "".join(f"김민수,서울특별시 강남구 {i}\n" for i in range(60))
JAPANESE = "名前,都市\n" + "".join(f"田中さくら,とうきょう東京 {i}\n" for i in range(60))
RUSSIAN = "имя,город\n" + "".join(f"Иван Петров,Москва улица {i}\n" for i in range(60))
FRENCH = "nom,ville\n" + "".join(f"José Gérard,Orléans {i}\n" for i in range(60))


@pytest.mark.parametrize(
    ("text", "written", "found"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "utf-16", "utf-16-le"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (FRENCH, "utf-16-le", "utf-16-le"),
        (FRENCH, "utf-16-be", "utf-16-be"),
        (SIMPLIFIED, "utf-32", "utf-32-le"),
        (SIMPLIFIED, "utf-32-be", "utf-32-be"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (KOREAN, "euc_kr", "cp949"),
        (JAPANESE, "euc_jp", "euc_jp"),
        (JAPANESE, "shift_jis", "cp932"),
        (RUSSIAN, "koi8_r", "koi8-r"),
        (RUSSIAN, "cp1251", "cp1251"),
        (FRENCH, "latin-1", "cp1252"),
    ],
)
def test_encodings_are_found_and_read(read, text, written, found):
    seen = read(text.encode(written))
    assert seen.info.encoding == found
    assert seen.rows == [tuple(line.split(",")) for line in text.splitlines()[1:]]
    assert seen.account.quality == {}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-32-be", "big5hkscs"])
def test_characters_and_line_ends_may_be_cut_anywhere(read, monkeypatch, encoding, line_end):
    monkeypatch.setattr("leakcheck.sources.textstream.PREFIX_BYTES", 300)
    data = TRADITIONAL.replace("\n", line_end).encode(encoding)
    for cut in (1, 2, 3, 5, 64):
        seen = read(data, encoding=encoding, batch_bytes=cut, header="yes")
        assert seen.rows == [tuple(line.split(",")) for line in TRADITIONAL.splitlines()[1:]]
        assert seen.account.quality == {}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_bad_bytes_cost_their_record_and_nothing_else(read, encoding):
    lines = [line.encode(encoding) for line in SIMPLIFIED.splitlines(keepends=True)]
    bad = {"utf-8": b"\xff\xfe", "gb18030": b"\xff\xff", "utf-16-le": b"\x00\xd8"}[encoding]
    lines[5] = bad + lines[5]
    lines[9] = lines[9][:2] + bad + lines[9][2:]
    seen = read(b"".join(lines), encoding=encoding)
    assert seen.rejected == {"UNDECODABLE": (2, 5)}
    assert seen.account.read == 60
    assert not any("�" in cell for row in seen.rows for cell in row)


def test_a_real_replacement_character_is_text(read):
    seen = read(SIMPLIFIED.replace("河南省", "河�省").encode())
    assert seen.account.scored == 60
    assert seen.info.encoding == "utf-8"


def test_a_wrong_word_of_the_user_is_named_with_a_better_one(read):
    with pytest.raises(SourceError) as caught:
        read(b"a,b\n" + SIMPLIFIED.encode("gb18030"), encoding="utf-8")
    assert caught.value.code == "LC203"
    assert "bad byte at 4" in caught.value.message
    assert "--encoding gb18030" in (caught.value.hint or "")


@pytest.mark.parametrize("name", ["rot13", "nonsense", "hex", "\0"])
def test_a_name_that_is_no_encoding(read, name):
    with pytest.raises(UsageError):
        read(b"a,b\n", encoding=name)


def test_every_python_text_codec_can_be_asked_for():
    for name in ("ascii", "utf-8-sig", "gbk", "cp1252", "utf-16", "iso8859-15", "hz"):
        assert codecs.lookup(decide(b"abc,def\n", name).name)


def test_a_character_cut_by_the_end_of_the_prefix_is_not_bad():
    assert decide("王".encode()[:-1] and ("王" * 50).encode()[:-1]).name == "utf-8"


WORDS = {
    "cp1250": "Łukasz Wiśniewski Kraków Świętokrzyska Grzegorz Brzęczyszczykiewicz Łódź Gdańsk Małgorzata",
    "cp1251": "Иван Петров Мария Сидорова Москва улица Ленина Смирнов Дмитрий Новосибирск Екатерина",
    "cp1252": "Müller Jürgen Köln Straße Größe Bäcker Düsseldorf Schröder Weiß Österreich",
    "cp1253": "Γιώργος Παπαδόπουλος Αθήνα Θεσσαλονίκη Μαρία Δημητρίου Πανεπιστημίου Ελένη",
    "cp1254": "Işık Yıldız İstanbul Çağlar Gökçe Şahin Ömer Türkoğlu Ağrı Diyarbakır Şişli",
    "cp1255": "דוד כהן תל אביב ירושלים רחוב הרצל משה לוי חיפה שרה מזרחי",
    "cp1256": "محمد أحمد القاهرة شارع الجامعة فاطمة علي الرياض حسن عبد الله بغداد",
    "cp1257": "Žygimantas Kėdainiai Šiauliai Ąžuolas Rūta Jonaitytė Gedimino Mėlynė Čiurlionis",
    "koi8-r": "Иван Петров Мария Сидорова Москва улица Ленина Смирнов Дмитрий Новосибирск Екатерина",
    "cp874": "สมชาย ใจดี กรุงเทพมหานคร ถนนสุขุมวิท เชียงใหม่ สมหญิง รักไทย ภูเก็ต",
    "cp949": "김민수 서울특별시 강남구 이영희 부산광역시 해운대구 박지훈 대구광역시 테헤란로",
    "cp932": "タナカ 田中さくら 東京都新宿区 鈴木一郎 大阪府大阪市北区 佐藤花子 神奈川県横浜市",
    "euc_jp": "田中 東京都新宿区 鈴木一郎 大阪府大阪市北区 佐藤花子 山田太郎 神奈川県横浜市 北海道札幌市",
}

PAGES = {  # the tables of standards, and of other machines, for the same words
    **WORDS,
    **{f"iso8859-{part}": WORDS[page] for part, page in ((2, "cp1250"), (4, "cp1257"), (5, "cp1251"), (6, "cp1256"))},
    "iso8859-15": "Œuvre cœur Noël Gérard Orléans Besançon Élise Hélène sœur Zoë",
    "cp866": WORDS["cp1251"],
    "mac-cyrillic": WORDS["cp1251"],
    "koi8-u": "Іван Петренко Київ вулиця Шевченка Юлія Ґалаґан Єва Їжак Оксана Львів",
}


@pytest.mark.parametrize("encoding", sorted(PAGES))
@pytest.mark.parametrize("count", [20, 300])
def test_the_code_pages_of_the_world(encoding, count):
    words = PAGES[encoding].split()
    text = "".join(f"{i},{words[i % len(words)]} {words[i * i % len(words)]},1990000{i:04}\n" for i in range(count))
    assert decide(b"id,name,phone\n" + text.encode(encoding)).name == encoding


@pytest.mark.parametrize(
    ("standard", "page"), [(1, "cp1252"), (7, "cp1253"), (8, "cp1255"), (9, "cp1254"), (13, "cp1257")]
)
def test_a_standard_that_agrees_with_a_page_of_windows_is_read_as_that(standard, page):
    words = WORDS[page].split()
    data = ("id,name\n" + "".join(f"{i},{words[i % len(words)]}\n" for i in range(60))).encode(f"iso8859_{standard}")
    assert data.decode(decide(data).name) == data.decode(f"iso8859_{standard}")


def test_names_of_two_languages_side_by_side(read):
    cities = ["Łódź", "Köln", "Kraków", "Gdańsk", "München"]
    text = "id,city\n" + "".join(f"{i},{cities[i % 5]}\n" for i in range(60))
    assert [row[1] for row in read(text.encode("cp1250")).rows] == [cities[i % 5] for i in range(60)]


def test_lines_of_a_second_encoding_are_read_in_it_and_counted(read):
    lines = SIMPLIFIED.splitlines(keepends=True)
    data = "".join(lines[:41]).encode() + "".join(lines[41:]).encode("gb18030") + "王,男,上海市\n".encode()
    for cut in (7, 1 << 22):
        seen = read(data, batch_bytes=cut)
        assert seen.rows[:60] == [tuple(line.split(",")) for line in SIMPLIFIED.splitlines()[1:]]
        assert seen.account.quality == {"Q004": (20, None)}
        assert not seen.rejected
        assert seen.info.encoding == "utf-8"


@pytest.mark.parametrize("encoding", ["gb18030", "cp1252", "utf-8"])
@pytest.mark.parametrize("cut", [1000, 1 << 16])
def test_an_encoding_that_shows_late_is_decided_then(read, monkeypatch, encoding, cut):
    monkeypatch.setattr("leakcheck.sources.textstream.PREFIX_BYTES", 2000)
    text = FRENCH if encoding == "cp1252" else SIMPLIFIED
    plain = "a,b,c\n" * 1000 if encoding != "cp1252" else "a,b\n" * 1000
    seen = read(plain.encode() + text.encode(encoding), batch_bytes=cut, header="no")
    assert not seen.rejected
    assert seen.rows[1000:] == [tuple(line.split(",")) for line in text.splitlines()]
    assert seen.info.encoding == encoding
    first = len(plain) + next(place for place, letter in enumerate(text) if not letter.isascii())
    assert seen.account.notes == (f"ASCII up to byte {first:,}; read as {encoding} from there",)


@pytest.mark.parametrize("cut", [1, 5, 1 << 20])
def test_scars_of_earlier_conversions_are_counted(read, cut):
    text = "name,city\n" + "Müller,Köln\n" * 9 + "M\ufffdller,K\ufffdln\n"
    text += "Müller,Köln\n".encode().decode("cp1252") + "É »,Ã\xa0 la\n" + "王伟,河南\n".encode().decode("latin-1")
    seen = read(text.encode(), batch_bytes=cut, header="yes")
    assert seen.account.quality == {"Q005": (2, None), "Q016": (6, None)}
    assert read(SIMPLIFIED.encode()).account.quality == {}
    assert read(FRENCH.encode()).account.quality == {}
