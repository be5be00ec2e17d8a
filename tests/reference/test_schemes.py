"""Every row of id_schemes against an independent implementation, its chances against a simulation."""

from __future__ import annotations

import importlib
import random
import re
from collections import Counter

import plain_rules
import polars as pl
import pytest
from scheme_numbers import BASES, WRITTEN, changed, drawn, flags, numbers, oracle

from leakcheck.errors import UnknownSchemeError
from leakcheck.features.feature import Feature, derive, stages
from leakcheck.features.identity import identity
from leakcheck.kernels.check_digits import KERNELS
from leakcheck.kernels.long_tail import verdicts
from leakcheck.model.columns import Column
from leakcheck.reference.schemes import KINDS, Scheme, get, load, of_country

SCHEMES = list(load().values())

UNBORN = "^(0|1[0-7]|2[3-9]|[3-9])"
BORN_SINCE_1997 = "^([3478]|[1256]9[7-9])"
NO_GOVERNORATE = "^.{7}(00|0[5-9]|[123]0|3[6-9]|[4-7]|8[0-79]|9)"
# Where we and the oracle may differ: (scheme, who accepts) -> the numbers for which that is right, and why.
ALLOWED = {
    ("kr-rrn", "we"): ("^(20(09|1[0-2])|2[1-9]..|[3-9]...)..[34]|^.{6}[5-8]", "random since October 2020; foreigners"),
    ("it-codicefiscale", "they"): ("^.{9}[4-9RSTUVMNPQL]", "stdnum takes days 72 to 99 modulo 40"),
    ("es-dni", "we"): ("^[0-9]{7}[A-Z]$", "numbers under ten million written without their zero"),
    ("es-nie", "we"): ("^X0.{8}$", "the number written as long as a DNI"),
    ("fr-nir", "we"): ("^.{13}$", "written without the key, which cannot be checked then"),
    ("be-nn", "we"): ("^[2-9]", "births after today are judged by ID102, with the day of the run"),
    ("cz-rc", "they"): ("^..(4[1-9]|9[0-9]|3[3-9]|8[3-9])", "stdnum takes months modulo 50 and 20"),
    ("id-nik", "they"): ("^.{6}[7-9]", "stdnum takes days 72 to 99 modulo 40"),
    ("id-nik", "we"): ("^9[2356]|^65", "the Papuan provinces founded since 2003; North Kalimantan, founded in 2012"),
    ("iban", "we"): ("^(?!DE|NL)", "stdnum looks at the account number's own layout and national check digits"),
    ("dk-cpr", "we"): ("^.{4}[0-5].[4-9]", "births after today are judged by ID102, with the day of the run"),
    ("lv-pk", "they"): ("^[4-9]|^.{6}[3-9]", "companies; century digits above 2 are not in use"),
    ("fi-hetu", "we"): ("^.{7}9", "temporary numbers are real numbers"),
    ("is-kennitala", "they"): ("^[4-7]", "companies"),
    ("is-kennitala", "we"): ("8$", "people born in the nineteenth century"),
    ("no-fnr", "we"): ("^[89]|^.{4}[0-3]", "FH numbers have no date; births after today are judged by ID102"),
    ("se-pnr", "we"): ("^(..)?.{4}[6-9]|^20[2-9]", "coordination numbers have 60 added to the day"),
    ("at-vnr", "they"): ("", "stdnum does not look at the date"),
    ("tw-nid", "we"): ("^.[89A-D]", "idnumbers knows nationals only; residents' numbers of before and since 2021"),
    ("lk-nic", "they"): (UNBORN, "years in which nobody of today was born"),
    ("lk-nic", "we"): ("0[VX]?$", "sources differ on remainder 0: we take check digit 0 and 1, idnumbers 1"),
    ("nz-ird", "we"): ("^1[5-9]", "Inland Revenue has opened numbers up to 200 million"),
    ("vn-mst", "we"): ("000$", "stdnum refuses the branch 000"),
    ("bd-nid", "they"): (UNBORN, "the same"),
    ("ae-eid", "they"): (f"^784{UNBORN[1:]}", "the same"),
    ("al-nid", "we"): ("^[L-T]", "births after today are judged by ID102, with the day of the run"),
    ("vn-cccd", "they"): ("^...[89]", "years from 2300 on"),
    ("eg-nid", "they"): (NO_GOVERNORATE, "idnumbers does not look at the place"),
    ("hu-pid", "we"): (BORN_SINCE_1997, "weights 10 to 1 for births since 1997, which idnumbers does not know"),
    ("hu-pid", "they"): (BORN_SINCE_1997, "the same"),
    ("us-itin", "we"): ("^...(5|6[0-5])", "the groups 50 to 65 that the IRS has opened since"),
    ("de-steuernummer", "we"): ("", "stdnum knows the layouts of the states, which we do not judge"),
    ("zw-nid", "we"): ("", "idnumbers refuses districts that are not on its list"),
    ("cn-uscc", "we"): ("^.{0,7}[A-Z]", "registering offices with letters"),
    ("kr-brn", "they"): ("", "stdnum does not verify the check digit"),
    ("kr-brn", "we"): ("^...00|0000.$", "stdnum refuses the zero kinds and serials"),
    ("ru-ogrnip", "we"): ("", "stdnum refuses numbers whose remainder is 10 to 12; the order takes its last digit"),
    ("sk-dph", "they"): ("", "stdnum also takes birth numbers, which are sk-rc here"),
    ("vin", "we"): ("^[^1-5L]", "no check character outside North America and China"),
    ("cz-ico", "they"): ("", "stdnum's special and personal forms"),
}
# Rows whose ranges in use (`issuable`) are narrower than what the oracle looks at: it may accept what we call unissued.
NARROWER = {
    "vn-cccd", "md-idnp", "cr-cpf", "ru-passport", "card-luhn", "us-rtn", "cn-uscc", "rs-pib",
    "mk-edb", "pl-nip", "no-orgnr", "se-orgnr",
}  # fmt: skip

