"""The examples in docstrings."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest
from pyspark.sql import DataFrame, SparkSession

import tramontane
import tramontane.functions as ai
from conftest import ROOT
from tramontane import _stats


@pytest.mark.parametrize("module", [tramontane, _stats, ai], ids=lambda module: module.__name__)
def test_examples(
    module: ModuleType, spark: SparkSession, docs: DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    known = {"docs": docs, "ai": ai, "spark": spark, "tramontane": tramontane}
    result = doctest.testmod(module, extraglobs=known)
    assert result.attempted > 0
    assert result.failed == 0
