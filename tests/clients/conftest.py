"""A real `serve` process for real AWS clients, over each kind of database."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from glue_devendpoint.access.identities import OWNER, Credentials
from glue_devendpoint.config import load_config
from glue_devendpoint.endpoint import open_endpoint


@dataclass(frozen=True)
class Served:
    """Where a served endpoint answers, and the owner's keys."""

    url: str
    keys: Credentials
    region: str = "us-east-1"

    @property
    def environment(self) -> dict[str, str]:
        """What tells any AWS client about it."""
        return {
            "AWS_ENDPOINT_URL_GLUE": self.url,
            "AWS_ACCESS_KEY_ID": self.keys.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.keys.secret_access_key,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
        }


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Served]:
    """A running `glue-devendpoint serve`."""
    settings = {"home": str(tmp_path / "home"), "database_url": database_url}
    flags = [word for name, value in settings.items() for word in (_flag(name), value)]
    process = subprocess.Popen(
        [sys.executable, "-m", "glue_devendpoint", "serve", "--port", "0", *flags],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "answers at" in line, line
    endpoint = open_endpoint(load_config(settings, environ={}))
    keys = endpoint.identities.credentials(OWNER)
    endpoint.close()
    yield Served(line.split("answers at ")[1].split()[0], keys)
    process.terminate()
    process.communicate(timeout=30)


def _flag(setting: str) -> str:
    return f"--{setting.replace('_', '-')}"
