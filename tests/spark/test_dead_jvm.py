"""A session whose JVM has died: the next one starts as if it were the first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .conftest import SparkChild

pytestmark = pytest.mark.spark


def test_the_next_session_starts_after_the_jvm_has_died(
    spark_with: Callable[..., SparkChild],
) -> None:
    child = spark_with()

    child.run("process = spark.sparkContext._gateway.proc; process.kill(); process.wait()")
    was_running = child.run("answer = driver.is_running()")
    rows = child.run("answer = driver.session().range(3).count()")

    assert was_running is False
    assert rows == 3
