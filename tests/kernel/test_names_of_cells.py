"""Which cells need Spark."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager

from glue_devendpoint.kernel.cells.cells import StartsSpark, cell_magic_after_head
from glue_devendpoint.kernel.cells.names import needs_spark


def _needs(cell: str, namespace: dict[str, Any] | None = None) -> bool:
    tree = ast.parse(TransformerManager().transform_cell(cell))
    return needs_spark(tree, namespace or {}, {})


@pytest.mark.parametrize(
    "cell",
    [
        "spark.sql('select 1')",
        "print(sc.version)",
        "frame = glueContext.create_dynamic_frame",
        "job.commit()",
        "sc = SparkContext.getOrCreate()",
        "import pyspark\nc = pyspark.SparkContext()",
        "def count():\n    return spark.range(3).count()",
        "%%time\nspark.range(3).count()",
        "%timeit -n 1 spark.range(3).count()",
        "x = [spark for _ in range(3)]",
    ],
)
def test_a_cell_that_reads_the_session_needs_spark(cell: str) -> None:
    assert _needs(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "1 + 1",
        "print('spark')",
        "# spark.sql",
        "for job in range(3):\n    print(job)",
        "def run(job):\n    return job",
        "import spark\nspark.go()",
        "from pyspark.context import SparkContext",
        "%glue job list",
        "%status",
        "%%time\nprint('spark')",
        "self.spark = 1",
    ],
)
def test_a_cell_that_does_not_read_the_session_needs_no_spark(cell: str) -> None:
    assert not _needs(cell)


def test_a_name_that_the_user_gave_another_meaning_needs_no_spark() -> None:
    assert not _needs("print(job)", {"job": "baker"})


def test_our_own_value_of_a_name_still_needs_spark() -> None:
    session = object()

    tree = ast.parse("spark")

    assert needs_spark(tree, {"spark": session}, {"spark": session})


def test_a_function_of_pyspark_needs_spark() -> None:
    from pyspark.sql import functions

    assert _needs("F.col('a')", {"F": functions})
    assert _needs("col('a')", {"col": functions.col})


def test_spark_is_started_before_the_first_statement_but_after_future_imports() -> None:
    tree = ast.parse("from __future__ import annotations\nspark.range(1)")

    changed = StartsSpark({}, dict).visit(tree)

    lines = ast.unparse(changed).splitlines()
    assert lines == [
        "from __future__ import annotations",
        "get_ipython().glue_session.touch()",
        "spark.range(1)",
    ]
    compile(changed, "cell", "exec")


def test_magics_at_the_head_of_a_cell_come_before_spark() -> None:
    cell = "%glue_version 5.0\n%extra_jars a.jar\n!ls\nsc = SparkContext.getOrCreate()\n%status"
    tree = ast.parse(TransformerManager().transform_cell(cell))

    changed = StartsSpark({}, dict).visit(tree)

    assert ast.unparse(changed).splitlines() == [
        "get_ipython().run_line_magic('glue_version', '5.0')",
        "get_ipython().run_line_magic('extra_jars', 'a.jar')",
        "get_ipython().system('ls')",
        "get_ipython().glue_session.touch()",
        "sc = SparkContext.getOrCreate()",
        "get_ipython().run_line_magic('status', '')",
    ]


def test_spark_is_started_before_a_magic_whose_text_is_code() -> None:
    tree = ast.parse(TransformerManager().transform_cell("%time spark.range(3).count()"))

    changed = StartsSpark({}, dict).visit(tree)

    assert ast.unparse(changed).splitlines()[0] == "get_ipython().glue_session.touch()"


def test_a_context_that_a_script_makes_is_the_one_that_is_there() -> None:
    tree = ast.parse("sc = SparkContext()\nother = SparkContext(conf=mine)")

    changed = StartsSpark({}, dict).visit(tree)

    assert ast.unparse(changed).splitlines()[1:] == [
        "sc = SparkContext.getOrCreate()",
        "other = SparkContext(conf=mine)",
    ]
    compile(changed, "cell", "exec")


def test_a_cell_magic_below_line_magics_and_comments_is_called_with_the_rest() -> None:
    lines = ["# head\n", "%glue_version 5.0\n", "\n", "%%sql -o x\n", "select 1\n", "-- %%sql\n"]

    changed = cell_magic_after_head(lines)

    assert changed == [
        *lines[:3],
        "get_ipython().run_cell_magic('sql', '-o x', 'select 1\\n-- %%sql\\n')\n",
    ]


@pytest.mark.parametrize("lines", [["%%sql\n", "select 1\n"], ["x = 1\n", "%%sql\n"], [], ["\n"]])
def test_other_cells_stay_as_they_are(lines: list[str]) -> None:
    assert cell_magic_after_head(lines) == lines


@given(st.lists(st.text(alphabet="ab %#\"'\\{}$\n", max_size=8).map(lambda text: text + "\n")))
def test_the_body_of_a_cell_magic_arrives_unchanged(body: list[str]) -> None:
    body = "".join(body).splitlines(keepends=True)

    changed = cell_magic_after_head(["%help\n", "%%sql\n", *body])

    call = ast.parse(changed[-1].strip(), mode="eval").body
    assert isinstance(call, ast.Call)
    assert ast.literal_eval(call.args[2]) == "".join(body)
