"""Delta, Iceberg and Ion tables of the catalog, for `spark.table` where Spark cannot read them.

PySpark finds packages of this name. The libraries deltalake and pyiceberg say which files belong to
a table and how their columns are meant, amazon.ion what is in a file; each file is one task.
"""

from __future__ import annotations

import importlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from awsglue.record_types import Encoder
from pyspark.sql import datasource as D
from pyspark.sql import types as T

NAME = "glue_lake"
_PREFIX = "glue.source."
_BATCH = 5_000
_S3 = re.compile(r"s3[an]?://([^/]+)/(.*)")


class DefaultSource(D.DataSource):
    """A table of Delta, Iceberg or Ion on this machine."""

    @classmethod
    def name(cls) -> str:
        """Return the name Spark knows the source by."""
        return NAME

    def reader(self, schema: T.StructType) -> D.DataSourceReader:
        """Return the reader of the table as it is now."""
        given = {name.lower().removeprefix(_PREFIX): each for name, each in self.options.items()}
        if given["kind"] == "delta":
            return DeltaReader(given["path"], schema)
        if given["kind"] == "ion":
            return IonReader(given["path"], json.loads(given["keys"]), schema)
        return IcebergReader(given["path"], json.loads(given["buckets"]), schema)


class DeltaReader(D.DataSourceReader):
    """Reads one version of a Delta table."""

    def __init__(self, path: str, schema: T.StructType) -> None:
        from deltalake import DeltaTable

        self._path = path
        self._schema = schema
        self._version = DeltaTable(path).version()

    def partitions(self) -> Sequence[D.InputPartition]:
        """Return the table's files."""
        return [D.InputPartition(each.path) for each in self._dataset().get_fragments()]

    def read(self, partition: D.InputPartition | None) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a file, its partition's values among them."""
        if partition is None:
            return  # so Spark asks for a table without files
        dataset = self._dataset()
        for fragment in dataset.get_fragments():
            if fragment.path == partition.value:
                yield from fitting(fragment.to_batches(schema=dataset.schema), self._schema)

    def _dataset(self) -> Any:
        from deltalake import DeltaTable

        return DeltaTable(self._path, version=self._version).to_pyarrow_dataset()


class IcebergReader(D.DataSourceReader):
    """Reads the snapshot that a metadata file of Iceberg calls the current one."""

    def __init__(self, path: str, buckets: dict[str, str], schema: T.StructType) -> None:
        self._path = path
        self._buckets = buckets
        self._schema = schema

    def partitions(self) -> Sequence[D.InputPartition]:
        """Return the data files, each with the files that say what is deleted in it."""
        return [D.InputPartition(each) for each in self._table().scan().plan_files()]

    def read(self, partition: D.InputPartition | None) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a file."""
        from pyiceberg.expressions import AlwaysTrue
        from pyiceberg.io.pyarrow import ArrowScan

        if partition is None:
            return  # so Spark asks for a table without files
        table = self._table()
        columns = table.scan().projection()
        scan = ArrowScan(table.metadata, table.io, columns, AlwaysTrue())
        yield from fitting(scan.to_record_batches([partition.value]), self._schema)

    def _table(self) -> Any:
        from pyiceberg.table import StaticTable

        implementation = "pyspark_glue_lake.bucket_files.BucketFiles"
        properties = {"py-io-impl": implementation, "buckets": json.dumps(self._buckets)}
        return StaticTable.from_metadata(self._path, properties)


class IonReader(D.DataSourceReader):
    """Reads the Ion files of a folder, or one; folders below it are values of partition keys."""

    def __init__(self, path: str, keys: list[str], schema: T.StructType) -> None:
        self._path = path
        self._keys = keys
        self._schema = schema

    def partitions(self) -> Sequence[D.InputPartition]:
        """Return the files that are not hidden."""
        root = Path(self._path)
        if root.is_file():
            return [D.InputPartition(str(root))]
        files = (each for each in sorted(root.rglob("*")) if each.is_file())
        return [
            D.InputPartition(str(each))
            for each in files
            if not any(part.startswith(("_", ".")) for part in each.relative_to(root).parts)
        ]

    def read(self, partition: D.InputPartition | None) -> Iterator[pa.RecordBatch]:
        """Yield the values of a file."""
        if partition is None:
            return  # so Spark asks for a folder without files
        simpleion = importlib.import_module("amazon.ion.simpleion")  # it states no types
        path = Path(partition.value)
        folders = path.parent.relative_to(self._path).parts if self._keys else ()
        texts = [unquote(each.partition("=")[2] if "=" in each else each) for each in folders]
        keys = dict(zip(self._keys, texts, strict=False))
        encoder = Encoder(self._schema, "UTC")
        names = {field.name.lower(): field for field in self._schema.fields}
        with pa.input_stream(str(path), compression="detect") as content:
            values = simpleion.load(io.BytesIO(content.read()), single_value=False)
        for start in range(0, len(values), _BATCH):
            rows = []
            for value in values[start : start + _BATCH]:
                held = {name.lower(): each for name, each in (plain(value) | keys).items()}
                rows.append(
                    {
                        field.name: fitted(held.get(name), field.dataType)
                        for name, field in names.items()
                    }
                )
            yield encoder.batch(rows)


def plain(value: Any) -> Any:
    """Return a value of Ion as one of Python."""
    if hasattr(value, "items"):
        return {str(name): plain(each) for name, each in value.items()}
    if value is None or type(value).__name__ == "IonPyNull":
        return None
    if type(value).__name__ == "IonPyBool":  # which Python takes for a number
        return bool(value)
    kinds: tuple[Any, ...] = (bool, int, float, bytes, Decimal)
    for kind in kinds:
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, datetime):
        return value
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return str(getattr(value, "text", value))


def fitted(value: Any, wanted: T.DataType) -> Any:
    """Return a value as its column's type needs it."""
    if value is None:
        return None
    if isinstance(wanted, T.DoubleType):
        return float(value)
    if isinstance(wanted, T.BooleanType) and isinstance(value, int):
        return bool(value)
    if isinstance(wanted, T.StringType) and not isinstance(value, str):
        return str(value)
    if isinstance(wanted, T.ArrayType):
        return [fitted(each, wanted.elementType) for each in value]
    if isinstance(wanted, T.StructType):
        held = {name.lower(): each for name, each in value.items()}
        return {f.name: fitted(held.get(f.name.lower()), f.dataType) for f in wanted.fields}
    return value


def local_path(location: str, buckets: dict[str, str]) -> str:
    """Return the local path of a location in a local bucket; others as they are."""
    found = _S3.fullmatch(location)
    if found is None:
        return location
    bucket, key = found.groups()
    return f"{buckets.get(bucket) or buckets[''] + '/' + bucket}/{key}"


def fitting(batches: Iterable[pa.RecordBatch], schema: T.StructType) -> Iterator[pa.RecordBatch]:
    """Yield batches with the columns and types that the catalog's table has."""
    from pyspark.sql.pandas.types import to_arrow_schema

    wanted = to_arrow_schema(schema)
    for batch in batches:
        held = {
            name.lower(): column for name, column in zip(batch.schema.names, batch, strict=True)
        }
        columns = [
            held[field.name.lower()].cast(field.type, safe=False)
            if field.name.lower() in held
            else pa.nulls(batch.num_rows, field.type)
            for field in wanted
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=wanted)
