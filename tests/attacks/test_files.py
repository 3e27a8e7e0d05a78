"""Attacks through files: pipes, links, keys, and databases outside the data roots."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore.exceptions
import pytest

from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.errors import AccessDenied
from glue_devendpoint.files.local import LocalSource
from glue_devendpoint.files.roots import allowed_roots


def refusal_of(act: Callable[[], object]) -> botocore.exceptions.ClientError:
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        act()
    return refused.value


def iceberg_table(glue: Any, metadata: Path) -> Callable[[], object]:
    """Create an Iceberg table whose metadata is a file; return the update that reads it."""
    glue.create_database(DatabaseInput={"Name": "d"})
    parameters = {"table_type": "ICEBERG", "metadata_location": str(metadata)}
    glue.create_table(DatabaseName="d", TableInput={"Name": "t", "Parameters": parameters})
    schema = {"SchemaId": 0, "Fields": [{"Id": 1, "Name": "a", "Type": "int", "Required": False}]}
    updates = [{"Schema": schema, "Location": str(metadata.parent), "Action": "add-schema"}]
    update = {"UpdateIcebergInput": {"UpdateIcebergTableInput": {"Updates": updates}}}
    return lambda: glue.update_table(DatabaseName="d", Name="t", UpdateOpenTableFormatInput=update)


def test_pipe_as_iceberg_metadata_is_refused(glue: Any, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.metadata.json")

    refusal = refusal_of(iceberg_table(glue, tmp_path / "pipe.metadata.json"))

    assert refusal.response["Error"]["Code"] == "InvalidInputException"


def test_key_as_iceberg_metadata_is_neither_read_nor_logged(
    glue: Any, endpoint: Endpoint, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key = endpoint.home.secret_key

    refusal = refusal_of(iceberg_table(glue, key))

    assert refusal.response["Error"]["Code"] == "AccessDeniedException"
    assert repr(key.read_bytes())[2:-1] not in caplog.text + str(refusal)


def test_file_that_is_no_metadata_is_in_no_message(
    glue: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    (tmp_path / "a.json").write_text('{"format-version": 2, "secret": "swordfish"}')

    refusal = refusal_of(iceberg_table(glue, tmp_path / "a.json"))

    assert refusal.response["Error"]["Code"] == "InvalidInputException"
    assert "swordfish" not in caplog.text + str(refusal)


def test_nothing_below_home_but_buckets_is_data(endpoint: Endpoint) -> None:
    home = endpoint.home
    roots = allowed_roots(endpoint.config, home)
    (home.buckets / "b").mkdir(parents=True, exist_ok=True)
    link = home.buckets / "b" / "link"
    link.symlink_to(home.root)

    for each in (home.root, home.secret_key, home.runs, home.database, link / "secret.key"):
        with pytest.raises(AccessDenied):
            roots.open(str(each))
    assert roots.open("s3://b/")


@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_only_regular_files_are_opened(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    make: dict[str, Callable[[], object]] = {
        "pipe": lambda: os.mkfifo(path),
        "link": lambda: path.symlink_to("/etc/passwd"),
        "folder": path.mkdir,
    }
    make[kind]()

    with pytest.raises(OSError, match=r"regular file|symbolic links"):
        LocalSource(str(path), 1)


@pytest.mark.parametrize("path", ["/etc/passwd", "/etc/nowhere", "home", "pipe"])
def test_test_of_a_connection_opens_no_file_outside_the_roots(
    glue: Any, endpoint: Endpoint, tmp_path: Path, path: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    places = {"home": str(endpoint.home.database), "pipe": str(tmp_path / "pipe")}
    place = places.get(path, path)
    given = {
        "ConnectionType": "JDBC",
        "ConnectionProperties": {
            "JDBC_CONNECTION_URL": f"jdbc:sqlite:{place}",
            "USERNAME": "u",
            "PASSWORD": "p",
        },
    }

    refusal = refusal_of(lambda: glue.test_connection(TestConnectionInput=given))

    expected = "InvalidInputException" if path == "pipe" else "AccessDeniedException"
    assert refusal.response["Error"]["Code"] == expected
