"""Next to `aws-glue-sessions`, whose command installs a kernel of the same name for the user."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.class_cache import plain_environment

STOCK_MODULE = "aws_glue_interactive_sessions_kernel.glue_pyspark.GlueKernel"
pytestmark = [pytest.mark.spark, pytest.mark.slow]


@pytest.fixture
def stock_kernel(tmp_path: Path) -> Path:
    """The kernelspec as `install-glue-kernels` leaves it in the user's folder."""
    folder = tmp_path / "kernels" / "glue_pyspark"
    folder.mkdir(parents=True)
    spec = {
        "argv": ["python", "-m", STOCK_MODULE, "-f", "{connection_file}"],
        "display_name": "Glue PySpark",
        "language": "python",
    }
    (folder / "kernel.json").write_text(json.dumps(spec))
    return folder


def what_doctor_finds(user_folder: Path, prefer_environment: str) -> dict[str, str]:
    """Return what `glue-devendpoint doctor` says about the kernel."""
    said = subprocess.run(
        [sys.executable, "-m", "glue_devendpoint", "doctor", "--home", str(user_folder), "--json"],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            **plain_environment(),
            "JUPYTER_DATA_DIR": str(user_folder),
            "JUPYTER_PREFER_ENV_PATH": prefer_environment,
        },
        timeout=120,
    )
    return next(row for row in json.loads(said.stdout) if row["name"] == "kernel")


def test_in_a_virtual_environment_the_name_means_our_kernel(stock_kernel: Path) -> None:
    found = what_doctor_finds(stock_kernel.parents[1], prefer_environment="1")

    assert found["state"] == "ok"


def test_doctor_says_when_the_name_means_another_kernel(stock_kernel: Path) -> None:
    found = what_doctor_finds(stock_kernel.parents[1], prefer_environment="0")

    assert found["state"] == "failed"
    assert str(stock_kernel) in found["text"]
    assert "another package's kernel is named glue_pyspark" in found["text"]
