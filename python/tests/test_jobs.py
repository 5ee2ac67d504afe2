"""Jobs in processes of their own, and what can be seen of them without Java."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tramontane
from conftest import MODEL, PACKAGES
from tramontane import JobError, Run

DOCUMENTS = 16


def settings(output: Path, **run: object) -> dict[str, Any]:
    corpus = output / "packages.jsonl"
    lines = PACKAGES.read_text(encoding="utf-8").splitlines(keepends=True)
    if not corpus.exists():
        corpus.write_text("".join(lines[:DOCUMENTS]), encoding="utf-8")
    return {
        "model": {"path": str(MODEL)},
        "task": {"type": "classify", "classify": {"labels": ["net", "perl", "doc"]}},
        "input": {"path": str(corpus), "format": "jsonl"},
        "output": {"path": str(output / "out")},
        "engine": {"kv-memory": "64MiB"},
        "run": {"id": "nightly", "chunk-tokens": 1000, **run},
    }


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Complete a run of the sample corpus."""
    return tramontane.enrich(settings(tmp_path_factory.mktemp("out")))


def test_a_run_is_complete(run: Run) -> None:
    assert run.run_id == "nightly"
    status = run.status()
    assert status.state == "succeeded"
    assert (status.documents, status.rows, status.errors) == (DOCUMENTS, DOCUMENTS, 0)
    assert status.chunks_done == status.chunks > 1
    manifest = run.manifest()
    assert status.tokens == manifest["prompt_tokens"] + manifest["completion_tokens"]
    assert tramontane.runs(run.output) == [status] == [tramontane.status(run.path)]
    assert tramontane.status(f"file://{run.path}") == status


def test_its_rows_are_a_frame_of_pandas(run: Run) -> None:
    frame = run.to_pandas()
    assert len(frame) == DOCUMENTS
    assert frame["doc_id"].is_unique
    assert set(frame["output"]) <= {"net", "perl", "doc"}


def test_it_is_shown_in_a_notebook(run: Run) -> None:
    html = run._repr_html_()
    assert "<th>state</th><td>succeeded</td>" in html
    assert f"<th>rows</th><td>{DOCUMENTS}</td>" in html


def test_it_is_verified_and_evaluated(run: Run) -> None:
    assert "sound" in run.verify(recompute=3)
    evaluation = run.evaluate("section")
    assert json.dumps(evaluation).count("accuracy") >= 1


def test_damage_is_found(run: Run, tmp_path: Path) -> None:
    copy = Run(str(tmp_path), "nightly")
    subprocess.run(["cp", "-r", run.path, copy.path], check=True)  # noqa: S603, S607
    part = next(Path(copy.path).glob("part-*.parquet"))
    part.unlink()
    status = copy.status()
    assert status.rows < DOCUMENTS
    assert status.chunks_done == status.chunks - 1
    with pytest.raises(JobError) as failure:
        copy.verify()
    assert failure.value.exit_code == 1


def test_mistakes_are_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    wrong = settings(tmp_path)
    wrong["input"]["path"] = str(tmp_path / "nothing.jsonl")
    with pytest.raises(JobError, match=r"nothing\.jsonl") as failure:
        tramontane.enrich(wrong)
    assert failure.value.exit_code == 2
    assert str(failure.value) in capfd.readouterr().err
    assert tramontane.runs(tmp_path / "out") == []
    with pytest.raises(FileNotFoundError, match="Cannot find a run"):
        tramontane.status(tmp_path / "out" / "nightly")


def test_other_places_need_fsspec(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(RuntimeError, match="there is no fsspec"):
        tramontane.runs("s3://bucket/out")


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_the_job_ends_with_its_process_and_goes_on(tmp_path: Path, end: signal.Signals) -> None:
    code = f"import tramontane; tramontane.enrich({settings(tmp_path, **{'chunk-tokens': 200})!r})"
    with subprocess.Popen(  # noqa: S603, the code is this file's
        [sys.executable, "-c", textwrap.dedent(code)], start_new_session=True
    ) as process:
        await_that(lambda: any(run.chunks_done for run in tramontane.runs(tmp_path / "out")))
        os.kill(process.pid, end)
        process.wait()
    path = tmp_path / "out" / "nightly"
    await_that(lambda: tramontane.status(path).state == "stopped")
    done = tramontane.status(path).chunks_done

    run = tramontane.enrich(settings(tmp_path, **{"chunk-tokens": 200}))

    assert run.status().state == "succeeded"
    assert run.manifest()["chunks_resumed"] >= done > 0
    assert len(run.to_pandas()) == DOCUMENTS


def await_that(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 300
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.2)
