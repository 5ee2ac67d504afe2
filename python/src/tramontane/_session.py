"""Sessions that know the functions."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tramontane import _classic, _jar, _settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

EXTENSION = "io.tramontane.udf.TramontaneExtensions"

OnError = Literal["fail", "null"]


def configure(
    builder: SparkSession.Builder,
    *,
    model: str | os.PathLike[str] | None = None,
    on_error: OnError | None = None,
    settings: Mapping[str, object] | None = None,
) -> SparkSession.Builder:
    """Add the jar, the functions and their settings to a session that is yet to be built.

    What ``spark.jars`` and ``spark.sql.extensions`` have already, from the builder, from
    ``PYSPARK_SUBMIT_ARGS`` or from ``spark-defaults.conf``, stays there.

    :param builder: of a classic session, with a JVM of its own
    :param model: the GGUF file; a path, the same on every host, or a URL
    :param on_error: what a row without an answer does: ``"fail"``, Spark's default here, ends the
        query; ``"null"`` is NULL
    :param settings: others, by their keys behind ``spark.tramontane.``, such as
        ``{"maxTokens": 64}``
    :return: the builder
    :raises RuntimeError: if the jar cannot be added
    """
    present: dict[str, str] = builder._options
    jar = _jar.path().as_uri()
    if _settings.submits_jars():
        raise RuntimeError(
            "Cannot add the jar of Tramontane: PYSPARK_SUBMIT_ARGS names jars, and Spark takes "
            f"those alone. Add {jar} there, or move its jars to spark.jars of the builder."
        )
    for key, added in (("spark.jars", jar), ("spark.sql.extensions", EXTENSION)):
        builder.config(key, _settings.appended(_settings.value(key, present), added))
    for key, value in _functions(model, on_error, settings).items():
        builder.config(key, value)
    return builder


def session(
    *,
    model: str | os.PathLike[str] | None = None,
    on_error: OnError | None = None,
    settings: Mapping[str, object] | None = None,
) -> SparkSession:
    """Give a session that knows the functions: the one that runs, or a new one.

    To a session that runs, of Spark Connect or classic, the settings given here are added. A
    classic one that does not know the functions learns them if it has the jar, with a warning,
    since its plans are less good. Ctrl-C, and a notebook's interrupt, cancels what a classic
    session runs.

    :param model: as in :func:`configure`
    :param on_error: as in :func:`configure`
    :param settings: as in :func:`configure`
    :raises RuntimeError: if the session cannot know the functions; says what to do
    """
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is None and "SPARK_REMOTE" in os.environ:
        running = SparkSession.builder.getOrCreate()
    if running is None:
        builder = configure(SparkSession.builder, model=model, on_error=on_error, settings=settings)
        running = builder.getOrCreate()
    else:
        _require_functions(running)
        for key, value in _functions(model, on_error, settings).items():
            running.conf.set(key, value)
    if _classic.is_classic(running):
        _classic.cancel_on_interrupt(running)
    return running


def _require_functions(spark: SparkSession) -> None:
    if spark.catalog.functionExists("tramontane_version"):
        _warn_of_another_version(spark)
    elif not _classic.is_classic(spark):
        raise RuntimeError(
            "Cannot use Tramontane: the server of this session does not know its functions. Start "
            "it with the jar that `tramontane jar` names as spark.jars, and with "
            f"spark.sql.extensions={EXTENSION}."
        )
    elif _classic.register(spark):
        _warn_of_another_version(spark)
        warnings.warn(
            "This session was begun without Tramontane: its functions give what they always do, "
            "but plans are less good. Begin it by tramontane.session() to have them better.",
            stacklevel=3,
        )
    else:
        raise RuntimeError(
            "Cannot use Tramontane: this session was begun without its jar. End it by "
            "spark.stop(), then begin one by tramontane.session()."
        )


def _warn_of_another_version(spark: SparkSession) -> None:
    row = spark.sql("SELECT tramontane_version()").first()
    theirs = None if row is None else row[0]
    if theirs != _jar.version():
        warnings.warn(
            f"This session runs Tramontane {theirs}, and this package is made for "
            f"{_jar.version()}: functions and options may differ. Use the same on both sides.",
            stacklevel=4,
        )


def _functions(
    model: str | os.PathLike[str] | None,
    on_error: OnError | None,
    settings: Mapping[str, object] | None,
) -> dict[str, str]:
    """Spark's settings for the functions."""
    found = {f"spark.tramontane.{key}": _spelt(value) for key, value in (settings or {}).items()}
    if model is not None:
        found["spark.tramontane.model.path"] = _location(model)
    if on_error is not None:
        if on_error not in ("fail", "null"):
            raise ValueError(f'on_error is "fail" or "null", not {on_error!r}.')
        found["spark.tramontane.failOnError"] = _spelt(on_error == "fail")
    return found


def _location(model: str | os.PathLike[str]) -> str:
    text = os.fspath(model)
    return text if "://" in text else str(Path(text).absolute())


def _spelt(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
