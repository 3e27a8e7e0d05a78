"""Infers the types of JSON records in one pass of Arrow's JSON parser.

Arrow stops at the first field whose kind changes (a choice), and silently widens integers mixed
with fractions. To detect both, the kind of each value is added to the name of the field in
question, and the text is parsed again: `"x": 1` becomes `"x\\x1fint": 1`. Text that still doesn't
parse is handled record by record in Python.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj
from pyspark.sql import DataFrame
from pyspark.sql import types as T

from awsglue.record_types import integer_type, merged_type, value_type
from awsglue.shapes import merge_types

_TAG = "\x1f"
_MOST_TAGS = 64
_CHANGED = re.compile(r"Column\((.*)\) (?:changed|was)")
_LIST_WITH_INTEGER = re.compile(rb"[\[,]\s*-?\d+\s*[,\]]")


def infer(lines: DataFrame) -> tuple[T.StructType, bool]:
    """Return the schema of the JSON lines in column `value`, and whether all were readable."""
    found = lines.mapInArrow(_partition_types, "type string, clean boolean").collect()
    merged = merged_type(T.StructType.fromJson(json.loads(row["type"])) for row in found)
    struct = merged if isinstance(merged, T.StructType) else T.StructType()
    return struct, all(row["clean"] for row in found)


def _partition_types(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    merged: T.DataType = T.StructType()
    clean = True
    tags: list[str] = []
    for batch in batches:
        found, readable = batch_type(batch.column(0), tags)
        merged = merge_types(merged, found)
        clean = clean and readable
    yield pa.RecordBatch.from_pydict({"type": [merged.json()], "clean": [clean]})


def batch_type(lines: pa.Array, tags: list[str]) -> tuple[T.StructType, bool]:
    """Return the type of JSON lines, and whether all were readable.

    `tags` contains the fields known to mix types. Fields found here are added to it.
    """
    lines = lines.drop_null()
    if not len(lines):
        return T.StructType(), True
    offsets = pa.array([0, len(lines)], pa.int32())
    whole = pc.binary_join(pa.ListArray.from_arrays(offsets, lines), "\n")[0].as_buffer()
    found = _arrow_type(whole.to_pybytes(), tags)
    return (found, True) if found is not None else _python_type(lines.to_pylist())


def _arrow_type(text: bytes, tags: list[str]) -> T.StructType | None:
    if not text.strip():
        return T.StructType()
    while len(tags) < _MOST_TAGS:
        tagged = _tagged(text, tags)
        try:
            table = pj.read_json(
                pa.BufferReader(tagged),
                read_options=pj.ReadOptions(use_threads=False, block_size=len(tagged) + 64),
            )
        except pa.ArrowInvalid as error:
            suspect = _changed_field(str(error))
            if suspect is None or suspect in tags:
                return None
            tags.append(suspect)
            continue
        # One block yields one chunk each. (Combining chunks of null lists fails in Arrow 25.)
        columns = [(name, table.column(name).chunk(0)) for name in table.column_names]
        doubles = [each for name, column in columns for each in _doubles(name, column)]
        if any(name == "[]" for name in doubles) and _LIST_WITH_INTEGER.search(text):
            return None
        suspects = [each for each in doubles if each not in tags and _may_be_integer(each, text)]
        if not suspects:
            return _untagged([(name, _type_of(column)) for name, column in columns])
        tags += dict.fromkeys(suspects)
    return None


def _changed_field(message: str) -> str | None:
    found = _CHANGED.search(message)
    name = found.group(1).rsplit("/", 1)[-1] if found else "[]"
    return None if name == "[]" or _TAG in name or not name else name


def _key_pattern(name: str) -> bytes:
    return re.escape(json.dumps(name, ensure_ascii=False).encode())


def _may_be_integer(name: str, text: bytes) -> bool:
    if not name.isascii() and b"\\u" in text:
        return True
    return re.search(_key_pattern(name) + rb"\s*:\s*-?\d+\s*[,}\]]", text) is not None


def _tagged(text: bytes, tags: list[str]) -> bytes:
    """Add the kind of each value to the names of some fields.

    Only a name appears in quotes before a colon. Patterns start with the name, and replacements are
    constant, so that `re` does all the work in C.
    """
    for name in tags:
        key = json.dumps(name, ensure_ascii=False).encode()[:-1]
        for kind, value in _KINDS.items():
            tag = key.replace(b"\\", b"\\\\") + rb"\\u001f" + kind
            text = re.sub(re.escape(key) + rb'(?="\s*:\s*' + value + b")", tag, text)
    return text


_KINDS = {
    b"int": rb"-?\d+\s*[,}]",
    b"double": rb"[-\d]",
    b"string": b'"',
    b"boolean": b"[tf]",
    b"null": b"n",
    b"struct": rb"\{",
    b"array": rb"\[",
}
"""How values of each kind start. A number that isn't an integer is a double."""


def _doubles(name: str, column: pa.Array) -> Iterator[str]:
    """Yield the innermost names of fractional fields that aren't tagged yet."""
    held = column.type
    if pa.types.is_floating(held) and not name.endswith((_TAG + "double", _TAG + "int")):
        yield name.split(_TAG)[0]
    elif pa.types.is_list(held):
        yield from _doubles("[]", column.values)
    elif pa.types.is_struct(held):
        for i in range(held.num_fields):
            yield from _doubles(held.field(i).name, column.field(i))


def _type_of(column: pa.Array) -> T.DataType:
    held = column.type
    if pa.types.is_struct(held):
        return _untagged(
            [(held.field(i).name, _type_of(column.field(i))) for i in range(held.num_fields)]
        )
    if pa.types.is_list(held):
        return T.ArrayType(_type_of(column.values))
    if pa.types.is_null(held):
        return T.NullType()
    if pa.types.is_boolean(held):
        return T.BooleanType()
    if pa.types.is_int64(held):
        return integer_type(column)
    return T.DoubleType() if pa.types.is_floating(held) else T.StringType()


def _untagged(fields: list[tuple[str, T.DataType]]) -> T.StructType:
    merged: dict[str, T.DataType] = {}
    for name, data_type in fields:
        bare, _, kind = name.partition(_TAG)
        if kind == "int" and isinstance(data_type, T.DoubleType):
            data_type = T.DecimalType(38, 0)
        merged[bare] = merge_types(merged.get(bare, T.NullType()), data_type)
    return T.StructType([T.StructField(name, each) for name, each in merged.items()])


def _python_type(lines: list[str]) -> tuple[T.StructType, bool]:
    merged: T.DataType = T.StructType()
    clean = True
    for line in lines:
        if not line.strip():
            continue
        records = parsed_records(line)
        clean = clean and records is not None
        for record in records or []:
            merged = merge_types(merged, value_type(record))
    assert isinstance(merged, T.StructType)
    return merged, clean


def parsed_records(line: str) -> list[dict[str, Any]] | None:
    """Return the objects of a line, which may be one object or a list of them."""
    try:
        value = json.loads(line)
    except ValueError:
        return None
    records = value if isinstance(value, list) else [value]
    return records if all(isinstance(each, dict) for each in records) else None
