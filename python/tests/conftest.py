"""A session on the built jar, the embedded model and the sample corpus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession

import tramontane
import tramontane.functions as ai

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models" / "tramontane-tiny-q8_0.gguf"
PACKAGES = ROOT / "examples" / "packages.jsonl"
KINDS = ["net", "perl"]


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """Begin a classic session as users do."""
    session = tramontane.session(
        model=MODEL, settings={"engine.kvMemory": "64MiB", "maxTokens": 64}
    )
    yield session
    session.stop()


@pytest.fixture(scope="session")
def docs(spark: SparkSession) -> DataFrame:
    """Two packages, of which the model knows what they are."""
    packages = spark.read.json(str(PACKAGES))
    return packages.where("id IN ('dnsparrow', 'gullpost')").orderBy("id")


@pytest.fixture(scope="session")
def kinds(docs: DataFrame) -> list[tuple[str, str]]:
    """Ask about each on its own."""
    rows = docs.select("id", ai.classify("text", KINDS).alias("kind")).collect()
    return [(row.id, row.kind) for row in rows]


def pairs(frame: DataFrame) -> list[tuple[str, str]]:
    """Collect identities and kinds."""
    return [(row.id, row.kind) for row in frame.orderBy("id").collect()]
