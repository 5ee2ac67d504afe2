"""Mixtral and other open models over large document collections, on Apache Spark.

>>> import tramontane
>>> import tramontane.functions as ai
>>> spark = tramontane.session()
>>> packages = spark.read.json("examples/packages.jsonl")
>>> packages.select("id", ai.count_tokens("text").alias("tokens")).count()
72

Importing needs nothing but Python; functions and sessions need pyspark 4 or pyspark-client.
"""

from tramontane._jobs import JobError, Run, enrich
from tramontane._runs import RunStatus, runs, status
from tramontane._session import configure, session
from tramontane._stats import Stats, stats

__all__ = [
    "JobError",
    "Run",
    "RunStatus",
    "Stats",
    "configure",
    "enrich",
    "runs",
    "session",
    "stats",
    "status",
]
