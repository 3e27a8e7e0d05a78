"""What is written of a crawled table, to the last key; and that processes find the same."""

from __future__ import annotations

from pathlib import Path

from glue_devendpoint.crawlers.classifiers.order import Classifiers
from glue_devendpoint.crawlers.classifying import Wanted, classify_files
from glue_devendpoint.files.local import LocalFiles
from tests.crawlers.conftest import Crawl, Write

from .conftest import only

TEXT = {
    "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
}
MARKS = {
    "UPDATED_BY_CRAWLER": "sweeper",
    "CRAWL_RUN_ID": "run-1",
    "CrawlerSchemaSerializerVersion": "1.0",
    "CrawlerSchemaDeserializerVersion": "1.0",
    "typeOfData": "file",
    "compressionType": "none",
}
REST = {
    "Compressed": False,
    "NumberOfBuckets": -1,
    "BucketColumns": [],
    "SortColumns": [],
    "StoredAsSubDirectories": False,
}


def test_a_json_table(crawl: Crawl, write: Write, lake: Path) -> None:
    write("orders/a.json", '{"Id": 1, "at": "x"}\n{"Id": 2, "at": "y"}\n')

    table = only(crawl(lake / "orders"))

    parameters = {
        **MARKS,
        "classification": "json",
        "recordCount": "2",
        "averageRecordSize": "21",
        "objectCount": "1",
        "sizeKey": "42",
    }
    assert table == {
        "Name": "orders",
        "Owner": "owner",
        "Retention": 0,
        "TableType": "EXTERNAL_TABLE",
        "PartitionKeys": [],
        "Parameters": parameters,
        "StorageDescriptor": {
            "Columns": [{"Name": "id", "Type": "int"}, {"Name": "at", "Type": "string"}],
            "Location": f"{lake}/orders/",
            **TEXT,
            **REST,
            "SerdeInfo": {
                "SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe",
                "Parameters": {"paths": "Id,at"},
            },
            "Parameters": parameters,
        },
    }


def test_a_partitioned_csv_table(crawl: Crawl, write: Write, lake: Path) -> None:
    write("orders/day=1/a.csv", "id;x\n1;a\n2;b\n")
    write("orders/day=2/a.csv", "id;x\n3;c\n4;d\n5;e\n")

    plan = crawl(lake / "orders")

    table = only(plan)
    parameters = {
        **MARKS,
        "classification": "csv",
        "areColumnsQuoted": "false",
        "columnsOrdered": "true",
        "delimiter": ";",
        "skip.header.line.count": "1",
        "recordCount": "5",
        "averageRecordSize": "6",
        "objectCount": "2",
        "sizeKey": "30",
    }
    assert table["Parameters"] == table["StorageDescriptor"]["Parameters"] == parameters
    assert table["PartitionKeys"] == [{"Name": "day", "Type": "string"}]
    second = plan.tables[0].partition_inputs[1]
    assert second["Values"] == ["2"]
    assert second["Parameters"] == {
        **parameters,
        "recordCount": "3",
        "objectCount": "1",
        "sizeKey": "17",
        "averageRecordSize": "5",
    }
    assert second["StorageDescriptor"] == {
        "Columns": [{"Name": "id", "Type": "bigint"}, {"Name": "x", "Type": "string"}],
        "Location": f"{lake}/orders/day=2/",
        **TEXT,
        **REST,
        "SerdeInfo": {
            "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
            "Parameters": {"field.delim": ";"},
        },
        "Parameters": second["Parameters"],
    }


def test_processes_classify_as_one_process_does(write: Write, lake: Path) -> None:
    for number in range(150):
        write(f"{number}.json", f'{{"a": {number}}}\n' if number % 3 else "PAR1 broken")
    files = [Wanted(f"{number}.json", (lake / f"{number}.json").stat().st_size) for number in range(150)]  # noqa: E501  # fmt: skip
    store = LocalFiles(str(lake), lake)
    custom = {"JsonClassifier": {"Name": "j", "JsonPath": "$.a"}}
    classifiers = Classifiers.of([custom])

    here = list(classify_files(store, files, classifiers))
    elsewhere = list(classify_files(store, files, classifiers, bytes_worth_processes=0))

    assert elsewhere == here
    assert sum(map(len, here)) == 150
