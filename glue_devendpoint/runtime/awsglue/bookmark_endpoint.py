"""Bookmarks stored at the endpoint: read with GetJobBookmark, written with PutJobBookmark.

Glue has no public operation for writing bookmarks, so the endpoint provides PutJobBookmark. The
client supports it because its description is added to botocore's service model.
"""

from __future__ import annotations

import functools
from typing import Any

from botocore.loaders import Loader
from glue_own_operations import OPERATIONS, SHAPES

from awsglue.bookmark_errors import BookmarkChanged
from awsglue.catalog_client import new_client


class _WithOwnOperations(Loader):  # type: ignore[misc]  # botocore is untyped
    """Loads Glue's model with the endpoint's own operations."""

    def load_service_model(
        self, service_name: str, type_name: str, api_version: str | None = None
    ) -> Any:
        """Return the model of a service, with the endpoint's own operations."""
        model = super().load_service_model(service_name, type_name, api_version)
        if (service_name, type_name) != ("glue", "service-2"):
            return model
        return {
            **model,
            "operations": {**model["operations"], **OPERATIONS},
            "shapes": {**model["shapes"], **SHAPES},
        }


@functools.cache
def _models() -> Loader:
    """Return the models, parsed once."""
    return _WithOwnOperations()


class EndpointStore:
    """Stores bookmarks at the configured endpoint."""

    def __init__(self) -> None:
        self._client = new_client(_models())

    def find(self, job_name: str, run_id: str | None = None) -> dict[str, Any] | None:
        """Return the latest entry of a job or, if given, of a run."""
        of_run = {"RunId": run_id} if run_id else {}
        try:
            answer = self._client.get_job_bookmark(JobName=job_name, **of_run)
        except self._client.exceptions.EntityNotFoundException:
            return None
        entry: dict[str, Any] = answer["JobBookmarkEntry"]
        return entry

    def put(self, job_name: str, run_id: str, version: int, state: str) -> None:
        """Save what a run has processed, on top of the version it read."""
        try:
            self._client.put_job_bookmark(
                JobName=job_name, RunId=run_id, Version=version, JobBookmark=state
            )
        except self._client.exceptions.VersionMismatchException:
            raise BookmarkChanged(job_name, run_id) from None
