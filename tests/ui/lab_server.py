"""A real `glue-devendpoint lab` in a world of its own, and a client with its owner's keys."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

TOKEN = "ui-tests"
START_SECONDS = 90
BUILT = Path(__file__).parents[2] / "glue_devendpoint" / "_labextension"


@dataclass(frozen=True, slots=True)
class Lab:
    """A running JupyterLab with the endpoint in it."""

    url: str
    home: Path
    notebooks: Path
    environment: dict[str, str]

    @property
    def buckets(self) -> Path:
        """Where the local buckets are."""
        return self.home / "buckets"


@contextmanager
def running_lab(root: Path, buckets: Mapping[str, str] | None = None) -> Iterator[Lab]:
    """A server over an empty home in a folder, until the block ends; buckets may be elsewhere."""
    port = _free_port()
    home, notebooks = root / "home", root / "notebooks"
    notebooks.mkdir()
    environment = _environment(root, home)
    if buckets:
        environment["GLUE_DEVENDPOINT_BUCKETS"] = json.dumps(buckets)
        (root / ".aws").mkdir()
        (root / ".aws" / "credentials").write_text(
            "[default]\naws_access_key_id = key\naws_secret_access_key = secret\n"
        )
    extensions = root / "labextensions"
    extensions.mkdir()
    # The build of this tree, whatever else is installed.
    (extensions / "glue-devendpoint").symlink_to(BUILT)
    command = [
        *(sys.executable, "-m", "glue_devendpoint", "lab", "--no-browser"),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={notebooks}"),
        f"--LabServerApp.extra_labextensions_path={extensions}",
        "--LabApp.expose_app_in_browser=True",
    ]
    with (root / "server.log").open("w") as log:
        process = subprocess.Popen(
            command, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_healthy(url, process, root / "server.log")
            yield Lab(url, home, notebooks, environment)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)


def client_of(lab: Lab) -> Any:
    """Return a boto3 client with the owner's keys, as `glue-devendpoint env` tells them."""
    answer = subprocess.run(
        [sys.executable, "-m", "glue_devendpoint", "env"],
        env=lab.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    words = [shlex.split(line)[1] for line in answer.stdout.splitlines()]
    told = dict(word.split("=", 1) for word in words)
    return boto3.client(
        "glue",
        endpoint_url=told["AWS_ENDPOINT_URL_GLUE"],
        region_name=told["AWS_DEFAULT_REGION"],
        aws_access_key_id=told["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=told["AWS_SECRET_ACCESS_KEY"],
    )


def _environment(root: Path, home: Path) -> dict[str, str]:
    """Settings of a user who has nothing yet, has answered Lab's question about news, and waits."""
    settings = {
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        # On a busy machine, a kernel's first completion takes longer than the usual second.
        "completer-extension/manager": {"providerTimeout": 30_000},
    }
    for name, values in settings.items():
        file = root / "config" / "lab" / "user-settings" / "@jupyterlab" / name
        file.parent.mkdir(parents=True)
        file.with_suffix(".jupyterlab-settings").write_text(json.dumps(values))
    return {
        **os.environ,
        "HOME": str(root),
        "JUPYTER_CONFIG_DIR": str(root / "config"),
        "JUPYTER_DATA_DIR": str(root / "data"),
        "JUPYTER_RUNTIME_DIR": str(root / "runtime"),
        "GLUE_DEVENDPOINT_HOME": str(home),
    }


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    request = urllib.request.Request(
        f"{url}/glue-devendpoint/api/health", headers={"Authorization": f"token {TOKEN}"}
    )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(request, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
