"""What needs the JVM of a classic session. Nothing else in this package touches it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def is_classic(spark: SparkSession) -> bool:
    """Tell whether a session has a JVM beside it, as one of Spark Connect has not."""
    return hasattr(spark, "_jsparkSession")


def register(spark: SparkSession) -> bool:
    """Make the functions known to a session that is open already.

    :return: False if its JVM has no jar of Tramontane
    """
    tramontane: Any = spark._jvm.io.tramontane.udf.Tramontane  # type: ignore[union-attr]
    # What is no class is a package to Py4J, and has no members but packages.
    if type(tramontane).__name__ == "JavaPackage":
        return False
    tramontane.register(spark._jsparkSession)
    return True
