"""The figures of the calibration are what their definitions say; and the table is what its program would write."""

from __future__ import annotations

import importlib.util
import random
import sys
from math import log2
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scipy.optimize import isotonic_regression
from scipy.stats import mannwhitneyu

from leakcheck.model.evidence import Hypothesis
from leakcheck.model.verdict import Verdict
from leakcheck.reference.calibration import calibration


def program(name: str) -> ModuleType:
    path = Path(__file__).parents[1] / "benchmarks" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


figures = program("cllr")


def ratios(seed: int, shift: float) -> tuple[list[float], list[float]]:
    rng = random.Random(seed)
    genuine = [round(rng.gauss(shift, 1), 1) for _ in range(60)]
    return genuine, [round(rng.gauss(-shift, 1), 1) for _ in range(90)]


def test_cllr_by_hand() -> None:
    assert figures.cllr([0.0], [0.0]) == pytest.approx(1.0)
    assert figures.cllr([1.0], [-1.0]) == pytest.approx(log2(1.1))
    assert figures.cllr([1.0, 0.0], [0.0]) == pytest.approx(((log2(1.1) + 1) / 2 + 1) / 2)
    assert figures.cllr([-300.0], [0.0]) == pytest.approx((300 * log2(10) + 1) / 2)


@pytest.mark.parametrize("seed", range(5))
def test_pooling_and_auc_agree_with_scipy(seed: int) -> None:
    genuine, other = ratios(seed, 0.4)
    levels = sorted({*genuine, *other})
    hits = np.array([genuine.count(x) / 60 for x in levels])
    mass = hits + np.array([other.count(x) / 90 for x in levels])
    expected = isotonic_regression(hits / mass, weights=mass).x
    assert [share for _, share in figures.pav(genuine, other)] == pytest.approx(list(expected))
    assert figures.auc(genuine, other) == pytest.approx(mannwhitneyu(genuine, other).statistic / (60 * 90))


@pytest.mark.parametrize("seed", range(5))
def test_no_rescaling_beats_the_least_cost(seed: int) -> None:
    genuine, other = ratios(seed, 0.4)
    least = figures.cllr_min(genuine, other)
    for factor in (0.1, 0.3, 0.7, 1.0, 2.0):
        assert least <= figures.cllr([factor * x for x in genuine], [factor * x for x in other]) + 1e-12
    assert figures.cllr_min([1.0, 2.0], [-1.0]) == 0.0


def test_true_ratios_need_no_factor_and_bold_ones_one_of_their_boldness() -> None:
    rng = random.Random(11)
    slope = 2 * 1.0 / np.log(10)  # log10 LR of N(1, 1) against N(-1, 1) is 2 x / ln 10
    genuine = [slope * rng.gauss(1, 1) for _ in range(4000)]
    other = [slope * rng.gauss(-1, 1) for _ in range(4000)]
    assert figures.scale([(genuine, other)], 0.0) == pytest.approx(1.0, abs=0.08)
    bold = ([4 * x for x in genuine], [4 * x for x in other])
    assert figures.scale([bold], 0.0) == pytest.approx(0.25, abs=0.03)
    assert figures.scale([bold], 1000.0) == pytest.approx(1.0, abs=0.01)
    shy = ([x / 4 for x in genuine], [x / 4 for x in other])
    assert figures.scale([shy], 0.0) == 1.0


def test_the_table_adds_up() -> None:
    table = calibration()
    assert table.trials
    for trial in table.trials:
        rows = [row for row in table.confusion if row.set == trial.name]
        assert {tuple(row.verdicts) for row in rows} == {tuple(verdict.value for verdict in Verdict)}
        assert sum(sum(row.verdicts.values()) for row in rows if row.kind == "genuine") == trial.genuine
        assert sum(sum(row.verdicts.values()) for row in rows if row.kind != "genuine") == trial.other
        points = [point for point in table.points if point.set == trial.name]
        assert sum(point.genuine for point in points) == trial.genuine
        assert sum(point.other for point in points) == trial.other
        assert [point.share for point in points] == sorted(point.share for point in points)
        assert 0 <= trial.cllr_min <= trial.cllr
    assert {Hypothesis(name) for name in table.scale} < set(Hypothesis)
    assert all(0 <= factor <= 1 for factor in (*table.scale.values(), *table.fitted.values()))
    assert table.scale == (table.fitted if table.shipped else dict.fromkeys(table.scale, 1.0))
