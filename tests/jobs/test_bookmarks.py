"""Job bookmarks through real boto3: read, reset, gone back to, and written by runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import glue_own_operations
import pytest
from awsglue import bookmark_endpoint
from awsglue.bookmark_endpoint import EndpointStore
from awsglue.bookmark_errors import BookmarkChanged
from awsglue.bookmarks import files_state
from awsglue.files import DataFile
from botocore.exceptions import ClientError

from glue_devendpoint.access.client_environment import client_environment
from glue_devendpoint.access.identities import OWNER
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.events import iterate_events
from glue_devendpoint.jobs import bookmarks


@pytest.fixture
def runs(endpoint: Endpoint, server_url: str, monkeypatch: pytest.MonkeyPatch) -> EndpointStore:
    """The store through which runs reach their bookmarks, by a capability URL."""
    secret = endpoint.capabilities.issue(OWNER, "run/1", endpoint.clock.now().timestamp())
    region = endpoint.config.region
    for name, value in client_environment(server_url, secret, region, {}).items():
        monkeypatch.setenv(name, value)
    return EndpointStore()


def commit(runs: EndpointStore, *run_ids: str, job: str = "j") -> None:
    """Commit a state for each of some runs, one after the other."""
    for run_id in run_ids:
        entry = runs.find(job) or {"Version": 0}
        runs.put(job, run_id, entry["Version"], json.dumps({"src": run_id}))


def code_of(call: Callable[[], object]) -> str:
    """Return the error code with which a call is refused."""
    with pytest.raises(ClientError) as refused:
        call()
    code: str = refused.value.response["Error"]["Code"]
    return code


def test_the_newest_commit_is_the_bookmark(glue: Any, runs: EndpointStore) -> None:
    commit(runs, "r1", "r2_attempt_3")

    entry = glue.get_job_bookmark(JobName="j")["JobBookmarkEntry"]

    assert entry == {
        "JobName": "j",
        "Version": 2,
        "Run": 2,
        "Attempt": 3,
        "PreviousRunId": "r1",
        "RunId": "r2_attempt_3",
        "JobBookmark": '{"src": "r2_attempt_3"}',
    }


def test_what_an_earlier_run_left_can_be_read(glue: Any, runs: EndpointStore) -> None:
    commit(runs, "r1", "r2", "r3")

    entry = glue.get_job_bookmark(JobName="j", RunId="r2")["JobBookmarkEntry"]

    assert (entry["Version"], entry["JobBookmark"]) == (2, '{"src": "r2"}')


def test_several_commits_of_a_run_count_as_one_run(glue: Any, runs: EndpointStore) -> None:
    commit(runs, "r1", "r2", "r2")

    entry = glue.get_job_bookmark(JobName="j")["JobBookmarkEntry"]
    rewound = glue.reset_job_bookmark(JobName="j", RunId="r2")["JobBookmarkEntry"]

    assert (entry["Version"], entry["Run"], entry["PreviousRunId"]) == (3, 2, "r1")
    assert rewound["JobBookmark"] == '{"src": "r1"}'


def test_a_reset_forgets_what_was_processed(glue: Any, runs: EndpointStore) -> None:
    commit(runs, "r1", "r2")

    entry = glue.reset_job_bookmark(JobName="j")["JobBookmarkEntry"]

    cleared = {"JobName": "j", "Version": 3, "Run": 0, "Attempt": 0, "JobBookmark": "{}"}
    assert entry == cleared
    assert glue.get_job_bookmark(JobName="j")["JobBookmarkEntry"] == cleared


def test_a_rewind_to_a_run_leaves_what_the_run_began_with(glue: Any, runs: EndpointStore) -> None:
    commit(runs, "r1", "r2", "r3")

    to_second = glue.reset_job_bookmark(JobName="j", RunId="r2")["JobBookmarkEntry"]
    commit(runs, "r4")
    to_fourth = glue.reset_job_bookmark(JobName="j", RunId="r4")["JobBookmarkEntry"]
    to_first = glue.reset_job_bookmark(JobName="j", RunId="r1")["JobBookmarkEntry"]
    back_to_third = glue.reset_job_bookmark(JobName="j", RunId="r3")["JobBookmarkEntry"]

    seen = [to_second, to_fourth, to_first, back_to_third]
    assert [each["JobBookmark"] for each in seen] == [
        '{"src": "r1"}',
        '{"src": "r1"}',
        "{}",
        '{"src": "r2"}',
    ]
    assert [each["Version"] for each in seen] == [4, 6, 7, 8]
    assert [each["Run"] for each in seen] == [1, 1, 0, 2]


def test_what_is_not_there_is_not_found(glue: Any, runs: EndpointStore) -> None:
    commit(runs, "r1")

    calls = [
        lambda: glue.get_job_bookmark(JobName="other"),
        lambda: glue.reset_job_bookmark(JobName="other"),
        lambda: glue.get_job_bookmark(JobName="j", RunId="r9"),
        lambda: glue.reset_job_bookmark(JobName="j", RunId="r9"),
        lambda: glue.get_job_bookmark(JobName="a\0b", RunId="c\0d"),
    ]

    assert {code_of(call) for call in calls} == {"EntityNotFoundException"}
    with pytest.raises(ClientError, match="Continuation for job other not found"):
        glue.get_job_bookmark(JobName="other")


def test_a_commit_over_a_version_that_is_no_longer_the_newest_is_refused(
    glue: Any, runs: EndpointStore
) -> None:
    commit(runs, "r1")
    glue.reset_job_bookmark(JobName="j")

    with pytest.raises(BookmarkChanged, match="'j' was changed by another run or a reset"):
        runs.put("j", "r2", 1, "{}")

    assert glue.get_job_bookmark(JobName="j")["JobBookmarkEntry"]["Version"] == 2


def test_of_runs_that_commit_at_once_one_wins(glue: Any, runs: EndpointStore) -> None:
    commit(runs, "r1")

    def race(number: int) -> bool:
        try:
            runs.put("j", f"racer-{number}", 1, json.dumps({"src": number}))
        except BookmarkChanged:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = [number for number, has_won in enumerate(pool.map(race, range(8))) if has_won]

    assert len(won) == 1
    entry = glue.get_job_bookmark(JobName="j")["JobBookmarkEntry"]
    assert (entry["Version"], entry["RunId"]) == (2, f"racer-{won[0]}")


def test_a_commit_that_is_sent_again_is_answered_again(glue: Any, runs: EndpointStore) -> None:
    runs.put("j", "r1", 0, '{"src": 1}')

    runs.put("j", "r1", 0, '{"src": 1}')

    assert glue.get_job_bookmark(JobName="j")["JobBookmarkEntry"]["Version"] == 1
    with pytest.raises(BookmarkChanged):
        runs.put("j", "r1", 0, '{"src": 2}')


@pytest.mark.parametrize("state", ["", "{", "[1]", "7"])
def test_a_state_that_is_no_json_object_is_refused(runs: EndpointStore, state: str) -> None:
    assert code_of(lambda: runs.put("j", "r1", 0, state)) == "InvalidInputException"


def test_each_change_is_an_event(glue: Any, runs: EndpointStore, endpoint: Endpoint) -> None:
    commit(runs, "r1")
    glue.reset_job_bookmark(JobName="j")

    told = [
        (event.operation, event.resource, event.before_version, event.after_version)
        for event in iterate_events(endpoint.store)
    ]

    assert told == [
        ("PutJobBookmark", "job/j", None, "1"),
        ("ResetJobBookmark", "job/j", "1", "2"),
    ]


def test_a_caller_who_may_not_touch_a_job_may_not_touch_its_bookmark(
    endpoint: Endpoint, make_client: Callable[..., Any], runs: EndpointStore
) -> None:
    commit(runs, "r1")
    keys = endpoint.identities.add("reader", endpoint.clock.now())
    policy = {"Effect": "Allow", "Action": "glue:GetJobBookmark", "Resource": "*/j"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [policy]})
    endpoint.policies.put_identity_policy("reader", document)

    reader = make_client(keys)

    assert reader.get_job_bookmark(JobName="j")["JobBookmarkEntry"]["Version"] == 1
    assert code_of(lambda: reader.reset_job_bookmark(JobName="j")) == "AccessDeniedException"
    assert code_of(lambda: reader.get_job_bookmark(JobName="k")) == "AccessDeniedException"


def test_only_the_last_versions_are_kept(
    glue: Any, runs: EndpointStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bookmarks, "KEPT", 3)
    commit(runs, "r1", "r2", "r3", "r4")

    assert code_of(lambda: glue.get_job_bookmark(JobName="j", RunId="r1")) == (
        "EntityNotFoundException"
    )
    with pytest.raises(ClientError, match="before run r2 not found: only the last 3 versions"):
        glue.reset_job_bookmark(JobName="j", RunId="r2")
    rewound = glue.reset_job_bookmark(JobName="j", RunId="r3")["JobBookmarkEntry"]
    assert rewound["JobBookmark"] == '{"src": "r2"}'


def test_states_are_sealed_where_the_catalog_is(
    glue: Any, runs: EndpointStore, endpoint: Endpoint
) -> None:
    glue.put_data_catalog_encryption_settings(
        DataCatalogEncryptionSettings={"EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS"}}
    )

    commit(runs, "secret-state")

    with endpoint.store.read() as connection:
        stored = connection.exec_driver_sql("SELECT state FROM job_bookmarks").scalar_one()
    assert "secret-state" not in stored
    assert glue.get_job_bookmark(JobName="j")["JobBookmarkEntry"]["JobBookmark"] == (
        '{"src": "secret-state"}'
    )


def test_what_a_large_load_leaves_goes_through(glue: Any, runs: EndpointStore) -> None:
    paths = (f"s3://lake/{'deep/' * 20}{number}.json" for number in range(300_000))
    files = (DataFile(path, 1, 1_700_000_000_000 + at) for at, path in enumerate(paths))
    state = json.dumps({"src": files_state(files, {}, 900)}, separators=(",", ":"))

    runs.put("j", "r1", 0, state)

    assert glue.get_job_bookmark(JobName="j")["JobBookmarkEntry"]["JobBookmark"] == state


def test_runs_and_endpoint_go_by_one_description_of_their_operation(runs: EndpointStore) -> None:
    known = runs._client.meta.service_model.operation_model("PutJobBookmark")

    assert vars(bookmark_endpoint)["OPERATIONS"] is glue_own_operations.OPERATIONS
    assert (
        known.input_shape.required_members
        == glue_own_operations.SHAPES["PutJobBookmarkRequest"]["required"]
    )
