"""Take the jar that Maven built into the wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

JAR = "tramontane.jar"


class JarHook(BuildHookInterface[Any]):
    """Find the jar beside this folder, or in it, as in a source distribution."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the jar to a wheel that is built; to one that is editable it is not needed."""
        root = Path(self.root)
        places = [root.parent / "jobs" / "target" / JAR, root / "jars" / JAR]
        jar = next((place for place in places if place.is_file()), None)
        if jar is None:
            raise RuntimeError(
                f"Cannot build the package: there is no {places[0]}. Build it first, in the root "
                "of the repository: mvn -DskipTests package"
            )
        target = "jars" if self.target_name == "sdist" else "tramontane/jars"
        build_data["force_include"][str(jar)] = f"{target}/{JAR}"
