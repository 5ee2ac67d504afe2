"""Runs the Java tour in a fresh kernel, and holds what the repository shows against what it gives. The tour in PySpark
is not run: its cells are to be Python, and its SQL that of the Java tour.

    python3 -m unittest discover -s notebooks

Needs what `mvn -DskipTests package` makes, and Jupyter's nbconvert.
"""

import ast
import base64
import json
import pathlib
import re
import shutil
import struct
import subprocess
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
CORPUS = HERE.parent / "examples/packages.jsonl"
SQL = re.compile(r'spark\.sql\((?:"""(.*?)"""|"(.*?)")\)', re.DOTALL)
PNG = b"\x89PNG\r\n\x1a\n"
BLANK_CHART_BYTES = 5_000


class Notebook:
    def __init__(self, path):
        content = json.loads(path.read_text(encoding="utf-8"))
        self.cells = {cell["id"]: cell for cell in content["cells"] if cell["cell_type"] == "code"}

    def sources(self):
        return {name: "".join(cell["source"]) for name, cell in self.cells.items()}

    def statements(self):
        """Its SQL, without regard to line breaks and indentation."""
        return [
            " ".join((long or short).split())
            for source in self.sources().values()
            for long, short in SQL.findall(source)
        ]

    def texts(self, stream):
        return {
            name: "".join(text)
            for name, cell in self.cells.items()
            if (text := ["".join(o["text"]) for o in cell["outputs"] if o.get("name") == stream])
        }

    def results(self):
        """What its last expressions gave, by cell."""
        return {
            name: output["data"]
            for name, cell in self.cells.items()
            for output in cell["outputs"]
            if "data" in output
        }


def table(text):
    """The rows of a table that Spark has drawn."""
    lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    names, *rows = [[field.strip() for field in line] for line in lines]
    return [dict(zip(names, row)) for row in rows]


class JavaTourTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shown = Notebook(HERE / "tour-java.ipynb")
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(shutil.copy(HERE / "tour-java.ipynb", folder))
            subprocess.run([HERE / "execute", copy], check=True)
            cls.given = Notebook(copy)

    def test_runs_every_cell(self):
        for notebook in (self.shown, self.given):
            counts = [cell["execution_count"] for cell in notebook.cells.values()]
            self.assertEqual(counts, list(range(1, len(counts) + 1)))

    def test_shows_what_a_run_gives(self):
        self.assertGreaterEqual(len(self.given.texts("stdout")), 8)
        self.assertEqual(self.shown.texts("stdout"), self.given.texts("stdout"))

    def test_shows_nothing_of_the_machine_it_ran_on(self):
        self.assertEqual(self.shown.texts("stderr"), {})
        self.assertNotIn(str(HERE.parent), json.dumps(self.shown.cells))

    def test_gives_each_package_a_label(self):
        counts = table(self.given.texts("stdout")["count-labels"])
        packages = CORPUS.read_text(encoding="utf-8").splitlines()
        self.assertEqual(sum(int(row["packages"]) for row in counts), len(packages))

    def test_draws_two_charts(self):
        for notebook in (self.shown, self.given):
            self.assertEqual(list(notebook.results()), ["chart-labels", "chart-lengths"])
            for result in notebook.results().values():
                self.assertIsChart(base64.b64decode(result["image/png"]))

    def assertIsChart(self, image):
        self.assertTrue(image.startswith(PNG))
        self.assertEqual(struct.unpack(">II", image[16:24]), (800, 400))
        self.assertGreater(len(image), BLANK_CHART_BYTES)


class PySparkTourTest(unittest.TestCase):
    def setUp(self):
        self.tour = Notebook(HERE / "tour-pyspark.ipynb")

    def test_is_python(self):
        for name, source in self.tour.sources().items():
            ast.parse(source, filename=name)

    def test_asks_what_the_java_tour_asks(self):
        statements = self.tour.statements()
        self.assertGreaterEqual(len(statements), 8)
        self.assertEqual(statements, Notebook(HERE / "tour-java.ipynb").statements())

    def test_shows_nothing_since_it_was_not_run(self):
        for cell in self.tour.cells.values():
            self.assertEqual((cell["outputs"], cell["execution_count"]), ([], None))


if __name__ == "__main__":
    unittest.main()
