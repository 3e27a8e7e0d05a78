"""Connections through real clients: secrets, tags, and connection tests."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.events import iterate_events
from tests.mariadb_server import MariaDbServer

PASSWORD = "geheim-und-lang"
WAREHOUSE = {
    "Name": "Warehouse",
    "Description": "the warehouse",
    "ConnectionType": "JDBC",
    "MatchCriteria": ["prod"],
    "ConnectionProperties": {
        "JDBC_CONNECTION_URL": "jdbc:postgresql://db.example:5432/dwh",
        "USERNAME": "ann",
        "PASSWORD": PASSWORD,
    },
    "PhysicalConnectionRequirements": {"SecurityGroupIdList": ["sg-1"], "SubnetId": "subnet-1"},
}


def jdbc(name: str, url: str, **properties: str) -> dict[str, Any]:
    """A JDBC connection."""
    return {
        "Name": name,
        "ConnectionType": "JDBC",
        "ConnectionProperties": {"JDBC_CONNECTION_URL": url, **properties},
    }


def everything_stored(endpoint: Endpoint) -> str:
    """All text in the database's connection and event tables."""
    with endpoint.store.read() as connection:
        rows = [
            *connection.execute(text("SELECT * FROM connections")),
            *connection.execute(text("SELECT * FROM events")),
        ]
    return str(rows)


def test_a_connection_comes_back_with_its_password_and_its_state(glue: Any) -> None:
    status = glue.create_connection(ConnectionInput=WAREHOUSE)["CreateConnectionStatus"]

    found = glue.get_connection(Name="Warehouse")["Connection"]

    assert status == "READY"
    assert found.pop("CreationTime") == found.pop("LastUpdatedTime")
    assert found.pop("LastUpdatedBy") == "arn:aws:iam::123456789012:user/owner"
    assert found == WAREHOUSE | {"Status": "READY", "ConnectionSchemaVersion": 1}


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("SNOWFLAKE", {"SparkProperties": '{"sfUrl": "https://x", "secretId": "s"}'}),
        ("BIGQUERY", {"SparkProperties": '{"secretId": "s"}'}),
        ("JDBC", {"HOST": "h", "PORT": "5432", "JDBC_ENGINE": "postgresql", "SECRET_ID": "s"}),
        ("NETWORK", {}),
    ],
)
def test_connections_that_aws_accepts_are_kept(
    glue: Any, kind: str, properties: dict[str, str]
) -> None:
    given = {"Name": "c", "ConnectionType": kind, "ConnectionProperties": properties}

    glue.create_connection(ConnectionInput=given)

    found = glue.get_connection(Name="c")["Connection"]
    assert (found["ConnectionType"], found["ConnectionProperties"]) == (kind, properties)


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("JDBC", "JDBC_CONNECTION_URL, or HOST, PORT, JDBC_ENGINE"),
        ("KAFKA", "KAFKA_BOOTSTRAP_SERVERS"),
        ("MONGODB", "CONNECTION_URL"),
    ],
)
def test_a_connection_without_a_required_property_is_refused(
    glue: Any, kind: str, missing: str
) -> None:
    lacking = {
        "Name": "Warehouse",
        "ConnectionType": kind,
        "ConnectionProperties": {"USERNAME": "ann", "HOST": "h"},
    }
    complaint = f"Validation for connection properties failed: a {kind} .* needs {missing}"
    glue.create_connection(ConnectionInput=WAREHOUSE)

    with pytest.raises(glue.exceptions.InvalidInputException, match=complaint):
        glue.create_connection(ConnectionInput=lacking)
    with pytest.raises(glue.exceptions.InvalidInputException, match=complaint):
        glue.update_connection(Name="Warehouse", ConnectionInput=lacking)


def test_hide_password_hides_it(glue: Any) -> None:
    glue.create_connection(ConnectionInput=WAREHOUSE)

    one = glue.get_connection(Name="Warehouse", HidePassword=True)["Connection"]
    listed = glue.get_connections(HidePassword=True)["ConnectionList"]

    shown = {"JDBC_CONNECTION_URL", "USERNAME"}
    assert set(one["ConnectionProperties"]) == shown
    assert [set(each["ConnectionProperties"]) for each in listed] == [shown]