ALLOWED[("sk-rc", "they")] = ALLOWED[("cz-rc", "they")]
for emso in ("si-emso", "rs-jmbg", "ba-jmb", "mk-embg"):
    ALLOWED[(emso, "they")] = ("^.{4}[3-7]", "years 2300 to 2799")


@pytest.mark.parametrize(
    "scheme", [s for s in SCHEMES if (s.oracle or s.id in plain_rules.RULES) and not s.adapter], ids=lambda s: s.id
)
def test_a_row_agrees_with_its_oracle(scheme: Scheme) -> None:
    rng = random.Random(scheme.id)
    theirs = oracle(scheme)
    cells = set(numbers(scheme, rng))
    cells |= {changed(cell, rng) for cell in sorted(cells) if theirs(cell)}
    table = flags(scheme, sorted(cells)).with_columns(cell=pl.Series(sorted(cells))).filter("shaped")
    column = "valid" if scheme.oracle.endswith("calc_check_digit") else "accepted"
    both, refused, disagree = 0, 0, []
    for cell, we, issuable in table.select("cell", pl.col(column).fill_null(value=True), "issuable").iter_rows():
        they = bool(theirs(cell))
        if they and not we and scheme.id in NARROWER and not issuable:
            continue
        both += we and they
        refused += not we and not they
        who = "we" if we else "they"
        if we != they and not re.search(ALLOWED.get((scheme.id, who), ("^$(?!)", ""))[0], cell):
            disagree.append((who, cell))
    assert disagree == []
    assert both >= 10  # the test would prove nothing where no number holds
    assert refused >= 10 or scheme.chance * scheme.possible > 0.5 or scheme.id in NARROWER


def told_by_oracle(scheme: Scheme, number: str) -> tuple[int | None, int | None]:
    """Birth date yyyymmdd and sex (1, 2) as the row's library reads them; None where it does not."""
    where, _, name = scheme.oracle.partition(":")
    module = importlib.import_module(f"idnumbers.nationalid.{name[:3]}" if where == "idnumbers" else where)
    if where == "idnumbers":
        parsed = getattr(module, name[4:]).parse(number)
        born, sex = parsed.get("yyyymmdd"), parsed.get("gender")
        return int(f"{born:%Y%m%d}") if born else None, {"male": 1, "female": 2}.get(getattr(sex, "value", ""))
    try:
        born = module.get_birth_date(number) if hasattr(module, "get_birth_date") else None
        sex = module.get_gender(number) if hasattr(module, "get_gender") else None
    except ValueError:  # a number without a date by design, a calendar that has no such day
        return None, None
    return int(f"{born:%Y%m%d}") if born else None, {"M": 1, "F": 2}.get(sex)


