"""What the READMEs show of the package."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pyspark.sql import SparkSession

from conftest import ROOT


def test_the_job_that_the_packages_page_shows_is_complete(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "python" / "README.md").read_text(encoding="utf-8")
    jobs = page[page.index("## Jobs") :]
    snippet = re.search(r"^```python\n(.*?)^```$", jobs, re.DOTALL | re.MULTILINE)
    assert snippet is not None
    monkeypatch.chdir(ROOT)
    seen: dict[str, Any] = {}

    exec(snippet[1], seen)  # noqa: S102, it is ours

    printed = capsys.readouterr()
    assert printed.out == "succeeded\n"
    assert "72 of 72 documents" in printed.err
    assert "INFO DAGScheduler" not in printed.err
    assert len(seen["rows"]) == 72


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
