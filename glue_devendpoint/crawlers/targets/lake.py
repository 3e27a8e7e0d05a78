"""Delta and Iceberg tables as crawler targets: their metadata describes them.

The readers are the extras `deltalake` and `pyiceberg`; a crawl without them says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from botocore.session import get_session
from glue_table_format.hive_types import HiveType

from glue_devendpoint.crawlers.detected import Column, StoreTable
from glue_devendpoint.crawlers.failures import CrawlFailed
from glue_devendpoint.crawlers.progress import Report
from glue_devendpoint.crawlers.settings import LakeTarget
from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.files.arrow_types import to_hive
from glue_devendpoint.files.bucket import BucketFiles
from glue_devendpoint.files.exclusions import Exclusions
from glue_devendpoint.files.local import LocalFiles
from glue_devendpoint.files.roots import Roots
from glue_devendpoint.files.types import render

_PARQUET_SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
_SYMLINK_FORMAT = "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat"
_TEXT_OUTPUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
_PARQUET_INPUT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
_PARQUET_OUTPUT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"


def crawl_lake(target: LakeTarget, roots: Roots, report: Report) -> list[StoreTable]:
    """Return the tables at a Delta or Iceberg path."""
    if target.kind == "delta":
        tables = [_delta_table(target, roots)]
    else:
        tables = list(_iceberg_tables(target, roots, report))
    report.count(listed=len(tables), wanted=len(tables), classified=len(tables))
    return tables


def _name(location: str) -> str:
    return location.rstrip("/").rpartition("/")[2]


def _delta_table(target: LakeTarget, roots: Roots) -> StoreTable:
    try:
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError
    except ModuleNotFoundError:
        raise InvalidInput("Delta tables need the extra 'delta' (pip install deltalake).") from None
    store = roots.open(target.path)
    path, options = _delta_address(store)
    try:
        table = DeltaTable(path, storage_options=options)
        schema = pa.schema(table.schema().to_arrow())
        keys = table.metadata().partition_columns
    except (DeltaError, OSError) as err:
        raise CrawlFailed(f"The Delta table {target.path} can't be read: {err}") from err
    columns = [Column(field.name, render(to_hive(field.type))) for field in schema]
    keyed = tuple(next(each for each in columns if each.name == key) for key in keys)
    location = store.location + "/"
    if target.is_native:
        return StoreTable(
            base_name=_name(location),
            location=location,
            classification="delta",
            columns=tuple(columns),
            parameters=(
                ("table_type", "delta"),
                ("spark.sql.sources.provider", "delta"),
                ("typeOfData", "file"),
                *((("partitionColumns", ",".join(keys)),) if keys else ()),
            ),
            input_format="org.apache.hadoop.mapred.SequenceFileInputFormat",
            output_format="org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat",
            serde="org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
            serde_parameters=(("path", location), ("serialization.format", "1")),
        )
    return StoreTable(
        base_name=_name(location),
        location=f"{location}_symlink_format_manifest/",
        classification="parquet",
        columns=tuple(each for each in columns if each.name not in keys),
        partition_keys=keyed,
        parameters=(("typeOfData", "file"),),
        input_format=_SYMLINK_FORMAT,
        output_format=_TEXT_OUTPUT,
        serde=_PARQUET_SERDE,
        serde_parameters=(("serialization.format", "1"),),
    )


def _delta_address(store: Any) -> tuple[str, dict[str, str] | None]:
    if isinstance(store, LocalFiles):
        return str(store.root), None
    assert isinstance(store, BucketFiles)
    access = store.access
    keys = None if access.access_key else get_session().get_credentials()  # of profiles too
    frozen = keys.get_frozen_credentials() if keys else None
    options = {
        "AWS_ENDPOINT_URL": access.endpoint_url,
        "AWS_REGION": access.region or get_session().get_config_variable("region"),
        "AWS_ACCESS_KEY_ID": frozen.access_key if frozen else access.access_key,
        "AWS_SECRET_ACCESS_KEY": frozen.secret_key if frozen else access.secret_key,
        "AWS_SESSION_TOKEN": frozen.token if frozen else access.session_token,
        "AWS_ALLOW_HTTP": "true" if (access.endpoint_url or "").startswith("http:") else None,
    }
    path = f"s3://{store.bucket}/{store.prefix}"
    return path, {name: value for name, value in options.items() if value is not None}


_METADATA_FILE = re.compile(r"(?:v(?P<old>\d+)|(?P<new>\d+)-[0-9a-f-]+)(?:\.gz)?\.metadata\.json")


def _iceberg_tables(target: LakeTarget, roots: Roots, report: Report) -> Iterator[StoreTable]:
    store = roots.open(target.path)
    exclusions = Exclusions.of(target.exclusions)
    newest: dict[str, tuple[int, str, int]] = {}
    for folder in store.walk((), report):
        root, _, last = folder.path.rpartition("/")
        if last != "metadata" or root.count("/") + bool(root) > target.depth:
            continue
        for file in folder.files:
            match = _METADATA_FILE.fullmatch(file.name)
            if match and not (root and exclusions.excludes(root)):
                version = int(match["old"] or match["new"])
                best = newest.get(root, (-1, "", 0))
                newest[root] = max(best, (version, f"{folder.path}/{file.name}", file.size))
    if not newest:
        raise CrawlFailed(f"No Iceberg table was found at {target.path}.")
    for root, (_, path, size) in sorted(newest.items()):
        source = store.open(path, size)
        content = source.read_at(0, size)
        source.close()
        yield _iceberg_table(store.location, root, path, content)


def _iceberg_table(location: str, root: str, path: str, content: bytes) -> StoreTable:
    try:
        from pyiceberg.io.pyarrow import schema_to_pyarrow
        from pyiceberg.table.metadata import TableMetadataUtil
    except ModuleNotFoundError:
        raise InvalidInput(
            "Iceberg tables need the extra 'iceberg' (pip install pyiceberg)."
        ) from None
    try:
        metadata = TableMetadataUtil.parse_obj(json.loads(content))
    except ValueError as err:
        raise CrawlFailed(f"The Iceberg metadata {location}/{path} is damaged: {err}") from err
    schema = metadata.schema()
    arrow = schema_to_pyarrow(schema)
    columns = tuple(
        Column(field.name, render(_hive(arrow, field.name)), field.doc or "")
        for field in schema.fields
    )
    place = f"{location}/{root}" if root else location
    return StoreTable(
        base_name=_name(place),
        location=place,
        classification="iceberg",
        columns=columns,
        parameters=(
            ("table_type", "ICEBERG"),
            ("metadata_location", f"{location}/{path}"),
            ("typeOfData", "file"),
        ),
        input_format=_PARQUET_INPUT,
        output_format=_PARQUET_OUTPUT,
        serde=_PARQUET_SERDE,
    )


def _hive(arrow: pa.Schema, name: str) -> HiveType:
    return to_hive(arrow.field(name).type)
