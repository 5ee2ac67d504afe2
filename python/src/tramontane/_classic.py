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
    from another thread, which has a connection of its own. A call that waits for a job then ends
    with Spark's error that the job was cancelled: a ``KeyboardInterrupt`` within it would leave
    Py4J's connection in a state in which the next call may fail. Where nothing was to be cancelled
    it is raised, so also by a second interrupt. What is no handler of PySpark stays.
    """
    present = signal.getsignal(signal.SIGINT)
    if (
        threading.current_thread() is not threading.main_thread()
        or getattr(present, "__module__", None) != "pyspark.core.context"
    ):
        return
    context = spark.sparkContext

    def cancel(cancelled: list[int]) -> None:
        # Of a context that was stopped nothing runs.
        with contextlib.suppress(Exception):
            cancelled.extend(context.statusTracker().getActiveJobsIds())
            context.cancelAllJobs()

    def interrupt(_number: int, frame: FrameType | None) -> None:
        cancelled: list[int] = []
        thread = threading.Thread(target=cancel, args=(cancelled,), daemon=True)
        thread.start()
        thread.join()
        if not cancelled or not _is_in_call(frame):
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)


def _is_in_call(frame: FrameType | None) -> bool:
    """Whether a call of the JVM is among what runs in a frame."""
    while frame is not None:
        if frame.f_globals.get("__name__", "").startswith("py4j."):
            return True
        frame = frame.f_back
    return False
