"""What the README shows of the package."""

from __future__ import annotations

import re

import pytest
from pyspark.sql import SparkSession

from conftest import ROOT


def test_its_snippet_shows_three_answers(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    snippet = re.search(
        r"^```python\n(import tramontane.*?)^```$", readme, re.DOTALL | re.MULTILINE
    )
    assert snippet is not None
    monkeypatch.chdir(ROOT)

    exec(snippet[1], {})  # noqa: S102, it is ours

    shown = capsys.readouterr().out
    assert "kind" in shown
    assert "only showing top 3 rows" in shown
