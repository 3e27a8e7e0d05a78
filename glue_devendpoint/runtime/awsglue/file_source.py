"""Frames over files: which files, in which format, and which are new to a bookmark."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from glue_table_format import TableFormat
from glue_table_format.decoding import DOCUMENT_FORMATS
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from awsglue import bookmarks
from awsglue.catalog_types import read_as
from awsglue.errors import Stage
from awsglue.files import DataFile, FileStore, literal, named_by, parse_exclusions
from awsglue.formats.avro import read_avro
from awsglue.formats.columnar import read_orc, read_parquet
from awsglue.formats.csv import read_csv
from awsglue.formats.grok import read_grok
from awsglue.formats.json import read_json
from awsglue.formats.options import Options
from awsglue.formats.reading import Input, Reading
from awsglue.formats.xml import read_xml
from awsglue.plans import Mode, Plan

_READERS: dict[str, Callable[[Input], Reading]] = {
    "avro": read_avro,
    "csv": read_csv,
    "glueparquet": read_parquet,
    "groklog": read_grok,
    "json": read_json,
    "orc": read_orc,
    "parquet": read_parquet,
    "xml": read_xml,
}
_NAMES = ", ".join(sorted({*_READERS, *DOCUMENT_FORMATS}))
_PARTITIONED = ("parquet", "glueparquet", "orc")
_TELL_MISSING = ("json",)


@dataclass(frozen=True, slots=True)
class FileRequest:
    """A request to read files."""

    paths: list[str]
    format: str
    connection: Options
    format_options: Options
    context: str = ""
    predicate: str = ""
    columns: tuple[str, ...] = ()
    base_path: str = ""
    partition_fields: T.StructType = field(default_factory=T.StructType)
    catalog_types: T.StructType = field(default_factory=T.StructType)
    decoding: Mapping[str, str] = field(default_factory=dict)
    table_format: TableFormat | None = None


def reader_of(name: str) -> Callable[[Input], Reading]:
    """Return the reader of a format, or raise an error that lists the formats."""
    reader = _READERS.get(read_as(name.lower()))
    if reader is None:
        raise ValueError(f"unknown format {name!r}; use one of {_NAMES}")
    return reader


def paths_of(connection: Options) -> list[str]:
    """Return the paths in connection options, from `paths` or `path`."""
    paths = connection.words("paths") or connection.words("path")
    if not paths:
        raise ValueError(
            'connection option "paths" is missing; set it to a list of files or folders'
        )
    return paths


class FileFrame:
    """The plan and the error stage of a frame over files."""

    def __init__(self, spark: SparkSession, request: FileRequest) -> None:
        self._spark = spark
        self._request = request
        self._reader = reader_of(request.format)
        self._opened: list[Reading | None] = []
        self.plan = Plan(self._records, tells_missing=request.format.lower() in _TELL_MISSING)
        self.stage = Stage("read", self._errors)

    def _records(self, mode: Mode) -> DataFrame:
        reading = self._open()
        if reading is None:
            return self._spark.createDataFrame([], T.StructType())
        data = reading.records(mode)
        is_partitioned = self._request.format.lower() in _PARTITIONED
        return (
            data.filter(self._request.predicate)
            if (self._request.predicate and is_partitioned)
            else data
        )

    def _errors(self) -> DataFrame | None:
        reading = self._open()
        return None if reading is None else reading.errors()

    def _open(self) -> Reading | None:
        """Return the opened files, or None if there are no files to read."""
        if not self._opened:
            paths = self._chosen_paths()
            self._opened.append(self._reader(self._input(paths)) if paths else None)
        return self._opened[0]

    def _input(self, paths: list[str]) -> Input:
        asked = self._request
        base = asked.base_path
        if not base and asked.format.lower() in _PARTITIONED and paths != asked.paths:
            # Spark treats paths as globs, but takes this one literally.
            base = named_by(asked.paths[0]) if len(asked.paths) == 1 else ""
        return Input(
            self._spark,
            paths,
            asked.format_options,
            asked.columns,
            base,
            asked.partition_fields,
            asked.catalog_types,
            asked.decoding,
            asked.table_format,
        )

    def _chosen_paths(self) -> list[str]:
        connection = self._request.connection
        store = FileStore(self._spark)
        recurse = connection.flag("recurse")
        paths = self._request.paths
        exclusions = parse_exclusions(connection.raw("exclusions"))
        for path in paths:
            store.open(path)
        marked = bookmarks.current()
        is_marked = marked is not None and marked.is_on(self._request.context)
        is_bounded = "boundedFiles" in connection or "boundedSize" in connection
        is_partitioned = self._request.format.lower() in _PARTITIONED
        is_whole = recurse or is_partitioned or not store.has_folders(paths)
        if not (is_marked or is_bounded or exclusions) and is_whole:
            return paths
        files = store.files(paths, recurse or is_partitioned, exclusions)
        if marked is not None and is_marked:
            files = self._unprocessed(files, marked)
        elif is_bounded:
            files = _bounded(files, connection)
        return [literal(each.path) for each in files]

    def _unprocessed(self, files: list[DataFile], marked: bookmarks.Bookmark) -> list[DataFile]:
        connection = self._request.connection
        band = connection.number("maxBand", bookmarks.DEFAULT_BAND)
        lower, upper = marked.bounds(self._request.context)
        fresh = _bounded(bookmarks.new_files(files, lower, upper, band), connection)
        # Several of these may read a table's partitions with the same context.
        before = marked.changed.get(self._request.context, lower)
        marked.note(self._request.context, bookmarks.files_state(fresh, before, band))
        return fresh


def _bounded(files: list[DataFile], connection: Options) -> list[DataFile]:
    """Return the oldest files, up to the limits in the connection options."""
    if "boundedFiles" not in connection and "boundedSize" not in connection:
        return files
    most_files = connection.number("boundedFiles", len(files))
    most_bytes = connection.number("boundedSize", sum(each.size for each in files))
    kept: list[DataFile] = []
    taken = 0
    for each in sorted(files, key=lambda file: (file.modified, file.path)):
        if len(kept) >= most_files or (kept and taken + each.size > most_bytes):
            break
        kept.append(each)
        taken += each.size
    return kept
