"""Errors that prevent a bookmark from being saved."""

from __future__ import annotations


class BookmarkChanged(RuntimeError):
    """The bookmark of a job was changed while one of its runs was in progress."""

    def __init__(self, job_name: str, run_id: str) -> None:
        super().__init__(
            f"the bookmark of job {job_name!r} was changed by another run or a reset while run "
            f"{run_id!r} was in progress, so this run's progress wasn't saved and the next run "
            "will process the same data again; set MaxConcurrentRuns to 1 to prevent this"
        )
