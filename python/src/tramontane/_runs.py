"""How far runs are, from what lies in their folders: without Spark, and without Java."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from tramontane import _files
from tramontane._files import Entry, Files

State = Literal["succeeded", "too many errors", "running", "stopped"]

# A process gives a heartbeat every five seconds; one that has given none for so long is gone.
_PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class RunStatus:
    """The progress of a run.

    :param run_id: the name of its folder
    :param state: ``succeeded``; ``too many errors``, complete with more than allowed; ``running``;
        or ``stopped``: the same command goes on with it
    :param documents: how many it has
    :param rows: how many rows are committed
    :param errors: how many of these are errors
    :param chunks: how many it has
    :param chunks_done: how many of them are committed
    :param tokens: read and written for the committed chunks
    """

    run_id: str
    state: State
    documents: int
    rows: int
    errors: int
    chunks: int
    chunks_done: int
    tokens: int


def status(path: str | os.PathLike[str]) -> RunStatus:
    """Tell how far a run is.

    :param path: the run's folder, of this host or a URL that fsspec knows
    :raises FileNotFoundError: if there is no run
    :raises RuntimeError: if it is a URL, and there is no fsspec
    """
    files, folder = _files.at(os.fspath(path))
    output, _, run_id = folder.rstrip("/").rpartition("/")
    found = _status(files, output or ".", run_id)
    if found is None:
        raise FileNotFoundError(f"Cannot find a run in {path}: it has no _plan.json.")
    return found


def runs(output: str | os.PathLike[str]) -> list[RunStatus]:
    """Tell of each run in a folder of runs, by name.

    :param output: the folder, of this host or a URL that fsspec knows
    :raises RuntimeError: if it is a URL, and there is no fsspec
    """
    files, folder = _files.at(os.fspath(output))
    names = sorted(
        name
        for name, entry in files.list(folder).items()
        if entry.is_folder and not name.startswith(".")
    )
    found = (_status(files, folder.rstrip("/") or "/", name) for name in names)
    return [each for each in found if each is not None]


def _status(files: Files, output: str, run_id: str) -> RunStatus | None:
    folder = f"{output}/{run_id}"
    plan = _files.read_json(files, f"{folder}/_plan.json")
    if plan is None:
        return None
    in_folder = files.list(folder)
    chunks = list(_committed(files, folder, in_folder, plan))
    return RunStatus(
        run_id=run_id,
        state=_state(files, output, run_id, in_folder),
        documents=plan["documents"],
        rows=sum(chunk["rows"] for chunk in chunks),
        errors=sum(sum(chunk["errors"].values()) for chunk in chunks),
        chunks=len(plan["chunk_tokens"]),
        chunks_done=len(chunks),
        tokens=sum(chunk["prompt_tokens"] + chunk["completion_tokens"] for chunk in chunks),
    )


def _state(files: Files, output: str, run_id: str, in_folder: dict[str, Entry]) -> State:
    if _is_worked_on(files, output, run_id):
        return "running"
    if "_SUCCESS" in in_folder:
        return "succeeded"
    return "too many errors" if "_manifest.json" in in_folder else "stopped"


def _is_worked_on(files: Files, output: str, run_id: str) -> bool:
    """Tell whether a process works on a run, and not on one that is to take its place."""
    beside = files.list(output)
    if any(name.startswith(f".{run_id}.next") for name in beside):
        return False
    lock = f".{run_id}.lock"
    holder = _files.read_json(files, f"{output}/{lock}") or {}
    seen = beside.get(f"{lock}-{holder.get('id')}") or beside.get(lock)
    if seen is None or seen.modified is None:
        return False
    return seen.modified + _PATIENCE_SECONDS > time.time()


def _committed(
    files: Files, folder: str, in_folder: dict[str, Entry], plan: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Find the committed chunks: those of this plan whose file has the length that was written."""
    attempts: dict[str, Entry] = {}
    for token, entry in files.list(f"{folder}/.attempts").items():
        if entry.is_folder:
            of_start = files.list(f"{folder}/.attempts/{token}")
            attempts |= {f"{token}/{name}": attempt for name, attempt in of_start.items()}
    committed = {}
    for written in _entries(files, f"{folder}/_ledger"):
        chunk = written["chunk"]
        places = (in_folder.get(chunk["file"]), attempts.get(written["attempt"]))
        is_whole = any(place is not None and place.bytes == chunk["bytes"] for place in places)
        if written.get("plan", "") == plan.get("token", "") and is_whole:
            committed[chunk["chunk"]] = chunk
    yield from committed.values()


def _entries(files: Files, ledger: str) -> Iterator[dict[str, Any]]:
    """Read the files of a ledger, each the entry of a chunk, or a segment with many."""
    names = [name for name in files.list(ledger) if not name.startswith(".")]
    # An entry with a file of its own is newer than one of a segment, should they differ.
    for name in sorted(names, key=lambda name: not name.startswith("segment-")):
        content = _files.read_json(files, f"{ledger}/{name}") or {}
        yield from content.get("entries", [content] if content else [])
