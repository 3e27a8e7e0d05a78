"""The tree at the head of `errors.py` is true: it holds every error, each below its base."""

from __future__ import annotations

import ast
import builtins
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import glue_devendpoint
from glue_devendpoint import errors
from glue_devendpoint.errors import DevEndpointError

PACKAGE = Path(glue_devendpoint.__file__).parent
ENGINE = ("catalog", "crawlers", "jobs", "preview", "scripts", "triggers", "workflows",
          "store", "runners", "access")  # fmt: skip
LINE = re.compile(r"    ((?:[|] {3}| {4})*)(?:[|`]-- )?(\w+)(?: {2,}(?:([\w.]+): )?.*)?")
# Readers of foreign bytes, whose callers catch what Python itself raises for such bytes, and the
# one error that would be a mistake of ours.
RAISE_WHAT_PYTHON_HAS = {
    "access/secrets.py", "access/sigv4.py", "catalog/paging.py", "catalog/search.py",
    "crawlers/classifiers/avro.py", "crawlers/crawls.py",
    "crawlers/classifiers/bson.py", "crawlers/classifiers/compression.py",
    "crawlers/classifiers/grok.py", "crawlers/classifiers/thrift.py", "crawlers/fingerprints.py",
    "runners/runs.py",
}  # fmt: skip


def drawn() -> dict[str, tuple[str | None, str]]:
    """Return the classes of the drawn tree with their base and module."""
    tree: dict[str, tuple[str | None, str]] = {}
    path: list[str] = []
    text = (errors.__doc__ or "").split("\n\n")[1]
    for line in text.splitlines():
        found = LINE.fullmatch(line)
        assert found is not None, line
        depth = len(found[1]) // 4 + ("-- " in line)
        path[depth:] = [found[2]]
        tree[found[2]] = (path[depth - 1] if depth else None, found[3] or "errors")
    return tree


def every_module() -> list[str]:
    """Return the names of all modules of the package but scripts and migrations."""
    found = pkgutil.walk_packages(glue_devendpoint.__path__, "glue_devendpoint.")
    kept = [each.name for each in found if ".runtime" not in each.name]
    return [name for name in kept if "__main__" not in name and "migrations.versions" not in name]


def subclasses(kind: type[Exception]) -> Iterator[type[Exception]]:
    """Yield a class and everything below it."""
    yield kind
    for each in kind.__subclasses__():
        yield from subclasses(each)


def own_errors() -> set[type[Exception]]:
    """Return every error class that the package defines."""
    for name in every_module():
        if not name.endswith("migrations.env"):
            importlib.import_module(name)
    found = set(subclasses(Exception))
    return {each for each in found if each.__module__.split(".")[0] == "glue_devendpoint"}


def test_every_error_is_drawn_below_its_base_and_with_its_module() -> None:
    real = {
        each.__name__: (
            each.__base__.__name__ if each is not DevEndpointError else None,
            each.__module__.removeprefix("glue_devendpoint."),
        )
        for each in own_errors()
        if issubclass(each, DevEndpointError) and each.__base__ is not None
    }

    assert drawn() == real


def test_errors_that_never_reach_a_user_are_named_as_such() -> None:
    inner = {each.__name__ for each in own_errors() if not issubclass(each, DevEndpointError)}
    told = set(re.findall(r"`(\w+)`", (errors.__doc__ or "").split("\n\n")[2]))

    assert {name.lstrip("_") for name in inner} == told


def test_every_error_of_the_tree_is_in_use() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.py")
        if path != Path(errors.__file__)
    )

    assert [name for name in drawn() if not re.search(rf"\b{name}\b", sources)] == []


@pytest.mark.parametrize("room", ENGINE)
def test_the_engine_raises_only_errors_of_the_tree(room: str) -> None:
    signals = {"Enough", "_Enough", "NotCastable", "NotImplementedError"}

    raised = {
        (str(path.relative_to(PACKAGE)), name)
        for path in (PACKAGE / room).rglob("*.py")
        for name in _raised(path)
        if name not in drawn() and name not in signals
    }

    assert {path for path, _ in raised} <= RAISE_WHAT_PYTHON_HAS, raised
    assert all(hasattr(builtins, name) for _, name in raised)


def _raised(path: Path) -> Iterator[str]:
    """Yield the classes that a module raises by name; functions that make errors are no classes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise) and node.exc is not None:
            made = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if isinstance(made, ast.Name) and made.id.lstrip("_")[:1].isupper():
                yield made.id
