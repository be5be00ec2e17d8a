"""vCards: a record a card, however it is folded, encoded and cut."""

from __future__ import annotations

import quopri
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakcheck.errors import SourceError

SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.text(
    st.one_of(
        st.sampled_from(",;\\\n:= "), st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"])
    ),
    min_size=1,
    max_size=30,
).map(lambda text: text.strip() or "x")


def escaped(text: str) -> str:
    return re.sub(r"([\\,;])", r"\\\1", text).replace("\n", "\\n")


def folded(line: str, width: int) -> str:
    """A long line as RFC 2426 folds it, between characters."""
    return "\n ".join(line[start : start + width] for start in range(0, len(line), width))


def quoted(text: str) -> str:
    encoded = quopri.encodestring(escaped(text).replace("\n", "\\n").encode(), quotetabs=True).decode()
    return encoded.rstrip("\n")


@SETTINGS
@given(
    cards=st.lists(st.tuples(TEXT, TEXT, TEXT, TEXT), min_size=1, max_size=5),
    width=st.integers(5, 80),
    old=st.booleans(),
    cut=st.integers(1, 300),
)
def test_every_card_comes_back(read, cards, width, old, cut):
    text = ""
    for name, family, given_name, phone in cards:
        lines = ["BEGIN:VCARD", "VERSION:3.0"]
        if old:
            lines += [f"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{quoted(name)}"]
        else:
            lines += [folded(f"FN:{escaped(name)}", width)]
        lines += [folded(f"N:{escaped(family)};{escaped(given_name)};;;", width)]
        lines += [folded(f'item1.TEL;TYPE="cell:x",work:{escaped("0" + phone)}', width), "TEL:2", "PHOTO;BASE64:AAAA"]
        text += "\n".join([*lines, " AAAA", "", "END:VCARD", ""])
    seen = read(text.encode(), batch_bytes=cut, encoding="utf-8")
    assert (seen.info.format, seen.info.labels) == ("vcard", ("name", "family_name", "given_name", "tel1", "tel2"))
    assert seen.rows == [(name, family, first, "0" + phone, "2") for name, family, first, phone in cards]
    assert not seen.rejected


def test_properties(read):
    text = (
        "begin:vcard\nVERSION:4.0\nFN:Ann Example\nBDAY:20000101\nADR;TYPE=home:;;1 Road;Town;;999;Nowhere\n"
        "EMAIL:a@example.org\nEMAIL;PREF=1:mailto:b@example.org\nORG:One;Two\nTEL;VALUE=uri:tel:+990001\nEND:VCARD\n"
    )
    seen = read(text.encode())
    assert seen.info.labels == ("name", "birthday", "adr", "email1", "email2", "org", "tel")
    address = "1 Road, Town, 999, Nowhere"
    assert seen.rows == [("Ann Example", "20000101", address, "a@example.org", "b@example.org", "One Two", "+990001")]


@pytest.mark.parametrize("cut", [1, 7, 1 << 20])
def test_broken_cards_are_counted(read, cut):
    good = "BEGIN:VCARD\nFN:x\nEND:VCARD\n"
    text = good + "junk\n\n" + "BEGIN:VCARD\nno property\nEND:VCARD\n" + "BEGIN:VCARD\nFN:\xff\nEND:VCARD\n" + good
    text += "BEGIN:VCARD\nFN:" + "y" * 5000 + "\nEND:VCARD\n" + "BEGIN:VCARD\nFN:never ended\n" + good
    text += "BEGIN:VCARD\nFN:a\nTEL:1\nEND:VCARD\nBEGIN:VCARD\nFN:cu"
    seen = read(text.encode("latin-1"), encoding="utf-8", batch_bytes=cut, max_record=1000)
    assert [row[0] for row in seen.rows] == ["x", "x", "never ended", "x", "a"]
    assert seen.rejected == {"FIELD_COUNT": (2, 2), "UNDECODABLE": (1, 4), "TOO_LONG": (1, 6), "TRUNCATED": (1, 10)}
    assert seen.account.quality == {"Q013": (1, 10)}


def test_properties_met_later_are_counted(read):
    cards = f"BEGIN:VCARD\nFN:{'x' * 4000}\nEND:VCARD\n" * 2_000 + "BEGIN:VCARD\nFN:x\nTEL:1\nEND:VCARD\n"
    seen = read(cards.encode())
    assert seen.info.labels == ("name",)
    assert seen.account.quality == {"Q020": (1, 2_001)}


@pytest.mark.parametrize(
    "body", ["", "N\n" * 1000, ";" * 100_000 + "\n", 'TEL;X="' * 10_000 + "\n", "A:\n \n" * 50_000]
)
def test_cards_of_nothing(read, body):
    with pytest.raises(SourceError) as caught:
        read(("BEGIN:VCARD\n" + body + "END:VCARD\n").encode())
    assert caught.value.code == "LC204"
