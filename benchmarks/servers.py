"""The servers to compare, each in a separate process, and a private PostgreSQL server."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from botocore.credentials import Credentials

from benchmarks.wire import Target
from glue_devendpoint.access.identities import OWNER
from glue_devendpoint.config import load_config
from glue_devendpoint.endpoint import Endpoint, open_endpoint

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Ours:
    """Our server, with measurements from inside its process."""

    target: Target
    process: subprocess.Popen[str]
    home: Path
    endpoint: Endpoint

    def longest_block_ms(self) -> float:
        """Return the longest time that the event loop was blocked since the last call."""
        report = self.home / "loop.json"
        report.unlink(missing_ok=True)
        self.process.send_signal(signal.SIGUSR1)
        while not report.exists():
            time.sleep(0.01)
        worst: float = json.loads(report.read_text())["longest_block_ms"]
        return worst

    def memory_mb(self) -> float:
        """Return the server's resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@contextmanager
def ours(home: Path, database_url: str = "") -> Iterator[Ours]:
    """Run our server with a new home folder."""
    flags = {"home": str(home)} | ({"database_url": database_url} if database_url else {})
    endpoint = open_endpoint(load_config(flags, environ={}))
    keys = endpoint.identities.credentials(OWNER)
    command = [sys.executable, "-m", "benchmarks.serve_measured", str(home), database_url]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip()
        credentials = Credentials(keys.access_key_id, keys.secret_access_key)
        server = Ours(Target("ours", url, credentials), process, home, endpoint)
        server.longest_block_ms()  # ignore the startup
        yield server
    finally:
        process.terminate()
        process.wait(30)
        endpoint.close()


@contextmanager
def moto() -> Iterator[Target]:
    """Run moto's server."""
    port = free_port()
    program = Path(sys.executable).with_name("moto_server")
    process = subprocess.Popen(
        [program, "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(port)
        yield Target("moto", f"http://127.0.0.1:{port}", Credentials("AKIAEXAMPLE", "secret"))
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Run a private PostgreSQL server with default settings, and yield its URL."""
    given = os.environ.get("GLUE_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    port = free_port()
    user = "postgres" if os.geteuid() == 0 else None
    folder.mkdir()
    if user:
        shutil.chown(folder, user)

    def run(*command: str | Path) -> None:
        subprocess.run(command, user=user, cwd="/", check=True, stdout=subprocess.DEVNULL)

    run(programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
        "--locale=C.UTF-8")  # fmt: skip
    options = f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    control = [programs / "pg_ctl", "-D", folder / "data"]
    run(*control, "-l", folder / "log", "-o", options, "-w", "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        run(*control, "-m", "fast", "stop")


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"no server is listening on port {port}")
