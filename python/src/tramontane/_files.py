"""Files of runs: of this host, or by fsspec of any other place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Entry:
    """A file or folder in a folder.

    :param bytes: its length; 0 of a folder
    :param modified: in seconds since 1970; None where the place does not tell it
    """

    is_folder: bool
    bytes: int
    modified: float | None


class Files(Protocol):
    """A place where runs are. Paths are those of that place."""

    def list(self, folder: str) -> dict[str, Entry]:
        """List a folder by name; nothing if there is none."""

    def read(self, file: str) -> bytes | None:
        """Read a file; None if there is none."""


def at(path: str) -> tuple[Files, str]:
    """Find the place of a path or URL, and the path there.

    :raises RuntimeError: if it is not of this host, and there is no fsspec
    """
    parts = urlsplit(path)
    if "://" not in path:
        return LocalFiles(), path
    if parts.scheme == "file" and parts.netloc in ("", "localhost"):
        return LocalFiles(), unquote(parts.path)
    try:
        import fsspec
    except ImportError:
        raise RuntimeError(
            f"Cannot read {parts.scheme}://…: there is no fsspec. Install it with what it needs "
            f"for {parts.scheme}, or use `tramontane status` of the command line."
        ) from None
    # Hadoop's name of it.
    system, there = fsspec.core.url_to_fs(path.replace("s3a://", "s3://", 1))
    return FsspecFiles(system), there


def read_json(files: Files, file: str) -> dict[str, Any] | None:
    """Read a file that is one JSON object; None if it is not there, or not whole."""
    content = files.read(file)
    if content is None:
        return None
    try:
        value = json.loads(content)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


class LocalFiles:
    """The files of this host."""

    def list(self, folder: str) -> dict[str, Entry]:
        """List a folder."""
        try:
            paths = list(Path(folder).iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return {}
        found = {}
        for path in paths:
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            found[path.name] = Entry(path.is_dir(), status.st_size, status.st_mtime)
        return found

    def read(self, file: str) -> bytes | None:
        """Read a file."""
        try:
            return Path(file).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None


class FsspecFiles:
    """The files of a file system of fsspec."""

    def __init__(self, system: Any) -> None:  # noqa: ANN401, fsspec has no types
        """Take the file system."""
        self._system = system

    def list(self, folder: str) -> dict[str, Entry]:
        """List a folder."""
        try:
            entries = self._system.ls(folder, detail=True, refresh=True)
        except (FileNotFoundError, NotADirectoryError):
            return {}
        return {
            entry["name"].rstrip("/").rsplit("/", 1)[-1]: Entry(
                entry["type"] == "directory", entry.get("size") or 0, _seconds(entry)
            )
            for entry in entries
        }

    def read(self, file: str) -> bytes | None:
        """Read a file."""
        try:
            content: bytes = self._system.cat_file(file)
        except FileNotFoundError:
            return None
        return content


def _seconds(entry: dict[str, Any]) -> float | None:
    for key in ("mtime", "LastModified", "last_modified", "updated"):
        value = entry.get(key)
        if value is not None:
            return float(value.timestamp() if hasattr(value, "timestamp") else value)
    return None
