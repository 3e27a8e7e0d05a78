"""Python workers run the PySpark that is installed, without the archives on their path."""

from __future__ import annotations

from pathlib import Path

import pytest

from glue_devendpoint.spark.worker_daemon import without_archives

from .conftest import SparkChild


def install(folder: Path) -> tuple[Path, list[str]]:
    """Make a folder with PySpark and Py4J, and return it with the archives of its PySpark."""
    home = folder / "pyspark"
    archives = [home / "python/lib/pyspark.zip", home / "python/lib/py4j.zip", home / "jars/a.jar"]
    for path in (home / "__init__.py", folder / "py4j" / "__init__.py", *archives):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder, [str(path) for path in archives]


def test_the_archives_of_the_installed_pyspark_are_left_out(tmp_path: Path) -> None:
    site, archives = install(tmp_path / "site")
    (tmp_path / "own.zip").touch()

    found = without_archives([*archives, str(tmp_path / "own.zip"), str(site), "/gone"])

    assert found == [str(tmp_path / "own.zip"), str(site), "/gone"]


def test_the_archives_of_another_spark_are_kept(tmp_path: Path) -> None:
    site, _ = install(tmp_path / "site")
    _, archives = install(tmp_path / "other")

    assert without_archives([*archives, str(site)]) == [*archives, str(site)]


def test_the_archives_are_kept_where_nothing_else_has_the_modules(tmp_path: Path) -> None:
    site, archives = install(tmp_path / "site")
    (site / "py4j" / "__init__.py").unlink()
    (site / "py4j").rmdir()

    assert without_archives([*archives, str(site)]) == [*archives, str(site)]
    assert without_archives(archives) == archives


@pytest.mark.spark
def test_workers_import_pyspark_from_its_folder(spark: SparkChild) -> None:
    found = spark.run(
        "def modules(_):\n"
        "    import sys, pyspark, py4j, awsglue\n"
        "    return [pyspark.__file__, py4j.__file__, sys.path]\n"
        "answer = spark.sparkContext.parallelize([0], 1).map(modules).first()"
    )

    import py4j
    import pyspark

    assert found[:2] == [pyspark.__file__, py4j.__file__]
    assert not [path for path in found[2] if path.endswith(("pyspark.zip", ".jar"))]
