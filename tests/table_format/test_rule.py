"""The rule: which of the things that a table says counts, and that the value travels."""

from __future__ import annotations

import json
from typing import Any

import pytest
from glue_table_format import CsvText, TableFormat, UnknownFormat, table_format
from glue_table_format.storage import LAZY, OPEN_CSV, OPENX_JSON, STORAGES

from tests.golden.table_reading import GOLDEN
from tests.golden.tables import table, table_input

DESCRIBED = {name: case.table for name, case in GOLDEN.items() if case.table and not case.refused}
PARQUET = STORAGES["parquet"].library
PROVIDER = "spark.sql.sources.provider"


def _table(library: str = "", serde: Any = None, **parameters: str) -> dict[str, Any]:
    return table_input("t", "s3://b/t/", table("id:int", library, serde, **parameters))


@pytest.mark.parametrize(
    ("described", "kind"),
    [
        (_table(PARQUET, classification="csv"), "parquet"),
        (_table(LAZY, classification="parquet"), "parquet"),
        (_table(LAZY, **{PROVIDER: "orc"}), "orc"),
        (_table(PARQUET, **{PROVIDER: "json"}), "json"),
        (_table(classification="glueparquet"), "parquet"),
        (_table(OPENX_JSON, rowTag="row"), "json"),
        (_table(LAZY, classification="json", rowTag="row"), "xml"),
        (_table("com.example.OtherParquetSerDe"), "parquet"),
        (_table(LAZY, table_type="ICEBERG"), "iceberg"),
        (_table(PARQUET, table_type="ICEBERG"), "iceberg"),
        (_table(PARQUET, **{PROVIDER: "delta"}), "delta"),
        (_table(PARQUET, classification="hudi"), "hudi"),
        (_table(classification="bson"), "bson"),
        (_table(OPENX_JSON, classification="bson"), "bson"),
    ],
)
def test_the_provider_counts_before_the_serde_and_that_before_the_classification(
    described: dict[str, Any], kind: str
) -> None:
    assert table_format(described).kind == kind


@pytest.mark.parametrize("said", [{}, {"classification": "combined_apache"}])
def test_a_table_that_does_not_say_what_it_is_is_refused(said: dict[str, str]) -> None:
    with pytest.raises(UnknownFormat, match="parameter classification"):
        table_format(_table(**said))


def test_a_folder_of_manifests_is_a_table_of_delta() -> None:
    described = _table(PARQUET)
    described["StorageDescriptor"]["InputFormat"] = (
        "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat"
    )

    assert table_format(described).kind == "delta"


def test_text_that_is_in_another_container_is_no_csv() -> None:
    described = _table(LAZY)
    described["StorageDescriptor"]["InputFormat"] = (
        "org.apache.hadoop.mapred.SequenceFileInputFormat"
    )

    with pytest.raises(UnknownFormat):
        table_format(described)


def test_of_parameters_with_one_name_the_tables_count_then_the_serdes() -> None:
    name = "skip.header.line.count"
    described = _table(OPEN_CSV, {name: "2", "separatorChar": "|"}, **{name: "1"})
    described["StorageDescriptor"]["Parameters"] = {name: "3", "separatorChar": ";"}

    details = table_format(described).details

    assert isinstance(details, CsvText)
    assert (details.skip, details.delimiter) == (1, "|")


def test_a_partition_has_the_last_word() -> None:
    described = _table(LAZY, {"field.delim": ","})
    partition = {"StorageDescriptor": {"SerdeInfo": {"Parameters": {"field.delim": ";"}}}}

    details = table_format(described, partition).details

    assert isinstance(details, CsvText)
    assert details.delimiter == ";"


@pytest.mark.parametrize("name", DESCRIBED)
def test_the_value_reaches_another_process_as_it_is(name: str) -> None:
    form = table_format(table_input(name, "s3://b/t/", DESCRIBED[name]))

    assert TableFormat.from_json(json.loads(json.dumps(form.to_json()))) == form
