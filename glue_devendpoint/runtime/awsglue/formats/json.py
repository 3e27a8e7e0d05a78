"""JSON: one object per line, or whole documents with `multiLine` or `jsonPath`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import pyarrow as pa
from glue_table_format import JsonDocuments, parse_path
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.errors import ERROR_SCHEMA, unreadable_row
from awsglue.formats.json_types import infer
from awsglue.formats.reading import Input, Reading
from awsglue.formats.variants import decoded, reading_schema
from awsglue.plans import Mode
from awsglue.record_types import Encoder

_VALUE = T.StructType([T.StructField("value", T.StringType())])


def read_json(source: Input) -> Reading:
    """Read JSON files, with choices where fields mix types."""
    documents = _documents(source)
    whole = not documents.is_lines
    lines = _lines(source, documents if whole else None)
    given = source.options.schema()
    schema, is_clean = (given, True) if given is not None else infer(lines)

    def records(mode: Mode) -> DataFrame:
        read_as = reading_schema(schema, mode.present)
        if whole:
            data = parsed(lines, read_as)
        else:
            settings = {**source.settings, **({} if is_clean else {"mode": "DROPMALFORMED"})}
            reader = source.spark.read.schema(source.with_partitions(read_as))
            data = reader.options(**settings).json(source.paths)
        return decoded(data, schema, mode.present, source.partition_names)

    def errors() -> DataFrame | None:
        if is_clean and not whole:
            return None
        text = source.spark.read.options(**source.settings).text(source.paths, wholetext=whole)
        work = partial(_unreadable, documents)
        return text.select("value").mapInArrow(work, ERROR_SCHEMA)

    return Reading(records, errors, tells_missing=True)


def parsed(lines: DataFrame, read_as: T.StructType) -> DataFrame:
    """Parse the JSON strings in the column `value` into the fields of a schema."""
    if not read_as.fields:
        return lines.select()
    return lines.select(F.from_json("value", read_as).alias("r")).select("r.*")


def _documents(source: Input) -> JsonDocuments:
    if isinstance(source.details, JsonDocuments):
        return source.details
    if source.table_format is not None:
        return JsonDocuments()  # another format, decoded to JSON
    path = source.options.text("jsonPath")
    parse_path(path or "$")
    return JsonDocuments(not path and not source.options.flag("multiLine"), path)


def _lines(source: Input, documents: JsonDocuments | None) -> DataFrame:
    reader = source.spark.read.options(**source.settings)
    text = reader.text(source.paths, wholetext=documents is not None)
    if documents is None:
        return text.select("value")
    return text.mapInArrow(partial(_split, documents), _VALUE)


def _split(documents: JsonDocuments, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield one JSON object per row from whole documents."""
    for batch in batches:
        for text in batch.column(0).to_pylist():
            records = documents_records(text, documents)[0]
            if records:
                rows = [json.dumps(each, ensure_ascii=False) for each in records]
                yield pa.RecordBatch.from_pydict({"value": rows})


def _unreadable(
    documents: JsonDocuments, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    encoder = Encoder(ERROR_SCHEMA, "UTC")
    for batch in batches:
        texts = (documents_records(text, documents)[1] for text in batch.column(0).to_pylist())
        rows = [unreadable_row(text, "json") for text in texts if text]
        if rows:
            yield encoder.batch(rows)


def documents_records(text: str, documents: JsonDocuments) -> tuple[list[dict[str, Any]], str]:
    """Return the objects of concatenated documents, and the text that isn't valid JSON."""
    decoder = json.JSONDecoder()
    records: list[dict[str, Any]] = []
    at = 1 if text.startswith("\ufeff") else 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError:
            return records, text[at:].strip()
        records += documents.records(value)
    return records, ""
