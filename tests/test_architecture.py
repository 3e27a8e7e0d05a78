"""The arrows between the rooms point inwards (docs/architecture.md, section 2)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "glue_devendpoint"
RUNTIME = PACKAGE / "runtime"
# Each room may import only the rooms before it, so nothing can import sideways or in a circle.
ORDER = (
    *("version", "errors", "clock", "home", "config"),
    *("store", "events", "access", "files", "spark", "runners"),
    *("catalog", "preview", "triggers", "jobs", "crawlers", "workflows", "scripts"),
    "endpoint",
    *("api", "kernel", "server", "testing", "cli", "__main__", "__init__"),
)
SINGLE = {"version", "errors", "clock", "home", "config", "events", "endpoint"}
FOREIGN_TO = {
    "catalog": {"tornado", "jupyter_server", "pyspark"},
    "crawlers": {"tornado", "jupyter_server", "pyspark"},
    "jobs": {"tornado", "jupyter_server", "pyspark"},
    "preview": {"tornado", "jupyter_server", "pyspark"},
    "store": {"tornado", "jupyter_server", "pyspark", "boto3"},
    "access": {"tornado", "jupyter_server", "pyspark"},
}
SHARED_WITH_THE_RUNTIME = ("glue_jdbc", "glue_own_operations", "glue_table_format")


def _sources() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if RUNTIME not in path.parents)


def _room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def _import_graph() -> dict[str, set[str]]:
    """Return which of our modules each imports, also inside functions and for types only."""
    modules = {_module(path): path for path in _sources()}
    graph = {}
    for name, path in modules.items():
        found = _imports(path)
        # `from package import module` names a module; `from module import name` names its module.
        imported = {each if each in modules else each.rpartition(".")[0] for each in found}
        graph[name] = (imported & modules.keys()) - {name}
    return graph


def _module(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _our_rooms(path: Path) -> set[str]:
    own = (name.split(".") for name in _imports(path) if name.startswith("glue_devendpoint."))
    return {parts[1] for parts in own if parts[1] in ORDER}


@pytest.mark.parametrize("path", _sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_rooms_before_its_own(path: Path) -> None:
    room = _room(path)
    allowed = {*ORDER[: ORDER.index(room)], room}

    reached = _our_rooms(path)

    assert reached <= allowed, f"{room} may not import {reached - allowed}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    remaining = {name: set(imported) for name, imported in _import_graph().items()}

    while leaves := {name for name, imported in remaining.items() if not imported}:
        remaining = {
            name: imported - leaves for name, imported in remaining.items() if name not in leaves
        }

    assert not remaining, f"among these modules is a circle: {sorted(remaining)}"


@pytest.mark.parametrize("room", sorted(FOREIGN_TO))
def test_the_engine_knows_neither_http_nor_jupyter_nor_spark(room: str) -> None:
    imported = {
        name.split(".")[0] for path in (PACKAGE / room).rglob("*.py") for name in _imports(path)
    }

    assert not imported & FOREIGN_TO[room]


def test_the_runtime_stands_alone() -> None:
    imported = {
        (path.name, name)
        for path in RUNTIME.rglob("*.py")
        for name in _imports(path)
        if name.split(".")[0] == "glue_devendpoint"
    }

    assert not imported


@pytest.mark.parametrize("package", SHARED_WITH_THE_RUNTIME)
def test_what_our_rooms_share_with_the_runtime_needs_neither_spark_nor_aws(package: str) -> None:
    imported = {
        name.split(".")[0] for path in (RUNTIME / package).rglob("*.py") for name in _imports(path)
    }

    assert not imported & {"pyspark", "awsglue", "boto3", "botocore", "tornado"}


def test_our_rooms_import_only_these_of_the_runtime_where_spark_must_not_be() -> None:
    names = {path.name for path in RUNTIME.iterdir() if path.is_dir()}
    rooms = FOREIGN_TO.keys() | {"api", "server", "runners"}

    imported = {
        name.split(".")[0]
        for room in rooms
        for path in (PACKAGE / room).rglob("*.py")
        for name in _imports(path)
    }

    assert imported & names <= set(SHARED_WITH_THE_RUNTIME)


def test_every_package_says_in_a_paragraph_what_lives_there() -> None:
    packages = [path for path in PACKAGE.rglob("__init__.py") if "migrations" not in path.parts]

    silent = [path for path in packages if not ast.get_docstring(ast.parse(path.read_text()))]

    assert not silent


def test_every_room_of_the_map_is_on_disk_and_every_room_on_disk_is_on_the_map() -> None:
    on_disk = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    text = (PACKAGE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")

    assert on_disk | SINGLE == set(ORDER) - {"__main__", "__init__"}
    assert all(f"`{room}/`" in text for room in on_disk)
