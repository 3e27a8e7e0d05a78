"""The home folder: the database, buckets, keys and caches of one installation.

    <home>/glue.db          the SQLite database (unless a database URL is set)
    <home>/secret.key       the key that encrypts stored secrets (mode 0600)
    <home>/buckets/<name>/  local buckets
    <home>/runs/            logs and working folders of runs
    <home>/logs/            what Spark logs
    <home>/cache/           files that can be recreated

Folders are created with mode 0700, secrets with 0600.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from glue_devendpoint.errors import HomeError


@dataclass(frozen=True, slots=True)
class Home:
    """The paths of one home folder."""

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite database file."""
        return self.root / "glue.db"

    @property
    def secret_key(self) -> Path:
        """The file with the key that encrypts stored secrets."""
        return self.root / "secret.key"

    @property
    def buckets(self) -> Path:
        """The folder of local buckets."""
        return self.root / "buckets"

    @property
    def runs(self) -> Path:
        """The folder for logs and working folders of runs."""
        return self.root / "runs"

    @property
    def logs(self) -> Path:
        """The folder for Spark's log files."""
        return self.root / "logs"

    @property
    def cache(self) -> Path:
        """The folder for files that can be recreated."""
        return self.root / "cache"


def open_home(root: Path) -> Home:
    """Create the home folder and its subfolders if missing, accessible only to the user."""
    home = Home(root)
    try:
        for folder in (home.root, home.buckets, home.runs, home.logs, home.cache):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        home.root.chmod(0o700)
    except OSError as err:
        raise HomeError(
            f"can't use the home folder {root}: {err.strerror or err}; "
            "choose another with --home or GLUE_DEVENDPOINT_HOME"
        ) from err
    if not os.access(home.root, os.R_OK | os.W_OK | os.X_OK):
        raise HomeError(
            f"can't write to the home folder {root}; "
            "choose another with --home or GLUE_DEVENDPOINT_HOME"
        )
    return home


def check_home_exists(root: Path) -> None:
    """Raise an error if there is no home folder, for commands that only report on one."""
    if not root.is_dir():
        raise HomeError(
            f"there is no home folder {root}; choose another with --home or GLUE_DEVENDPOINT_HOME, "
            "or create it with: glue-devendpoint serve   (or: glue-devendpoint lab)"
        )


def write_secret(path: Path, content: bytes) -> bytes:
    """Write a secret once, atomically and readable only by the user; returns the stored secret.

    If another process was faster, its secret is kept and returned.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    except FileExistsError:
        return path.read_bytes()
    finally:
        temporary.unlink(missing_ok=True)
    return content
