"""Crawlers and classifiers through boto3: definitions, states, and real crawls."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.runners.runs import runs_of
from glue_devendpoint.server.run_keeping import run_host
from tests.serving import Served, serving

ROLE = "arn:aws:iam::123456789012:role/crawl"


@pytest.fixture
def keep_runs(endpoint: Endpoint) -> Callable[[], None]:
    """Looks after runs once, as a server does continuously."""
    host = run_host(endpoint, "test-host")
    return lambda: host.tick(endpoint.clock.now())


def code_of(call: Callable[[], object]) -> str:
    """Return the error code of a rejected call."""
    with pytest.raises(ClientError) as refused:
        call()
    code: str = refused.value.response["Error"]["Code"]
    return code


def make_files(folder: Path) -> Path:
    """Write a small table with two partitions of JSON lines."""
    for day in ("1", "2"):
        (folder / f"day={day}").mkdir(parents=True)
        (folder / f"day={day}" / "x.json").write_text('{"id": 1, "name": "a"}\n')
    return folder


def make_crawler(glue: Any, folder: Path | str, name: str = "c", **more: object) -> None:
    """Create a crawler over a folder."""
    targets = {"S3Targets": [{"Path": str(folder)}]}
    glue.create_crawler(Name=name, Role=ROLE, DatabaseName="shop", Targets=targets, **more)


def finish(glue: Any, keep_runs: Callable[[], None], name: str = "c") -> dict[str, Any]:
    """Wait until a crawler is READY and return it."""
    for _ in range(600):
        keep_runs()
        crawler: dict[str, Any] = glue.get_crawler(Name=name)["Crawler"]
        if crawler["State"] == "READY":
            return crawler
        time.sleep(0.05)
    raise AssertionError("the crawl does not end")


def test_a_crawler_comes_back_as_it_was_made_with_glues_defaults(glue: Any) -> None:
    make_crawler(glue, "s3://lake/sales", Description="d", Schedule="cron(15 12 * * ? *)")

    crawler = glue.get_crawler(Name="c")["Crawler"]

    assert crawler["State"] == "READY"
    assert crawler["Schedule"] == {
        "ScheduleExpression": "cron(15 12 * * ? *)",
        "State": "SCHEDULED",
    }
    assert crawler["SchemaChangePolicy"] == {
        "UpdateBehavior": "UPDATE_IN_DATABASE",
        "DeleteBehavior": "DEPRECATE_IN_DATABASE",
    }
    assert crawler["RecrawlPolicy"] == {"RecrawlBehavior": "CRAWL_EVERYTHING"}
    assert crawler["LineageConfiguration"] == {"CrawlerLineageSettings": "DISABLE"}
    assert (crawler["Version"], crawler["CrawlElapsedTime"]) == (1, 0)
    assert "LastCrawl" not in crawler


def test_names_are_unique_and_missing_ones_are_not_found(glue: Any) -> None:
    make_crawler(glue, "s3://lake/sales")

    assert code_of(lambda: make_crawler(glue, "s3://lake/sales")) == "AlreadyExistsException"
    for operation in ("get_crawler", "start_crawler", "stop_crawler", "delete_crawler"):
        missing = getattr(glue, operation)
        assert code_of(partial(missing, Name="no")) == "EntityNotFoundException"


@pytest.mark.parametrize(
    "request_",
    [
        {"Targets": {}},
        {"Targets": {"S3Targets": []}},
        {"Targets": {"S3Targets": [{}]}},
        {"Targets": {"JdbcTargets": [{}]}},
        {"Targets": {"S3Targets": [{"Path": "ftp://x/y"}]}, "Schedule": "cron(* *)"},
        {"Schedule": "rate(5 minutes)"},
        {"Schedule": "cron(0 0 1 * 1 *)"},
        {"Classifiers": ["nobody"]},
        {"Configuration": "{"},
        {"Targets": {"JdbcTargets": [{"ConnectionName": "nobody", "Path": "a/b"}]}},
        {
            "Targets": {
                "S3Targets": [{"Path": "s3://a"}],
                "CatalogTargets": [{"DatabaseName": "d", "Tables": ["t"]}],
            }
        },
        {"Targets": {"CatalogTargets": [{"DatabaseName": "d", "Tables": ["t"]}]}},
    ],
)
def test_a_crawler_that_cannot_work_is_refused(glue: Any, request_: dict[str, Any]) -> None:
    request = {"Targets": {"S3Targets": [{"Path": "s3://a/b"}]}} | request_

    code = code_of(lambda: glue.create_crawler(Name="c", Role=ROLE, DatabaseName="d", **request))

    assert code == "InvalidInputException"
    assert glue.list_crawlers()["CrawlerNames"] == []


def test_an_update_changes_what_it_names_and_counts_the_version(glue: Any) -> None:
    make_crawler(glue, "s3://lake/sales", Description="old")

    glue.update_crawler(Name="c", SchemaChangePolicy={"UpdateBehavior": "LOG"})

    crawler = glue.get_crawler(Name="c")["Crawler"]
    assert (crawler["Version"], crawler["Description"]) == (2, "old")
    assert crawler["SchemaChangePolicy"] == {
        "UpdateBehavior": "LOG",
        "DeleteBehavior": "DEPRECATE_IN_DATABASE",
    }


def test_new_folders_only_binds_the_policies_and_the_targets(glue: Any) -> None:
    policy = {"RecrawlBehavior": "CRAWL_NEW_FOLDERS_ONLY"}
    make_crawler(glue, "s3://lake/sales", RecrawlPolicy=policy)
    other = {"S3Targets": [{"Path": "s3://lake/other"}]}

    found = glue.get_crawler(Name="c")["Crawler"]

    assert found["SchemaChangePolicy"] == {"UpdateBehavior": "LOG", "DeleteBehavior": "LOG"}
    glue.update_crawler(Name="c", Targets=found["Targets"])
    update = lambda: glue.update_crawler(Name="c", Targets=other)  # noqa: E731
    assert code_of(update) == "InvalidInputException"


def test_event_mode_needs_a_queue_in_every_target(glue: Any) -> None:
    policy = {"RecrawlBehavior": "CRAWL_EVENT_MODE"}
    queue = "arn:aws:sqs:us-east-1:123456789012:changes"
    without = {"S3Targets": [{"Path": "s3://lake/sales"}]}
    with_queue = {"S3Targets": [{"Path": "s3://lake/sales", "EventQueueArn": queue}]}
    asked = {"Name": "c", "Role": "r", "RecrawlPolicy": policy}

    refused = code_of(lambda: glue.create_crawler(**asked, Targets=without))
    glue.create_crawler(**asked, Targets=with_queue)

    assert refused == "InvalidInputException"
    assert glue.get_crawler(Name="c")["Crawler"]["RecrawlPolicy"] == policy


def test_schedules_go_on_and_off_with_glues_own_errors(glue: Any) -> None:
    make_crawler(glue, "s3://lake/sales")

    without = code_of(lambda: glue.start_crawler_schedule(CrawlerName="c"))
    glue.update_crawler_schedule(CrawlerName="c", Schedule="cron(0 0 ? * MON-FRI *)")
    twice = code_of(lambda: glue.start_crawler_schedule(CrawlerName="c"))
    glue.stop_crawler_schedule(CrawlerName="c")
    off = glue.get_crawler(Name="c")["Crawler"]["Schedule"]["State"]
    again = code_of(lambda: glue.stop_crawler_schedule(CrawlerName="c"))

    assert (without, twice) == ("NoScheduleException", "SchedulerRunningException")
    assert (off, again) == ("NOT_SCHEDULED", "SchedulerNotRunningException")


def test_lists_are_paged_batched_and_filtered_by_tags(glue: Any) -> None:
    for number in range(7):
        tags = {"team": "a"} if number % 2 else {}
        make_crawler(glue, "s3://lake/sales", f"c{number}", Tags=tags)

    pages = glue.get_paginator("get_crawlers").paginate(PaginationConfig={"PageSize": 3})
    names = [crawler["Name"] for page in pages for crawler in page["Crawlers"]]
    tagged = glue.list_crawlers(Tags={"team": "a"})["CrawlerNames"]
    batch = glue.batch_get_crawlers(CrawlerNames=["c1", "no"])

    assert names == [f"c{number}" for number in range(7)]
    assert tagged == ["c1", "c3", "c5"]
    assert [crawler["Name"] for crawler in batch["Crawlers"]] == ["c1"]
    assert batch["CrawlersNotFound"] == ["no"]


def test_a_crawl_writes_tables_partitions_history_and_metrics(
    glue: Any, keep_runs: Callable[[], None], tmp_path: Path
) -> None:
    make_crawler(glue, make_files(tmp_path / "sales"))
    glue.start_crawler(Name="c")
    running = glue.get_crawler(Name="c")["Crawler"]["State"]

    crawler = finish(glue, keep_runs)

    table = glue.get_table(DatabaseName="shop", Name="sales")["Table"]
    columns = [(each["Name"], each["Type"]) for each in table["StorageDescriptor"]["Columns"]]
    partitions = glue.get_partitions(DatabaseName="shop", TableName="sales")["Partitions"]
    history = glue.list_crawls(CrawlerName="c")["Crawls"]
    metrics = glue.get_crawler_metrics(CrawlerNameList=["c", "no"])["CrawlerMetricsList"]
    assert running == "RUNNING"
    assert crawler["LastCrawl"]["Status"] == "SUCCEEDED"
    assert columns == [("id", "int"), ("name", "string")]
    assert [each["Values"] for each in partitions] == [["1"], ["2"]]
    assert table["CreatedBy"].endswith("assumed-role/crawl/AWS-Crawler")
    assert [crawl["State"] for crawl in history] == ["COMPLETED"]
    summary = json.loads(history[0]["Summary"])
    assert json.loads(summary["TABLE"]) == {"ADD": {"Count": 1, "Details": ["sales"]}}
    assert [(each["CrawlerName"], each["TablesCreated"]) for each in metrics] == [("c", 1)]


def test_a_crawl_outside_the_data_roots_names_the_setting(
    glue: Any, keep_runs: Callable[[], None]
) -> None:
    make_crawler(glue, "/etc")
    glue.start_crawler(Name="c")

    last = finish(glue, keep_runs)["LastCrawl"]

    assert last["Status"] == "FAILED"
    assert "data_roots" in last["ErrorMessage"]


def test_tables_of_the_catalog_are_crawled_without_a_database_name(
    glue: Any, keep_runs: Callable[[], None], tmp_path: Path
) -> None:
    make_crawler(glue, make_files(tmp_path / "sales"))
    glue.start_crawler(Name="c")
    finish(glue, keep_runs)
    glue.create_crawler(
        Name="of-tables",
        Role=ROLE,
        Targets={"CatalogTargets": [{"DatabaseName": "shop", "Tables": ["sales"]}]},
        SchemaChangePolicy={"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "LOG"},
    )
    (tmp_path / "sales" / "day=3").mkdir()
    (tmp_path / "sales" / "day=3" / "x.json").write_text('{"id": 1, "name": "a", "more": 1}\n')

    glue.start_crawler(Name="of-tables")
    crawler = finish(glue, keep_runs, "of-tables")

    assert crawler["LastCrawl"]["Status"] == "SUCCEEDED", crawler["LastCrawl"]
    table = glue.get_table(DatabaseName="shop", Name="sales")["Table"]
    assert [each["Name"] for each in table["StorageDescriptor"]["Columns"]][-1] == "more"
    assert [each["Name"] for each in glue.get_databases()["DatabaseList"]] == ["shop"]


def test_crawlers_follow_a_renamed_database(
    glue: Any, keep_runs: Callable[[], None], tmp_path: Path
) -> None:
    make_crawler(glue, make_files(tmp_path / "sales"))
    glue.create_database(DatabaseInput={"Name": "other"})
    targets = {"CatalogTargets": [{"DatabaseName": "Shop", "Tables": ["sales"]}]}
    log = {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "LOG"}
    glue.create_crawler(Name="of-tables", Role="r", Targets=targets, SchemaChangePolicy=log)
    files = {"S3Targets": [{"Path": str(tmp_path / "sales")}]}
    glue.create_crawler(Name="unconcerned", Role="r", DatabaseName="other", Targets=files)
    glue.start_crawler(Name="c")
    finish(glue, keep_runs)

    glue.update_database(Name="shop", DatabaseInput={"Name": "store"})

    found = {each["Name"]: each for each in glue.get_crawlers()["Crawlers"]}
    glue.start_crawler(Name="c")
    finish(glue, keep_runs)
    assert found["c"]["DatabaseName"] == "store"
    assert found["of-tables"]["Targets"]["CatalogTargets"][0]["DatabaseName"] == "store"
    assert (found["unconcerned"]["DatabaseName"], found["unconcerned"]["Version"]) == ("other", 1)
    assert [each["Name"] for each in glue.get_databases()["DatabaseList"]] == ["other", "store"]


def test_a_second_crawl_of_the_same_files_changes_nothing(
    glue: Any, keep_runs: Callable[[], None], tmp_path: Path
) -> None:
    make_crawler(glue, make_files(tmp_path / "sales"))
    for _ in range(2):
        glue.start_crawler(Name="c")
        finish(glue, keep_runs)

    newest = glue.list_crawls(CrawlerName="c")["Crawls"][0]

    assert json.loads(newest["Summary"]) == {}
    assert glue.get_table(DatabaseName="shop", Name="sales")["Table"]["VersionId"] == "0"


def test_a_running_crawler_refuses_to_start_change_or_go(
    glue: Any, keep_runs: Callable[[], None], tmp_path: Path
) -> None:
    make_crawler(glue, make_files(tmp_path / "sales"))
    glue.start_crawler(Name="c")

    codes = {
        code_of(lambda: glue.start_crawler(Name="c")),
        code_of(lambda: glue.update_crawler(Name="c", Description="x")),
        code_of(lambda: glue.delete_crawler(Name="c")),
    }

    assert codes == {"CrawlerRunningException"}
    assert finish(glue, keep_runs)["LastCrawl"]["Status"] == "SUCCEEDED"


def test_stopping_cancels_the_crawl_and_leaves_the_catalog_as_it_was(
    glue: Any, keep_runs: Callable[[], None], tmp_path: Path
) -> None:
    make_crawler(glue, make_files(tmp_path / "sales"))
    not_running = code_of(lambda: glue.stop_crawler(Name="c"))
    glue.start_crawler(Name="c")
    glue.stop_crawler(Name="c")

    crawler = finish(glue, keep_runs)

    assert not_running == "CrawlerNotRunningException"
    assert crawler["LastCrawl"]["Status"] == "CANCELLED"
    assert glue.get_databases()["DatabaseList"] == []
    assert [each["State"] for each in glue.list_crawls(CrawlerName="c")["Crawls"]] == ["STOPPED"]


@pytest.mark.parametrize(
    ("targets", "complaint"),
    [
        ({"DynamoDBTargets": [{"Path": "t"}]}, "a DynamoDB connector isn't included"),
        ({"MongoDBTargets": [{"ConnectionName": "m", "Path": "d/c"}]}, "a MongoDB connector"),
        ({"S3Targets": [{"Path": f"{Path.home()}/no/such/folder"}]}, "doesn't exist"),
        ({"S3Targets": [{"Path": "/no/such/folder"}]}, "data_roots"),
    ],
)
def test_a_target_that_cannot_be_crawled_fails_with_the_reason(
    glue: Any, keep_runs: Callable[[], None], targets: dict[str, Any], complaint: str
) -> None:
    glue.create_crawler(Name="c", Role=ROLE, DatabaseName="d", Targets=targets)
    glue.start_crawler(Name="c")

    crawler = finish(glue, keep_runs)

    (metrics,) = glue.get_crawler_metrics(CrawlerNameList=["c"])["CrawlerMetricsList"]
    assert crawler["LastCrawl"]["Status"] == "FAILED"
    assert complaint in crawler["LastCrawl"]["ErrorMessage"]
    assert (metrics["LastRuntimeSeconds"] > 0, metrics["MedianRuntimeSeconds"]) == (True, 0.0)


def test_history_is_filtered_as_glue_does(
    glue: Any, keep_runs: Callable[[], None], tmp_path: Path
) -> None:
    make_crawler(glue, make_files(tmp_path / "sales"))
    for _ in range(3):
        glue.start_crawler(Name="c")
        finish(glue, keep_runs)
    crawls = glue.list_crawls(CrawlerName="c")["Crawls"]
    middle = crawls[1]

    def found(field: str, operator: str, value: str) -> list[str]:
        filters = [{"FieldName": field, "FilterOperator": operator, "FieldValue": value}]
        answer = glue.list_crawls(CrawlerName="c", Filters=filters)["Crawls"]
        return [each["CrawlId"] for each in answer]

    ids = [each["CrawlId"] for each in crawls]
    moment = str(middle["StartTime"].timestamp() * 1000)
    assert found("CRAWL_ID", "EQ", middle["CrawlId"]) == [ids[1]]
    assert found("STATE", "NE", "COMPLETED") == []
    assert found("START_TIME", "GT", moment) == [ids[0]]
    assert code_of(lambda: found("STATE", "GT", "COMPLETED")) == "InvalidInputException"
    first = glue.list_crawls(CrawlerName="c", MaxResults=2)
    rest = glue.list_crawls(CrawlerName="c", MaxResults=2, NextToken=first["NextToken"])
    assert [each["CrawlId"] for each in first["Crawls"] + rest["Crawls"]] == ids


@pytest.mark.parametrize("missing", ["FieldName", "FieldValue"])
def test_a_filter_of_crawls_needs_a_field_and_a_value(
    glue: Any, tmp_path: Path, missing: str
) -> None:
    make_crawler(glue, make_files(tmp_path / "sales"))
    complete = {"FieldName": "STATE", "FilterOperator": "EQ", "FieldValue": "COMPLETED"}
    incomplete = {member: each for member, each in complete.items() if member != missing}

    with pytest.raises(glue.exceptions.InvalidInputException, match=f"no {missing}"):
        glue.list_crawls(CrawlerName="c", Filters=[incomplete])


def test_a_crawlers_targets_have_a_list_of_every_kind(glue: Any) -> None:
    make_crawler(glue, "s3://lake/sales")

    targets = glue.get_crawler(Name="c")["Crawler"]["Targets"]

    kinds = glue.meta.service_model.shape_for("CrawlerTargets").members
    assert targets.pop("S3Targets") == [{"Path": "s3://lake/sales", "Exclusions": []}]
    assert targets == {kind: [] for kind in kinds if kind != "S3Targets"}


def test_a_missing_crawler_is_told_in_the_words_of_aws(glue: Any) -> None:
    missing = glue.exceptions.EntityNotFoundException

    with pytest.raises(missing, match="Crawler entry with name x does not exist"):
        glue.get_crawler(Name="x")
    with pytest.raises(missing, match="Crawler entry with name x does not exist"):
        glue.list_crawls(CrawlerName="x")
    with pytest.raises(missing, match="Crawler with name x does not exist"):
        glue.start_crawler(Name="x")


def test_a_crawler_made_again_does_not_show_the_crawls_of_the_deleted_one(
    glue: Any, keep_runs: Callable[[], None], tmp_path: Path
) -> None:
    make_crawler(glue, make_files(tmp_path / "sales"))
    glue.start_crawler(Name="c")
    finish(glue, keep_runs)
    glue.delete_crawler(Name="c")

    make_crawler(glue, tmp_path / "sales")

    assert "LastCrawl" not in glue.get_crawler(Name="c")["Crawler"]
    assert glue.list_crawls(CrawlerName="c")["Crawls"] == []


@pytest.fixture(params=["sqlite", "mysql"])
def shop_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The JDBC URL of a database `main` with one table, accessible to user `u`."""
    table = "CREATE TABLE customers (id BIGINT, name TEXT)"
    if request.param == "sqlite":
        with sqlite3.connect(tmp_path / "shop.db") as connection:
            connection.execute(table)
        return f"jdbc:sqlite:{tmp_path / 'shop.db'}"
    server = request.getfixturevalue("mariadb")
    server.execute(
        "CREATE OR REPLACE DATABASE main",
        table.replace("customers", "main.customers"),
        "CREATE OR REPLACE USER u@localhost IDENTIFIED BY 'p'",
        "GRANT SELECT ON main.* TO u@localhost",
    )
    return f"jdbc:mysql://127.0.0.1:{server.port}/main"


