"""The functions among all else that PySpark has, and what a failed query tells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pyspark.errors import AnalysisException, PySparkException, SparkRuntimeException
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as sf

import tramontane.functions as ai
from conftest import KINDS, pairs


@contextmanager
def changed(spark: SparkSession, key: str, value: str) -> Iterator[None]:
    """Set something for a while."""
    before = spark.conf.get(key, None)
    spark.conf.set(key, value)
    yield
    if before is None:
        spark.conf.unset(key)
    else:
        spark.conf.set(key, before)


def test_a_row_without_an_answer_is_told_in_a_line(spark: SparkSession) -> None:
    blank = spark.createDataFrame([("  ",)], "text string")
    with pytest.raises(SparkRuntimeException) as failure:
        blank.select(ai.classify("text", KINDS)).collect()
    assert_told(failure.value, "Cannot run ai_classify on a row: Cannot ask about a text: it is")


def test_a_missing_model_is_told_before_a_task_runs(spark: SparkSession) -> None:
    task = "SELECT ai_gen(CAST(raise_error('a task has run') AS STRING)) FROM range(1)"
    with (
        changed(spark, "spark.tramontane.model.path", "/nowhere/model.gguf"),
        pytest.raises(SparkRuntimeException) as failure,
    ):
        spark.sql(task).collect()
    assert_told(failure.value, "Cannot open /nowhere/model.gguf: there is no such file.")


def test_a_wrong_setting_is_told(spark: SparkSession) -> None:
    with (
        changed(spark, "spark.tramontane.window.rows", "0"),
        pytest.raises(SparkRuntimeException) as failure,
    ):
        spark.sql("SELECT ai_gen('x')").collect()
    assert_told(failure.value, "Cannot use spark.tramontane.window.rows")


def assert_told(failure: PySparkException, words: str) -> None:
    assert failure.getCondition() == "USER_RAISED_EXCEPTION"
    assert failure.getSqlState() == "P0001"
    parameters = failure.getMessageParameters()
    assert parameters is not None
    assert parameters["errorMessage"].startswith(words)


def test_a_lambda_function_is_told_at_analysis(docs: DataFrame) -> None:
    with pytest.raises(AnalysisException, match="Explode the array"):
        # A client of Spark Connect asks for the analysis when it needs it.
        _ = docs.select(sf.transform(sf.array("text"), lambda text: ai.gen(text))).schema


def test_in_windows_joins_and_groups(docs: DataFrame, kinds: list[tuple[str, str]]) -> None:
    asked = docs.select("id", ai.classify("text", KINDS).alias("kind"))
    by_kind = Window.partitionBy("kind").orderBy("id")
    numbered = asked.withColumn("number", sf.row_number().over(by_kind))
    assert pairs(numbered) == kinds
    assert numbered.agg(sf.max("number")).first() == (max(counts(kinds).values()),)
    assert pairs(docs.select("id").join(asked, "id")) == kinds
    grouped = docs.groupBy(ai.classify("text", KINDS).alias("kind")).count()
    assert {row.kind: row["count"] for row in grouped.collect()} == counts(kinds)


def counts(kinds: list[tuple[str, str]]) -> dict[str, int]:
    found = [kind for _, kind in kinds]
    return {kind: found.count(kind) for kind in found}


# PySpark 4.2 calls pandas 3 in ways that it has deprecated, and warns of the warning.
@pytest.mark.filterwarnings("default")
def test_nulls_and_types_through_pandas(spark: SparkSession) -> None:
    text = spark.createDataFrame([("a proxy",), (None,)], "text string").coalesce(1)
    frame: Any = text.select(
        ai.count_tokens("text").alias("tokens"),
        ai.classify("text", KINDS).alias("kind"),
        ai.classify_scores("text", KINDS).alias("scores"),
    ).toPandas()
    assert frame["tokens"].isna().tolist() == [False, True]
    assert frame["kind"].isna().tolist() == [False, True]
    assert sum(score["probability"] for score in frame["scores"][0]) == pytest.approx(1)
    assert frame["scores"][1] is None


def test_in_a_table(
    spark: SparkSession, docs: DataFrame, kinds: list[tuple[str, str]], tmp_path: Path
) -> None:
    name = "kinds_of_a_table"
    asked = docs.select("id", ai.classify("text", KINDS).alias("kind"))
    asked.write.option("path", str(tmp_path / "table")).saveAsTable(name)
    assert pairs(spark.table(name)) == kinds
    spark.sql(f"DROP TABLE {name}")
