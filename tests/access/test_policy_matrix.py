"""Every supported operation, the resources that it asks about, and that it needs each of them.

The requests are the smallest that the service model permits: `x` is the thing that an operation is
about, `d` a database, `t` a table, `f` a function, `n` a connection, `c` a crawler, and `j` a job.
What a request asks about beyond that is tested with links, renames, and crawlers.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any, cast

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as Keys

from glue_devendpoint.access.callers import Caller
from glue_devendpoint.access.identities import Credentials
from glue_devendpoint.access.policy import ACTIONS
from glue_devendpoint.api.model import service_model
from glue_devendpoint.api.operations import Call, operations
from glue_devendpoint.api.registry import load_operations
from glue_devendpoint.endpoint import Endpoint
from tests.access.sample_requests import sample_request
from tests.access.test_policy_enforcement import PREFIX, policy

MODEL = service_model()
MATRIX = """
BatchCreatePartition: catalog database/d table/d/t
BatchDeleteConnection: catalog connection/n
BatchDeletePartition: catalog database/d table/d/t
BatchDeleteTable: catalog database/d table/d/t
BatchDeleteTableVersion: catalog database/d table/d/t
BatchGetCrawlers: crawler/c
BatchGetPartition: catalog database/d table/d/t
BatchUpdatePartition: catalog database/d table/d/t
CreateClassifier: *
CreateConnection: catalog connection/x
CreateCrawler: crawler/x
CreateDatabase: catalog database/x
CreatePartition: catalog database/d table/d/t
CreatePartitionIndex: catalog database/d table/d/t
CreateSecurityConfiguration: *
CreateTable: catalog database/d table/d/x
CreateUserDefinedFunction: catalog database/d userDefinedFunction/d/f
DeleteClassifier: *
DeleteColumnStatisticsForPartition: catalog database/d table/d/t
DeleteColumnStatisticsForTable: catalog database/d table/d/t
DeleteConnection: catalog connection/n
DeleteCrawler: crawler/x
DeleteDatabase: catalog database/x table/x/* userDefinedFunction/x/*
DeletePartition: catalog database/d table/d/t
DeletePartitionIndex: catalog database/d table/d/t
DeleteResourcePolicy: catalog
DeleteSecurityConfiguration: *
DeleteTable: catalog database/d table/d/x
DeleteTableVersion: catalog database/d table/d/t
DeleteUserDefinedFunction: catalog database/d userDefinedFunction/d/f
GetCatalog: catalog
GetCatalogImportStatus: catalog
GetCatalogs: catalog
GetClassifier: *
GetClassifiers: *
GetColumnStatisticsForPartition: catalog database/d table/d/t
GetColumnStatisticsForTable: catalog database/d table/d/t
GetConnection: catalog connection/x
GetConnections: catalog connection/*
GetCrawler: crawler/x
GetCrawlerMetrics: *
GetCrawlers: *
GetDataCatalogEncryptionSettings: catalog
GetDatabase: catalog database/x
GetDatabases: catalog database/*
GetJobBookmark: job/j
GetPartition: catalog database/d table/d/t
GetPartitionIndexes: catalog database/d table/d/t
GetPartitions: catalog database/d table/d/t
GetResourcePolicies: catalog
GetResourcePolicy: catalog
GetSecurityConfiguration: *
GetSecurityConfigurations: *
GetTable: catalog database/d table/d/x
GetTableVersion: catalog database/d table/d/t
GetTableVersions: catalog database/d table/d/t
GetTables: catalog database/d table/d/*
GetTags: database/d
GetUserDefinedFunction: catalog database/d userDefinedFunction/d/f
GetUserDefinedFunctions: catalog database/d userDefinedFunction/d/*
ListCrawlers: *
ListCrawls: crawler/c
PutDataCatalogEncryptionSettings: catalog
PutJobBookmark: job/j
PutResourcePolicy: catalog
ResetJobBookmark: job/j
SearchTables: catalog database/* table/*
StartCrawler: crawler/x
StartCrawlerSchedule: crawler/c
StopCrawler: crawler/x
StopCrawlerSchedule: crawler/c
TagResource: database/d
TestConnection: catalog connection/n
UntagResource: database/d
UpdateClassifier: *
UpdateColumnStatisticsForPartition: catalog database/d table/d/t
UpdateColumnStatisticsForTable: catalog database/d table/d/t
UpdateConnection: catalog connection/x
UpdateCrawler: crawler/x
UpdateCrawlerSchedule: crawler/c
UpdateDatabase: catalog database/x
UpdatePartition: catalog database/d table/d/t
UpdateTable: catalog database/d table/d/x
UpdateUserDefinedFunction: catalog database/d userDefinedFunction/d/f
"""
ROWS = {
    operation: resources.split()
    for operation, _, resources in (line.partition(":") for line in MATRIX.strip().splitlines())
}


@pytest.fixture
def keys(endpoint: Endpoint) -> Credentials:
    """The keys of an added identity."""
    return endpoint.identities.add("ann", endpoint.clock.now())


def test_every_operation_asks_about_what_its_row_says(endpoint: Endpoint) -> None:
    load_operations()
    caller = Caller("ann", "arn:ann", False)

    asked = {}
    for name, operation in operations().items():
        request = MODEL.valid_request(name, sample_request(MODEL, name))
        asked[name] = operation.resources(Call(name, request, caller, endpoint, 0.0, ""))

    assert asked == ROWS


def test_whoever_lacks_one_right_of_a_row_is_refused(
    endpoint: Endpoint, server_url: str, keys: Credentials
) -> None:
    refusals = {}
    for name, resources in ROWS.items():
        action = f"glue:{ACTIONS.get(name, name)}"
        for resource in resources:
            allowed = {"Effect": "Allow", "Action": "glue:*", "Resource": "*"}
            denied = {"Effect": "Deny", "Action": action, "Resource": arn(resource)}
            endpoint.policies.put_identity_policy("ann", policy(allowed, denied))
            refusals[name, resource] = answer(server_url, keys, name)

    for (name, resource), told in refusals.items():
        assert told["__type"] == "AccessDeniedException", (name, resource, told)
        assert f"on resource: {arn(resource)} with an explicit deny" in told["message"], name


def test_whoever_has_just_the_rights_of_a_row_is_not_refused(
    endpoint: Endpoint, server_url: str, keys: Credentials
) -> None:
    answers = {}
    for name, resources in ROWS.items():
        action = f"glue:{ACTIONS.get(name, name)}"
        own = {"Effect": "Allow", "Action": action, "Resource": [arn(each) for each in resources]}
        endpoint.policies.put_identity_policy("ann", policy(own))
        answers[name] = answer(server_url, keys, name).get("__type")

    assert [name for name, kind in answers.items() if kind == "AccessDeniedException"] == []


def arn(resource: str) -> str:
    """Return a resource of a row as policies name it."""
    return resource if resource == "*" else f"{PREFIX}{resource}"


def answer(url: str, keys: Credentials, operation: str) -> dict[str, Any]:
    """Send an operation's sample request, and return the answer or the error."""
    body = json.dumps(sample_request(MODEL, operation))
    headers = {
        "X-Amz-Target": f"AWSGlue.{operation}",
        "Content-Type": "application/x-amz-json-1.1",
    }
    signed = AWSRequest("POST", url, headers, body)
    own = Keys(keys.access_key_id, keys.secret_access_key)
    SigV4Auth(own, "glue", "us-east-1").add_auth(signed)
    sent = urllib.request.Request(url, body.encode(), dict(signed.headers.items()))
    try:
        with urllib.request.urlopen(sent) as response:
            return cast("dict[str, Any]", json.load(response))
    except urllib.error.HTTPError as err:
        return cast("dict[str, Any]", json.load(err))
