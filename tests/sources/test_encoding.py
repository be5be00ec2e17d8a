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
