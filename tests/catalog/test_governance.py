"""Encryption settings, security configurations, and the default catalog, through real clients."""

from __future__ import annotations

from typing import Any

import pytest

from glue_devendpoint.endpoint import Endpoint

ACCOUNT = "123456789012"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"


def test_encryption_is_off_by_default(glue: Any) -> None:
    settings = glue.get_data_catalog_encryption_settings()["DataCatalogEncryptionSettings"]

    assert settings == {
        "EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
        "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
    }


def test_settings_are_kept_as_given(glue: Any) -> None:
    settings = {
        "EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": "alias/mine"},
        "ConnectionPasswordEncryption": {
            "ReturnConnectionPasswordEncrypted": True,
            "AwsKmsKeyId": "alias/mine",
        },
    }
    glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings=settings)

    found = glue.get_data_catalog_encryption_settings(CatalogId=ACCOUNT)

    assert found["DataCatalogEncryptionSettings"] == settings


def test_parts_of_the_settings_that_are_not_given_return_to_their_defaults(glue: Any) -> None:
    get, put = glue.get_data_catalog_encryption_settings, glue.put_data_catalog_encryption_settings
    defaults = get()["DataCatalogEncryptionSettings"]
    at_rest = {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": "alias/mine"}
    passwords = {"ReturnConnectionPasswordEncrypted": True, "AwsKmsKeyId": "alias/mine"}
    put(DataCatalogEncryptionSettings={"EncryptionAtRest": at_rest})

    put(DataCatalogEncryptionSettings={"ConnectionPasswordEncryption": passwords})
    replaced = get()["DataCatalogEncryptionSettings"]
    put(DataCatalogEncryptionSettings={})
    reset = get()["DataCatalogEncryptionSettings"]

    assert replaced == defaults | {"ConnectionPasswordEncryption": passwords}
    assert reset == defaults


def test_with_encryption_on_what_is_written_is_sealed_and_reads_as_before(
    glue: Any, endpoint: Endpoint
) -> None:
    glue.create_database(DatabaseInput={"Name": "before", "Description": "in the open"})
    settings = {"EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS"}}
    glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings=settings)

    glue.create_database(DatabaseInput={"Name": "after", "Description": "a secret"})
    columns = {"Columns": [{"Name": "hidden_column", "Type": "int"}]}
    glue.create_table(
        DatabaseName="after",
        TableInput={
            "Name": "t",
            "StorageDescriptor": columns,
            "PartitionKeys": [{"Name": "p", "Type": "int"}],
        },
    )
    partition = {"Values": ["1"], "StorageDescriptor": columns}
    glue.create_partition(DatabaseName="after", TableName="t", PartitionInput=partition)
    function = {"FunctionName": "f", "ClassName": "hidden_class"}
    glue.create_user_defined_function(DatabaseName="after", FunctionInput=function)

    assert _stored(endpoint, "in the open")
    for secret in ("a secret", "hidden_column", "hidden_class"):
        assert not _stored(endpoint, secret)
    read = glue.get_database(Name="after")["Database"]
    assert read["Description"] == "a secret"
    assert glue.get_table(DatabaseName="after", Name="t")["Table"]["StorageDescriptor"] == columns
    found = glue.get_user_defined_function(DatabaseName="after", FunctionName="f")
    assert found["UserDefinedFunction"]["ClassName"] == "hidden_class"
    listed = glue.get_partitions(DatabaseName="after", TableName="t", Expression="p = 1")
    assert [each["StorageDescriptor"] for each in listed["Partitions"]] == [columns]


def test_what_was_sealed_stays_readable_when_encryption_goes_off(glue: Any) -> None:
    for mode, name in (("SSE-KMS", "sealed"), ("DISABLED", "plain")):
        settings = {"EncryptionAtRest": {"CatalogEncryptionMode": mode}}
        glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings=settings)
        glue.create_database(DatabaseInput={"Name": name, "Description": name})

    listed = glue.get_databases()["DatabaseList"]

    assert [each["Description"] for each in listed] == ["plain", "sealed"]


def _stored(endpoint: Endpoint, text: str) -> bool:
    names = "databases", "tables", "partitions", "partition_shapes", "functions", "search_tables"
    with endpoint.store.read() as connection:
        return any(
            text in str(connection.exec_driver_sql(f"SELECT * FROM {name}").all()) for name in names
        )


ENCRYPTION = {
    "S3Encryption": [{"S3EncryptionMode": "SSE-KMS", "KmsKeyArn": KEY}],
    "CloudWatchEncryption": {"CloudWatchEncryptionMode": "DISABLED"},
    "JobBookmarksEncryption": {"JobBookmarksEncryptionMode": "CSE-KMS", "KmsKeyArn": KEY},
}


def test_a_security_configuration_is_created_read_and_deleted(glue: Any) -> None:
    made = glue.create_security_configuration(Name="Strict", EncryptionConfiguration=ENCRYPTION)

    found = glue.get_security_configuration(Name="Strict")["SecurityConfiguration"]

    assert made["Name"] == "Strict"
    assert found == {
        "Name": "Strict",
        "CreatedTimeStamp": made["CreatedTimestamp"],
        "EncryptionConfiguration": ENCRYPTION,
    }
    with pytest.raises(glue.exceptions.AlreadyExistsException):
        glue.create_security_configuration(Name="Strict", EncryptionConfiguration=ENCRYPTION)
    glue.delete_security_configuration(Name="Strict")
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_security_configuration(Name="Strict")
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.delete_security_configuration(Name="Strict")


def test_an_encrypting_mode_needs_a_key(glue: Any) -> None:
    without = {"CloudWatchEncryption": {"CloudWatchEncryptionMode": "SSE-KMS"}}

    with pytest.raises(glue.exceptions.InvalidInputException, match="requires a KmsKeyArn"):
        glue.create_security_configuration(Name="x", EncryptionConfiguration=without)


def test_security_configurations_are_listed_in_pages(glue: Any) -> None:
    for number in range(5):
        glue.create_security_configuration(Name=f"s{number}", EncryptionConfiguration={})

    pages = glue.get_paginator("get_security_configurations").paginate(
        PaginationConfig={"PageSize": 2}
    )

    names = [[each["Name"] for each in page["SecurityConfigurations"]] for page in pages]
    assert names == [["s0", "s1"], ["s2", "s3"], ["s4"]]


def test_the_default_catalog_is_the_only_one(glue: Any) -> None:
    catalog = glue.get_catalog(CatalogId=ACCOUNT)["Catalog"]

    assert catalog["CatalogId"] == catalog["Name"] == ACCOUNT
    assert catalog["ResourceArn"] == f"arn:aws:glue:us-east-1:{ACCOUNT}:catalog"
    assert glue.get_catalogs()["CatalogList"] == []
    assert glue.get_catalogs(IncludeRoot=True)["CatalogList"] == [catalog]
    assert glue.get_catalogs(ParentCatalogId=ACCOUNT, Recursive=True)["CatalogList"] == []
    for call in (
        lambda: glue.get_catalog(CatalogId="999999999999"),
        lambda: glue.get_catalogs(ParentCatalogId="nested"),
    ):
        with pytest.raises(glue.exceptions.EntityNotFoundException):
            call()


def test_there_is_nothing_left_to_import(glue: Any) -> None:
    assert glue.get_catalog_import_status()["ImportStatus"] == {"ImportCompleted": True}
