"""A script with bookmarks, run as a user runs it: alone, and beside a running endpoint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.serving import serving

pytestmark = [pytest.mark.spark, pytest.mark.slow]

Write = Callable[[Path, Sequence[Any]], None]


def test_a_bookmark_follows_its_job_and_a_user_resets_it(bench: Any, write_lines: Write) -> None:
    folder = bench.bucket("followed")
    said: list[str] = []

    def run(*words: str) -> None:
        """Run the script over one file more than before."""
        number = len(said) + 1
        write_lines(folder / "events" / f"{number}.json", [{"id": number, "kind": "a"}])
        words = words or ("--job-bookmark-option", "job-bookmark-enable")
        about = ["--JOB_NAME", "followed", "--JOB_RUN_ID", f"jr_{number}", "--bucket", "followed"]
        ran = bench.run("incremental_bookmarks.py", *about, *words)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        said.append(ran.stdout.strip().splitlines()[-1])

    run()
    with serving(bench.home):
        run()
        run()
        bench.glue.reset_job_bookmark(JobName="followed", RunId="jr_2")
        run()
    bench.glue.reset_job_bookmark(JobName="followed")
    run()
    bounds = ("--job-bookmark-from", "jr_1", "--job-bookmark-to", "jr_3")
    run("--job-bookmark-option", "job-bookmark-pause", *bounds)

    assert said == [f"new events: {count}" for count in (1, 1, 1, 3, 5, 2)]
    entry = bench.glue.get_job_bookmark(JobName="followed")["JobBookmarkEntry"]
    assert (entry["RunId"], entry["Version"]) == ("jr_5", 7)
    assert not (bench.home / "bookmarks").exists()
