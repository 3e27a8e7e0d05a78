"""Crawler, preview, `awsglue` and Spark read each golden case identically."""

from __future__ import annotations

import time
from typing import Any

import pytest

from glue_devendpoint.files.buckets import Buckets
from glue_devendpoint.files.roots import Roots
from glue_devendpoint.preview.plan import CannotPreview, Plan, make_plan
from glue_devendpoint.preview.sampling import Bounds, Unlisted, list_files, rows_of
from tests.crawlers.reading import comparable, frame, rows
from tests.spark.conftest import SparkChild, SparkFailed

from .conftest import Inputs
from .table_reading import CRAWLED, GOLDEN, PREVIEWED, READ, REFUSED
from .unsettled import SPARK

NOT_PREVIEWED = [name for name, case in GOLDEN.items() if case.without_preview]


def _plan(inputs: Inputs) -> Plan:
    table, partitions = inputs[0]
    return make_plan(table, partitions)


def _previewed(plan: Plan, buckets: Buckets) -> list[dict[str, Any]]:
    names = [column.name for column in (*plan.columns, *plan.partition_keys)]
    bounds = Bounds(1 << 30, time.monotonic() + 60)
    roots = Roots((str(buckets.folder),), buckets)
    return [
        dict(zip(names, row, strict=True))
        for file in list_files(plan, roots, Unlisted())
        for row in rows_of(file, plan, bounds)
    ]


def test_the_golden_table_is_large() -> None:
    assert len(GOLDEN) >= 300


@pytest.mark.parametrize("name", CRAWLED)
def test_the_crawler_makes_one_table_with_the_columns_of_the_rows(
    inputs: dict[str, Inputs], name: str
) -> None:
    expected = {column.lower() for row in GOLDEN[name].rows for column in row}

    found = inputs[name]

    assert len(found) == 1
    table = found[0][0]
    keys = {key["Name"] for key in table["PartitionKeys"]}
    assert {each["Name"] for each in table["StorageDescriptor"]["Columns"]} == expected - keys


@pytest.mark.parametrize("name", PREVIEWED)
def test_a_preview_reads_the_table(inputs: dict[str, Inputs], buckets: Buckets, name: str) -> None:
    found = _previewed(_plan(inputs[name]), buckets)

    assert comparable(found) == comparable(GOLDEN[name].rows)


@pytest.mark.parametrize("name", NOT_PREVIEWED)
def test_a_preview_says_what_it_does_not_read(inputs: dict[str, Inputs], name: str) -> None:
    with pytest.raises(CannotPreview, match=GOLDEN[name].without_preview):
        _plan(inputs[name])


@pytest.mark.spark
@pytest.mark.parametrize("name", sorted(set(READ) - SPARK))
def test_spark_reads_the_table(spark: SparkChild, catalog: str, name: str) -> None:
    found = rows(spark, f"spark.table('{catalog}.{name}')")

    assert found == comparable(GOLDEN[name].rows)


@pytest.mark.spark
@pytest.mark.parametrize("name", sorted(SPARK))
def test_spark_still_reads_an_unsettled_table_differently(
    spark: SparkChild, catalog: str, name: str
) -> None:
    assert _rows_or_error(spark, f"spark.table('{catalog}.{name}')") != comparable(
        GOLDEN[name].rows
    )


@pytest.mark.spark
@pytest.mark.parametrize("name", READ)
def test_a_dynamic_frame_reads_the_table(spark: SparkChild, catalog: str, name: str) -> None:
    found = rows(spark, frame(name, catalog))

    assert found == comparable(GOLDEN[name].frame_rows)


@pytest.mark.spark
@pytest.mark.parametrize("name", REFUSED)
def test_a_table_that_makes_no_sense_is_refused_by_all(
    spark: SparkChild, catalog: str, inputs: dict[str, Inputs], name: str
) -> None:
    said = GOLDEN[name].refused

    with pytest.raises(CannotPreview, match=said):
        _plan(inputs[name])
    with pytest.raises(SparkFailed, match=said):
        rows(spark, f"spark.table('{catalog}.{name}')")
    with pytest.raises(SparkFailed, match=said):
        rows(spark, frame(name, catalog))


def _rows_or_error(spark: SparkChild, code: str) -> object:
    try:
        return rows(spark, code)
    except SparkFailed as err:
        return err
