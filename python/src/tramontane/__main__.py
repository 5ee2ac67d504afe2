"""The command ``tramontane``."""

from __future__ import annotations

import argparse
import sys

from tramontane import _jar


def main() -> int:
    """Run the command and give its exit code: 0, or 2 if something is to be corrected first."""
    parser = argparse.ArgumentParser(
        prog="tramontane", description="Tramontane for Apache Spark: what this package brings."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("jar", help="print where the jar is, for spark-submit --jars")
    commands.add_parser("version", help="print the version of the jar")
    arguments = parser.parse_args()
    try:
        print(_jar.path() if arguments.command == "jar" else _jar.version())
    except RuntimeError as e:
        print(e, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
