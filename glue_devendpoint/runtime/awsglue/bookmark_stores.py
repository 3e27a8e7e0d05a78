"""Stores bookmarks between runs: at the endpoint or, without one, in a folder.

A bookmark is a log of versions. Each entry has the format of Glue's GetJobBookmark response. A run
atomically adds a version after the one it read. If another version was added in between, nothing is
saved and the run gets an error.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any, Protocol

from awsglue.bookmark_errors import BookmarkChanged
from awsglue.buckets import home_folder

Entry = dict[str, Any]


class BookmarkStore(Protocol):
    """Stores the bookmarks of jobs."""

    def find(self, job_name: str, run_id: str | None = None) -> Entry | None:
        """Return the latest entry of a job or, if given, of a run."""

    def put(self, job_name: str, run_id: str, version: int, state: str) -> None:
        """Save what a run has processed, on top of the version it read (0 if there was none)."""


def bookmark_store() -> BookmarkStore:
    """Return the endpoint's store, or the home folder's if no endpoint is configured."""
    if "AWS_ENDPOINT_URL_GLUE" in os.environ or "AWS_ENDPOINT_URL" in os.environ:
        # boto3 is slow to import, and most scripts don't need it.
        from awsglue.bookmark_endpoint import EndpointStore

        return EndpointStore()
    return FolderStore(home_folder() / "bookmarks")


class FolderStore:
    """Stores a folder per job with a file per version. Delete a folder to reset its bookmark."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, job_name: str, run_id: str | None = None) -> Entry | None:
        """Return the latest entry of a job or, if given, of a run."""
        for path in sorted(self._of(job_name).glob("*.json"), reverse=True):
            entry: Entry = json.loads(path.read_text(encoding="utf-8"))
            if run_id in (None, entry["RunId"]):
                return entry
        return None

    def put(self, job_name: str, run_id: str, version: int, state: str) -> None:
        """Add a version atomically, by creating a link, which fails if the version exists."""
        newest = self.find(job_name) or {"Version": 0, "Run": 0}
        if newest["Version"] != version:
            raise BookmarkChanged(job_name, run_id)
        entry = {
            "JobName": job_name,
            "Version": version + 1,
            "Run": newest["Run"] + 1,
            "Attempt": 0,
            "PreviousRunId": newest.get("RunId"),
            "RunId": run_id,
            "JobBookmark": state,
        }
        folder = self._of(job_name)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=folder, encoding="utf-8") as stream:
            json.dump(entry, stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
            try:
                os.link(stream.name, folder / f"{version + 1:010}.json")
            except FileExistsError:
                raise BookmarkChanged(job_name, run_id) from None

    def _of(self, job_name: str) -> Path:
        safe = re.sub(r"[^\w-]", lambda found: f"%{ord(found.group()):02x}", job_name)
        return self._folder / safe
