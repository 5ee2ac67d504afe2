"""What needs the JVM of a classic session. Nothing else in this package touches it."""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

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


def cancel_on_interrupt(spark: SparkSession) -> None:
    """Let Ctrl-C and a notebook's interrupt cancel what a classic session runs.

    PySpark's own handler calls the JVM on the connection whose call it interrupts, which Python
    refuses (``reentrant call inside <_io.BufferedReader>``), and the query runs on. This one calls
    from another thread, which has a connection of its own. What is no handler of PySpark stays.
    """
    present = signal.getsignal(signal.SIGINT)
    if (
        threading.current_thread() is not threading.main_thread()
        or getattr(present, "__module__", None) != "pyspark.core.context"
    ):
        return
    context = spark.sparkContext

    def cancel() -> None:
        # Of a context that was stopped nothing runs.
        with contextlib.suppress(Exception):
            context.cancelAllJobs()

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        thread = threading.Thread(target=cancel, daemon=True)
        thread.start()
        thread.join()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
