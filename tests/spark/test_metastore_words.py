"""What the bridge translates word by word: filters, types, names, and which folders it removes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glue_devendpoint.files.buckets import Buckets
from glue_devendpoint.spark.metastore.column_types import UnknownType, hive_type, spark_type
from glue_devendpoint.spark.metastore.errors import HiveError
from glue_devendpoint.spark.metastore.filters import equal_values, glue_expression
from glue_devendpoint.spark.metastore.folders import Folders
from glue_devendpoint.spark.metastore.names import name_filter, partition_name, partition_values

SIMPLE = st.sampled_from(
    ["tinyint", "smallint", "int", "bigint", "float", "double", "string", "boolean", "binary",
     "date", "timestamp", "decimal(10,2)", "decimal(38,18)"]
)  # fmt: skip
NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,5}", fullmatch=True)
TYPES = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        inner.map("array<{}>".format),
        st.tuples(SIMPLE, inner).map(lambda pair: f"map<{pair[0]},{pair[1]}>"),
        st.lists(st.tuples(NAMES, inner), min_size=1, max_size=3).map(
            lambda fields: f"struct<{','.join(f'{name}:{kind}' for name, kind in fields)}>"
        ),
    ),
    max_leaves=6,
)


@given(TYPES)
def test_a_hive_type_goes_to_spark_and_back(text: str) -> None:
    assert hive_type(spark_type(text)) == text


def test_field_names_are_read_as_crawlers_write_them() -> None:
    kind = spark_type("struct<first name:int,user-id:string>")

    assert isinstance(kind, dict)
    assert [field["name"] for field in kind["fields"]] == ["first name", "user-id"]


@pytest.mark.parametrize(
    "text", ["", "array<int", "struct<a>", "int>", "uniontype<int>", "map<int>"]
)
def test_what_is_no_type_is_refused(text: str) -> None:
    with pytest.raises(UnknownType):
        spark_type(text)


@pytest.mark.parametrize(
    ("hive", "glue"),
    [
        ('dt = "x" and (n = 6 or n = 7)', "dt = 'x' AND (n IN (6, 7))"),
        ('dt like "2024-01-0.*"', "dt LIKE '2024-01-0%'"),
        ('dt like ".*it\'s.*"', "dt LIKE '%it''s%'"),
        ("(n) in (5, 6) and d >= 2024-01-01", "n IN (5, 6) AND d >= '2024-01-01'"),
        ("5 < n", "n > 5"),
        ("n between 1 and 3", "(n >= 1 AND n <= 3)"),
        ('a != "b" or n = 1', "(a <> 'b') OR (n = 1)"),
        ("not (a = 1) and b = 2", "b = 2"),
        ("(a) not in (1) or b = 2", None),
        ('a like "x[0-9]"', None),
        (" or ".join(f'(dt = "{"x" * 40}{n}" and n = {n})' for n in range(60)), None),
        ("", None),
    ],
)
def test_filters_are_translated_or_widened(hive: str, glue: str | None) -> None:
    assert glue_expression(hive) == glue


@pytest.mark.parametrize("text", ["a =", "a ; b", "(a = 1", "a = b", "= 1", 'a = "x'])
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(HiveError):
        glue_expression(text)


def test_partial_values_leave_out_what_may_be_anything() -> None:
    assert equal_values(["a", "b", "c"], ["", "it's"]) == "b = 'it''s'"
    assert equal_values(["a"], [""]) is None


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=3))
def test_partition_names_go_there_and_back(values: list[str]) -> None:
    keys = ["k1", "k2", "k3"][: len(values)]

    name = partition_name(keys, values)

    assert partition_values(name) == dict(zip(keys, values, strict=True))
    assert name.count("/") == len(values) - 1


def test_name_patterns_follow_hive() -> None:
    assert name_filter("a*|B").fullmatch("b")
    assert name_filter("a*|B").fullmatch("Abc")
    assert not name_filter("a*").fullmatch("ba")
    assert name_filter(None).fullmatch("anything")


def test_only_folders_of_warehouse_and_buckets_are_removed(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "warehouse", Buckets(tmp_path / "buckets"))
    inside, bucket = tmp_path / "warehouse" / "t", tmp_path / "buckets" / "b" / "t"
    outside = tmp_path / "precious"
    link = tmp_path / "warehouse" / "link"
    for folder in (inside, bucket, outside):
        folder.mkdir(parents=True)
    link.symlink_to(outside)

    for location in (
        inside.as_uri(),
        "s3://b/t",
        outside.as_uri(),
        str(link / ".."),
        link.as_uri(),
    ):
        folders.remove(location)
    folders.remove((tmp_path / "warehouse").as_uri())
    folders.remove("s3://b/../../precious")

    assert not inside.exists()
    assert not bucket.exists()
    assert outside.is_dir()
    assert (tmp_path / "warehouse").is_dir()
