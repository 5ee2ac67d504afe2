"""The examples in docstrings."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest
from pyspark.sql import DataFrame

import tramontane
import tramontane.functions as ai
from conftest import ROOT


@pytest.mark.parametrize("module", [tramontane, ai], ids=lambda module: module.__name__)
def test_examples(module: ModuleType, docs: DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testmod(module, extraglobs={"docs": docs, "ai": ai})
    assert result.attempted > 0
    assert result.failed == 0
