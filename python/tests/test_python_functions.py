"""The functions beside code of Python that runs on the executors, or in a stream."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

import tramontane.functions as ai
from conftest import KINDS, PACKAGES, pairs


# PySpark 4.2 calls pandas 3 in ways that it has deprecated.
@pytest.mark.filterwarnings("default")
def test_among_functions_of_python(docs: DataFrame, kinds: list[tuple[str, str]]) -> None:
    @sf.udf("string")
    def reversed_text(text: str) -> str:
        return text[::-1]

    @sf.pandas_udf("string")  # type: ignore[attr-defined, untyped-decorator]
    def reversed_texts(texts: pd.Series) -> pd.Series:
        return texts.str[::-1]

    twice = docs.withColumn("text", reversed_texts(reversed_text("text")))
    asked = twice.select("id", ai.classify("text", KINDS).alias("kind"))
    assert pairs(asked) == kinds
    answered = asked.withColumn("kind", reversed_text(reversed_texts("kind")))
    assert pairs(answered) == kinds
    passed_on = answered.mapInPandas(lambda frames: frames, "id string, kind string")
    assert pairs(passed_on) == kinds


def test_in_a_stream(spark: SparkSession, kinds: list[tuple[str, str]], tmp_path: Path) -> None:
    seen: list[tuple[str, str]] = []
    corpus = spark.readStream.schema("id string, text string").option("pathGlobFilter", "*.jsonl")
    stream = corpus.json(str(PACKAGES.parent))
    chosen = stream.where(sf.col("id").isin([name for name, _ in kinds]))
    query = (
        chosen.select("id", ai.classify("text", KINDS).alias("kind"))
        .writeStream.foreachBatch(lambda batch, _: seen.extend(pairs(batch)))
        .option("checkpointLocation", str(tmp_path / "checkpoint"))
        .trigger(availableNow=True)
        .start()
    )
    query.awaitTermination()
    assert seen == kinds
