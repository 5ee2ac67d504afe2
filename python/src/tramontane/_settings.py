"""Spark's settings before there is a session: what is set where, and what is to be added."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

_LINE = re.compile(r"\s*([^\s=:#!][^\s=:]*)\s*[=:\s]\s*(.*?)\s*")


def value(key: str, builder: Mapping[str, str]) -> str:
    """Find what a key is set to so far, in the order in which Spark looks; "" if it is not set.

    :param builder: the settings of the session's builder
    """
    return builder.get(key) or _submitted().get(key) or _defaults().get(key) or ""


def appended(values: str, added: str) -> str:
    """Add to a list of Spark, separated by commas, an element that is to be in it once."""
    elements = [element for element in values.split(",") if element]
    return ",".join(elements if added in elements else [*elements, added])


def submits_jars() -> bool:
    """Tell whether ``PYSPARK_SUBMIT_ARGS`` names jars, which no setting of a builder changes."""
    return "spark.jars" in _submitted() or any(
        word.split("=")[0] == "--jars" for word in _submit_words()
    )


def _submitted() -> dict[str, str]:
    return dict(_submitted_pairs())


def _submitted_pairs() -> Iterator[tuple[str, str]]:
    words = _submit_words()
    for word, following in pairwise([*words, ""]):
        if word in ("--conf", "-c"):
            key, _, setting = following.partition("=")
            yield key, setting
        elif word.startswith("--conf="):
            key, _, setting = word.removeprefix("--conf=").partition("=")
            yield key, setting


def _submit_words() -> list[str]:
    return shlex.split(os.environ.get("PYSPARK_SUBMIT_ARGS", ""))


def _defaults() -> dict[str, str]:
    """Read the settings of ``spark-defaults.conf``."""
    file = _configuration_folder() / "spark-defaults.conf"
    if not file.is_file():
        return {}
    matches = (_LINE.fullmatch(line) for line in file.read_text(encoding="utf-8").splitlines())
    return {match[1]: match[2] for match in matches if match}


def _configuration_folder() -> Path:
    if "SPARK_CONF_DIR" in os.environ:
        return Path(os.environ["SPARK_CONF_DIR"])
    if "SPARK_HOME" in os.environ:
        return Path(os.environ["SPARK_HOME"], "conf")
    import pyspark

    return Path(pyspark.__file__).parent / "conf"
