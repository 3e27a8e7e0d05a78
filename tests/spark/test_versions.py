"""Glue versions in a running session: what Spark 3 did, on Spark 4."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import SparkChild

pytestmark = pytest.mark.spark


def test_up_to_glue_5_1_spark_reads_all_of_javas_character_sets(
    spark_with: Callable[..., SparkChild], tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_bytes("名前\n日本\n".encode("shift_jis"))
    child = spark_with(glue_version="5.1")

    rows = child.run(
        f"data = spark.read.csv('{tmp_path}/a.csv', header=True, encoding='shift_jis');"
        "answer = [list(row) for row in data.collect()]"
    )
    unknown = child.run(
        "from glue_devendpoint.spark.versions import SPARK_3;"
        "answer = [name for name in SPARK_3 if not spark.conf.isModifiable(name)]"
    )

    assert rows == [["日本"]]
    assert unknown == []
