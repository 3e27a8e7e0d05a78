"""Data roots: the folders where crawls and previews may read and Iceberg tables may be created."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from glue_devendpoint.config import GlueDevEndpoint
from glue_devendpoint.errors import AccessDenied
from glue_devendpoint.files.buckets import Buckets, configured_buckets
from glue_devendpoint.files.local import LocalFiles
from glue_devendpoint.files.resolve import resolve_store
from glue_devendpoint.files.stores import FileStore
from glue_devendpoint.home import Home


@dataclass(frozen=True, slots=True)
class Roots:
    """The folders whose files may be used, and where buckets are."""

    folders: tuple[str, ...]
    buckets: Buckets

    def open(self, location: str) -> FileStore:
        """Return the files at a location; refuse one outside the roots."""
        store = resolve_store(location, self.buckets)
        if not isinstance(store, LocalFiles):
            return store
        real = Path(os.path.realpath(store.root))
        if not self.contains(real):
            raise AccessDenied(
                f"The location {location} is outside the allowed data folders "
                f"({', '.join(self.folders)}); add its folder to the setting data_roots."
            )
        return LocalFiles(store.location, real)

    def contains(self, real: Path) -> bool:
        """Return whether a path without links is in one of the folders."""
        return any(real.is_relative_to(os.path.realpath(folder)) for folder in self.folders)


def allowed_roots(config: GlueDevEndpoint, home: Home) -> Roots:
    """Return the roots that the configuration allows."""
    named = [folder for folder in config.data_roots.split(os.pathsep) if folder]
    folders = named or [str(Path.home()), tempfile.gettempdir()]
    buckets = configured_buckets(config, home)
    mapped = (str(folder) for folder in buckets.folders.values())
    return Roots((*folders, str(home.buckets), *mapped), buckets)
