"""A script's own modules: files to import, and packages to install before the script starts.

Implements `--extra-py-files` and `--additional-python-modules`. Packages are installed into a cache
folder keyed by the requested packages. The product's own environment stays unchanged, and the next
run with the same packages reuses the folder.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from glue_devendpoint.errors import InvalidInput, ScriptModulesMissing

LocalPath = Callable[[str], Path | None]
_ARCHIVES = (".zip", ".egg", ".whl")
_PINNED = re.compile(r"([A-Za-z0-9._-]+)(?:==([^\s,;]+))?")


def existing_file(argument: str, path: str, local_path: LocalPath) -> Path:
    """Return the local file for an argument's path; raises an error if it doesn't exist."""
    file = local_path(path) or (Path(path).absolute() if "://" not in path else None)
    if file is None or not file.exists():
        looked = f" (looked for {file})" if file else ""
        raise InvalidInput(f"{argument}: file {path} not found{looked}")
    return file


def importable(files: Sequence[Path], folder: Path) -> list[str]:
    """Return the module path entries that make each file importable."""
    found = []
    for file in files:
        if file.suffix == ".py":
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, folder / file.name)
            found.append(str(folder))
        elif file.suffix in _ARCHIVES or file.is_dir():
            found.append(str(file))
        else:
            raise InvalidInput(
                f"--extra-py-files: {file.name} must be a .py, .zip, .egg or .whl file, or a folder"
            )
    return list(dict.fromkeys(found))


def installed(modules: Sequence[str], options: Sequence[str], cache: Path) -> list[str]:
    """Install missing packages; returns the module path entries for them."""
    missing = [module for module in modules if not _is_here(module)]
    if not missing:
        return []
    key = hashlib.sha256(repr((sys.version, missing, options, _stamps(missing))).encode())
    folder = cache / "modules" / key.hexdigest()[:24]
    if not folder.is_dir():
        _install(missing, options, folder)
    return [str(folder)]


def _is_here(module: str) -> bool:
    named = _PINNED.fullmatch(module)
    if named is None or Path(module).exists():
        return False
    try:
        version = importlib.metadata.version(named.group(1))
    except importlib.metadata.PackageNotFoundError:
        return False
    return named.group(2) in (None, version)


def _stamps(modules: Sequence[str]) -> list[float]:
    """Return the modification times of local package files, so that new builds are installed."""
    return [Path(module).stat().st_mtime for module in modules if Path(module).is_file()]


def _install(modules: Sequence[str], options: Sequence[str], folder: Path) -> None:
    temporary = folder.with_name(f"{folder.name}.{os.getpid()}")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
               "--target", str(temporary), *options, *modules]  # fmt: skip
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    if done.returncode != 0:
        shutil.rmtree(temporary, ignore_errors=True)
        raise ScriptModulesMissing(
            f"--additional-python-modules: pip couldn't install {' '.join(modules)} (see above)"
        )
    try:
        temporary.rename(folder)
    except OSError:  # another run was faster; its folder has the same content
        shutil.rmtree(temporary, ignore_errors=True)
