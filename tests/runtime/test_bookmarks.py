"""Job and its bookmarks over files."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from awsglue import bookmarks
from awsglue.bookmark_errors import BookmarkChanged
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.files import DataFile
from awsglue.job import Job
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.spark
Run = Callable[..., list[int]]
Make = Callable[[list[dict[str, Any]]], DynamicFrame]
ENABLE = {"job_bookmark_option": "job-bookmark-enable"}


@pytest.fixture
def run(glue_context: GlueContext, bucket: Path, home: Path) -> Run:
    """Runs a job over the bucket's folder `in`, and returns the values it saw."""

    def one(
        run_id: str, args: dict[str, str] | None = None, commit: bool = True, ctx: str = "src",
        **connection: Any,
    ) -> list[int]:  # fmt: skip
        job = Job(glue_context)
        job.init("my job/1", {**(args or ENABLE), "JOB_RUN_ID": run_id})
        frame = glue_context.create_dynamic_frame.from_options(
            "s3", {"paths": [f"s3://{bucket.name}/in"], **connection}, format="json",
            transformation_ctx=ctx)  # fmt: skip
        seen = [row["v"] for row in frame.toDF().collect()] if frame.count() else []
        if commit:
            job.commit()
        return sorted(seen)

    (bucket / "in").mkdir()
    return one


def put(bucket: Path, name: str, value: int, modified: int) -> None:
    """Write a file with one record and a modification time."""
    path = bucket / "in" / name
    path.write_text(json.dumps({"v": value}))
    os.utime(path, (modified, modified))


def test_a_run_sees_new_and_changed_files_only(run: Run, bucket: Path) -> None:
    put(bucket, "a", 1, 10_000)
    put(bucket, "b", 2, 10_010)

    first = run("r1")
    put(bucket, "c", 3, 10_005)  # within the window, though older than the newest
    put(bucket, "a", 11, 10_020)
    second = run("r2")
    third = run("r3")

    assert (first, second, third) == ([1, 2], [3, 11], [])


def test_nothing_advances_without_commit_or_context(run: Run, bucket: Path) -> None:
    put(bucket, "a", 1, 10_000)

    assert run("r1", commit=False) == [1]
    assert run("r2", ctx="") == [1]
    assert run("r3") == [1]
    assert run("r4", {"job_bookmark_option": "job-bookmark-disable"}) == [1]
    assert run("r5", ctx="another") == [1]


def test_a_pause_reads_on_without_saving_and_within_bounds(run: Run, bucket: Path) -> None:
    pause = {"job_bookmark_option": "job-bookmark-pause"}
    for i in range(1, 4):
        put(bucket, f"f{i}", i, 10_000 * i)
        run(f"r{i}")
    put(bucket, "f4", 4, 40_000)

    assert run("p1", pause) == [4]
    assert run("p2", pause) == [4]
    bounds = {"job_bookmark_from": "r1", "job_bookmark_to": "r3"}
    assert run("p3", {**pause, **bounds}) == [2, 3]
    with pytest.raises(ValueError, match="bookmark of job 'my job/1' has no entry for run 'zz'"):
        run("p4", {**pause, "job_bookmark_from": "zz", "job_bookmark_to": "r3"})


def test_a_bookmark_without_an_endpoint_is_forgotten_with_its_folder(
    run: Run, bucket: Path, home: Path
) -> None:
    put(bucket, "f1", 1, 10_000)
    run("r1")
    run("r2")
    versions = sorted((home / "bookmarks" / "my%20job%2f1").iterdir())
    newest = json.loads(versions[-1].read_text())

    shutil.rmtree(home / "bookmarks")

    assert len(versions) == 2
    assert (newest["Version"], newest["RunId"], newest["PreviousRunId"]) == (2, "r2", "r1")
    assert run("r3") == [1]