def test_a_database_is_crawled_through_its_connection(
    glue: Any, keep_runs: Callable[[], None], shop_url: str
) -> None:
    glue.create_connection(
        ConnectionInput={
            "Name": "shop",
            "ConnectionType": "JDBC",
            "ConnectionProperties": {
                "JDBC_CONNECTION_URL": shop_url,
                "USERNAME": "u",
                "PASSWORD": "p",
            },
        }
    )
    targets = {"JdbcTargets": [{"ConnectionName": "shop", "Path": "main/%"}]}
    glue.create_crawler(Name="c", Role=ROLE, DatabaseName="d", Targets=targets)
    glue.start_crawler(Name="c")

    crawler = finish(glue, keep_runs)

    assert crawler["LastCrawl"]["Status"] == "SUCCEEDED", crawler["LastCrawl"]
    tables = glue.get_tables(DatabaseName="d")["TableList"]
    assert [table["Parameters"]["connectionName"] for table in tables] == ["shop"]
    assert [each["Name"] for each in tables[0]["StorageDescriptor"]["Columns"]] == ["id", "name"]


def test_classifiers_are_stored_versioned_and_used(
    glue: Any, keep_runs: Callable[[], None], tmp_path: Path
) -> None:
    glue.create_classifier(
        GrokClassifier={
            "Name": "visits",
            "Classification": "visits",
            "GrokPattern": "%{INT:n:int} %{WORD:verb}",
        }
    )
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "a.log").write_text("17 GET\n18 PUT\n")
    make_crawler(glue, tmp_path / "log", Classifiers=["visits"])
    glue.start_crawler(Name="c")
    finish(glue, keep_runs)

    table = glue.get_table(DatabaseName="shop", Name="log")["Table"]

    assert table["Parameters"]["classification"] == "visits"
    assert [each["Type"] for each in table["StorageDescriptor"]["Columns"]] == ["int", "string"]


