"""Previews of objects on a real S3 server, over HTTP."""

from __future__ import annotations

import gzip
import io
import json
from typing import Any

import fastavro
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import orc

from glue_devendpoint.files.buckets import Buckets, S3Access
from glue_devendpoint.files.roots import Roots
from glue_devendpoint.preview.plan import make_plan

from .test_worker import (
    AVRO_SERDE,
    JSON_SERDE,
    LAZY,
    ORC_SERDE,
    PARQUET_SERDE,
    make_table,
    run,
)

COLUMNS = [{"Name": "id", "Type": "bigint"}, {"Name": "name", "Type": "string"}]
PEOPLE = [{"id": 1, "name": "Ada"}, {"id": 2, "name": "Grace"}]
SCHEMA = {
    "type": "record",
    "name": "person",
    "fields": [{"name": "id", "type": "long"}, {"name": "name", "type": "string"}],
}


def written(kind: str) -> bytes:
    """The people as a file of a kind."""
    content = io.BytesIO()
    if kind == "parquet":
        pq.write_table(pa.Table.from_pylist(PEOPLE), content)
    elif kind == "orc":
        orc.write_table(pa.Table.from_pylist(PEOPLE), content)
    elif kind == "avro":
        fastavro.writer(content, SCHEMA, PEOPLE)
    elif kind == "csv.gz":
        content.write(gzip.compress(b"1,Ada\n2,Grace\n"))
    else:
        content.write("".join(json.dumps(person) + "\n" for person in PEOPLE).encode())
    return content.getvalue()


SERDES = {
    "parquet": PARQUET_SERDE,
    "orc": ORC_SERDE,
    "avro": AVRO_SERDE,
    "csv.gz": LAZY,
    "json": JSON_SERDE,
}


def preview(location: str, serde: str, server: str, **parameters: Any) -> dict[str, Any]:
    """Preview a table on a server in a real worker process."""
    access = S3Access(server, "us-east-1", "key", "secret")
    roots = Roots((), Buckets(remote={"*": access}))
    table = make_table(location, serde, COLUMNS, **parameters)
    return run("preview", make_plan(table, []), roots, limit=10)


@pytest.mark.parametrize("kind", SERDES)
def test_objects_of_each_format_show_their_rows(
    s3_bucket: tuple[Any, str], s3_server: str, kind: str
) -> None:
    client, name = s3_bucket
    client.put_object(Bucket=name, Key=f"people/people.{kind}", Body=written(kind))
    client.put_object(Bucket=name, Key="people/_SUCCESS", Body=b"")
    options: dict[str, Any] = {"field.delim": ","} if kind == "csv.gz" else {}

    shown = preview(f"s3://{name}/people/", SERDES[kind], s3_server, **options)

    assert shown["rows"] == [[1, "Ada"], [2, "Grace"]]
    assert shown["files_read"] == 1


def test_of_a_large_object_only_the_start_is_fetched(
    s3_bucket: tuple[Any, str], s3_server: str
) -> None:
    client, name = s3_bucket
    lines = "".join(f'{{"id": {number}, "name": "{"x" * 90}"}}\n' for number in range(100_000))
    client.put_object(Bucket=name, Key="many/many.json", Body=lines.encode())

    shown = preview(f"s3://{name}/many/", JSON_SERDE, s3_server)

    assert [row[0] for row in shown["rows"]] == list(range(10))
    assert shown["truncated"] is True
    assert shown["bytes_read"] < 1_000_000


def test_a_bucket_that_is_not_there_is_named(s3_server: str) -> None:
    said = preview("s3://no-such-bucket/people/", JSON_SERDE, s3_server)

    assert "s3://no-such-bucket/people" in said["error"]["message"]
    assert "NoSuchBucket" in said["error"]["message"]


def test_a_server_that_does_not_answer_is_an_error_in_time() -> None:
    said = preview("s3://people/all/", JSON_SERDE, "http://127.0.0.1:9")

    assert "s3://people/all" in said["error"]["message"]
    assert "127.0.0.1:9" in said["error"]["message"]