def test_passwords_are_never_stored_in_clear_nor_part_of_events(
    glue: Any, endpoint: Endpoint
) -> None:
    glue.create_connection(ConnectionInput=WAREHOUSE)
    glue.update_connection(Name="Warehouse", ConnectionInput=WAREHOUSE)

    stored = everything_stored(endpoint)

    assert "Warehouse" in stored
    assert PASSWORD not in stored


def test_with_password_encryption_on_only_the_encrypted_password_is_given_out(glue: Any) -> None:
    glue.put_data_catalog_encryption_settings(
        DataCatalogEncryptionSettings={
            "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": True}
        }
    )
    glue.create_connection(ConnectionInput=WAREHOUSE)

    shown = glue.get_connection(Name="Warehouse")["Connection"]["ConnectionProperties"]

    assert "PASSWORD" not in shown
    assert PASSWORD not in shown["ENCRYPTED_PASSWORD"]


def test_an_encrypted_password_can_be_sent_back(glue: Any) -> None:
    settings = {"ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": True}}
    glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings=settings)
    glue.create_connection(ConnectionInput=WAREHOUSE)
    shown = glue.get_connection(Name="Warehouse")["Connection"]["ConnectionProperties"]

    glue.update_connection(
        Name="Warehouse", ConnectionInput=WAREHOUSE | {"ConnectionProperties": shown}
    )
    settings["ConnectionPasswordEncryption"]["ReturnConnectionPasswordEncrypted"] = False
    glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings=settings)

    found = glue.get_connection(Name="Warehouse")["Connection"]
    assert found["ConnectionProperties"]["PASSWORD"] == PASSWORD


def test_a_foreign_encrypted_password_is_refused(glue: Any) -> None:
    properties = {"ENCRYPTED_PASSWORD": "AQICAHi...", "USERNAME": "ann"}

    with pytest.raises(glue.exceptions.InvalidInputException, match="Send PASSWORD"):
        glue.create_connection(ConnectionInput=WAREHOUSE | {"ConnectionProperties": properties})


def test_secrets_of_the_second_schema_are_kept_but_never_shown(
    glue: Any, endpoint: Endpoint
) -> None:
    given = jdbc("v2", "jdbc:postgresql://h/d") | {
        "AuthenticationConfiguration": {
            "AuthenticationType": "BASIC",
            "BasicAuthenticationCredentials": {"Username": "ann", "Password": PASSWORD},
            "OAuth2Properties": {
                "TokenUrl": "https://idp.example/token",
                "OAuth2Credentials": {"AccessToken": PASSWORD},
            },
        }
    }

    glue.create_connection(ConnectionInput=given)

    found = glue.get_connection(Name="v2")["Connection"]
    assert found["ConnectionSchemaVersion"] == 2
    assert found["AuthenticationConfiguration"] == {
        "AuthenticationType": "BASIC",
        "OAuth2Properties": {"TokenUrl": "https://idp.example/token"},
    }
    assert PASSWORD not in everything_stored(endpoint)


def test_an_update_replaces_and_keeps_the_time_of_creation(glue: Any) -> None:
    glue.create_connection(ConnectionInput=WAREHOUSE)
    created = glue.get_connection(Name="Warehouse")["Connection"]["CreationTime"]

    glue.update_connection(Name="Warehouse", ConnectionInput=jdbc("Warehouse", "jdbc:mysql://h/d"))

    found = glue.get_connection(Name="Warehouse")["Connection"]
    assert found["CreationTime"] == created
    assert found["ConnectionProperties"] == {"JDBC_CONNECTION_URL": "jdbc:mysql://h/d"}
    assert "Description" not in found
    with pytest.raises(glue.exceptions.InvalidInputException, match="renamed"):
        glue.update_connection(Name="Warehouse", ConnectionInput=jdbc("Other", "jdbc:mysql://h/d"))


def test_names_are_unique_and_missing_ones_are_not_found(glue: Any) -> None:
    glue.create_connection(ConnectionInput=WAREHOUSE)

    with pytest.raises(glue.exceptions.AlreadyExistsException):
        glue.create_connection(ConnectionInput=WAREHOUSE)
    for call, arguments in (
        (glue.get_connection, {"Name": "x"}),
        (glue.delete_connection, {"ConnectionName": "x"}),
        (glue.update_connection, {"Name": "x", "ConnectionInput": WAREHOUSE | {"Name": "x"}}),
        (glue.test_connection, {"ConnectionName": "x"}),
    ):
        with pytest.raises(glue.exceptions.EntityNotFoundException, match="Connection x not"):
            call(**arguments)


