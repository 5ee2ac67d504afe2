"""Imports the DAG with stand-ins for Airflow, and runs the exact command lines of its tasks: against the job's jar,
through Spark's own SparkSubmit from the jars that the build collected.

    python3 -m unittest discover -s scripts/airflow
"""

import contextlib
import importlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import standin

HOME = pathlib.Path(__file__).resolve().parents[2]
JAR = HOME / "jobs/target/tramontane.jar"
PATIENCE_SECONDS = 120


def dag(modules):
    standin.install(modules)
    sys.modules.pop("tramontane_dag", None)
    return importlib.import_module("tramontane_dag").dag


class ShapeTest(unittest.TestCase):
    def test_has_the_same_tasks_in_airflow_3_and_2_10(self):
        for modules in (standin.AIRFLOW_3, standin.AIRFLOW_2_10):
            tasks = dag(modules).tasks
            self.assertEqual(
                {name: task.upstream for name, task in tasks.items()},
                {"enrich": [], "look_for_success": ["enrich"], "verify": ["look_for_success"]},
            )

    def test_retries_and_does_not_overlap(self):
        settings = dag(standin.AIRFLOW_3).settings
        self.assertEqual(settings["default_args"]["retries"], 3)
        self.assertEqual(settings["max_active_runs"], 1)
        self.assertFalse(settings["catchup"])


@unittest.skipUnless(JAR.is_file(), f"{JAR} is not built")
class RunTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.output = self.folder / "out"
        self.run = self.output / "2026-11-01"
        self.put_spark_submit_on_the_path()
        self.dag = dag(standin.AIRFLOW_3)

    def put_spark_submit_on_the_path(self):
        """What Spark's script of that name runs, without an installation of Spark."""
        script = self.folder / "bin/spark-submit"
        script.parent.mkdir()
        java = pathlib.Path(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else "java"
        # Which makes starts faster, where the build has made it.
        archive = HOME / "jobs/target/classes.jsa"
        shared = f" -XX:SharedArchiveFile={archive} -Xlog:cds*=off" if archive.exists() else ""
        script.write_text(
            "#!/bin/sh\n"
            f"exec {java} @{HOME}/conf/java-options -Dspark.ui.enabled=false -Dspark.driver.host=localhost"
            f"{shared} $JAVA_OPTS"
            f" -Dlog4j2.configurationFile={HOME}/conf/log4j2.properties"
            f" -cp '{HOME}/jobs/target/spark-jars/*' org.apache.spark.deploy.SparkSubmit \"$@\"\n"
        )
        script.chmod(0o755)
        path = os.environ["PATH"]
        self.addCleanup(os.environ.__setitem__, "PATH", path)
        os.environ["PATH"] = f"{script.parent}:{path}"

    def configure(self, documents, chunk_tokens):
        corpus = self.folder / "corpus.jsonl"
        with corpus.open("w", encoding="utf-8") as lines:
            for number, text in enumerate(documents):
                lines.write(json.dumps({"id": f"d{number:05}", "text": text}) + "\n")
        config = self.folder / "nightly.conf"
        config.write_text(
            f'include file("{HOME}/conf/demo.conf")\n'
            f'tramontane.model.path = "{HOME}/models/tramontane-tiny-q8_0.gguf"\n'
            f'tramontane.input.path = "{corpus}"\n'
            f"tramontane.run {{ chunk-tokens = {chunk_tokens}, window-documents = 10 }}\n"
        )
        self.variables = {
            "tramontane_jar": str(JAR),
            "tramontane_config": str(config),
            "tramontane_output": str(self.output),
        }

    def do(self, task):
        self.dag.run(task, self.variables, "2026-11-01")

    def test_gives_spark_submit_these_arguments(self):
        self.configure(["A C library."], 600)
        enrich = self.dag.tasks["enrich"]
        for field in enrich.template_fields:
            setattr(enrich, field, standin.render(getattr(enrich, field), self.variables, "2026-11-01"))
        self.assertEqual(
            enrich.command(),
            ["spark-submit", "--master", "local[2]", "--name", "tramontane"]
            + ["--class", "io.tramontane.jobs.cli.Main", "--deploy-mode", "client", str(JAR)]
            + ["enrich", "--config", self.variables["tramontane_config"]]
            + ["--output", str(self.output), "--run-id", "2026-11-01"],
        )

    def test_runs_to_success_then_has_nothing_to_do_and_sees_damage(self):
        self.configure([f"A library to parse files of version {i}." for i in range(20)], 300)
        with self.assertRaises(FileNotFoundError):
            self.do("look_for_success")
        self.do("enrich")
        self.do("look_for_success")
        self.do("verify")
        parts = {part.name: part.stat().st_mtime_ns for part in self.run.glob("part-*")}
        self.assertTrue(parts)
        self.do("enrich")
        self.assertEqual(parts, {part.name: part.stat().st_mtime_ns for part in self.run.glob("part-*")})

        next(self.run.glob("part-*")).unlink()
        with self.assertRaises(standin.AirflowException) as failure:
            self.do("verify")
        self.assertNotIsInstance(failure.exception, standin.AirflowFailException)
        self.assertTrue(str(failure.exception).endswith("Error code is: 1."))

    def test_too_many_errors_fail_without_a_retry(self):
        self.configure(["", "A C library."], 600)
        with self.assertRaisesRegex(standin.AirflowFailException, "max-error-ratio"):
            self.do("enrich")
        with self.assertRaises(FileNotFoundError):
            self.do("look_for_success")

    def test_a_wrong_configuration_fails_without_a_retry(self):
        self.configure(["A C library."], 600)
        self.variables["tramontane_config"] = str(self.folder / "none.conf")
        with self.assertRaisesRegex(standin.AirflowFailException, "configuration or the input is wrong"):
            self.do("enrich")

    def test_a_stopped_run_may_be_tried_again_and_goes_on(self):
        self.configure([f"A library to parse files of version {i}." for i in range(1000)], 600)
        stopper = threading.Thread(target=self.stop_after_some_chunks)
        stopper.start()
        with self.assertRaises(standin.AirflowException) as failure:
            self.do("enrich")
        stopper.join()
        self.assertNotIsInstance(failure.exception, standin.AirflowFailException)
        self.assertTrue(str(failure.exception).endswith("Error code is: 4."))
        committed = {part.name: part.stat().st_mtime_ns for part in self.run.glob("part-*")}
        self.assertTrue(committed)
        self.do("enrich")
        self.do("look_for_success")
        for name, time_written in committed.items():
            self.assertEqual((self.run / name).stat().st_mtime_ns, time_written)

    def stop_after_some_chunks(self):
        """Sends what Airflow's worker sends its children when it is stopped."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(list(self.run.glob("part-*"))) < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                command = (process / "cmdline").read_text().split("\0")
                if "org.apache.spark.deploy.SparkSubmit" in command and str(self.output) in command:
                    os.kill(int(process.name), signal.SIGTERM)


if __name__ == "__main__":
    unittest.main()
