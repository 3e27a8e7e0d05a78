"""CRAWL_NEW_FOLDERS_ONLY: known folders aren't listed again, and new ones join known tables.

New folders below a table of the crawler become its partitions if most of them are like the table;
one that is too different is left out and said so. Other new folders become new tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from glue_table_format.hive_types import Struct

from glue_devendpoint.crawlers.changes import Action, TableChange
from glue_devendpoint.crawlers.detected import DetectedPartition, DetectedTable, Statistics
from glue_devendpoint.crawlers.grouping import Candidate
from glue_devendpoint.crawlers.partitions import partition_value
from glue_devendpoint.crawlers.policy import ExistingTable
from glue_devendpoint.crawlers.similarity import LEAST_SHARE, similarity
from glue_devendpoint.crawlers.tableinput import CrawlMark, file_table
from glue_devendpoint.files.types import stated_type

_LEAST_SIMILARITY = 0.7


def known_folders(location: str, existing: Iterable[ExistingTable]) -> set[str]:
    """Return the folders, relative to an include path, that tables and partitions cover."""
    base = location.rstrip("/") + "/"
    known: set[str] = set()
    for table in existing:
        if table.partitions:
            places = [(each.get("StorageDescriptor") or {}).get("Location", "") for each in table.partitions]  # noqa: E501  # fmt: skip
        else:
            places = [table.location]
        known.update(place[len(base) :].rstrip("/") for place in places if place.startswith(base))
    return known


@dataclass(frozen=True, slots=True)
class NewFolders:
    """The new folders of one include path, and the crawler's tables there."""

    location: str
    tables: tuple[ExistingTable, ...]
    mark: CrawlMark
    warn: Callable[[str], None]

    def owner(self, path: str) -> ExistingTable | None:
        """Return the partitioned table that contains a new folder."""
        place = f"{self.location.rstrip('/')}/{path}/"
        inside = [
            table
            for table in self.tables
            if table.table.get("PartitionKeys")
            and place.startswith(table.location)
            and len(self._levels(table, place)) == len(table.table["PartitionKeys"])
        ]
        return max(inside, key=lambda table: len(table.location), default=None)

    @staticmethod
    def _levels(table: ExistingTable, place: str) -> list[str]:
        return place[len(table.location) :].rstrip("/").split("/")

    def join(self, table: ExistingTable, folders: list[Candidate]) -> TableChange:
        """Add the folders that resemble the table to it, if most of them do."""
        columns = Struct(
            tuple(
                (each["Name"], stated_type(each.get("Type") or "string"))
                for each in table.storage.get("Columns") or ()
            )
        )
        fitting = [folder for folder in folders if self._fits(table, columns, folder)]
        if len(fitting) < LEAST_SHARE * len(folders):
            note = f"{len(folders)} new folders are too different to become partitions"
            self.warn(f"{table.name}: {note}")
            return TableChange(table.name, Action.KEEP, notes=(note,))
        odd = [folder.root for folder in folders if folder not in fitting]
        for path in odd:
            self.warn(f"{self.location}/{path}: is too different from {table.name}; skipped")
        return TableChange(
            table.name,
            Action.KEEP,
            partitions_added=self._partition_inputs(table, fitting),
            notes=tuple(f"the new folder {path} is too different" for path in odd),
        )

    @staticmethod
    def _fits(table: ExistingTable, columns: Struct, folder: Candidate) -> bool:
        parameters = table.parameters
        details = dict(folder.format.details)
        return (
            folder.file is None
            and folder.format.classification == parameters.get("classification")
            and folder.format.compression == parameters.get("compressionType", "none")
            and details.get("delimiter") == parameters.get("delimiter")
            and similarity(columns, folder.schema) > _LEAST_SIMILARITY
        )

    def _partition_inputs(
        self, table: ExistingTable, folders: list[Candidate]
    ) -> tuple[dict[str, object], ...]:
        if not folders:
            return ()
        keys = tuple(each["Name"] for each in table.table["PartitionKeys"])
        partitions: list[DetectedPartition] = []
        for folder in folders:
            place = f"{self.location.rstrip('/')}/{folder.root}/"
            values = tuple(map(partition_value, self._levels(table, place), keys))
            schema = Struct(
                tuple(each for each in folder.schema.fields if each[0].lower() not in keys)
            )
            part = folder.parts[0]
            partitions.append(
                DetectedPartition(values, place, schema, part.statistics, part.avro_schema)
            )
        detected = DetectedTable(
            base_name=table.name,
            location=table.location,
            format=folders[0].format,
            schema=folders[0].schema,
            statistics=Statistics(),
            partition_keys=keys,
            partitions=tuple(partitions),
        )
        return file_table(detected, table.name, self.mark).partition_inputs
