"""Runs the tour in a fresh kernel, and holds what the repository shows against what it gives.

    python -m unittest discover -s notebooks

Needs what `mvn -DskipTests package` makes, the package of the folder `python`, and nbclient.
"""

import base64
import json
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
TOUR = HERE / "tour.ipynb"
CORPUS = HERE.parent / "examples/packages.jsonl"
PNG = b"\x89PNG\r\n\x1a\n"
BLANK_CHART_BYTES = 5_000


class Notebook:
    def __init__(self, path):
        self.content = path.read_text(encoding="utf-8")
        cells = json.loads(self.content)["cells"]
        self.cells = {cell["id"]: cell for cell in cells if cell["cell_type"] == "code"}

    def printed(self):
        """What its cells print, by cell."""
        return {
            name: "".join("".join(output["text"]) for output in cell["outputs"] if output.get("name") == "stdout")
            for name, cell in self.cells.items()
        }

    def charts(self):
        """The images that its cells draw, by cell."""
        return {
            name: base64.b64decode(output["data"]["image/png"])
            for name, cell in self.cells.items()
            for output in cell["outputs"]
            if "data" in output
        }


class TourTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shown = Notebook(TOUR)
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(shutil.copy(TOUR, folder))
            subprocess.run([sys.executable, HERE / "execute", copy], check=True)
            cls.given = Notebook(copy)

    def test_runs_every_cell(self):
        for notebook in (self.shown, self.given):
            counts = [cell["execution_count"] for cell in notebook.cells.values()]
            self.assertEqual(counts, list(range(1, len(counts) + 1)))

    def test_shows_what_a_run_gives(self):
        self.assertGreaterEqual(sum(text != "" for text in self.given.printed().values()), 10)
        self.assertEqual(self.shown.printed(), self.given.printed())

    def test_shows_nothing_of_the_machine_it_ran_on(self):
        self.assertNotIn(str(HERE.parent), self.shown.content)
        self.assertNotIn("stderr", self.shown.content)

    def test_gives_each_package_a_label(self):
        counts = re.findall(r"^\|\s*\w+\|\s*(\d+)\|\s*\d+\|$", self.given.printed()["count-labels"], re.MULTILINE)
        packages = CORPUS.read_text(encoding="utf-8").splitlines()
        self.assertEqual(sum(map(int, counts)), len(packages))

    def test_draws_two_charts(self):
        for notebook in (self.shown, self.given):
            self.assertEqual(list(notebook.charts()), ["chart-labels", "chart-lengths"])
            for image in notebook.charts().values():
                self.assertTrue(image.startswith(PNG))
                width, height = struct.unpack(">II", image[16:24])
                self.assertGreater(width, height)
                self.assertGreater(len(image), BLANK_CHART_BYTES)


if __name__ == "__main__":
    unittest.main()
