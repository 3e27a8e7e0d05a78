"""Files in buckets: at the top of a bucket, with colons in their keys, and nothing beside them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from .conftest import SparkChild

pytestmark = pytest.mark.spark
Rows = Callable[[str], Any]


@pytest.fixture
def bucket(served_home: Path, spark: SparkChild) -> Path:
    """The folder of a bucket with one file, at the top."""
    folder = served_home / "buckets" / f"b{uuid4().hex[:12]}"
    folder.mkdir(parents=True)
    (folder / "a.json").write_text('{"id": 1}\n')
    spark.run("driver.mount_buckets()")
    return folder


@pytest.fixture
def ids(spark: SparkChild) -> Rows:
    """Runs an expression that makes a DataFrame, and returns its column id."""

    def read(expression: str) -> Any:
        return spark.run(f"answer = sorted(row['id'] for row in ({expression}).collect())")

    return read


def _frame(call: str) -> str:
    return (
        "__import__('awsglue.context').context.GlueContext(spark.sparkContext)"
        f".create_dynamic_frame.{call}.toDF()"
    )


def _names(folder: Path) -> set[str]:
    """Return the files below a folder, with the random names of Spark's as their extension."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {f"{path.parent / 'part'}{path.suffix}" if "part-" in path.name else str(path)
            for path in files}  # fmt: skip


def test_the_top_of_a_bucket_is_read(ids: Rows, bucket: Path) -> None:
    top = f"s3://{bucket.name}"

    assert ids(f"spark.read.json('{top}/')") == [1]
    assert ids(f"spark.read.json('{top}')") == [1]
    assert ids(f"spark.read.json('{top}/*.json')") == [1]
    assert ids(f"spark.sql('select * from json.`{top}/`')") == [1]
    assert ids(_frame(f"from_options('s3', {{'paths': ['{top}/']}}, format='json')")) == [1]


def test_a_table_at_the_top_of_a_bucket_is_read(
    ids: Rows, bucket: Path, database: str, live_glue: Any
) -> None:
    live_glue.create_table(
        DatabaseName=database,
        TableInput={
            "Name": "t",
            "Parameters": {"classification": "json"},
            "StorageDescriptor": {
                "Columns": [{"Name": "id", "Type": "int"}],
                "Location": f"s3://{bucket.name}/",
                "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
                "SerdeInfo": {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
            },
        },
    )

    assert ids("spark.sql('select * from t')") == [1]
    assert ids(_frame(f"from_catalog('{database}', 't')")) == [1]


def test_the_top_of_a_bucket_is_overwritten_and_added_to(
    ids: Rows, spark: SparkChild, bucket: Path
) -> None:
    top = f"s3://{bucket.name}/"
    (bucket / "folder").mkdir()
    (bucket / "folder/b.json").write_text('{"id": 2}\n')

    spark.run(f"spark.range(5, 6).write.mode('overwrite').json('{top}')")
    overwritten = ids(f"spark.read.json('{top}')")
    spark.run(f"spark.range(6, 7).write.mode('append').json('{top}')")
    spark.run(f"spark.range(7, 8).selectExpr('id', '1 k').write.mode('append')"
              f".partitionBy('k').json('{top}')")  # fmt: skip

    assert overwritten == [5]
    assert _names(bucket) == {"_SUCCESS", "part.json", "k=1/part.json"}


def test_partitions_at_the_top_of_a_bucket_are_overwritten(
    ids: Rows, spark: SparkChild, bucket: Path, database: str
) -> None:
    (bucket / "a.json").unlink()
    spark.sql(
        f"create table t (id int, k int) using json partitioned by (k) location 's3://{bucket.name}/'"
    )
    spark.sql("insert into t values (1, 1), (2, 2)")

    spark.sql("insert overwrite t partition (k = 2) values (3)")

    assert ids("spark.table('t')") == [1, 3]


@pytest.mark.parametrize("folder", ["", "in/"])
def test_keys_with_colons_are_read(ids: Rows, bucket: Path, folder: str) -> None:
    (bucket / "a.json").unlink()
    (bucket / folder).mkdir(exist_ok=True)
    (bucket / folder / "banks_2024-01-01T00:00:00.json").write_text(json.dumps({"id": 7}))
    place = f"s3://{bucket.name}/{folder}"

    assert ids(f"spark.read.json('{place}')") == [7]
    assert ids(f"spark.read.json('{place}banks_2024-01-01T00:00:00.json')") == [7]
    assert ids(f"spark.read.json('{place}b*_{{2023,2024}}-??-*.json')") == [7]
    assert ids(_frame(f"from_options('s3', {{'paths': ['{place}']}}, format='json')")) == [7]


def test_a_bucket_holds_no_checksum_files(spark: SparkChild, bucket: Path) -> None:
    spark.run(f"spark.range(1).coalesce(1).write.json('s3://{bucket.name}/out')")

    assert _names(bucket / "out") == {"_SUCCESS", "part.json"}