def reads_parts(scheme: Scheme) -> bool:
    """Whether the row's library says when the holder was born, or their sex."""
    where, _, name = scheme.oracle.partition(":")
    if not scheme.oracle or scheme.adapter or not (scheme.birth or scheme.sex):
        return False
    if where == "idnumbers":
        return hasattr(getattr(importlib.import_module(f"idnumbers.nationalid.{name[:3]}"), name[4:]), "parse")
    return any(hasattr(importlib.import_module(where), part) for part in ("get_birth_date", "get_gender"))


@pytest.mark.parametrize("scheme", [s for s in SCHEMES if reads_parts(s)], ids=lambda s: s.id)
def test_a_row_reads_birth_and_sex_as_its_oracle_does(scheme: Scheme) -> None:
    """A century apart only where the number does not tell it; a row that tells the year alone has that year."""
    rng = random.Random(scheme.id)
    theirs, written = oracle(scheme), WRITTEN.get(scheme.id, str)
    cells = sorted(set(numbers(scheme, rng)))
    table = flags(scheme, cells).with_columns(cell=pl.Series(cells)).filter("accepted")
    cells = [cell for cell in table["cell"] if theirs(cell)][:300]
    found = identity(Column(1, "", scheme=scheme.id))
    nothing = Feature("nothing", pl.lit(None))
    born, sex = found.birth or nothing, found.sex or nothing
    ours = derive(pl.DataFrame({"c1": cells}), stages((born, sex))).select(born.name, sex.name)
    known = scheme.birth is not None and scheme.birth.century_known and scheme.id != "hu-pid"
    compared = 0
    for cell, (our_birth, our_sex) in zip(cells, ours.rows(), strict=True):
        their_birth, their_sex = told_by_oracle(scheme, written(cell))
        if our_birth is not None and their_birth is not None:
            exact = our_birth == their_birth if our_birth % 100 else our_birth // 10_000 == their_birth // 10_000
            assert exact or (not known and abs(our_birth - their_birth) in {1_000_000, 2_000_000}), cell
            compared += 1
        if our_sex is not None and their_sex is not None:
            assert our_sex == their_sex, cell
            compared += 1
    assert compared >= 10 or not any(
        read != (None, None) for read in (told_by_oracle(scheme, written(c)) for c in cells)
    )


@pytest.mark.parametrize("scheme", [s for s in SCHEMES if not s.adapter], ids=lambda s: s.id)
def test_chances_are_what_random_numbers_reach(scheme: Scheme) -> None:
    rng = random.Random(scheme.id)
    shape = max(scheme.forms, key=lambda form: len(form.checks)).shape
    n = 300
    table = flags(scheme, [drawn(shape, rng) for _ in range(n)])
    # The rest: a number that ends in zeros and fails, as spreadsheets leave what is longer than 15 digits.
    assert table["shaped"].mean() > (0.88 if scheme.width == 16 else 0.98)
    if scheme.checked:
        judged = table.filter("checked")["valid"]
        assert judged.sum() == pytest.approx(scheme.chance * len(judged), abs=5 * (scheme.chance * n) ** 0.5)
    else:
        assert scheme.chance == 1
    assert table["possible"].sum() == pytest.approx(scheme.possible * n, abs=5 * (scheme.possible * n) ** 0.5 + 3)


