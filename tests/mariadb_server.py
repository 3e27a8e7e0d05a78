"""A private MariaDB server in a temporary folder, for the tests of MySQL."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pymysql

SYSTEM_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/usr/libexec")
START_SECONDS = 60


def find_program(name: str) -> str | None:
    """Return a program's path; servers are often in folders that PATH leaves out."""
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *SYSTEM_FOLDERS]))


class MariaDbServer:
    """A server that listens on a free port of this machine, with a root user without password."""

    def __init__(self, installer: str, program: str, *options: str) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="glue-mariadb-"))
        user = []
        if os.geteuid() == 0:  # MariaDB refuses to run as root
            shutil.chown(self._folder, "mysql")
            user = ["--user=mysql"]
        data = f"--datadir={self._folder / 'data'}"
        subprocess.run(
            [installer, "--no-defaults", data, *user, "--skip-test-db",
             "--auth-root-authentication-method=normal"],
            check=True, cwd="/", capture_output=True,
        )  # fmt: skip
        self.port = _free_port()
        self._process = subprocess.Popen(
            [program, "--no-defaults", data, *user, f"--port={self.port}",
             "--bind-address=127.0.0.1", f"--socket={self._folder / 'socket'}",
             f"--log-error={self._folder / 'log'}", "--innodb-flush-log-at-trx-commit=0",
             "--open-files-limit=2048", *(options or ["--skip-ssl"])],
            cwd="/",
        )  # fmt: skip
        self._wait()

    def execute(self, *statements: str) -> None:
        """Run statements as root."""
        with pymysql.connect(host="127.0.0.1", port=self.port, user="root") as connection:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
            connection.commit()

    def stop(self) -> None:
        """End the server and remove its folder."""
        self._process.terminate()
        self._process.wait(60)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return self.execute("SELECT 1")
            except pymysql.err.OperationalError:
                is_over = self._process.poll() is not None or time.monotonic() > deadline
                assert not is_over, (self._folder / "log").read_text()
                time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
