"""A session on the built jar, the embedded model and the sample corpus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession

import tramontane

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models" / "tramontane-tiny-q8_0.gguf"
PACKAGES = ROOT / "examples" / "packages.jsonl"


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
