"""docs/dependencies.md and pyproject.toml tell the same story."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DOCS = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9_.-]+", requirement)
    assert found
    return found.group()


def test_every_core_dependency_has_its_line() -> None:
    documented = re.findall(r"^\| ([\w-]+) \| [^|]+ \|$", DOCS, re.MULTILINE)

    assert set(documented) - {"Package"} == {_name(text) for text in PROJECT["dependencies"]}


def test_every_package_of_every_extra_has_its_line() -> None:
    documented = set(re.findall(r"^\| `(\w+)` \| ([\w-]+) \|", DOCS, re.MULTILINE))
    declared = {
        (extra, _name(text))
        for extra, texts in PROJECT["optional-dependencies"].items()
        for text in texts
    }

    assert documented == declared
