"""Delta and Iceberg tables of the catalog, for `spark.table` where Spark cannot read them.

PySpark finds packages of this name. The libraries deltalake and pyiceberg say which files belong to
a table and how their columns are meant; each file is one task.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
from pyspark.sql import datasource as D
from pyspark.sql import types as T

NAME = "glue_lake"
_PREFIX = "glue.source."
_S3 = re.compile(r"s3[an]?://([^/]+)/(.*)")


class DefaultSource(D.DataSource):
    """A table of Delta or Iceberg."""

    @classmethod
    def name(cls) -> str:
        """Return the name Spark knows the source by."""
        return NAME

    def reader(self, schema: T.StructType) -> D.DataSourceReader:
        """Return the reader of the table as it is now."""
        given = {name.lower().removeprefix(_PREFIX): each for name, each in self.options.items()}
        if given["kind"] == "delta":
            return DeltaReader(given["path"], schema)
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
