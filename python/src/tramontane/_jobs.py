"""Jobs, each in a process of its own with Spark's launcher."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tramontane import _files, _jar, _runs

if TYPE_CHECKING:
    import pandas

_MAIN = "io.tramontane.jobs.cli.Main"


class JobError(RuntimeError):
    """A job that did not end well.

    :param exit_code: 1 it failed, 2 what it was given is wrong, 3 too many rows are errors, 4 it
        was stopped, and the same call goes on with it
    """

    def __init__(self, message: str, exit_code: int) -> None:
        """Keep both."""
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(frozen=True)
class Run:
    """A run that has ended.

    :param output: the folder of the runs
    :param run_id: its name
    """

    output: str
    run_id: str

    @property
    def path(self) -> str:
        """The folder of its rows."""
        return f"{self.output.rstrip('/')}/{self.run_id}"

    def manifest(self) -> dict[str, Any]:
        """Read what it did, in figures and files.

        :raises FileNotFoundError: if it is not complete
        """
        files, folder = _files.at(self.path)
        manifest = _files.read_json(files, f"{folder}/_manifest.json")
        if manifest is None:
            raise FileNotFoundError(f"Cannot read the manifest of {self.path}: it is not complete.")
        return manifest

    def status(self) -> _runs.RunStatus:
        """Tell how far it is."""
        return _runs.status(self.path)

    def to_pandas(self) -> pandas.DataFrame:
        """Read its rows. Needs pandas and pyarrow."""
        import pandas

        return pandas.read_parquet(self.path)

    def verify(self, recompute: int = 0) -> str:
        """Check it against its manifest, and give what the check says.

        :param recompute: how many rows to compute again, and compare to the bit
        :raises JobError: if it is not sound
        """
        again = ["--recompute", str(recompute)] if recompute else []
        return _run(["verify", "--output", self.output, "--run-id", self.run_id, *again])

    def evaluate(self, gold_column: str, *, against: str | None = None) -> dict[str, Any]:
        """Measure its answers beside right ones, and give what ``_evaluation.json`` has.

        :param gold_column: the column of the input with the right answers
        :param against: another run of the same output to compare with
        :raises JobError: if it cannot be measured
        """
        other = ["--against", against] if against is not None else []
        options = ["--output", self.output, "--run-id", self.run_id]
        _run(["evaluate", *options, "--gold-column", gold_column, *other])
        files, folder = _files.at(self.path)
        found = _files.read_json(files, f"{folder}/_evaluation.json")
        if found is None:
            raise FileNotFoundError(f"Cannot find the evaluation of {self.path}.")
        return found

    def _repr_html_(self) -> str:
        status = self.status()
        rows = "".join(
            f"<tr><th>{escape(name.replace('_', ' '))}</th><td>{escape(str(value))}</td></tr>"
            for name, value in vars(status).items()
        )
        return f"<table>{rows}</table>"


def enrich(
    configuration: str | os.PathLike[str] | Mapping[str, Any],
    *,
    run_id: str | None = None,
    master: str = "local[*]",
    spark: Mapping[str, str] | None = None,
) -> Run:
    """Do the enrichment job, or go on with it, and wait for its end.

    Its progress is printed on standard error. Ctrl-C, the interruption of a notebook and the end of
    this process stop it as a signal does: what is committed stays, and the same call goes on.

    :param configuration: a file, or the settings themselves, below ``tramontane``, such as
        ``{"input": {"path": "docs.jsonl", "format": "jsonl"}, ...}``
    :param run_id: in place of ``run.id`` of the configuration
    :param master: of Spark
    :param spark: settings of Spark; ``spark.log.level`` is ``WARN`` unless it is among them
    :raises JobError: if it does not end well; says why
    """
    # Spark's own default tells of each task, and progress would be lost in that.
    given = {"spark.log.level": "WARN", **(spark or {})}
    settings = [f"--conf={key}={value}" for key, value in given.items()]
    with tempfile.TemporaryDirectory() as folder:
        if isinstance(configuration, Mapping):
            file = Path(folder, "job.conf")
            file.write_text(json.dumps({"tramontane": configuration}), encoding="utf-8")
        else:
            file = Path(configuration)
        name = ["--run-id", run_id] if run_id is not None else []
        said = _run(
            ["enrich", "--config", str(file), *name], ["--master", master, *settings], shown=True
        )
    return _run_of(said)


def _run_of(said: str) -> Run:
    """Make the run of a summary on standard output."""
    lines = [line.split(maxsplit=1) for line in said.splitlines()]
    values = {line[0]: line[1].strip() for line in lines if len(line) == 2}
    folder = values["folder"].removeprefix("file:")
    output, _, run_id = folder.rpartition("/")
    return Run(output, run_id)


def _run(command: list[str], options: list[str] | None = None, *, shown: bool = False) -> str:
    """Run a command of the job's jar, and give what it prints."""
    arguments = [*_launcher(), *(options or []), f"--class={_MAIN}", str(_jar.path()), *command]
    # Otherwise the launcher's own scripts would look for a Python of their own.
    environment = {"PYSPARK_PYTHON": sys.executable, **os.environ}
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
        # In a session of its own: Ctrl-C is told to it here, once.
        subprocess.Popen(  # noqa: S603, a list, and no shell
            arguments,
            env=environment,
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        told: deque[str] = deque(maxlen=100)
        try:
            _follow(process, told, shown)
        except BaseException:
            # Also the interruption of a notebook. The job gives its chunks some time to end.
            process.terminate()
            _follow(process, told, shown)
            raise
        if process.returncode != 0:
            raise JobError(_why(command[0], process.returncode, told), process.returncode)
        out.seek(0)
        return out.read()


def _follow(process: subprocess.Popen[str], told: deque[str], shown: bool) -> None:
    """Pass on what a process says, a notebook does not show it by itself, until it ends."""
    assert process.stderr is not None  # noqa: S101, for the type
    for line in process.stderr:
        told.append(line.rstrip())
        if shown:
            print(line, end="", file=sys.stderr, flush=True)
    process.wait()


def _why(command: str, code: int, told: Iterable[str]) -> str:
    """Find the message of ours among what was said, else the last of it."""
    meaning = {1: "it failed", 2: "what it was given is wrong", 3: "too many rows are errors"}
    lines = [line for line in told if line]
    ours = [line for line in lines if line.startswith("Cannot ")]
    otherwise = f"Cannot end {command}: {meaning.get(code, 'it was stopped')}."
    return (ours or lines or [otherwise])[-1]


def _launcher() -> list[str]:
    """Find the command that starts Spark's launcher, and ends with this process."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise JobError(
            "Cannot run a job: there is no java. Install JDK 17 or 25, or set JAVA_HOME.", 2
        )
    if "SPARK_HOME" in os.environ:
        return [*_tied(), str(Path(os.environ["SPARK_HOME"], "bin", "spark-submit"))]
    try:
        import pyspark
    except ImportError:
        raise JobError(
            "Cannot run a job: there is no Spark. Install pyspark, or set SPARK_HOME.", 2
        ) from None
    return [*_tied(), str(Path(pyspark.__file__).parent / "bin" / "spark-submit")]


def _tied() -> list[str]:
    """Have Linux send a signal to the job when this process is killed, if it has the command."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []
