"""Sessions: begun here, begun elsewhere, and what they were set to before."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

import tramontane
from conftest import MODEL
from tramontane import _jar

EXTENSION = "io.tramontane.udf.TramontaneExtensions"


def python(code: str) -> str:
    """Run code in a process of its own, with a JVM of its own."""
    result = subprocess.run(  # noqa: S603, the code is this file's
        [sys.executable, "-W", "always", "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_importing_needs_no_pyspark() -> None:
    printed = python(
        """
        import sys
        for name in ("pyspark", "pandas", "numpy", "py4j"):
            sys.modules[name] = None
        import tramontane, tramontane.functions
        print(tramontane.runs("/no/such/folder"))
        """
    )
    assert printed == "[]\n"


def test_what_was_set_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path))
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", "--conf spark.sql.extensions=a.B pyspark-shell")
    (tmp_path / "spark-defaults.conf").write_text(
        "# a comment\nspark.jars   one.jar,two.jar\nspark.sql.extensions = no.One\n",
        encoding="utf-8",
    )
    builder = SparkSession.Builder()

    tramontane.configure(builder)

    jar = _jar.path().as_uri()
    assert builder._options == {
        "spark.jars": f"one.jar,two.jar,{jar}",
        "spark.sql.extensions": f"a.B,{EXTENSION}",
    }
    tramontane.configure(builder)
    assert builder._options["spark.jars"] == f"one.jar,two.jar,{jar}"


def test_the_builder_goes_before_what_is_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path))
    (tmp_path / "spark-defaults.conf").write_text("spark.jars: one.jar\n", encoding="utf-8")
    builder = SparkSession.Builder().config("spark.jars", "mine.jar")

    tramontane.configure(builder, model="m.gguf", on_error="null", settings={"maxTokens": 3})

    assert builder._options == {
        "spark.jars": f"mine.jar,{_jar.path().as_uri()}",
        "spark.sql.extensions": EXTENSION,
        "spark.tramontane.model.path": str(Path("m.gguf").absolute()),
        "spark.tramontane.failOnError": "false",
        "spark.tramontane.maxTokens": "3",
    }


@pytest.mark.parametrize("arguments", ["--jars one.jar", "--jars=one.jar", "--conf spark.jars=a"])
def test_jars_that_would_hide_ours_are_told(
    arguments: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", f"{arguments} pyspark-shell")
    with pytest.raises(RuntimeError, match="PYSPARK_SUBMIT_ARGS names jars") as failure:
        tramontane.configure(SparkSession.Builder())
    assert _jar.path().as_uri() in str(failure.value)


def test_on_error_is_one_of_two() -> None:
    with pytest.raises(ValueError, match='on_error is "fail" or "null", not \'ignore\''):
        tramontane.configure(SparkSession.Builder(), on_error="ignore")  # type: ignore[arg-type]


def test_a_session_of_our_own_is_given_again(spark: SparkSession) -> None:
    again = tramontane.session(settings={"maxTokens": 64})
    assert again.sql("SELECT tramontane_version()").collect()[0][0] == _jar.version()
    assert again is spark


def test_an_interrupt_cancels_the_query(spark: SparkSession) -> None:
    tracker = spark.sparkContext.statusTracker()
    main = threading.get_ident()

    def interrupt() -> None:
        """Do as Ctrl-C and a notebook's button do, once a task runs."""
        while not any(
            (stage := tracker.getStageInfo(number)) and stage.numActiveTasks
            for number in tracker.getActiveStageIds()
        ):
            time.sleep(0.1)
        signal.pthread_kill(main, signal.SIGINT)

    waiting = threading.Thread(target=interrupt)
    waiting.start()
    with pytest.raises(Exception, match="SPARK_JOB_CANCELLED"):
        spark.range(1_000_000).selectExpr("ai_gen('Number ' || id) AS text").collect()
    waiting.join()
    end = time.monotonic() + 60
    while tracker.getActiveJobsIds():
        assert time.monotonic() < end
        time.sleep(0.1)
    assert spark.range(2).selectExpr("ai_gen('Number ' || id) AS text").count() == 2
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_urls_are_no_paths() -> None:
    builder = tramontane.configure(SparkSession.Builder(), model="s3a://models/m.gguf")
    assert builder._options["spark.tramontane.model.path"] == "s3a://models/m.gguf"


def test_a_session_without_the_jar_is_told_what_to_do() -> None:
    printed = python(
        """
        import tramontane
        from pyspark.sql import SparkSession
        SparkSession.builder.master("local[1]").getOrCreate()
        try:
            tramontane.session()
        except RuntimeError as e:
            print(e)
        """
    )
    assert printed == (
        "Cannot use Tramontane: this session was begun without its jar. End it by spark.stop(), "
        "then begin one by tramontane.session().\n"
    )


def test_a_session_with_the_jar_learns_the_functions() -> None:
    printed = python(
        f"""
        import warnings
        import tramontane
        import tramontane.functions as ai
        from pyspark.sql import SparkSession
        from tramontane import _jar
        SparkSession.builder.config("spark.jars", str(_jar.path())).getOrCreate()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            spark = tramontane.session(
                model={str(MODEL)!r}, settings={{"engine.kvMemory": "64MiB"}}
            )
        print(*[warning.message for warning in caught])
        frame = spark.createDataFrame([("a client for mail",)], ["text"])
        print(frame.select(ai.classify("text", ["net", "perl"])).first()[0])
        """
    )
    assert "begun without Tramontane" in printed
    assert printed.endswith("\nnet\n")
