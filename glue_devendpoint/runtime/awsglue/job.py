"""Job: starts and ends the run of a script, and loads and saves its bookmarks."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pyspark.sql import SparkSession

from awsglue import bookmarks

if TYPE_CHECKING:
    from awsglue.context import GlueContext


class Job:
    """A run of a script."""

    def __init__(self, glue_context: GlueContext | SparkSession) -> None:
        from awsglue.context import GlueContext

        if not isinstance(glue_context, (GlueContext, SparkSession)):
            raise Exception(
                f"Job requires a GlueContext or a SparkSession; got {type(glue_context).__name__}"
            )
        self._context = glue_context
        self._bookmark: bookmarks.Bookmark | None = None

    @classmethod
    def continuation_options(cls) -> list[str]:
        """Return the values of --continuation-option."""
        return ["continuation-enabled", "continuation-readonly", "continuation-ignore"]

    @classmethod
    def job_bookmark_options(cls) -> list[str]:
        """Return the values of --job-bookmark-option."""
        return [bookmarks.ENABLE, bookmarks.PAUSE, bookmarks.DISABLE]

    @classmethod
    def job_bookmark_range_options(cls) -> list[str]:
        """Return the options that bound a paused bookmark."""
        return ["--job-bookmark-from", "--job-bookmark-to"]

    @classmethod
    def id_params(cls) -> list[str]:
        """Return the options that identify a run."""
        return ["--JOB_NAME", "--JOB_ID", "--JOB_RUN_ID", "--SECURITY_CONFIGURATION"]

    @classmethod
    def encryption_type_options(cls) -> list[str]:
        """Return the values of --encryption-type."""
        return ["sse-s3"]

    @classmethod
    def data_lineage_options(cls) -> list[str]:
        """Return the options about data lineage."""
        return ["--enable-data-lineage"]

    def init(self, job_name: str, args: Mapping[str, Any] | None = None) -> None:
        """Start the run, and load its bookmark according to the arguments."""
        given = args or {}
        self._bookmark = bookmarks.Bookmark.load(
            job_name,
            str(given.get("JOB_RUN_ID") or os.environ.get("JOB_RUN_ID") or f"jr_{uuid4().hex}"),
            str(given.get("job_bookmark_option") or bookmarks.DISABLE),
            given.get("job_bookmark_from"),
            given.get("job_bookmark_to"),
        )
        bookmarks.begin(self._bookmark)

    def isInitialized(self) -> bool:
        """Return whether `init` has been called."""
        return self._bookmark is not None

    def commit(self) -> None:
        """End the run, and save its bookmark."""
        if self._bookmark is not None:
            self._bookmark.commit()
