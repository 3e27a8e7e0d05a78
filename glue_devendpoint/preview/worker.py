"""The worker: a process that executes requests in sequence.

It is started in advance with its libraries loaded, reads a line of JSON from its standard input,
and writes a line of JSON to its standard output. Its memory, and its CPU time per request, are
limited, so a hostile file can break only this process, never the server.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any

from glue_table_format import TableFormat

from glue_devendpoint.errors import AccessDenied, DevEndpointError
from glue_devendpoint.files.buckets import Buckets, S3Access
from glue_devendpoint.files.failures import UnreadableFile, UnreadableLocation
from glue_devendpoint.files.roots import Roots
from glue_devendpoint.preview.cells import cell
from glue_devendpoint.preview.plan import Column, Plan, Source
from glue_devendpoint.preview.profile import profile_columns
from glue_devendpoint.preview.readers import Row
from glue_devendpoint.preview.sampling import (
    MAX_FILES_LISTED,
    Bounds,
    Enough,
    PlannedFile,
    Unlisted,
    list_files,
    rows_of,
)

Json = dict[str, Any]

MEMORY_BYTES = 1 << 30
SAMPLE_ROWS, SAMPLE_CELLS = 50_000, 2_000_000
SAMPLE_FILES = 20


def main() -> None:
    """Execute requests until there are no more."""
    _limit_memory()
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        _limit_processor(order["seconds"])
        print(json.dumps(carry_out(order)), flush=True)


def carry_out(order: Json) -> Json:
    """Execute a request. Errors of the files are part of the response."""
    started = time.monotonic()
    bounds = Bounds(order["max_bytes"], started + order["seconds"])
    plan, roots = _plan(order["plan"]), _roots(order["roots"])
    do = {"preview": preview, "profile": profile}[order["action"]]
    try:
        answer = do(plan, roots, bounds, order)
    except AccessDenied as err:
        return _failure("LocationRefused", str(err))
    except (UnreadableFile, UnreadableLocation) as err:
        return _failure("UnreadableFile", str(err))
    except DevEndpointError as err:
        return _failure("CannotPreview", str(err))
    except MemoryError:
        return _failure("TooLarge", "Reading the files exceeded the memory limit for previews.")
    except TimeoutError:
        return _failure(
            "TimedOut",
            "Matching a line with the table's pattern takes too long; simplify the pattern.",
        )
    return answer | {"elapsed_ms": round((time.monotonic() - started) * 1000)}


def preview(plan: Plan, roots: Roots, bounds: Bounds, order: Json) -> Json:
    """Read the first rows."""
    notices, rows = Unlisted(), []
    try:
        for file in list_files(plan, roots, notices):
            for row in rows_of(file, plan, bounds):
                rows.append(row)
                if len(rows) > order["limit"]:
                    raise Enough
    except Enough:
        pass
    return {
        "columns": [_column(each) for each in (*plan.columns, *plan.partition_keys)],
        "rows": [[cell(value) for value in row] for row in rows[: order["limit"]]],
        "truncated": len(rows) > order["limit"] or bool(bounds.reached),
        "files_read": bounds.files_read,
        "bytes_read": bounds.bytes_read,
        "note": "; ".join([*notices.said[:3], *([bounds.reached] if bounds.reached else [])]),
    }


def profile(plan: Plan, roots: Roots, bounds: Bounds, order: Json) -> Json:
    """Profile the columns over a sample, and describe the sample."""
    notices = Unlisted()
    files = list(islice(list_files(plan, roots, notices), MAX_FILES_LISTED))
    chosen = _spread(files, SAMPLE_FILES)
    columns = (*plan.columns, *plan.partition_keys)
    share = min(SAMPLE_ROWS, SAMPLE_CELLS // max(1, len(columns))) // max(1, len(chosen))
    rows, is_complete = _sample(chosen, plan, bounds, share)
    is_complete = is_complete and len(chosen) == len(files) and len(files) < MAX_FILES_LISTED
    wanted = order.get("columns")
    places = [n for n, each in enumerate(columns) if wanted is None or each.name in wanted]
    method = "all rows" if is_complete else _describe(chosen, files, bounds, share)
    return {
        "columns": profile_columns(
            [columns[place] for place in places], [[row[n] for n in places] for row in rows]
        ),
        "sampled": {"method": method, "rows": len(rows), "of_files": len(files)},
        "note": "; ".join(notices.said[:3]),
    }


def _sample(
    chosen: list[PlannedFile], plan: Plan, bounds: Bounds, share: int
) -> tuple[list[Row], bool]:
    rows: list[Row] = []
    is_complete = True
    try:
        for file in chosen:
            before = len(rows)
            rows.extend(islice(rows_of(file, plan, bounds), share))
            is_complete = is_complete and len(rows) - before < share
    except Enough:
        is_complete = False
    return rows, is_complete


def _describe(
    chosen: list[PlannedFile], files: list[PlannedFile], bounds: Bounds, share: int
) -> str:
    listed = f"{len(files):,}" + ("+" if len(files) == MAX_FILES_LISTED else "")
    text = f"up to {share:,} rows from the start of {len(chosen)} of {listed} files"
    return f"{text} ({bounds.reached})" if bounds.reached else text


def _spread(files: list[PlannedFile], count: int) -> list[PlannedFile]:
    if len(files) <= count:
        return files
    return [files[place * len(files) // count] for place in range(count)]


def _column(column: Column) -> Json:
    return {"name": column.name, "type": column.type}


def _failure(code: str, message: str) -> Json:
    return {"error": {"code": code, "message": message}}


def _plan(given: Json) -> Plan:
    return Plan(
        _columns(given["columns"]),
        _columns(given["partition_keys"]),
        tuple(
            Source(
                each["location"],
                tuple(each["values"]),
                TableFormat.from_json(each["format"]),
                _columns(each["columns"]),
            )
            for each in given["sources"]
        ),
        tuple(given["exclusions"]),
    )


def _columns(given: list[Json]) -> tuple[Column, ...]:
    return tuple(Column(each["name"], each["type"]) for each in given)


def _roots(given: Json) -> Roots:
    buckets = given["buckets"]
    folder = Path(buckets["folder"]) if buckets["folder"] else None
    remote = {name: S3Access(**access) for name, access in buckets["remote"].items()}
    folders = {name: Path(path) for name, path in buckets["folders"].items()}
    return Roots(tuple(given["folders"]), Buckets(folder, remote, folders), given["private"])


def _limit_memory() -> None:
    """Limit the memory beyond what the libraries use, and forbid writing files."""
    with open("/proc/self/statm", encoding="ascii") as file:
        mapped = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + MEMORY_BYTES,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _limit_processor(seconds: float) -> None:
    """Limit the CPU time of the next request."""
    used = int(time.process_time())
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + int(seconds) + 5, hard))


if __name__ == "__main__":
    main()
