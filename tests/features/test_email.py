import polars as pl
import pytest

from leakcheck.features.email import email
from leakcheck.features.feature import derive, stages
from leakcheck.model.columns import Column, Role
from leakcheck.reference import reserved_domains


def derived(*cells):
    features = email(Column(1, "mail", Role.EMAIL))
    names = features.__slots__
    wanted = [getattr(features, name) for name in names]
    frame = derive(pl.DataFrame({"c1": list(cells)}, schema={"c1": pl.String}), stages(wanted))
    return frame.select(pl.col(f.name).alias(name) for name, f in zip(names, wanted, strict=True))


@pytest.mark.parametrize(
    "cell",
    [
        "a@b.co",
        "First.Last+tag@Sub.Example-Host.org",
        "o'brien@host.ie",
        "anna..b.@docomo.ne.jp",
        "用户@例子.中国",
        "jörg@münchen.de",
        '"odd one"@host.org',
        "user@[192.0.2.1]",
        "user@host.xn--fiqs8s",
        "root@localhost",
        "mailto:a@b.org",
        "Ann Other <ann@other.org>",
        "a@b.org; c@d.org",
        "a@b.org, c@d.org",
        "a@b.org.",
        "x" * 64 + "@host.org",
        "a@" + "b" * 63 + ".org",
        "ａ@b.org",
    ],
)
def test_well_formed(cell):
    assert derived(cell)["valid"].to_list() == [True]


@pytest.mark.parametrize(
    "cell",
    [
        "plain",
        "@host.org",
        "a@",
        "a@host",
        "a@@host.org",
        "a b@host.org",
        "a@host..org",
        "a@-host.org",
        "a@host-.org",
        "a@host.o",
        "a@host.123",
        "a@ho,st.org",
        "x" * 65 + "@host.org",
        "a@" + "b" * 64 + ".org",
        "a@" + ("b" * 60 + ".") * 5 + "org",
    ],
)
def test_malformed(cell):
    frame = derived(cell)
    assert frame["valid"].to_list() == [False]
    assert frame["digest"].to_list() == [None]
    assert frame["domain"].to_list() == [None]


def test_the_plain_expression_accepts_nothing_that_the_full_one_refuses():
    cells = ["a@b.co", "a.b-c_d+e@f-g.h.org", "A@B.CO", "a@1.org", "a@b-.org", "a@b.c1", "..@b.org", "a@b.org"]
    alone = [derived(cell)["valid"][0] for cell in cells]
    assert derived(*cells, "ü@b.org")["valid"].to_list()[:-1] == alone


def test_domains():
    frame = derived(
        "a@example.com", "a@mail.example.net", "a@x.test", "a@notexample.com", "a@dayrep.com", "a@hotmail.couk",
        "a@GMAIL.com", "a@smail.com", "a@example.com.org", None, "",
    )  # fmt: skip
    false, true = False, True
    assert frame["reserved"].to_list() == [true, true, true, *[false] * 6, None, None]
    assert frame["generated"].to_list() == [*[false] * 4, true, true, *[false] * 3, None, None]
    assert frame["free"].to_list() == [*[false] * 6, true, false, false, None, None]
    assert frame["present"].to_list() == [*[true] * 9, false, false]


def test_digests():
    frame = derived("A@b.org", "a@B.ORG ", "c@b.org", "Ann <a@b.org>")
    assert frame["digest"].n_unique() == 2
    assert frame["digest"][0] == frame["digest"][3]
    assert frame["domain"].n_unique() == 1


def test_an_at_sign_is_told_from_an_address():
    assert derived("a@", "a", None)["written"].to_list() == [True, False, None]


def test_the_table_has_lower_case_names_once():
    domains = reserved_domains.load()
    names = [*domains.reserved, *domains.free, *(d for ds in domains.generators.values() for d in ds)]
    assert names == [n.lower() for n in names]
    assert len(names) == len(set(names))
    assert {"example.com", "example.net", "example.org", "test", "invalid", "example", "localhost"} == domains.reserved