def test_a_batch_says_of_each_name_what_became_of_it(glue: Any) -> None:
    glue.create_connection(ConnectionInput=WAREHOUSE)

    answer = glue.batch_delete_connection(ConnectionNameList=["nobody", "Warehouse"])

    assert answer["Succeeded"] == ["Warehouse"]
    assert answer["Errors"]["nobody"]["ErrorCode"] == "EntityNotFoundException"
    assert glue.get_connections()["ConnectionList"] == []


def test_connections_are_listed_by_filter_and_page(glue: Any) -> None:
    glue.create_connection(ConnectionInput=WAREHOUSE)
    for number in range(5):
        glue.create_connection(ConnectionInput=jdbc(f"c{number}", "jdbc:mysql://h/d"))
    network = {"Name": "net", "ConnectionType": "NETWORK", "ConnectionProperties": {}}
    glue.create_connection(ConnectionInput=network)

    def listed(**wanted: Any) -> list[str]:
        pages = glue.get_paginator("get_connections").paginate(
            **wanted, PaginationConfig={"PageSize": 2}
        )
        return [each["Name"] for page in pages for each in page["ConnectionList"]]

    assert listed() == ["Warehouse", "c0", "c1", "c2", "c3", "c4", "net"]
    assert listed(Filter={"ConnectionType": "NETWORK"}) == ["net"]
    assert listed(Filter={"MatchCriteria": ["prod"]}) == ["Warehouse"]
    assert listed(Filter={"MatchCriteria": ["prod", "eu"]}) == []
    assert listed(Filter={"ConnectionSchemaVersion": 2}) == []


def test_tags_come_and_go_with_the_connection(glue: Any) -> None:
    arn = "arn:aws:glue:us-east-1:123456789012:connection/Warehouse"
    glue.create_connection(ConnectionInput=WAREHOUSE, Tags={"team": "red"})

    assert glue.get_tags(ResourceArn=arn)["Tags"] == {"team": "red"}

    glue.delete_connection(ConnectionName="Warehouse")
    glue.create_connection(ConnectionInput=WAREHOUSE)
    assert glue.get_tags(ResourceArn=arn)["Tags"] == {}


@pytest.fixture
def lite(tmp_path: Path) -> str:
    """The JDBC URL of a SQLite file."""
    path = tmp_path / "data file.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    return f"jdbc:sqlite:{path}"


def test_a_connection_to_a_sqlite_file_is_tested_by_name_and_by_value(glue: Any, lite: str) -> None:
    given = jdbc("lite", lite)
    glue.create_connection(ConnectionInput=given)

    glue.test_connection(ConnectionName="lite")
    glue.test_connection(TestConnectionInput={k: v for k, v in given.items() if k != "Name"})

    with pytest.raises(glue.exceptions.InvalidInputException, match="either"):
        glue.test_connection()