# Worked by hand from the published rules, or printed in them as specimens.
SPECIMENS = [
    ("cn-ric", "11010519491231002X", True),  # GB 11643-1999, annex
    ("cn-ric", "440524188001010014", True),  # the same
    ("cn-ric", "440524188001010015", False),
    ("it-codicefiscale", "RCCMNL83S18D969H", True),
    ("it-codicefiscale", "RCCMNL83S18D969I", False),
    ("es-dni", "12345678Z", True),  # 12345678 mod 23 = 14: Z
    ("es-nie", "X1234567L", True),  # 01234567 mod 23 = 19: L
    ("br-cpf", "111.444.777-35", True),  # sums 162 and 204, remainders 8 and 6
    ("br-cpf", "111.444.777-36", False),
    ("br-cpf", "111.111.111-11", False),  # the sums hold, but it is never issued
    ("in-aadhaar", "2345 6789 0124", True),
    ("nl-bsn", "111222333", True),  # 9+8+7+12+10+8+9+6-3 = 66 = 6 * 11
    ("gb-nhs", "943 476 5919", True),  # NHS Data Dictionary: sum 299, remainder 2, check digit 9
    ("ru-snils", "112-233-445 95", True),  # Pension Fund: sum 95
    ("ru-snils", "112-233-445 96", False),
    ("ru-snils", "087-654-303 00", True),  # sum 202, twice 101: 00
    ("card-luhn", "4111 1111 1111 1111", True),
    ("card-luhn", "4111 1111 1111 1112", False),
    ("iban", "GB82 WEST 1234 5698 7654 32", True),  # ISO 13616
    ("iban", "GB83 WEST 1234 5698 7654 32", False),
    ("hk-hkid", "A123456(3)", True),  # Immigration Department
    ("sg-nric", "S1234567D", True),
    ("tw-nid", "A123456789", True),
    ("ch-ssn", "756.9217.0769.85", True),  # Zentrale Ausgleichsstelle
    ("de-idnr", "36 574 261 809", True),
    ("tw-nid", "A800000014", True),  # National Immigration Agency: new resident number
    ("tw-nid", "AA00000009", True),  # the old one
    ("tw-nid", "A800000015", False),
    ("uz-pinfl", "31505900010017", True),  # 21 + 3 + 5 + 15 + 9 + 7 + 7 = 67: 7
    ("sa-nid", "1000000008", True),
    ("hu-taj", "111111110", True),  # 4*3 + 4*7 = 40
    ("hu-adoazonosito", "8422780135", True),
    ("us-npi", "1234567893", True),  # CMS: requirements for the NPI check digit
    ("us-npi", "1234567892", False),
    ("br-pis", "120.12345.67-2", True),
    ("br-cns", "100 0000 0000 0007", True),  # 15 + 7 = 22
    ("br-cns", "100 0000 0000 0008", False),
    ("uy-ci", "1.234.567-2", True),  # 2+18+24+28+30+18+28 = 148: 2
    ("sv-dui", "00016297-5", True),  # 6 + 30 + 8 + 27 + 14... = 5 modulo 10
    ("mrz-td3", "L898902C36UTO7408122F1204159ZE184226B<<<<<10", True),  # ICAO Doc 9303 part 4
    ("mrz-td3", "L898902C36UTO7408122F1204159ZE184226B<<<<<11", False),
    ("mx-clabe", "032180000118359719", True),
    ("pl-nrb", "61 1090 1014 0000 0712 1981 2874", True),  # ISO 13616, without its country
    ("cn-orgcode", "D2143569-X", True),  # GB 11714-1997, annex
    ("iccid", "89014103211118510720", True),
    ("vin", "1M8GDM9AXKP042788", True),  # 49 CFR 565.15
    ("vin", "1M8GDM9A1KP042788", False),
    ("vin", "WVWZZZ1JZ3W386752", None),  # no check character in Europe
    ("kr-brn", "220-81-62517", True),
    ("lk-nic", "911042754V", True),  # 9*3 + 1*2 + 1*7 + 0*6 + 4*5 + 2*4 + 7*3 + 5*2 = 95, remainder 7, 11 - 7 = 4
    ("lk-nic", "911042755V", False),
    ("hu-pid", "1 800101 0016", True),  # 1*1 + 8*2 + 1*5 + 1*7 + 1*10 = 39, remainder 6
    ("sg-nric", "M1234567K", True),  # 2 + 14 + 18 + 20 + 20 + 18 + 14 + 3 = 109, remainder 10: K
    ("cl-rut", "12.345.678-5", True),  # sum 138, remainder 6, 11 - 6 = 5
]


@pytest.mark.parametrize(("scheme", "cell", "holds"), SPECIMENS)
def test_published_specimens(scheme: str, cell: str, holds: bool) -> None:
    assert flags(get(scheme), [cell])["valid"].to_list() == [holds]


