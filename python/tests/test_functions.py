"""What the functions make of their arguments, and what they refuse."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf
from pyspark.sql.types import ArrayType, IntegerType, StringType, StructType

import tramontane.functions as ai


def test_every_function_of_sql_is_here(spark: SparkSession) -> None:
    """A function that SQL has and Python lacks fails this."""
    rows = spark.sql("SHOW USER FUNCTIONS LIKE 'ai_*'").collect()
    in_sql = {row.function.removeprefix("ai_") for row in rows}
    own = {"prompt", "version"}

    assert in_sql
    assert set(ai.__all__) - own == in_sql


def test_rows_are_those_of_sql(docs: DataFrame) -> None:
    docs.createOrReplaceTempView("two_docs")
    expected = docs.sparkSession.sql(
        """
        SELECT ai_classify(text, array('net', 'perl')) AS kind,
          ai_classify_scores(text, array('net', 'perl')) AS scores, ai_summarize(text, 20) AS gist,
          ai_gen(concat(text, ' Who?')) AS answer, ai_count_tokens(text) AS tokens,
          ai_query(text, named_struct('max_tokens', 5, 'temperature', 1.5D, 'top_p', 0.9D,
            'seed', 7, 'stop', array('x', 'y'))) AS asked
        FROM two_docs ORDER BY id"""
    ).collect()

    found = docs.select(
        ai.classify("text", ["net", "perl"]).alias("kind"),
        ai.classify_scores(docs.text, ("net", "perl")).alias("scores"),
        ai.summarize(sf.col("text"), max_words=20).alias("gist"),
        ai.gen(ai.prompt("{text} Who?", text="text")).alias("answer"),
        ai.count_tokens("text").alias("tokens"),
        ai.query("text", max_tokens=5, temperature=1.5, top_p=0.9, seed=7, stop=["x", "y"]).alias(
            "asked"
        ),
    ).collect()

    assert found == expected


def test_options_have_the_defaults_of_sql(docs: DataFrame) -> None:
    docs.createOrReplaceTempView("two_docs")
    expected = docs.sparkSession.sql(
        "SELECT ai_summarize(text) AS gist, ai_gen(text) AS answer FROM two_docs ORDER BY id"
    ).collect()

    row = docs.select(
        ai.summarize("text").alias("gist"),
        ai.query("text").alias("asked"),
    ).collect()

    assert [each.gist for each in row] == [each.gist for each in expected]
    assert [each.asked.response for each in row] == [each.answer for each in expected]


def test_types(docs: DataFrame) -> None:
    frame = docs.select(
        ai.classify("text", ["net", "perl"]),
        ai.classify_scores("text", ["net", "perl"]),
        ai.summarize("text"),
        ai.gen("text"),
        ai.query("text"),
        ai.count_tokens("text"),
        ai.version(),
    )
    types = [type(field.dataType) for field in frame.schema]
    text, number = StringType, IntegerType
    assert types == [text, ArrayType, text, text, StructType, number, text]


def test_prompts(docs: DataFrame) -> None:
    made = docs.select(
        ai.prompt("{{{id}}} of {section}, {id}", id="id", section=sf.upper("section")),
        ai.prompt("{n}", n=sf.lit(3)),
        ai.prompt("{n}", n=sf.lit(None)),
        ai.prompt("no column"),
        ai.prompt(""),
    ).first()
    assert made is not None
    assert tuple(made) == ("{dnsparrow} of NET, dnsparrow", "3", None, "no column", "")


def test_names(spark: SparkSession) -> None:
    frame = spark.sql("SELECT 'a b' AS `my text`, named_struct('body', 'c d') AS mail")
    row = frame.select(ai.count_tokens("`my text`"), ai.count_tokens("mail.body")).first()
    assert row is not None
    assert all(tokens > 0 for tokens in row)


REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (
        lambda: ai.classify("text", "ab"),
        TypeError,
        'classify() takes a list of labels, such as ["ab", "other"], not one string.',
    ),
    (
        lambda: ai.classify_scores("text", {"a", "b"}),  # type: ignore[arg-type]
        TypeError,
        "takes a list of labels, not set. Write list(...) around it.",
    ),
    (
        lambda: ai.classify("text", ["a", 1]),  # type: ignore[list-item]
        TypeError,
        "classify() takes labels that are strings, not 1.",
    ),
    (
        lambda: ai.summarize("text", max_word=3),  # type: ignore[call-arg]
        TypeError,
        "summarize() has no argument max_word; it has text, max_words.",
    ),
    (
        lambda: ai.summarize("text", 20),  # type: ignore[call-arg]
        TypeError,
        "summarize() takes its options by name. Write max_words=20.",
    ),
    (
        lambda: ai.gen("Who signed it?"),
        ValueError,
        "gen() takes the name of a column first, which 'Who signed it?' does not look like. "
        "For a prompt of your own write prompt(...) or lit(...), for a name with a space `name` "
        "in backquotes.",
    ),
    (lambda: ai.gen(3), TypeError, "not int"),  # type: ignore[arg-type]
    (lambda: ai.gen(None), TypeError, "not NoneType"),  # type: ignore[arg-type]
    (lambda: ai.prompt("{body}"), ValueError, "prompt() has no column for {body}. Add body=,"),
    (
        lambda: ai.prompt("{body}", body="body", title="title"),
        ValueError,
        "prompt() has no {title} in its template. Add it, or leave title= out.",
    ),
    (lambda: ai.prompt("{body!r}", body="body"), ValueError, "takes names alone in braces"),
    (lambda: ai.prompt("{}", body="body"), ValueError, "takes names alone in braces"),
    (lambda: ai.prompt("a { b", body="body"), ValueError, "Write {{ and }} for braces."),
]


@pytest.mark.parametrize(("call", "error", "words"), REFUSED)
def test_mistakes_are_told(
    spark: SparkSession, call: Callable[[], Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error) as failure:
        call()
    assert words in str(failure.value)


def test_every_function_has_an_example() -> None:
    for name in ai.__all__:
        assert ">>>" in (inspect.getdoc(getattr(ai, name)) or ""), name
