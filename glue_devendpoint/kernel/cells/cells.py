"""Cells in the style of AWS Glue notebooks: line magics first, then code or a cell magic."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from itertools import takewhile
from typing import Any

from glue_devendpoint.kernel.cells.names import needs_spark, runs_code

_CELL_MAGIC = re.compile(r"%%(?P<name>\w+)[ \t]*(?P<line>.*)")
_HEAD = re.compile(r"\s*(#.*|%[A-Za-z]\w*.*)?")


def cell_magic_after_head(lines: list[str]) -> list[str]:
    """Allow line magics and comments above a cell magic; IPython requires it on the first line."""
    for place, line in enumerate(lines):
        found = _CELL_MAGIC.fullmatch(line.rstrip("\n"))
        if found is not None:
            if place == 0:
                return lines
            body = "".join(lines[place + 1 :])
            call = f"get_ipython().run_cell_magic({found['name']!r}, {found['line']!r}, {body!r})\n"
            return [*lines[:place], call]
        if not _HEAD.fullmatch(line.rstrip("\n")):
            return lines
    return lines


class StartsSpark(ast.NodeTransformer):
    """Makes a cell that needs Spark start it first."""

    def __init__(self, namespace: Mapping[str, Any], ours: Callable[[], Mapping[str, Any]]) -> None:
        self._namespace = namespace
        self._ours = ours

    def visit_Module(self, node: ast.Module) -> ast.Module:
        """Insert the call below the magics at the top of the cell."""
        if not node.body or not needs_spark(node, self._namespace, self._ours()):
            return node
        self.generic_visit(node)
        call = ast.parse("get_ipython().glue_session.touch()").body[0]
        for each in ast.walk(call):
            ast.copy_location(each, node.body[0])
        place = sum(1 for _ in takewhile(_is_head, node.body))
        return ast.Module([*node.body[:place], call, *node.body[place:]], node.type_ignores)

    def visit_Call(self, node: ast.Call) -> ast.Call:
        """Make a script's `SparkContext()` return the existing context."""
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else None
        if name == "SparkContext" and not node.args and not node.keywords:
            node.func = ast.copy_location(
                ast.Attribute(node.func, "getOrCreate", ast.Load()), node.func
            )
        return node


def _is_head(statement: ast.stmt) -> bool:
    """Return whether a statement belongs before the Spark start: session magics, future imports."""
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return False
    return ast.unparse(call.func.value) == "get_ipython()" and not runs_code(call)
