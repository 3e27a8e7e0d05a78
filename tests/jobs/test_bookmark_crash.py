"""A run or an endpoint is killed in the middle of commits: the bookmark is the old or the new."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from awsglue.bookmark_endpoint import EndpointStore
from awsglue.bookmark_stores import FolderStore
from botocore.exceptions import BotoCoreError

from tests.serving import serving, without

ROUNDS = 5
pytestmark = pytest.mark.slow
COMMIT_WITHOUT_END = """
import itertools, json, sys
from pathlib import Path
from awsglue.bookmark_stores import FolderStore

store = FolderStore(Path(sys.argv[1]))
version = (store.find("j") or {"Version": 0})["Version"]
for version in itertools.count(version):
    store.put("j", f"r{version}", version, json.dumps({"src": [version] * 20_000}))
    print(version, flush=True)
"""


def state_of(version: int) -> str:
    """Return a state of some size that tells which version it is of."""
    return json.dumps({"src": [version] * 20_000})


def test_a_run_that_is_killed_in_its_commit_leaves_the_folder_whole(tmp_path: Path) -> None:
    for number in range(ROUNDS):
        process = subprocess.Popen(
            [sys.executable, "-c", COMMIT_WITHOUT_END, str(tmp_path)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline()
        time.sleep(0.05 + 0.013 * number)
        process.kill()
        told = [int(line) for line in process.communicate()[0].split()]

        entry = FolderStore(tmp_path).find("j")

        assert entry is not None
        assert entry["JobBookmark"] == state_of(entry["Version"] - 1)
        assert entry["Version"] - 1 in (told[-1], told[-1] + 1)


def test_an_endpoint_that_is_killed_in_a_commit_keeps_what_it_acknowledged(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    acknowledged = 0

    for number in range(3):
        with serving(home, database_url, without("GLUE_")) as server:
            for name, value in server.environment.items():
                monkeypatch.setenv(name, value)
            store = EndpointStore()
            entry = store.find("j") or {"Version": 0, "JobBookmark": state_of(0)}

            assert entry["Version"] in (acknowledged, acknowledged + 1)
            assert entry["JobBookmark"] == state_of(entry["Version"])

            acknowledged = _commit_until_killed(
                store, entry["Version"], server.process, 0.3 + number / 9
            )


def _commit_until_killed(
    store: EndpointStore, version: int, process: subprocess.Popen[str], seconds: float
) -> int:
    """Commit version after version; returns the last one that was acknowledged."""
    killer = subprocess.Popen(
        [sys.executable, "-c", f"import os, time; time.sleep({seconds}); "
         f"os.kill({process.pid}, {int(signal.SIGKILL)})"]
    )  # fmt: skip
    try:
        while True:
            store.put("j", f"r{version}", version, state_of(version + 1))
            version += 1
    except BotoCoreError:
        return version
    finally:
        killer.wait()
