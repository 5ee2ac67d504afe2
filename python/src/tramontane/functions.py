"""The SQL functions of Tramontane, for DataFrames.

Each takes the text first, then constants, then options by keyword, and gives a
:class:`~pyspark.sql.Column`. A text that is a ``str`` names a column; any other ``str`` stands for
itself. They need a session that knows the functions, see :func:`tramontane.session`, and work the
same over Spark Connect, whose server has to know them.

>>> import tramontane.functions as ai
>>> docs.select("id", ai.classify("text", ["net", "perl"]).alias("kind")).show()
+---------+----+
|       id|kind|
+---------+----+
|dnsparrow| net|
| gullpost| net|
+---------+----+
<BLANKLINE>
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from string import Formatter
from typing import TYPE_CHECKING, ParamSpec

if TYPE_CHECKING:
    from pyspark.sql import Column

__all__ = [
    "classify",
    "classify_scores",
    "count_tokens",
    "gen",
    "prompt",
    "query",
    "summarize",
    "version",
]

_P = ParamSpec("_P")

# A name of a column, or of a field in one, as Spark reads it; anything is a name in backquotes.
_NAME = re.compile(r"(?:[^\s`.{}]+|`(?:[^`]|``)+`)(?:\.(?:[^\s`.{}]+|`(?:[^`]|``)+`))*")


def _told(function: Callable[_P, Column]) -> Callable[_P, Column]:
    """Say what to write instead where an argument is given that there is not."""
    parameters = inspect.signature(function).parameters.values()
    names = [each.name for each in parameters]
    options = [each.name for each in parameters if each.kind is each.KEYWORD_ONLY]
    places = len(names) - len(options)

    @functools.wraps(function)
    def checked(*args: _P.args, **kwargs: _P.kwargs) -> Column:
        unknown = [name for name in kwargs if name not in names]
        if unknown:
            raise TypeError(
                f"{function.__name__}() has no argument {unknown[0]}; it has {', '.join(names)}."
            )
        if options and len(args) > places:
            raise TypeError(
                f"{function.__name__}() takes its options by name. "
                f"Write {options[0]}={args[places]!r}."
            )
        return function(*args, **kwargs)

    return checked


@_told
def classify(text: Column | str, labels: Sequence[str]) -> Column:
    """Give the label that fits a text best, a string.

    :param text: a column, or its name
    :param labels: 2 to 100 different strings

    >>> docs.select(ai.classify(docs.text, ["libs", "net", "perl"]).alias("kind")).first()
    Row(kind='net')
    """
    return _call("ai_classify", _text(text, "classify"), _labels(labels, "classify"))


@_told
def classify_scores(text: Column | str, labels: Sequence[str]) -> Column:
    """Give the probability of each label, the most probable first.

    :param text: a column, or its name
    :param labels: 2 to 100 different strings
    :return: an array of structs with ``label`` and ``probability``, which add up to 1

    >>> scores = ai.classify_scores("text", ["net", "perl"])
    >>> docs.select(scores[0]["label"].alias("best")).first()
    Row(best='net')
    """
    return _call(
        "ai_classify_scores", _text(text, "classify_scores"), _labels(labels, "classify_scores")
    )


@_told
def summarize(text: Column | str, *, max_words: int = 50) -> Column:
    """Give a summary of a text, a string.

    :param text: a column, or its name
    :param max_words: about how many words it may have, 0 to 10000; 0 for no limit

    >>> docs.select(ai.summarize("text", max_words=20).alias("gist")).first()
    Row(gist='Go library for building DNS resolver')
    """
    return _call("ai_summarize", _text(text, "summarize"), _constant(max_words))


@_told
def gen(prompt: Column | str) -> Column:
    """Give the model's answer to a prompt, a string.

    :param prompt: a column with whole instructions, or its name; :func:`prompt` makes one

    >>> asked = ai.prompt("Document: {text} Summary:", text="text")
    >>> docs.select(ai.gen(asked).alias("answer")).count()
    2
    """
    return _call("ai_gen", _text(prompt, "gen"))


@_told
def query(
    prompt: Column | str,
    *,
    max_tokens: int | None = None,
    temperature: float | None = None,
    top_p: float | None = None,
    seed: int | None = None,
    stop: str | Sequence[str] | None = None,
) -> Column:
    """Give the model's answer to a prompt, with what is known about it.

    :param prompt: a column with whole instructions, or its name; :func:`prompt` makes one
    :param max_tokens: where the answer ends in any case, 1 to 100000; not given, where the setting
        ``spark.tramontane.maxTokens`` says
    :param temperature: 0 to 100; 0, the default, chooses the most probable token always
    :param top_p: above 0, up to 1, the default: the tokens to choose from are the most probable
        ones that have this probability together
    :param seed: with the same seed, 0 by default, the same prompt gets the same answer
    :param stop: the answer ends in front of any of these strings
    :return: a struct of ``response``, ``error``, ``finish_reason``, ``prompt_tokens`` and
        ``completion_tokens``

    >>> answer = ai.query("text", max_tokens=4).alias("answer")
    >>> docs.select(answer).select("answer.completion_tokens").first()
    Row(completion_tokens=4)
    """
    from pyspark.sql.functions import array, lit, struct

    options = {
        "max_tokens": max_tokens,
        "temperature": None if temperature is None else float(temperature),
        "top_p": None if top_p is None else float(top_p),
        "seed": seed,
        "stop": stop if stop is None or isinstance(stop, str) else array(*map(lit, stop)),
    }
    given = [lit(value).alias(name) for name, value in options.items() if value is not None]
    # Spark has no struct without a field.
    fields = given or [lit(0.0).alias("temperature")]
    return _call("ai_query", _text(prompt, "query"), struct(*fields))


@_told
def count_tokens(text: Column | str) -> Column:
    """Give how many tokens a text has for the model, an int.

    :param text: a column, or its name

    >>> docs.select(ai.count_tokens("text").alias("tokens")).first()
    Row(tokens=111)
    """
    return _call("ai_count_tokens", _text(text, "count_tokens"))


@_told
def version() -> Column:
    """Give the version of the jar that the session runs, a string.

    >>> docs.select(ai.version()).distinct().count()
    1
    """
    return _call("tramontane_version")


def prompt(template: str, **columns: Column | str) -> Column:
    """Make a prompt of each row: a text with columns in it.

    :param template: ``{name}`` stands for a column; ``{{`` and ``}}`` for single braces
    :param columns: the column, or its name, of each name in the template
    :return: a string; null where one of the columns is

    >>> asked = ai.prompt("Which licence has {package}?", package="id")
    >>> docs.select(asked.alias("asked")).first()
    Row(asked='Which licence has dnsparrow?')
    """
    from pyspark.sql.functions import concat, lit

    parts: list[Column] = []
    used: set[str] = set()
    for literal, name in _parsed(template):
        parts.extend([lit(literal)] if literal else [])
        if name is not None:
            if name not in columns:
                raise ValueError(
                    f"prompt() has no column for {{{name}}}. Add {name}=, "
                    "or write {{ and }} for braces."
                )
            used.add(name)
            parts.append(_text(columns[name], "prompt").cast("string"))
    unused = sorted(set(columns) - used)
    if unused:
        raise ValueError(
            f"prompt() has no {{{unused[0]}}} in its template. Add it, or leave {unused[0]}= out."
        )
    return concat(*parts) if parts else lit("")


def _parsed(template: str) -> Iterator[tuple[str, str | None]]:
    try:
        pieces = list(Formatter().parse(template))
    except ValueError as e:
        raise ValueError(
            f"prompt() cannot read its template: {e}. Write {{{{ and }}}} for braces."
        ) from None
    for literal, name, form, conversion in pieces:
        if name is not None and (form or conversion or not name.isidentifier()):
            raise ValueError(
                f"prompt() takes names alone in braces, such as {{body}}, not {{{name}}}. "
                "Write {{ and }} for braces."
            )
        yield literal, name


def _call(function: str, *arguments: Column) -> Column:
    from pyspark.sql.functions import call_function

    return call_function(function, *arguments)


def _constant(value: object) -> Column:
    from pyspark.sql.functions import lit

    return lit(value)


def _text(text: Column | str, function: str) -> Column:
    from pyspark.sql import Column
    from pyspark.sql.functions import col

    if isinstance(text, Column):
        return text
    if not isinstance(text, str):
        raise TypeError(
            f"{function}() takes a column or its name first, not {type(text).__name__}."
        )
    if not _NAME.fullmatch(text):
        raise ValueError(
            f"{function}() takes the name of a column first, which {text!r} does not look like. "
            "For a prompt of your own write prompt(...) or lit(...), for a name with a space "
            "`name` in backquotes."
        )
    return col(text)


def _labels(labels: Sequence[str], function: str) -> Column:
    from pyspark.sql.functions import array, lit

    if isinstance(labels, str):
        raise TypeError(
            f'{function}() takes a list of labels, such as ["{labels}", "other"], not one string.'
        )
    if not isinstance(labels, Sequence):
        raise TypeError(
            f"{function}() takes a list of labels, not {type(labels).__name__}. "
            "Write list(...) around it."
        )
    wrong = [label for label in labels if not isinstance(label, str)]
    if wrong:
        raise TypeError(f"{function}() takes labels that are strings, not {wrong[0]!r}.")
    return array(*map(lit, labels))
