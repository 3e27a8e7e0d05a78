"""The set-up's progress: what pip is doing is said while it works, and its errors are shown."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent.parent / ".ci" / "install.py"


def install(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the script as the Makefile does; nothing is fetched."""
    command = [sys.executable, SCRIPT, "Setting up", "--no-index", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package that needs nothing but what is installed here."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "tiny.py").write_text("VALUE = 1\n")
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "tiny"\nversion = "1"\n'
        '[tool.hatch.build.targets.wheel]\ninclude = ["tiny.py"]\n'
    )
    return folder


@pytest.mark.slow
def test_a_package_is_installed_and_the_end_is_said(package: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"

    done = install("--no-build-isolation", "--no-deps", "--target", target, package)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Setting up: done" in done.stdout
    assert (target / "tiny.py").is_file()


def test_an_error_of_pip_is_shown_with_its_exit_code(tmp_path: Path) -> None:
    done = install(tmp_path / "nowhere")

    assert done.returncode == 1
    assert "Setting up: pip failed with exit code 1" in done.stdout
    assert "nowhere" in done.stderr