def test_the_table_is_whole() -> None:
    assert len(SCHEMES) >= 220
    assert Counter(s.kind for s in SCHEMES)["person"] >= 100
    for scheme in SCHEMES:
        assert scheme.source
        assert scheme.title
        assert scheme.kind in KINDS
        assert 0 < scheme.chance <= 1
        assert 0 < scheme.possible <= 1
        assert (scheme.chance < 1) is (scheme.checked or scheme.adapter is not None)
        for form in scheme.forms:
            re.compile(form.shape)
            for check in form.checks:
                assert check.kernel in KERNELS
                assert len(check.parameters.get("weights", ())) <= scheme.width
                expect, modulus = check.parameters.get("expect"), check.parameters.get("modulus")
                assert expect is None or len(expect) == modulus


# Modules of python-stdnum on persons that no row names as its oracle, and the row that covers them.
ALSO_COVERED = {
    "stdnum.be.bis": "be-nn",
    "stdnum.be.nn": "be-nn",
    "stdnum.us.tin": "us-ssn",  # with us-itin, us-atin, us-ptin and us-ein
    "stdnum.es.nif": "es-dni",  # with es-nie and es-nif
    "stdnum.th.tin": "th-pin",
}
PERSONS = (
    "ar.cuit ar.dni at.vnr au.tfn be.bis be.nn be.ssn bg.egn bg.pnf br.cpf ca.bc_phn ca.sin ch.ssn cl.rut cn.ric "
    "co.nit cr.cpf cr.cr cu.ni cz.rc de.idnr de.stnr dk.cpr do.cedula ec.ci ee.ik es.dni es.nie es.nif fi.hetu "
    "fi.veronumero fr.nif fr.nir gb.nhs gb.upn gb.utr gr.amka hr.oib id.nik ie.pps il.idnr in_.aadhaar in_.epic "
    "in_.pan in_.vid is_.kennitala it.codicefiscale jp.in_ kr.rrn lt.asmens lv.pvn mu.nid mx.curp mx.rfc my.nric "
    "nl.bsn nl.onderwijsnummer no.fodselsnummer pe.cui pk.cnic pl.pesel pt.cc pt.nif ro.cnp ru.inn se.personnummer "
    "si.emso sk.rc th.pin tr.tckimlik ua.rntrc us.atin us.itin us.ptin us.ssn us.tin ve.rif za.idnr za.tin "
)


def test_every_person_module_of_stdnum_is_covered() -> None:
    named = {s.oracle.partition(":")[0] for s in SCHEMES}
    for module in PERSONS.split():
        importlib.import_module(f"stdnum.{module}")
        assert f"stdnum.{module}" in named or ALSO_COVERED[f"stdnum.{module}"] in load(), module


def test_rows_without_an_oracle_are_known() -> None:
    """They have a plain rule in its stead, or carry nothing but a shape, a date or a range."""
    without = {s.id for s in SCHEMES if not s.oracle}
    assert {s.id for s in SCHEMES if not s.oracle and s.checked} == set(plain_rules.RULES)
    assert len(without) <= 35


@pytest.mark.parametrize("scheme", [s for s in SCHEMES if s.adapter], ids=lambda s: s.id)
def test_the_long_tail_has_shapes_that_its_library_takes(scheme: Scheme) -> None:
    rng = random.Random(scheme.id)
    shape = BASES.get(scheme.id, scheme.forms[0].shape)
    cells = [drawn(shape, rng) for _ in range(1200 if scheme.chance < 0.01 else 400)]
    assert flags(scheme, cells)["shaped"].all()
    hits = int(verdicts(pl.Series(cells), str(scheme.adapter)).sum())
    assert hits >= 1 or scheme.chance < 0.002  # accounts whose bank must exist as well
    if scheme.id not in BASES:
        assert hits == pytest.approx(scheme.chance * len(cells), abs=5 * (scheme.chance * len(cells)) ** 0.5 + 3)


def test_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(UnknownSchemeError):
        get("xx-none")


def test_schemes_of_a_country() -> None:
    assert [s.id for s in of_country("ES")] == ["es-dni", "es-nie"]
    assert [s.id for s in of_country("BR", "tax")] == ["br-cpf"]
