"""Data roots: the folders where crawls and previews may read and Iceberg tables may be created."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from glue_devendpoint.config import GlueDevEndpoint
from glue_devendpoint.errors import AccessDenied, InvalidInput
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
    private: str = ""
    """The endpoint's home folder: nothing below it but buckets is data."""

    def open(self, location: str) -> FileStore:
        """Return the files at a location; refuse one outside the roots."""
        store = resolve_store(location, self.buckets)
        if not isinstance(store, LocalFiles):
            return store
        real = Path(os.path.realpath(store.root))
        if self._is_private(real):
            raise AccessDenied(
                f"{location} is in the home folder of the endpoint; only its buckets contain data."
            )
        if not self.contains(real):
            raise AccessDenied(
                f"The location {location} is outside the allowed data folders "
                f"({', '.join(self.folders)}); add its folder to the setting data_roots."
            )
        return LocalFiles(store.location, real)

    def contains(self, real: Path) -> bool:
        """Return whether a path without links is in one of the folders."""
        return not self._is_private(real) and any(
            real.is_relative_to(os.path.realpath(folder)) for folder in self.folders
        )

    def check_database(self, path: str) -> None:
        """Refuse a database file outside the roots, or one that isn't a regular file.

        The message is the same for a file that doesn't exist, so it reveals nothing.
        """
        real = Path(os.path.realpath(path))
        if not self.contains(real):
            raise AccessDenied(
                f"The database file {path} is outside the allowed data folders; add its folder to "
                "the setting data_roots."
            )
        if real.exists() and not real.is_file():
            raise InvalidInput(f"{path} isn't a database file.")

    def _is_private(self, real: Path) -> bool:
        home = os.path.realpath(self.private) if self.private else ""
        if not home or not real.is_relative_to(home):
            return False
        folders = (self.buckets.folder, *self.buckets.folders.values())
        own = [Path(os.path.realpath(folder)) for folder in folders if folder is not None]
        return not any(
            real.is_relative_to(folder) and folder.is_relative_to(home) for folder in own
        )


def allowed_roots(config: GlueDevEndpoint, home: Home) -> Roots:
    """Return the roots that the configuration allows."""
    named = [folder for folder in config.data_roots.split(os.pathsep) if folder]
    folders = named or [str(Path.home()), tempfile.gettempdir()]
    buckets = configured_buckets(config, home)
    mapped = (str(folder) for folder in buckets.folders.values())
    return Roots((*folders, str(home.buckets), *mapped), buckets, str(home.root))
