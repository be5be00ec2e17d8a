import lzma
import sys
from pathlib import Path

import phonenumbers
import pytest

from leakcheck.reference.phone_areas import CN_MOBILE_FIRST, load
from leakcheck.reference.places import load as places

sys.path.insert(0, str(Path(__file__).parent))
build = pytest.importorskip("build_phone_areas")


def test_the_packaged_table_is_what_the_script_makes_of_the_geodata():
    packed = lzma.decompress(build.TABLE.read_bytes()).decode()
    if f'"phonenumbers {phonenumbers.__version__}"' not in packed.split("\n")[0]:
        pytest.skip("another phonenumbers is installed; run tests/reference/build_phone_areas.py")
    assert build.compile_table() == packed


def test_codes_are_those_of_the_places_table():
    table = load()
    for country, areas in table.areas.items():
        assert set(areas.values()) <= set(places(country).names.values())
        assert len(areas) > 40
    assert set(table.cn_mobile) - {0} <= set(places("CN").names.values())


def test_well_known_areas():
    table = load()
    assert table.areas["US"][212] == 36  # New York
    assert table.areas["US"][206] == 53  # Washington State
    assert table.areas["US"][202] == 11  # District of Columbia
    assert table.areas["CA"][514] == 24  # Quebec
    assert table.areas["BR"][11] == 35  # Sao Paulo
    assert table.areas["CN"][10] == 11  # Beijing
    assert table.areas["CN"][755] == 44  # Shenzhen, Guangdong
    assert 416 not in table.areas["US"]
    assert table.cn_mobile[1300001 - CN_MOBILE_FIRST] == 32  # Changzhou, Jiangsu
