"""Crawlers, used to reach what the caller may not touch."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.server.run_keeping import run_host
from tests.access.test_policy_enforcement import allow, deny, is_refused, policy

ROLE = "arn:aws:iam::123456789012:role/crawl"
JDBC = {"JDBC_CONNECTION_URL": "jdbc:mysql://127.0.0.1:1/d", "USERNAME": "u", "PASSWORD": "p"}
CRAWLS = ("catalog", "crawler/*", "database/open", "table/open/*")


@pytest.fixture
def ann(endpoint: Endpoint, make_client: Callable[..., Any], glue: Any) -> Any:
    """A client with an added identity; beside `open`, there are things to be kept from her."""
    for name in ("secret", "open"):
        glue.create_database(DatabaseInput={"Name": name})
        glue.create_table(DatabaseName=name, TableInput={"Name": "t"})
    where = {"CatalogId": "123456789012", "DatabaseName": "secret"}
    glue.create_database(DatabaseInput={"Name": "link", "TargetDatabase": where})
    given = {"Name": "secret", "ConnectionType": "JDBC", "ConnectionProperties": JDBC}
    glue.create_connection(ConnectionInput=given)
    return make_client(endpoint.identities.add("ann", endpoint.clock.now()))


def forbid(endpoint: Endpoint, *resources: str, action: str = "glue:*") -> None:
    """Allow everything but an action on these resources."""
    rules = policy(allow("glue:*"), deny(action, *resources))
    endpoint.policies.put_identity_policy("ann", rules)


def crawler(database: str = "open", **more: Any) -> dict[str, Any]:
    """A crawler of files into a database."""
    files = {"S3Targets": [{"Path": "/nowhere"}]}
    return {"Name": "c", "Role": ROLE, "DatabaseName": database, "Targets": files} | more


def of_tables(*tables: str) -> dict[str, Any]:
    """A crawler of tables of the database `secret`."""
    targets = {"CatalogTargets": [{"DatabaseName": "secret", "Tables": list(tables)}]}
    unchanged = {"UpdateBehavior": "LOG", "DeleteBehavior": "LOG"}
    return crawler(Targets=targets, SchemaChangePolicy=unchanged)


THROUGH_CONNECTION = {"JdbcTargets": [{"ConnectionName": "secret", "Path": "d/%"}]}
ATTACKS = {
    "a database": ("database/secret", crawler("Secret")),
    "a database that is missing": ("database/new", crawler("new")),
    "all tables": ("table/secret/*", crawler("secret")),
    "a database through a link": ("database/secret", crawler("link")),
    "tables through a link": ("table/secret/*", crawler("link")),
    "a database that is linked": ("database/link", crawler("link")),
    "a connection": ("connection/secret", crawler(Targets=THROUGH_CONNECTION)),
    "a table that is crawled": ("table/secret/t", of_tables("t")),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_crawler_reaches_only_what_its_caller_may(
    ann: Any, glue: Any, endpoint: Endpoint, attack: str
) -> None:
    resource, definition = ATTACKS[attack]
    forbid(endpoint, resource)

    assert resource in is_refused(lambda: ann.create_crawler(**definition))
    glue.create_crawler(**crawler())
    assert resource in is_refused(lambda: ann.update_crawler(**definition))
    assert glue.get_crawler(Name="c")["Crawler"]["Version"] == 1
    glue.update_crawler(**definition)
    assert resource in is_refused(lambda: ann.start_crawler(Name="c"))
    assert glue.get_crawler(Name="c")["Crawler"]["State"] == "READY"


def test_a_crawl_into_a_database_needs_each_of_its_tables(ann: Any, endpoint: Endpoint) -> None:
    forbid(endpoint, "table/open/t")

    assert "table/open/*" in is_refused(lambda: ann.create_crawler(**crawler()))


@pytest.mark.parametrize(
    "action", ["GetTables", "CreateTable", "UpdateTable", "DeleteTable", "BatchCreatePartition"]
)
def test_each_right_that_a_crawl_uses_is_needed(ann: Any, endpoint: Endpoint, action: str) -> None:
    forbid(endpoint, "table/open/*", action=f"glue:{action}")
    deleting = {"UpdateBehavior": "LOG", "DeleteBehavior": "DELETE_FROM_DATABASE"}

    refused = is_refused(lambda: ann.create_crawler(**crawler(SchemaChangePolicy=deleting)))

    assert f"perform: glue:{action} on" in refused


def test_a_caller_with_just_these_rights_crawls(
    ann: Any, endpoint: Endpoint, tmp_path: Path
) -> None:
    endpoint.policies.put_identity_policy("ann", policy(allow("glue:*", *CRAWLS)))

    ann.create_crawler(**crawler(Targets=files_in(tmp_path)))
    ann.start_crawler(Name="c")

    assert last_crawl(ann, endpoint)["Status"] == "SUCCEEDED"


@pytest.mark.parametrize("change", ["link", "policy", "identity"])
def test_a_started_crawl_stays_within_the_rights_of_whoever_started_it(
    ann: Any, glue: Any, endpoint: Endpoint, tmp_path: Path, change: str
) -> None:
    where = {"CatalogId": "123456789012", "DatabaseName": "open"}
    ann.create_database(DatabaseInput={"Name": "mine", "TargetDatabase": where})
    forbid(endpoint, "database/secret")
    ann.create_crawler(**crawler("mine", Targets=files_in(tmp_path)))
    ann.start_crawler(Name="c")

    if change == "link":
        elsewhere = {"Name": "mine", "TargetDatabase": where | {"DatabaseName": "secret"}}
        ann.update_database(Name="mine", DatabaseInput=elsewhere)
    elif change == "policy":
        forbid(endpoint, "database/open")
    else:
        endpoint.identities.remove("ann")

    last = last_crawl(glue, endpoint)
    assert last["Status"] == "FAILED"
    assert ("not authorized" in last["ErrorMessage"]) == (change != "identity")
    for name in ("secret", "open"):
        assert len(glue.get_tables(DatabaseName=name)["TableList"]) == 1


def files_in(folder: Path) -> dict[str, Any]:
    """Targets with one file to crawl."""
    (folder / "lake").mkdir()
    (folder / "lake" / "x.json").write_text(json.dumps({"id": 1}))
    return {"S3Targets": [{"Path": str(folder / "lake")}]}


def last_crawl(client: Any, endpoint: Endpoint) -> dict[str, Any]:
    """Wait until the crawl has ended, and return how."""
    host = run_host(endpoint, "test-host")
    for _ in range(1200):
        host.tick(endpoint.clock.now())
        found: dict[str, Any] = client.get_crawler(Name="c")["Crawler"]
        if found["State"] == "READY":
            last: dict[str, Any] = found["LastCrawl"]
            return last
        time.sleep(0.05)
    raise AssertionError("the crawl does not end")