def test_of_two_runs_of_a_job_at_once_the_second_to_commit_is_told(
    glue_context: GlueContext, home: Path
) -> None:
    first, second = Job(glue_context), Job(glue_context)
    first.init("j", {**ENABLE, "JOB_RUN_ID": "r1"})
    second.init("j", {**ENABLE, "JOB_RUN_ID": "r2"})
    first.commit()

    with pytest.raises(BookmarkChanged, match="changed by another run or a reset while run 'r2'"):
        second.commit()

    first.commit()


def test_a_bookmark_is_kept_at_the_endpoint_where_there_is_one(
    catalog: Any, run: Run, bucket: Path, home: Path
) -> None:
    for i in range(1, 4):
        put(bucket, f"f{i}", i, 10_000 * i)
        run(f"r{i}")

    rewound = catalog.reset_job_bookmark(JobName="my job/1", RunId="r2")["JobBookmarkEntry"]
    again = run("r4")
    bounds = {"job_bookmark_from": "r1", "job_bookmark_to": "r3"}
    paused = run("p", {"job_bookmark_option": "job-bookmark-pause", **bounds})
    catalog.reset_job_bookmark(JobName="my job/1")

    assert (rewound["Run"], rewound["RunId"]) == (1, "r1")
    assert (again, paused, run("r5")) == ([2, 3], [2, 3], [1, 2, 3])
    assert not (home / "bookmarks").exists()


def test_the_keys_of_relationalize_go_on_from_run_to_run(
    glue_context: GlueContext, make_frame: Make, home: Path
) -> None:
    def run(ctx: str = "flat", commit: bool = True) -> tuple[list[int], list[int]]:
        job = Job(glue_context)
        job.init("numbered", {**ENABLE, "JOB_RUN_ID": f"r{uuid4().hex}"})
        frame = make_frame([{"a": [1, 2], "b": [{"c": [3]}]}, {"a": [4]}])
        tables = frame.relationalize("root", "s3://x/tmp", transformation_ctx=ctx)
        root = [row["a"] for row in tables["root"].toDF().collect()]
        children = [tables[name].toDF().select("id").distinct().collect() for name in
                    ("root_a", "root_b", "root_b.val.c")]  # fmt: skip
        assert sorted(row["id"] for row in children[0]) == sorted(root)
        if commit:
            job.commit()
        return root, [row["id"] for each in children[1:] for row in each]

    first, uncommitted, second, third = run(), run(commit=False), run(), run()
    without = run(ctx="")

    assert first[0][0] == 1
    assert uncommitted == second
    assert without == first
    of_root = [*first[0], *second[0], *third[0]]
    assert len(set(of_root)) == len(of_root) == 6
    assert max(first[0]) < min(second[0]) < max(second[0]) < min(third[0])
    assert max(first[1]) < min(second[1])


def test_a_bounded_run_takes_the_oldest_files(run: Run, bucket: Path) -> None:
    for i in range(1, 6):
        put(bucket, f"f{6 - i}", i, 10_000 * i)

    assert run("r1", boundedFiles="2") == [1, 2]
    assert run("r2", boundedFiles=2) == [3, 4]
    assert run("r3", boundedFiles=2) == [5]


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 300)), max_size=6), max_size=6)
)
def test_every_version_of_a_file_is_seen_once(rounds: list[list[tuple[int, int]]]) -> None:
    held: dict[str, DataFile] = {}
    state: dict[str, Any] = {}
    clock = 0
    for changes in rounds:
        clock += 10_000
        changed = {}
        for number, late in changes:
            file = DataFile(f"f{number}", 1, clock * 1000 + late * 1000)
            held[file.path] = changed[file.path] = file

        fresh = bookmarks.new_files(held.values(), state, None, 900)
        state = bookmarks.files_state(fresh, state, 900)

        assert sorted(fresh) == sorted(changed.values())


def test_a_job_knows_whether_it_began(glue_context: GlueContext, home: Path) -> None:
    job = Job(glue_context.spark_session)

    assert not job.isInitialized()
    job.init("j", {})
    assert job.isInitialized()
    with pytest.raises(Exception, match="requires a GlueContext or a SparkSession; got str"):
        Job("x")  # type: ignore[arg-type]
