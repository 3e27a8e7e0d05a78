"""`%glue script`: generates a short script that reads, transforms and writes a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from glue_devendpoint.kernel.failures import CellFailed

CATALOG_FORMATS = ("parquet", "orc", "json", "csv", "avro")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the script should do."""

    source: tuple[str, str]
    target: str
    format: str = "parquet"
    mappings: Sequence[tuple[str, str, str]] = ()
    drops: Sequence[str] = ()
    condition: str | None = None


def write_script(wish: Wish, columns: Sequence[tuple[str, str]]) -> str:
    """Return the script; fails if it names a column that the source doesn't have."""
    if wish.format not in CATALOG_FORMATS:
        raise CellFailed(
            f"--format {wish.format} isn't supported; choose one of {', '.join(CATALOG_FORMATS)}"
        )
    known = {name.lower() for name, _ in columns}
    for name in [*(source for source, _, _ in wish.mappings), *wish.drops]:
        if name.partition(".")[0].lower() not in known:
            raise CellFailed(
                f"{'.'.join(wish.source)} has no column {name!r}; its columns are: "
                f"{', '.join(name for name, _ in columns)}"
            )
    return "\n".join([*_head(wish), *_transforms(wish, columns), *_sink(wish), ""])


def _head(wish: Wish) -> list[str]:
    database, table = wish.source
    imports = ["from awsglue.context import GlueContext"]
    if wish.condition:
        imports.append("from awsglue.dynamicframe import DynamicFrame")
    return [
        *imports,
        "from pyspark.context import SparkContext",
        "",
        "glueContext = GlueContext(SparkContext.getOrCreate())",
        "",
        "frame = glueContext.create_dynamic_frame.from_catalog(",
        f"    database={json.dumps(database)}, table_name={json.dumps(table)}",
        ")",
    ]


def _transforms(wish: Wish, columns: Sequence[tuple[str, str]]) -> list[str]:
    lines = []
    if wish.condition:
        condition = json.dumps(wish.condition, ensure_ascii=False)
        lines.append(f"rows = frame.toDF().filter({condition})")
        lines.append('frame = DynamicFrame.fromDF(rows, glueContext, "filtered")')
    if wish.mappings:
        types = {name.lower(): kind for name, kind in columns}
        lines.append("frame = frame.apply_mapping([")
        for source, target, kind in wish.mappings:
            quoted = [source, types.get(source.lower(), "string"), target, kind]
            lines.append(f"    ({', '.join(map(json.dumps, quoted))}),")
        lines.append("])")
    if wish.drops:
        dropped = ", ".join(map(json.dumps, _renamed(wish)))
        lines.append(f"frame = frame.drop_fields([{dropped}])")
    return lines


def _renamed(wish: Wish) -> list[str]:
    """Return the columns to drop that remain after the mapping, under their new names."""
    if not wish.mappings:
        return list(wish.drops)
    targets = {source.lower(): target for source, target, _ in wish.mappings}
    return [targets[name.lower()] for name in wish.drops if name.lower() in targets]


def _sink(wish: Wish) -> list[str]:
    if "://" in wish.target or wish.target.startswith("/"):
        return [
            "glueContext.write_dynamic_frame.from_options(",
            "    frame,",
            '    connection_type="s3",',
            f'    connection_options={{"path": {json.dumps(wish.target)}}},',
            f"    format={json.dumps(wish.format)},",
            ")",
        ]
    database, separator, table = wish.target.rpartition(".")
    if not separator:
        raise CellFailed(f"--target {wish.target} must be a path or DATABASE.TABLE")
    return [
        "glueContext.write_dynamic_frame.from_catalog(",
        f"    frame, database={json.dumps(database)}, table_name={json.dumps(table)}",
        ")",
    ]


def columns_of(table: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the names and types of a table's columns and partition keys."""
    storage = table.get("StorageDescriptor") or {}
    listed = [*(storage.get("Columns") or []), *(table.get("PartitionKeys") or [])]
    return [(each["Name"], each.get("Type") or "string") for each in listed]
