"""Operations on job bookmarks; PutJobBookmark exists only here."""

from __future__ import annotations

from glue_devendpoint.api.operations import Answer, Call, operation
from glue_devendpoint.api.transactions import reading, writing
from glue_devendpoint.jobs.bookmarks import find_bookmark, put_bookmark, reset_bookmark


def one_job(call: Call) -> list[str]:
    """Return the resource of the request's job."""
    return [f"job/{call.request['JobName']}"]


@operation("GetJobBookmark", resources=one_job, is_quick=True)
def get_job_bookmark(call: Call) -> Answer:
    """Return a job's bookmark, or the one that a run committed."""
    with reading(call) as work:
        entry = find_bookmark(work, call.request["JobName"], call.request.get("RunId"))
    return {"JobBookmarkEntry": entry}


@operation("PutJobBookmark", resources=one_job)
def put_job_bookmark(call: Call) -> Answer:
    """Store a run's bookmark."""
    request = call.request
    with writing(call) as work:
        entry = put_bookmark(
            work, request["JobName"], request["RunId"], request["Version"], request["JobBookmark"]
        )
    return {"JobBookmarkEntry": entry}


@operation("ResetJobBookmark", resources=one_job)
def reset_job_bookmark(call: Call) -> Answer:
    """Reset a job's bookmark, or rewind it to before a run."""
    with writing(call) as work:
        entry = reset_bookmark(work, call.request["JobName"], call.request.get("RunId"))
    return {"JobBookmarkEntry": entry}
