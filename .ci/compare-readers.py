"""Runs the README's block of Python that imports readers, whose lines each read the same run, and compares what they read."""

import ast
import re
import sys
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow


def rows(table):
    """What any of the four gives, as a sorted list of dictionaries."""
    if isinstance(table, pandas.DataFrame):
        table = pyarrow.Table.from_pandas(table, preserve_index=False)
    elif isinstance(table, polars.DataFrame):
        table = table.to_arrow()
    elif isinstance(table, duckdb.DuckDBPyRelation):
        table = pyarrow.table(table)
    return sorted(table.to_pylist(), key=lambda row: row["doc_id"])


def main():
    block = re.search(r"^```python\n(import duckdb.*?)^```$", Path(sys.argv[1]).read_text(), re.DOTALL | re.MULTILINE)
    names, found = {}, {}
    for statement in ast.parse(block[1]).body:
        source = ast.unparse(statement)
        if isinstance(statement, ast.Expr):
            found[source] = rows(eval(source, names))
        else:
            exec(source, names)
    first = next(iter(found))
    if len(found) != 4 or not found[first]:
        sys.exit(f"Cannot compare: {len(found)} reads, {len(found[first])} rows.")
    for source, read in found.items():
        if read != found[first]:
            sys.exit(f"{source} reads other rows than {first}.")
    print(f"{len(found[first])} rows, the same by {len(found)} readers.")


if __name__ == "__main__":
    main()
