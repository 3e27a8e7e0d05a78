"""Glue's own types, their JSON and how they merge."""

from __future__ import annotations

import pytest
from awsglue import gluetypes as G
from awsglue.catalog_types import catalog_type, hive_type
from awsglue.shapes import glue_type, parse_type, spark_type
from hypothesis import given
from hypothesis import strategies as st

ATOMS = [G.StringType(), G.IntegerType(), G.LongType(), G.DoubleType(), G.BooleanType(),
         G.DateType(), G.TimestampType(), G.DecimalType(12, 3), G.BinaryType()]  # fmt: skip
TYPES = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        inner.map(G.ArrayType),
        inner.map(G.MapType),
        st.dictionaries(st.sampled_from("abc"), inner, min_size=1).map(
            lambda fields: G.StructType([G.Field(k, v) for k, v in fields.items()])
        ),
    ),
    max_leaves=6,
)


@given(TYPES)
def test_a_type_comes_back_from_its_json(data_type: G.DataType) -> None:
    assert G.deserialize(data_type.json()) == data_type


@given(TYPES)
def test_a_type_comes_back_from_spark(data_type: G.DataType) -> None:
    assert glue_type(spark_type(data_type)) == data_type


@given(TYPES, TYPES)
def test_merging_covers_both_types_in_either_order(left: G.DataType, right: G.DataType) -> None:
    merged = G.mergeDataTypes(left, right)

    assert G.mergeDataTypes(merged, left) == merged
    assert G.mergeDataTypes(merged, right) == merged


def test_unknown_and_null_yield_to_the_other_type() -> None:
    assert G.mergeDataTypes(G.NullType(), G.LongType()) == G.LongType()
    assert G.mergeDataTypes(G.LongType(), G.UnknownType()) == G.LongType()


def test_types_of_different_names_become_a_choice() -> None:
    merged = G.mergeDataTypes(G.LongType(), G.StringType())

    assert isinstance(merged, G.ChoiceType)
    assert list(merged.choices) == ["long", "string"]


def test_a_choice_refuses_a_second_type_of_one_name() -> None:
    with pytest.raises(ValueError, match="'long'"):
        G.ChoiceType([G.LongType(), G.LongType()])


def test_structs_merge_with_the_left_order_first() -> None:
    left = G.StructType([G.Field("b", G.LongType()), G.Field("a", G.LongType())])
    right = G.StructType([G.Field("c", G.LongType()), G.Field("a", G.LongType())])

    merged = G.mergeDataTypes(left, right)

    assert [field.name for field in merged] == ["b", "a", "c"]  # type: ignore[attr-defined]


def test_entity_type_cannot_be_used() -> None:
    with pytest.raises(NotImplementedError):
        G.EntityType(G.StringType())


def test_a_record_has_its_fields_as_attributes() -> None:
    record = G.DynamicRecord(a=1)
    record.b = 2

    assert (record.a, record["b"]) == (1, 2)
    with pytest.raises(AttributeError, match="'c'"):
        _ = record.c


@pytest.mark.spark
@pytest.mark.parametrize(
    ("text", "wanted"),
    [("bigint", "bigint"), ("Long", "bigint"), ("INT", "int"), ("decimal(12,3)", "decimal(12,3)"),
     ("varchar(20)", "string"), ("array<long>", "array<bigint>"),
     ("struct<a:int,b:string>", "struct<a:int,b:string>")],
)  # fmt: skip
def test_type_names_are_read_in_any_spelling(text: str, wanted: str) -> None:
    assert parse_type(text).simpleString() == wanted


def test_an_unknown_type_name_is_named_in_the_error() -> None:
    with pytest.raises(ValueError, match="unknown type 'lnog'"):
        parse_type("lnog")


@pytest.mark.parametrize("text", ["struct<a:int", "array<int,string>", "list<int>"])
def test_a_type_that_cannot_be_read_says_where(text: str) -> None:
    with pytest.raises(ValueError, match=r"unknown type .* at character \d+"):
        parse_type(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("decimal", "decimal(10,0)"), ("varchar(3)", "string"), ("uniontype_of_ours", "string"),
     ("struct<First Name:string,user-id:array<decimal>,`a:b`:int>",
      "struct<First Name:string,user-id:array<decimal(10,0)>,a:b:int>")],
)  # fmt: skip
def test_a_catalog_type_is_read_with_the_names_that_crawlers_write(text: str, wanted: str) -> None:
    assert hive_type(text).simpleString() == wanted


@pytest.mark.parametrize("text", ["uniontype<int,string>", "struct<a:geometry>", "array<int"])
def test_a_nested_catalog_type_that_spark_lacks_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="Spark can't read a column type from the catalog"):
        hive_type(text)


@given(TYPES)
def test_a_type_comes_back_from_the_catalog(data_type: G.DataType) -> None:
    spark = spark_type(data_type)

    assert hive_type(catalog_type(spark)) == spark


def test_field_names_that_would_break_a_type_are_quoted_in_the_catalog() -> None:
    struct = G.StructType([G.Field("a:b", G.IntegerType()), G.Field("c d", G.StringType())])

    assert catalog_type(spark_type(struct)) == "struct<`a:b`:int,c d:string>"
