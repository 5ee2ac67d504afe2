"""The jar that comes with the package: functions and jobs, for Spark 4 with Scala 2.13."""

from __future__ import annotations

import zipfile
from functools import cache
from importlib.resources import files
from pathlib import Path

_VERSION = "io/tramontane/version/version.properties"


def path() -> Path:
    """Find the jar.

    :raises RuntimeError: if the package was put together without it
    """
    jar = Path(str(files("tramontane") / "jars" / "tramontane.jar"))
    if not jar.is_file():
        raise RuntimeError(
            f"Cannot find the jar of Tramontane: there is no {jar}. Build it with "
            "`mvn -DskipTests package` in the root of the repository, then install the package "
            "from its folder python."
        )
    return jar


@cache
def version() -> str:
    """Give the version of the jar, as its build wrote it."""
    return version_in(path())


def version_in(jar: Path) -> str:
    """Give the version of a jar.

    :raises RuntimeError: if it is no jar of Tramontane
    """
    with zipfile.ZipFile(jar) as archive:
        try:
            lines = archive.read(_VERSION).decode().splitlines()
        except KeyError:
            raise RuntimeError(f"Cannot use {jar}: it is no jar of Tramontane.") from None
    values = dict(line.split("=", 1) for line in lines if "=" in line)
    return values["version"]
