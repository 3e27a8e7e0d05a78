"""Which cells need Spark: those that read one of the session's names.

Names that the cell or the user has redefined don't count, and neither do names in strings or
comments, so a cell that doesn't need Spark never waits for it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

PROVIDED = ("spark", "sc", "glueContext", "job")
ENTRANCES = frozenset({"SparkContext", "SparkSession", "GlueContext", "DynamicFrame", "SQLContext"})
_MAGIC_CALLS = frozenset({"run_cell_magic", "run_line_magic"})
_CODE_MAGICS = frozenset({"time", "timeit", "capture", "prun", "memit", "debug", "mprun", "lprun"})
_WORD = re.compile(r"[A-Za-z_]\w*")


def needs_spark(tree: ast.AST, namespace: Mapping[str, Any], ours: Mapping[str, Any]) -> bool:
    """Return whether a cell uses the session; `ours` holds the values that we set."""
    bound = set(_bound_names(tree))
    for name in _read_names(tree):
        if name in ENTRANCES:
            return True
        if name in bound:
            continue
        if name in PROVIDED and (name not in namespace or namespace[name] is ours.get(name)):
            return True
        if _is_column_function(namespace.get(name)):
            return True
    return False


def _read_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute) and node.attr in ENTRANCES:
            yield node.attr
        elif isinstance(node, ast.Call) and runs_code(node):
            yield from _words_of(node)


def runs_code(node: ast.Call) -> bool:
    """Return whether a call runs a magic whose argument is code, such as `%%time`."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in _MAGIC_CALLS:
        return False
    name = node.args[0] if node.args else None
    return isinstance(name, ast.Constant) and name.value in _CODE_MAGICS


def _words_of(call: ast.Call) -> Iterator[str]:
    """Yield the names that the code in a magic's arguments reads."""
    for argument in call.args[1:]:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield from _code_names(argument.value)


def _code_names(text: str) -> Iterator[str]:
    try:
        yield from _read_names(ast.parse(text))
    except SyntaxError:
        yield from (word for word in _WORD.findall(text) if word in PROVIDED)


def _bound_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]


def _is_column_function(value: object) -> bool:
    """Return whether a value comes from pyspark.sql.functions, which needs a running Spark."""
    module = getattr(value, "__module__", None) or getattr(value, "__name__", "")
    return str(module).startswith("pyspark.sql.functions")
