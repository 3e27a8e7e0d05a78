"""The process from which Spark forks its Python workers, faster than PySpark's own.

Spark puts archives in front of the workers' module path: PySpark, Py4J, and one of its JAR files.
Python compiles a module in an archive at every start, and reads an archive's directory again after
every task. The same modules are installed as files, so the archives aren't needed.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib.machinery import PathFinder
from pathlib import Path


def without_archives(path: Sequence[str]) -> list[str]:
    """Return a module path without the archives that are part of an installed PySpark."""
    folders = [entry for entry in path if not Path(entry).is_file()]
    pyspark = PathFinder.find_spec("pyspark", folders)
    if pyspark is None or pyspark.origin is None or not PathFinder.find_spec("py4j", folders):
        return list(path)
    package = Path(pyspark.origin).parent
    return [entry for entry in path if entry in folders or package not in Path(entry).parents]


def main() -> None:
    """Fork workers until Spark ends."""
    for entry in {*sys.path} - {*without_archives(sys.path)}:
        sys.path.remove(entry)
        sys.path_importer_cache.pop(entry, None)

    from pyspark.daemon import manager

    gc.freeze()  # PySpark collects garbage after every task
    manager()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
