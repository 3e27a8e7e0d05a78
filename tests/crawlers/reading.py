"""Crawls a server, and reads what the crawl wrote with a Spark that is a process of its own."""

from __future__ import annotations

import base64
import datetime as dt
import pickle
import time
from typing import Any

from tests.spark.conftest import SparkChild

from .readable_lake import Row

_HELPERS = """
import base64, pickle
from awsglue.context import GlueContext

context = globals().get("context") or GlueContext(spark.sparkContext)

def packed(data):
    rows = [row.asDict(recursive=True) for row in data.collect()]
    return base64.b64encode(pickle.dumps(rows)).decode()
"""


def run_crawler(glue: Any, crawler: str, targets: dict[str, Any], **settings: Any) -> None:
    asked = {"Name": crawler, "Role": "crawler", "DatabaseName": "lake", "Targets": targets}
    glue.create_crawler(**asked, **settings)
    glue.start_crawler(Name=crawler)
    deadline = time.monotonic() + 120
    while (found := glue.get_crawler(Name=crawler)["Crawler"])["State"] != "READY":
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    assert found["LastCrawl"]["Status"] == "SUCCEEDED", found["LastCrawl"]


def frame(name: str, database: str = "lake") -> str:
    where = f"database='{database}', table_name='{name}'"
    read = f"context.create_dynamic_frame.from_catalog({where})"
    return f"{read}.toDF()"


def rows(spark: SparkChild, data: str) -> list[Row]:
    answer = spark.run(f"{_HELPERS}\nanswer = packed({data})")
    return comparable(pickle.loads(base64.b64decode(answer)))


def comparable(rows: Any) -> list[Row]:
    """Put rows into one order and values into one form: Spark gives times without their zone."""
    plain = [{name.lower(): _plain(value) for name, value in row.items()} for row in rows]
    return sorted(plain, key=lambda row: repr(sorted(row.items())))


def _plain(value: Any) -> Any:
    if hasattr(value, "to_pydatetime"):  # pandas' own, which is as exact as ORC
        value = value.to_pydatetime()
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone().replace(tzinfo=None)
    if isinstance(value, bytearray):
        return bytes(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value
