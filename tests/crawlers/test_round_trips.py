"""Random tables, written with pyarrow in each format, are crawled back to the same schema."""

from __future__ import annotations

import datetime as dt
import decimal
import io
import json
from pathlib import Path
from typing import Any

import fastavro
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from glue_table_format.hive_types import (
    BIGINT,
    BINARY,
    BOOLEAN,
    DATE,
    DOUBLE,
    FLOAT,
    INT,
    SMALLINT,
    STRING,
    TIMESTAMP,
    TINYINT,
    VOID,
    Array,
    Decimal,
    HiveType,
    Map,
    Struct,
    parse,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import orc

from glue_devendpoint.files.types import are_compatible, merge, render

from .conftest import columns, crawl_paths, only

FAST = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NAMES = st.text("abcdefghijklmnopqrstuvwxyz_0123456789", min_size=1, max_size=8).map("c".__add__)
SCALARS: dict[HiveType, tuple[pa.DataType, Any]] = {
    BOOLEAN: (pa.bool_(), True),
    TINYINT: (pa.int8(), 1),
    SMALLINT: (pa.int16(), 1),
    INT: (pa.int32(), 1),
    BIGINT: (pa.int64(), 3_000_000_000),
    FLOAT: (pa.float32(), 1.5),
    DOUBLE: (pa.float64(), 1.5),
    STRING: (pa.string(), "text"),
    BINARY: (pa.binary(), b"raw"),
    DATE: (pa.date32(), dt.date(2024, 1, 2)),
    TIMESTAMP: (pa.timestamp("us"), dt.datetime(2024, 1, 2, 3, 4, 5)),
    Decimal(12, 3): (pa.decimal128(12, 3), decimal.Decimal("1.250")),
}


def _structs(inner: st.SearchStrategy[HiveType]) -> st.SearchStrategy[HiveType]:
    fields = st.dictionaries(NAMES, inner, min_size=1, max_size=3)
    return fields.map(lambda each: Struct(tuple(each.items())))


def _types(*scalars: HiveType) -> st.SearchStrategy[HiveType]:
    return st.recursive(
        st.sampled_from(scalars),
        lambda inner: st.one_of(
            inner.map(Array), inner.map(lambda kind: Map(STRING, kind)), _structs(inner)
        ),
        max_leaves=6,
    )


def _schemas(kinds: st.SearchStrategy[HiveType]) -> st.SearchStrategy[dict[str, HiveType]]:
    return st.dictionaries(NAMES, kinds, min_size=2, max_size=6)


def _arrow(kind: HiveType) -> pa.DataType:
    match kind:
        case Array(element):
            return pa.list_(_arrow(element))
        case Map(key, value):
            return pa.map_(_arrow(key), _arrow(value))
        case Struct(fields):
            return pa.struct([(name, _arrow(each)) for name, each in fields])
    return SCALARS[kind][0]


def _value(kind: HiveType) -> Any:
    match kind:
        case Array(element):
            return [_value(element)]
        case Map(key, value):
            return [(_value(key), _value(value))]
        case Struct(fields):
            return {name: _value(each) for name, each in fields}
    return SCALARS[kind][1]


def _table(schema: dict[str, HiveType]) -> pa.Table:
    arrow = pa.schema([(name, _arrow(kind)) for name, kind in schema.items()])
    row = {name: _value(kind) for name, kind in schema.items()}
    return pa.Table.from_pylist([row] * 3, schema=arrow)


def _expected(schema: dict[str, HiveType]) -> dict[str, str]:
    return {name: render(kind) for name, kind in schema.items()}


@pytest.mark.parametrize("format_", ["parquet", "orc"])
@FAST
@given(schema=_schemas(_types(*SCALARS)))
def test_columnar_files(lake: Path, format_: str, schema: dict[str, HiveType]) -> None:
    path = lake / f"t.{format_}"
    writer = pq.write_table if format_ == "parquet" else orc.write_table
    writer(_table(schema), path)

    plan = crawl_paths(path)

    assert columns(plan) == _expected(schema)
    assert only(plan)["Parameters"]["recordCount"] == "3"


def _json_value(kind: HiveType) -> Any:
    match kind:
        case Array(element):
            return [_json_value(element)]
        case Struct(fields):
            return {name: _json_value(each) for name, each in fields}
    return SCALARS[kind][1]


JSON_TYPES = st.recursive(
    st.sampled_from([BOOLEAN, INT, BIGINT, DOUBLE, STRING]),
    lambda inner: st.one_of(inner.map(Array), _structs(inner)),
    max_leaves=6,
)


@FAST
@given(schema=_schemas(JSON_TYPES), is_sparse=st.booleans())
def test_json_lines(lake: Path, schema: dict[str, HiveType], is_sparse: bool) -> None:
    row = {name: _json_value(kind) for name, kind in schema.items()}
    rows = [{name: row[name]} for name in row] if is_sparse else [row] * 3
    path = lake / "t.json"
    path.write_text("".join(json.dumps(each) + "\n" for each in rows))

    plan = crawl_paths(path)

    assert columns(plan) == _expected(schema)
    assert only(plan)["Parameters"]["recordCount"] == str(len(rows))


@FAST
@given(
    schema=_schemas(st.sampled_from([BOOLEAN, BIGINT, DOUBLE, STRING])),
    delimiter=st.sampled_from([",", "|", "\t", ";"]),
    has_header=st.booleans(),
)
def test_csv(lake: Path, schema: dict[str, HiveType], delimiter: str, has_header: bool) -> None:
    path = lake / "t.csv"
    options = pacsv.WriteOptions(
        include_header=has_header, delimiter=delimiter, quoting_style="none", quoting_header="none"
    )
    pacsv.write_csv(_table(schema), path, options)
    names = list(schema)
    is_told = has_header and any(kind != STRING for kind in schema.values())

    plan = crawl_paths(path)

    expected = {
        name if is_told else f"col{index}": render(schema[name]) for index, name in enumerate(names)
    }
    assert columns(plan) == expected


_AVRO: dict[HiveType, Any] = {
    BOOLEAN: "boolean",
    INT: "int",
    BIGINT: "long",
    FLOAT: "float",
    DOUBLE: "double",
    STRING: "string",
    BINARY: "bytes",
    DATE: {"type": "int", "logicalType": "date"},
    TIMESTAMP: {"type": "long", "logicalType": "timestamp-micros"},
    Decimal(12, 3): {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 3},
}


def _avro(kind: HiveType, path: str) -> Any:
    match kind:
        case Array(element):
            return {"type": "array", "items": _avro(element, path + "e")}
        case Map(_, value):
            return {"type": "map", "values": _avro(value, path + "v")}
        case Struct(fields):
            inner = [
                {"name": name, "type": ["null", _avro(each, f"{path}_{name}")]}
                for name, each in fields
            ]
            return {"type": "record", "name": path, "fields": inner}
    return _AVRO[kind]


def _avro_value(kind: HiveType) -> Any:
    match kind:
        case Array(element):
            return [_avro_value(element)]
        case Map(_, value):
            return {"k": _avro_value(value)}
        case Struct(fields):
            return {name: _avro_value(each) for name, each in fields}
    value = SCALARS[kind][1]
    return value.replace(tzinfo=dt.UTC) if isinstance(value, dt.datetime) else value


@FAST
@given(schema=_schemas(_types(*_AVRO)))
def test_avro(lake: Path, schema: dict[str, HiveType]) -> None:
    root = Struct(tuple(schema.items()))
    buffer = io.BytesIO()
    fastavro.writer(buffer, _avro(root, "R"), [_avro_value(root)] * 3)
    path = lake / "t.avro"
    path.write_bytes(buffer.getvalue())

    plan = crawl_paths(path)

    assert columns(plan) == _expected(schema)


ANY_TYPE = _types(*(kind for kind in (*SCALARS, VOID) if not isinstance(kind, Decimal)))


@given(ANY_TYPE, ANY_TYPE)
def test_merging_does_not_depend_on_the_order(left: HiveType, right: HiveType) -> None:
    assert _sorted(merge(left, right)) == _sorted(merge(right, left))


@given(ANY_TYPE, ANY_TYPE, ANY_TYPE)
def test_merging_does_not_depend_on_the_grouping(a: HiveType, b: HiveType, c: HiveType) -> None:
    assert _sorted(merge(merge(a, b), c)) == _sorted(merge(a, merge(b, c)))


@given(ANY_TYPE, ANY_TYPE)
def test_a_merged_type_holds_both(left: HiveType, right: HiveType) -> None:
    merged = merge(left, right)

    assert _sorted(merge(merged, left)) == _sorted(merged)
    assert merge(left, left) == left


@given(_types(*SCALARS))
def test_a_type_string_reads_back(kind: HiveType) -> None:
    assert parse(render(kind)) == kind


@given(st.text(min_size=1, max_size=10), st.sampled_from([INT, STRING]))
def test_any_field_name_reads_back(name: str, kind: HiveType) -> None:
    struct = Struct(((name, Array(kind)), ("other", kind)))

    assert parse(render(struct)) == struct


def test_decimals_grow_until_they_have_to_be_text() -> None:
    assert merge(Decimal(10, 2), Decimal(12, 6)) == Decimal(14, 6)
    assert merge(Decimal(10, 2), BIGINT) == Decimal(21, 2)
    assert merge(Decimal(10, 2), DOUBLE) == DOUBLE
    assert merge(Decimal(38, 0), Decimal(38, 10)) == STRING


def test_numbers_and_text_are_not_compatible() -> None:
    assert are_compatible(INT, DOUBLE)
    assert are_compatible(VOID, STRING)
    assert not are_compatible(INT, STRING)
    assert not are_compatible(Array(INT), Array(BOOLEAN))


def _sorted(kind: HiveType) -> HiveType:
    match kind:
        case Array(element):
            return Array(_sorted(element))
        case Map(key, value):
            return Map(_sorted(key), _sorted(value))
        case Struct(fields):
            return Struct(tuple(sorted((name, _sorted(each)) for name, each in fields)))
    return kind
