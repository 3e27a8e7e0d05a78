"""`%load_ext glue_devendpoint` in a plain Python kernel, and crawls followed from its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.kernel.conftest import Kernel
from tests.serving import Served


@pytest.fixture
def plain_kernel(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kernel]:
    for name, value in served.environment.items():
        monkeypatch.setenv(name, value)
    started = Kernel("python3")
    started.run("%load_ext glue_devendpoint")
    yield started
    started.stop()


def test_a_crawl_is_followed_and_says_what_it_changed(plain_kernel: Kernel, served: Served) -> None:
    folder = served.home / "buckets" / "raw" / "orders"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("id,name\n1,x\n2,y\n")

    first = plain_kernel.run("%glue crawl s3://raw/orders --database crawled --name c")
    again = plain_kernel.run("%glue crawler start c")
    (folder / "a.csv").write_text("id,name,more\n1,x,2.5\n2,y,3.5\n")
    changed = plain_kernel.run("%glue crawl s3://raw/orders --database crawled --name c")
    shown = plain_kernel.run("%glue show crawled.orders")
    status = plain_kernel.run("%glue crawler status c\n%glue crawler list")

    assert "✓ Crawler c: 1 table added, 0 changed" in first.plain
    assert re.search(r"orders +create +id +bigint", first.plain)
    assert "✓ Crawler c: 0 tables added, 0 changed" in again.plain
    assert re.search(r"orders +update +more +double", changed.plain)
    assert "1   x     2.5" in shown.plain
    assert "c: READY · database crawled" in status.text
    assert "3 rows" in status.plain


def test_a_crawl_that_fails_fails_the_cell(plain_kernel: Kernel) -> None:
    outcome = plain_kernel.run("%glue crawl s3://raw/nothing-here --database crawled --name none")

    assert outcome.status == "error"
    assert outcome.error.startswith("Folder s3://raw/nothing-here doesn't exist")
    assert "✗ Crawler none: FAILED" in outcome.plain


def test_loading_twice_changes_nothing(plain_kernel: Kernel) -> None:
    before = plain_kernel.value("len(get_ipython().ast_transformers)")

    plain_kernel.run("%load_ext glue_devendpoint\n%reload_ext glue_devendpoint")

    assert plain_kernel.value("len(get_ipython().ast_transformers)") == before == "1"


def test_without_an_endpoint_the_cell_says_what_to_do(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL_GLUE", raising=False)
    kernel = Kernel("python3")
    try:
        outcome = kernel.run("%load_ext glue_devendpoint\n%glue databases")
    finally:
        kernel.stop()

    assert outcome.status == "error"
    assert "glue-devendpoint serve" in outcome.error
