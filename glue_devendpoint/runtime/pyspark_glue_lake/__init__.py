"""A Spark data source for Delta and Iceberg tables, used if Spark lacks the jars to read them.

PySpark finds the package by its name. The deltalake and pyiceberg libraries list a table's files
and map their columns. Each file is one task.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
from pyspark.sql import datasource as D
from pyspark.sql import types as T

from pyspark_glue_lake.places import Places

Json = dict[str, Any]
NAME = "glue_lake"
_PREFIX = "glue.source."


class DefaultSource(D.DataSource):
    """A Delta or Iceberg table."""

    @classmethod
    def name(cls) -> str:
        """Return the name of the source in Spark."""
        return NAME

    def reader(self, schema: T.StructType) -> D.DataSourceReader:
        """Return a reader of the table's current state."""
        given = {name.lower().removeprefix(_PREFIX): each for name, each in self.options.items()}
        places = json.loads(given["places"])
        kind = DeltaReader if given["kind"] == "delta" else IcebergReader
        return kind(given["location"], places, schema)


class DeltaReader(D.DataSourceReader):
    """Reads a version of a Delta table."""

    def __init__(self, location: str, places: Json, schema: T.StructType) -> None:
        self._location = location
        self._places = places
        self._schema = schema
        self._version = self._table(None).version()

    def partitions(self) -> Sequence[D.InputPartition]:
        """Return the table's files."""
        return [D.InputPartition(each.path) for each in self._dataset().get_fragments()]

    def read(self, partition: D.InputPartition | None) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a file, including its partition values."""
        if partition is None:
            return  # Spark passes None if a table has no files.
        dataset = self._dataset()
        for fragment in dataset.get_fragments():
            if fragment.path == partition.value:
                yield from fitting(fragment.to_batches(schema=dataset.schema), self._schema)

    def _dataset(self) -> Any:
        return self._table(self._version).to_pyarrow_dataset()

    def _table(self, version: int | None) -> Any:
        from deltalake import DeltaTable

        places = Places(**self._places)
        path = places.local_path(self._location)
        if path is not None:
            return DeltaTable(path, version=version)
        options = places.delta_options(self._location)
        return DeltaTable(self._location, version=version, storage_options=options)


class IcebergReader(D.DataSourceReader):
    """Reads the current snapshot of an Iceberg metadata file."""

    def __init__(self, location: str, places: Json, schema: T.StructType) -> None:
        self._location = location
        self._places = places
        self._schema = schema

    def partitions(self) -> Sequence[D.InputPartition]:
        """Return the data files, each with its delete files."""
        return [D.InputPartition(each) for each in self._table().scan().plan_files()]

    def read(self, partition: D.InputPartition | None) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a file."""
        from pyiceberg.expressions import AlwaysTrue
        from pyiceberg.io.pyarrow import ArrowScan

        if partition is None:
            return  # Spark passes None if a table has no files.
        table = self._table()
        columns = table.scan().projection()
        scan = ArrowScan(table.metadata, table.io, columns, AlwaysTrue())
        yield from fitting(scan.to_record_batches([partition.value]), self._schema)

    def _table(self) -> Any:
        from pyiceberg.table import StaticTable

        implementation = "pyspark_glue_lake.bucket_files.BucketFiles"
        properties = {"py-io-impl": implementation, "places": json.dumps(self._places)}
        return StaticTable.from_metadata(self._location, properties)


def fitting(batches: Iterable[pa.RecordBatch], schema: T.StructType) -> Iterator[pa.RecordBatch]:
    """Yield batches with the columns and types of the catalog table."""
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