def test_a_classifier_keeps_its_kind_and_counts_its_version(glue: Any) -> None:
    glue.create_classifier(JsonClassifier={"Name": "j", "JsonPath": "$[*]"})

    glue.update_classifier(JsonClassifier={"Name": "j", "JsonPath": "$.a[*]"})

    stored = glue.get_classifier(Name="j")["Classifier"]["JsonClassifier"]
    other = {"Name": "j", "Classification": "x", "RowTag": "r"}
    assert (stored["Version"], stored["JsonPath"]) == (2, "$.a[*]")
    assert code_of(lambda: glue.update_classifier(XMLClassifier=other)) == "InvalidInputException"
    assert code_of(lambda: glue.create_classifier()) == "InvalidInputException"
    assert [list(each) for each in glue.get_classifiers()["Classifiers"]] == [["JsonClassifier"]]
    glue.delete_classifier(Name="j")
    assert code_of(lambda: glue.get_classifier(Name="j")) == "EntityNotFoundException"


@pytest.fixture
def serve(database_url: str, tmp_path: Path) -> Iterator[Callable[[], Served]]:
    """Starts real servers on the test's home folder."""
    with ExitStack() as servers:
        yield lambda: servers.enter_context(serving(tmp_path / "home", database_url))


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["worker", "host", "both"])
def test_a_crawl_killed_midway_leaves_the_catalog_whole_and_the_crawler_usable(
    serve: Callable[[], Served], endpoint: Endpoint, tmp_path: Path, victim: str
) -> None:
    for number in range(3000):
        (tmp_path / "many" / f"p={number % 60}").mkdir(parents=True, exist_ok=True)
        (tmp_path / "many" / f"p={number % 60}" / f"{number}.json").write_text('{"id": 1}\n')
    server = serve()
    glue = server.client()
    make_crawler(glue, tmp_path / "many")
    glue.start_crawler(Name="c")
    pid = _wait_for_worker(endpoint)
    if victim in ("host", "both"):
        server.process.kill()
        server.process.wait()
    if victim in ("worker", "both"):
        os.kill(pid, signal.SIGKILL)
    if victim in ("host", "both"):
        glue = serve().client()

    ended = _wait_until_ready(glue)
    tables = _tables(glue)
    glue.start_crawler(Name="c")
    again = _wait_until_ready(glue)

    expected = {"worker": ("FAILED", 0), "both": ("FAILED", 0), "host": ("SUCCEEDED", 1)}
    assert (ended["LastCrawl"]["Status"], len(tables)) == expected[victim]
    assert again["LastCrawl"]["Status"] == "SUCCEEDED"
    assert len(_tables(glue)) == 1
    pages = glue.get_paginator("get_partitions").paginate(DatabaseName="shop", TableName="many")
    assert sum(len(page["Partitions"]) for page in pages) == 60


def _tables(glue: Any) -> list[dict[str, Any]]:
    try:
        tables: list[dict[str, Any]] = glue.get_tables(DatabaseName="shop")["TableList"]
    except ClientError:
        return []
    return tables


def _wait_for_worker(endpoint: Endpoint) -> int:
    for _ in range(600):
        with endpoint.store.read() as connection:
            run = runs_of(connection, "crawl", "c")[0]
        if run.pid:
            return run.pid
        time.sleep(0.02)
    raise AssertionError("no worker came up")


def _wait_until_ready(glue: Any) -> dict[str, Any]:
    for _ in range(900):
        crawler: dict[str, Any] = glue.get_crawler(Name="c")["Crawler"]
        if crawler["State"] == "READY":
            return crawler
        time.sleep(0.1)
    raise AssertionError("the crawl does not end")
