"""Why a bookmark could not be kept."""

from __future__ import annotations


class BookmarkChanged(RuntimeError):
    """Somebody else changed a job's bookmark while a run was under way."""

    def __init__(self, job_name: str, run_id: str) -> None:
        super().__init__(
            f"the bookmark of job {job_name!r} was changed by another run or a reset while run "
            f"{run_id!r} was under way, so what this run has processed is not noted and will be "
            "read again; let one run of the job end before the next begins (MaxConcurrentRuns 1)"
        )