def test_a_missing_or_foreign_sqlite_file_is_an_error_and_is_not_made(
    glue: Any, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("no database, but long enough to be looked at " * 9)

    for name in ("missing.db", "notes.txt"):
        given = jdbc("x", f"jdbc:sqlite:{tmp_path / name}")
        del given["Name"]
        with pytest.raises(glue.exceptions.InvalidInputException, match="Can't connect to sqlite"):
            glue.test_connection(TestConnectionInput=given)

    assert not (tmp_path / "missing.db").exists()


@pytest.mark.postgres
def test_a_connection_to_postgresql_is_tested_for_real(glue: Any, postgres_url: str) -> None:
    server = make_url(postgres_url)
    url = f"jdbc:postgresql://{server.host}:{server.port}/{server.database}"
    good = jdbc("pg", url, USERNAME=str(server.username), PASSWORD=PASSWORD)
    glue.create_connection(ConnectionInput=good | {"ValidateCredentials": True})

    glue.test_connection(ConnectionName="pg")

    assert "LastConnectionValidationTime" in glue.get_connection(Name="pg")["Connection"]
    glue.create_connection(
        ConnectionInput=jdbc("bad", f"{url}x", USERNAME="ann", PASSWORD=PASSWORD)
    )
    with pytest.raises(glue.exceptions.InvalidInputException, match="Can't connect") as failed:
        glue.test_connection(ConnectionName="bad")
    assert PASSWORD not in str(failed.value)


@pytest.mark.parametrize("engine", ["mysql", "mariadb"])
def test_a_connection_to_mysql_is_tested_for_real(
    glue: Any, mariadb: MariaDbServer, engine: str
) -> None:
    mariadb.execute(
        "CREATE DATABASE IF NOT EXISTS shop",
        f"CREATE OR REPLACE USER ann@localhost IDENTIFIED BY '{PASSWORD}'",
        "GRANT ALL ON shop.* TO ann@localhost",
    )
    url = f"jdbc:{engine}://127.0.0.1:{mariadb.port}/shop"
    good = jdbc("good", url, USERNAME="ann", PASSWORD=PASSWORD)
    glue.create_connection(ConnectionInput=good | {"ValidateCredentials": True})

    glue.test_connection(ConnectionName="good")

    for name, wrong in (
        ("password", jdbc("password", url, USERNAME="ann", PASSWORD="wrong-word")),
        ("database", jdbc("database", f"{url}x", USERNAME="ann", PASSWORD=PASSWORD)),
    ):
        glue.create_connection(ConnectionInput=wrong)
        with pytest.raises(glue.exceptions.InvalidInputException, match="denied") as failed:
            glue.test_connection(ConnectionName=name)
        assert PASSWORD not in str(failed.value)
        assert "wrong-word" not in str(failed.value)


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "mariadb", "redshift"])
def test_a_port_where_nobody_listens_is_a_clear_error(glue: Any, engine: str) -> None:
    given = jdbc("x", f"jdbc:{engine}://127.0.0.1:1/db", USERNAME="ann", PASSWORD=PASSWORD)
    del given["Name"]

    with pytest.raises(glue.exceptions.InvalidInputException) as failed:
        glue.test_connection(TestConnectionInput=given)

    assert f"Can't connect to {engine} at 127.0.0.1:1/db" in str(failed.value)
    assert PASSWORD not in str(failed.value)


def test_failed_validation_is_the_connections_status(glue: Any) -> None:
    given = jdbc("x", "jdbc:postgresql://127.0.0.1:1/db") | {"ValidateCredentials": True}

    status = glue.create_connection(ConnectionInput=given)["CreateConnectionStatus"]

    found = glue.get_connection(Name="x")["Connection"]
    assert status == found["Status"] == "FAILED"
    assert "Can't connect to postgresql" in found["StatusReason"]


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (jdbc("x", "jdbc:db2://h:1521/s"), "'db2' aren't supported"),
        (jdbc("x", "postgresql://h/d"), "must look like jdbc:"),
        (jdbc("x", "jdbc:postgresql://h:notaport/d"), "is invalid"),
        (jdbc("x", "jdbc:postgresql:///d"), "has no host"),
        (jdbc("x", "jdbc:sqlite:relative.db"), "absolute path"),
        (jdbc("x", "jdbc:mysql://h/d", SECRET_ID="s"), "no secret store"),
        ({"ConnectionType": "JDBC", "ConnectionProperties": {}}, "no JDBC_CONNECTION_URL"),
        (
            {"ConnectionType": "KAFKA", "ConnectionProperties": {}},
            "Can't test a connection of type KAFKA",
        ),
    ],
)
def test_what_cannot_be_tested_says_why(glue: Any, given: dict[str, Any], complaint: str) -> None:
    asked = {key: value for key, value in given.items() if key != "Name"}

    with pytest.raises(glue.exceptions.InvalidInputException, match=complaint):
        glue.test_connection(TestConnectionInput=asked)


def test_a_missing_driver_is_named_with_what_to_install() -> None:
    program = (
        "import sys; sys.modules['pymysql'] = None\n"
        "from glue_jdbc.drivers import check_reachable\n"
        "from glue_jdbc.urls import read_url\n"
        "check_reachable(read_url('jdbc:mysql://h/d'))\n"
    )

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert "pip install 'glue-devendpoint[mysql]'" in ran.stderr


def test_changes_leave_events(glue: Any, endpoint: Endpoint) -> None:
    glue.create_connection(ConnectionInput=WAREHOUSE)
    glue.update_connection(Name="Warehouse", ConnectionInput=WAREHOUSE)
    glue.delete_connection(ConnectionName="Warehouse")

    events = [(each.operation, each.resource) for each in iterate_events(endpoint.store)]

    assert events == [
        ("CreateConnection", "connection/Warehouse"),
        ("UpdateConnection", "connection/Warehouse"),
        ("DeleteConnection", "connection/Warehouse"),
    ]
