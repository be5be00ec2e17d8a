"""The JSON that the program reads is what the TOML says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from leakcheck.reference.compiled import read

sys.path.insert(0, str(Path(__file__).parent))
build = pytest.importorskip("build_compiled")


def test_every_table_has_its_json_and_no_json_is_left_over() -> None:
    folder = build.HERE / "compiled"
    written = {str(path.relative_to(folder).with_suffix("").as_posix()) for path in folder.rglob("*.json")}
    assert written == set(build.sources())


@pytest.mark.parametrize("name", build.sources())
def test_the_json_is_made_of_the_toml(name: str) -> None:
    written = (build.HERE / "compiled" / f"{name}.json").read_text(encoding="utf-8")
    assert written == build.compiled(build.sources()[name]), "run: python tests/reference/build_compiled.py"


def test_a_table_reads_as_the_toml_does() -> None:
    table = read("id_schemes/east_europe")
    epochs = [row["birth"]["epoch"] for row in table["scheme"] if "epoch" in row.get("birth", {})]
    assert epochs == ["1899-12-31", "1867-01-01"]
    assert read("labels")["cell"]["sex"]["codes"]
