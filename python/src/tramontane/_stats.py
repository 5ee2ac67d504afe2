"""What is in rows that have been written."""

from __future__ import annotations

import contextlib
import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    from pyspark.sql import DataFrame

# The operator of a plan that asks the model.
_MODEL_CALLS = "ModelCalls ["
_FIELDS = ("error", "prompt_tokens", "completion_tokens")


@dataclass(frozen=True)
class Stats:
    """What is in some rows.

    :param rows: how many there are
    :param errors: how many of them are errors, by their reason, the most frequent first
    :param prompt_tokens: read by the model
    :param completion_tokens: written by it
    """

    rows: int
    errors: dict[str, int]
    prompt_tokens: int
    completion_tokens: int


def stats(frame: DataFrame | pandas.DataFrame, answers: str | None = None) -> Stats:
    """Count rows, errors and tokens of what has been written.

    :param frame: rows of a run, as ``spark.read.parquet("out/nightly")`` or ``Run.to_pandas`` give
        them; or rows with answers of :func:`tramontane.functions.query`, read back
    :param answers: the column with these answers; without it, ``frame`` is of a run
    :raises ValueError: if the frame has not the columns, or would ask the model first: counting is
        no reason to do that

    >>> rows = spark.sql("SELECT NULL AS error, 7 AS prompt_tokens, 2 AS completion_tokens")
    >>> tramontane.stats(rows)
    Stats(rows=1, errors={}, prompt_tokens=7, completion_tokens=2)
    """
    _require_columns(frame, (answers,) if answers else _FIELDS)
    groups = _of_spark(frame, answers) if hasattr(frame, "toPandas") else _of_pandas(frame, answers)
    errors: Counter[str] = Counter()
    rows = prompt_tokens = completion_tokens = 0
    for reason, count, prompt, completion in groups:
        rows += count
        prompt_tokens += int(prompt or 0)
        completion_tokens += int(completion or 0)
        if reason is not None:
            errors[reason] += count
    return Stats(rows, dict(errors.most_common()), prompt_tokens, completion_tokens)


def _require_columns(frame: DataFrame | pandas.DataFrame, needed: tuple[str, ...]) -> None:
    lacking = [name for name in needed if name not in list(frame.columns)]
    if lacking:
        raise ValueError(
            f"Cannot count rows: the frame has no column {', '.join(lacking)}. Give rows of a run, "
            "or name the column with answers of tramontane.functions.query."
        )


def _of_spark(frame: DataFrame, answers: str | None) -> list[Any]:
    """Have Spark count, by reason."""
    from pyspark.sql.functions import col, count, lit
    from pyspark.sql.functions import sum as total

    with contextlib.redirect_stdout(io.StringIO()) as plan:
        frame.explain()
    if _MODEL_CALLS in plan.getvalue():
        raise ValueError(
            "Cannot count rows: the frame would ask the model for them. Write it, and give what is "
            "read back."
        )
    error, prompt, completion = (f"{_quoted(answers)}.{f}" if answers else f for f in _FIELDS)
    types = dict(frame.select(col(error).alias("error")).dtypes)
    reason = f"{error}.kind" if types["error"].startswith("struct") else error
    rows: list[Any] = (
        frame.groupBy(col(reason).alias("reason"))
        .agg(count(lit(1)), total(prompt), total(completion))
        .collect()
    )
    return rows


def _quoted(column: str) -> str:
    return "`" + column.replace("`", "``") + "`"


def _of_pandas(frame: pandas.DataFrame, answers: str | None) -> list[Any]:
    """Take each row of a frame that is in memory as a group."""
    import pandas

    def known(value: object) -> Any:  # noqa: ANN401, whatever a cell holds
        """Give None for all that pandas has in the place of a value."""
        return None if pandas.isna(value) else value

    rows: list[Any] = list(frame[answers]) if answers else frame.to_dict("records")
    # A prompt of NULL has no answer at all.
    given = [dict.fromkeys(_FIELDS) if known(row) is None else row for row in rows]
    groups = []
    for row in given:
        error, prompt, completion = (known(row[field]) for field in _FIELDS)
        reason = error if error is None or isinstance(error, str) else error["kind"]
        groups.append((reason, 1, prompt, completion))
    return groups
