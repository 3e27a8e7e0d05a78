"""Fixtures of the browser tests: a real `glue-devendpoint lab`, real clients, real Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.class_cache import share_classes
from tests.ui.lab_page import LabPage
from tests.ui.lab_server import TOKEN, Lab, client_of, running_lab

PICTURES_FOLDER = Path(__file__).parents[2] / "docs" / "images"
# Long enough for a busy machine; a test that passes never waits for it.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory, s3_server: str) -> Iterator[Lab]:
    """One server for all browser tests, in a world of its own; the bucket `far` is on S3."""
    root = tmp_path_factory.mktemp("lab")
    share_classes(root / "home")
    with running_lab(root, {"far": s3_server}) as started:
        yield started


@pytest.fixture(scope="session")
def glue_client(lab: Lab) -> Iterator[Any]:
    """A real boto3 client with the owner's keys."""
    client = client_of(lab)
    yield client
    client.close()


@pytest.fixture
def glue(glue_client: Any, lab: Lab) -> Any:
    """The client, over a catalog in which there is nothing."""
    empty(glue_client, lab)
    return glue_client


def empty(glue_client: Any, lab: Lab) -> None:
    """Remove what earlier tests have left in the catalog, the buckets and the notebooks' folder."""
    for page in glue_client.get_paginator("get_databases").paginate():
        for database in page["DatabaseList"]:
            glue_client.delete_database(Name=database["Name"])
    for folder in lab.buckets.iterdir():
        shutil.rmtree(folder)
    for notebook in lab.notebooks.glob("*.ipynb"):
        notebook.unlink()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the one of GLUE_TEST_CHROMIUM or of the system, else Playwright's own."""
    path = os.environ.get("GLUE_TEST_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One profile, so that Lab's scripts are fetched and compiled once."""
    opened = browser.new_context(
        viewport={"width": 1280, "height": 800},
        permissions=["clipboard-read", "clipboard-write"],
    )
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def lab_tab(context: BrowserContext) -> Iterator[Page]:
    """One tab for all tests: to load JupyterLab takes longer than most tests."""
    opened = context.new_page()
    yield opened
    opened.close()


@pytest.fixture
def lab_page(request: pytest.FixtureRequest, lab_tab: Page, lab: Lab) -> Iterator[LabPage]:
    """JupyterLab in a tab; a test fails when its console shows an error of ours."""
    with lab_in_tab(request, lab_tab, lab) as opened:
        yield opened


@contextmanager
def lab_in_tab(request: pytest.FixtureRequest, tab: Page, lab: Lab) -> Iterator[LabPage]:
    """Lend the tab; after a failure, Lab is loaded again for the next borrower."""
    failed = request.session.testsfailed
    problems: list[str] = []

    def note(error: Error) -> None:
        problems.append(str(error))

    tab.on("pageerror", note)
    page = LabPage(tab, lab.url, TOKEN)
    try:
        yield page
    finally:
        tab.remove_listener("pageerror", note)
        tab.unroute_all(behavior="ignoreErrors")
        if problems or request.session.testsfailed > failed:
            page.leave()
    assert problems == []


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures go: the documentation when GLUE_UI_PICTURES is set, else a folder to drop."""
    if os.environ.get("GLUE_UI_PICTURES"):
        PICTURES_FOLDER.mkdir(parents=True, exist_ok=True)
        return PICTURES_FOLDER
    return tmp_path_factory.mktemp("pictures")
