"""What is counted of rows, and what is not."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

import tramontane
import tramontane.functions as ai
from tramontane import Stats

ROWS = """
    SELECT named_struct('kind', k, 'message', 'm') AS error,
      p AS prompt_tokens, c AS completion_tokens
    FROM VALUES ('BLANK', 0, 0), ('TOO_LONG', 0, 0), ('BLANK', 0, 0) AS t(k, p, c)
    UNION ALL SELECT NULL, 7, 2 UNION ALL SELECT NULL, 5, 1
"""
ODD = "the ` answer.1"
COUNTED = Stats(5, {"BLANK": 2, "TOO_LONG": 1}, 12, 3)


def test_rows_of_a_run_are_counted(spark: SparkSession, tmp_path: Path) -> None:
    spark.sql(ROWS).write.parquet(str(tmp_path / "rows"))
    rows = spark.read.parquet(str(tmp_path / "rows"))
    assert tramontane.stats(rows) == COUNTED
    assert list(tramontane.stats(rows).errors) == ["BLANK", "TOO_LONG"]
    assert tramontane.stats(pandas.read_parquet(tmp_path / "rows")) == COUNTED
    assert tramontane.stats(rows.where("false")) == Stats(0, {}, 0, 0)


def test_pandas_has_other_words_for_nothing() -> None:
    struct = {"kind": "BLANK", "message": "m"}
    for nothing in (None, float("nan"), pandas.NA):
        frame = pandas.DataFrame(
            {
                "error": [struct, nothing, nothing],
                "prompt_tokens": [nothing, 7, 5.0],
                "completion_tokens": [nothing, 2, nothing],
            },
            dtype=object,
        )
        assert tramontane.stats(frame) == Stats(3, {"BLANK": 1}, 12, 2)
        answers = pandas.DataFrame({"a": [nothing, *frame.to_dict("records")]}, dtype=object)
        assert tramontane.stats(answers, "a") == Stats(4, {"BLANK": 1}, 12, 2)


def test_answers_are_counted_once_they_are_written(
    spark: SparkSession, docs: DataFrame, tmp_path: Path
) -> None:
    texts = docs.select("text").union(spark.sql("SELECT '  ' AS text UNION ALL SELECT NULL"))
    # A wish that only this test has: the setting is the session's.
    spark.conf.set("spark.tramontane.failOnError", "false")
    try:
        asked = texts.select(ai.query("text", max_tokens=3).alias(ODD))
        for lazy in (asked, asked.where(sf.lit(True)), asked.limit(1), asked.union(asked)):
            with pytest.raises(ValueError, match="the frame would ask the model for them"):
                tramontane.stats(lazy, ODD)
        asked.write.parquet(str(tmp_path / "answers"))
    finally:
        spark.conf.unset("spark.tramontane.failOnError")
    answers = spark.read.parquet(str(tmp_path / "answers"))
    found = tramontane.stats(answers, ODD)
    assert found.rows == 4
    assert sum(found.errors.values()) == 1
    assert found.completion_tokens == 6
    assert found.prompt_tokens > found.completion_tokens
    assert tramontane.stats(pandas.read_parquet(tmp_path / "answers"), ODD) == found


def test_other_columns_are_refused(docs: DataFrame) -> None:
    with pytest.raises(ValueError, match="the frame has no column error, prompt_tokens, comp"):
        tramontane.stats(docs)
    with pytest.raises(ValueError, match="the frame has no column answer"):
        tramontane.stats(docs, "answer")
