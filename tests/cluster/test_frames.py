"""Arrow batches give the report of the frame that they are; Spark hands them over as README says."""

from __future__ import annotations

import pickle
import shutil
import sys
from collections.abc import Iterator

import polars as pl
import pytest
from one_set import SAMPLE, SETTINGS

import leakcheck
from leakcheck.cluster import task
from leakcheck.cluster.frames import HEAD, SCHEMA, ask
from leakcheck.errors import SourceError

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
FRAME = pl.read_csv(SAMPLE, infer_schema=False)
SELECT = SETTINGS.select


def batches(frame: pl.DataFrame, rows: int) -> Iterator[pa.RecordBatch]:
    for start in range(0, frame.height, rows):
        yield from frame[start : start + rows].to_arrow().to_batches()


def states(asked, cuts: list[int]) -> list[tuple[int, bytes]]:
    """The states of a frame in partitions that end where `cuts` say, out of order."""
    look = pickle.loads(pickle.dumps(asked.look))  # noqa: S301 - what was pickled here
    found = []
    for number, (start, stop) in enumerate(zip([0, *cuts], [*cuts, FRAME.height], strict=True)):
        for batch in look(batches(FRAME[start:stop], 70), number):
            assert batch.schema.names == [part.split()[0] for part in SCHEMA.split(", ")]
            found += [(row["partition"], row["state"]) for row in batch.to_pylist()]
    return found[::-1]


def told(result) -> dict[str, object]:
    document = result.to_dict()
    del document["run"]
    return document


def test_one_partition_is_the_frame():
    asked = ask(FRAME.head(HEAD).to_arrow(), seed=3)
    assert told(asked.result(states(asked, []))) == told(leakcheck.score(FRAME, seed=3)) | {
        "input": told(leakcheck.score(FRAME, seed=3, label="frame"))["input"]
    }


def test_partitions_are_one_set_whatever_their_cuts():
    asked = ask(FRAME, select=SELECT)
    whole = told(leakcheck.score(FRAME, select=SELECT))
    for cuts in ([500], [300, 300, 900]):  # the second one of these is empty
        document = told(asked.result(states(asked, cuts)))
        assert document["evidence"] == whole["evidence"]
        assert document["input"]["records"] == FRAME.height
        assert document["input"]["columns"] == whole["input"]["columns"]


def test_what_goes_to_the_workers_holds_no_value():
    sent = pickle.dumps(ask(FRAME, select=SELECT).look)
    cells = {cell for column in FRAME.get_columns() for cell in column.drop_nulls().to_list() if len(cell) > 8}
    assert len(cells) > 1_000
    assert not [cell for cell in cells if cell.encode() in sent]


def test_what_cannot_be_put_together_is_refused(monkeypatch):
    asked = ask(FRAME, select=SELECT)
    ((number, state),) = states(asked, [])
    for wrong in ([], [(number, b"")], [(number, state[:-9])]):
        with pytest.raises(SourceError) as raised:
            asked.result(wrong)
        assert raised.value.code == "LC213"
    assert "Nothing left" not in str(asked.result([(number, state)]))
    monkeypatch.setattr(task, "libraries_of", lambda *, plugins: (("polars", "0.1"),))
    with pytest.raises(SourceError, match="another polars") as raised:
        asked.result([(number, state)])
    assert raised.value.code == "LC217"


def test_a_partition_with_other_columns_is_refused():
    asked = ask(FRAME, select=SELECT)
    with pytest.raises(SourceError) as raised:
        list(asked.look(batches(FRAME.select(FRAME.columns[:2]), 100), 0))
    assert raised.value.code == "LC212"


@pytest.mark.slow  # a JVM, 20 s
@pytest.mark.enable_socket  # Spark talks to its own workers on this machine
@pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed")
@pytest.mark.filterwarnings("default")  # Spark's own
def test_the_spark_recipe(monkeypatch):
    pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed")
    sql = pytest.importorskip("pyspark.sql")
    context = pyspark.TaskContext
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    options = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    building = sql.SparkSession.builder.master("local[2]")
    for name, value in options.items():
        building = building.config(name, value)
    spark = building.getOrCreate()
    try:
        frame = spark.createDataFrame(FRAME.to_arrow())
        asked = ask(frame.limit(HEAD).toArrow(), select=SELECT)
        look = asked.look
        found = frame.mapInArrow(lambda batches: look(batches, context.get().partitionId()), SCHEMA)
        result = asked.result(found.toLocalIterator())
    finally:
        spark.stop()
    document, whole = told(result), told(leakcheck.score(FRAME, select=SELECT))
    assert len(result.report.members) == 2
    assert document["evidence"] == whole["evidence"]
    assert document["input"]["records"] == FRAME.height
