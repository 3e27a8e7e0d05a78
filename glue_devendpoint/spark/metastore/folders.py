"""The folders of managed tables, which the metastore creates, moves and deletes, like Hive does.

Only folders below the warehouse, a bucket or their database's folder are deleted, so that a wrong
location in the catalog can't delete other files.
"""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from pathlib import Path

from glue_devendpoint.files.buckets import Buckets
from glue_devendpoint.spark.metastore.errors import HiveError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Folders:
    """The local folders behind locations."""

    warehouse: Path
    buckets: Buckets

    def default_location(self, *parts: str) -> str:
        """Return the default location of a database or table."""
        folder = self.warehouse
        for part in parts:
            folder /= part
        return "file:" + str(folder)

    def make(self, location: str) -> None:
        """Create the folder of a location if it is on this machine."""
        path = self.buckets.local_path(location)
        if path is None:
            return
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as err:
            raise HiveError("MetaException", f"can't create folder {path}: {err.strerror}") from err

    def remove(self, location: str, within: str = "") -> None:
        """Delete the folder of a location if the metastore is allowed to."""
        path = self.buckets.local_path(location)
        if path is None or not path.is_dir():
            if path is None:
                log.warning("%s isn't on this machine; its files were kept", location)
            return
        if not self._may_remove(path, within):
            log.warning(
                "%s is outside the warehouse and the buckets; its files were kept", location
            )
            return
        shutil.rmtree(path.resolve())

    def move(self, source: str, target: str) -> None:
        """Move a folder if both locations are on this machine and the source exists."""
        old, new = self.buckets.local_path(source), self.buckets.local_path(target)
        if old is None or new is None or not old.is_dir():
            return
        if new.exists():
            raise HiveError("InvalidOperationException", f"{target} already exists")
        new.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(old, new)

    def _may_remove(self, path: Path, within: str) -> bool:
        real = path.resolve()
        roots = [self.warehouse, *self.buckets.folders.values()]
        if self.buckets.folder is not None:
            roots.append(self.buckets.folder)
        own = self.buckets.local_path(within) if within else None
        if own is not None and len(own.parts) > 2:
            roots.append(own)
        return any(real != root.resolve() and real.is_relative_to(root.resolve()) for root in roots)
