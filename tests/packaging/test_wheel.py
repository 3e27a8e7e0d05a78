"""The wheel: everything in one file, working in a clean environment without any enable step."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from glue_devendpoint.version import __version__

ROOT = Path(__file__).parents[2]
RUNTIME = (
    "awsglue",
    "awsgluedq",
    "awsglueml",
    "glue_jdbc",
    "glue_own_operations",
    "glue_table_format",
    "pyspark_glue_database",
    "pyspark_glue_lake",
)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout
    return folder


@pytest.fixture(scope="module")
def clean(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the bin folder of an environment that holds only the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("clean") / "venv"
    python = folder / "bin" / "python"
    create = [sys.executable, "-m", "venv", "--without-pip", str(folder)]
    subprocess.run(create, check=True, timeout=120)
    wheel = next(dist.glob("*.whl"))
    pip = [sys.executable, "-m", "pip", "--python", str(python)]
    subprocess.run(
        [*pip, "install", "-q", "--no-compile", f"{wheel}[java,livy]"], check=True, timeout=1500
    )
    return folder / "bin"


def run(clean: Path, *words: str) -> str:
    """Run a program of the clean environment, away from the clone."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    environment["PATH"] = f"{clean}{os.pathsep}/usr/bin{os.pathsep}/bin"
    done = subprocess.run(
        [clean / words[0], *words[1:]],
        capture_output=True,
        text=True,
        cwd=clean.parent,
        env=environment,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_wheel_holds_the_runtime_at_top_level_and_the_front_end(dist: Path) -> None:
    names = zipfile.ZipFile(next(dist.glob("*.whl"))).namelist()

    tops = {name.split("/")[0] for name in names}
    assert {"glue_devendpoint", *RUNTIME} <= tops
    assert not [name for name in names if name.startswith("glue_devendpoint/runtime")]
    assert "glue_devendpoint/spark/jvm/gluedevendpoint/DecodedCodec.java" in names
    data = f"glue_devendpoint-{__version__}.data/data"
    for path in (
        "share/jupyter/labextensions/glue-devendpoint/package.json",
        "share/jupyter/labextensions/glue-devendpoint/install.json",
        "share/jupyter/kernels/glue_pyspark/kernel.json",
        "etc/jupyter/jupyter_server_config.d/glue_devendpoint.json",
    ):
        assert f"{data}/{path}" in names


def test_the_sdist_holds_the_built_front_end_and_no_modules_of_node(dist: Path) -> None:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        names = archive.getnames()

    assert any(name.endswith("glue_devendpoint/_labextension/package.json") for name in names)
    assert not any("node_modules" in name for name in names)


def test_the_front_end_has_the_version_of_the_package() -> None:
    for path in ("labextension/package.json", "glue_devendpoint/_labextension/package.json"):
        assert json.loads((ROOT / path).read_text())["version"] == __version__


def test_the_lock_file_names_no_download_address() -> None:
    assert "://" not in (ROOT / "labextension" / "yarn.lock").read_text()


def test_jupyter_finds_all_three_parts_without_an_enable_step(clean: Path) -> None:
    assert "glue-devendpoint" in run(clean, "jupyter", "labextension", "list")
    assert "glue_devendpoint" in run(clean, "jupyter", "server", "extension", "list")
    assert "glue_pyspark" in run(clean, "jupyter", "kernelspec", "list")


def test_the_doctor_is_content_there(clean: Path, tmp_path: Path) -> None:
    said = run(clean, "glue-devendpoint", "doctor", "--home", str(tmp_path))

    assert "✗" not in said


def test_the_runtime_is_imported_by_its_aws_names(clean: Path) -> None:
    run(
        clean,
        "python",
        "-c",
        f"import {', '.join(RUNTIME)}",
    )


def test_sparkmagic_of_the_livy_extra_loads_beside_it(clean: Path) -> None:
    run(clean, "python", "-c", "import sparkmagic.magics.remotesparkmagics")
