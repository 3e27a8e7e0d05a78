"""The magics that show results: `%%sql`, `%table`, `%json`, `%matplot`, `%plotly` and others."""

from __future__ import annotations

import io
import json
import shlex
from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class

from glue_devendpoint.kernel.cells.sql_errors import explain_sql_error
from glue_devendpoint.kernel.cells.statements import Statement, statements_of
from glue_devendpoint.kernel.display.charts import KINDS
from glue_devendpoint.kernel.display.frames import ShownFrames
from glue_devendpoint.kernel.display.line import show_data
from glue_devendpoint.kernel.display.results import show_rows
from glue_devendpoint.kernel.display.rows import LIMIT, Rows, fetched, rows_of
from glue_devendpoint.kernel.failures import CellFailed
from glue_devendpoint.kernel.magics.glue_parser import Parser
from glue_devendpoint.kernel.session.session import KernelSession

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@magics_class
class ResultMagics(Magics):
    """Grids, charts and figures."""

    def __init__(self, shell: Any, session: KernelSession, frames: ShownFrames) -> None:
        super().__init__(shell)
        self._session = session
        self._frames = frames
        self._shell = shell

    @line_cell_magic
    def sql(self, line: str, cell: str | None = None) -> None:
        """%%sql [-o NAME] [-l LIMIT] [--plot [KIND]] [-q]: run SQL and show the results."""
        if cell is None:
            line, cell = "", line
        options = sql_parser().parse_args(shlex.split(line))
        if options.limit < 1:
            raise CellFailed("%%sql: -l must be at least 1")
        if options.output and not options.output.isidentifier():
            raise CellFailed(f"%%sql: -o needs a variable name, not {options.output!r}")
        statements = statements_of(cell)
        if not statements:
            raise CellFailed("%%sql: the cell has no SQL statement")
        session = self._session.touch()
        rows: Rows | None = None
        for statement in statements:
            rows = run_statement(session, statement, options.limit)
            is_last = statement is statements[-1]
            if not options.quiet:
                _show(rows, options.limit, options.plot if is_last else None)
        if options.output:
            frame = None if rows is None else rows.table.to_pandas()
            self._shell.user_ns[options.output] = frame

    @line_magic
    def table(self, line: str) -> None:
        """%table NAME: show a DataFrame or a list of dicts as a grid."""
        value = self._value("table", line)
        show_rows(rows_of(value))

    @line_magic
    def show_dataframes(self, line: str) -> None:
        """%show_dataframes on|off: show DataFrames as grids, or only their schema."""
        wanted = line.strip().lower()
        if wanted not in ("on", "off"):
            raise CellFailed(f"%show_dataframes needs on or off, not {line.strip()!r}")
        self._frames.is_on = wanted == "on"

    @line_magic
    def json(self, line: str) -> None:
        """%json NAME: show a value as a JSON tree."""
        value = self._value("json", line)
        if isinstance(value, str):
            value = json.loads(value)
        plain = json.loads(json.dumps(value, default=str))
        text = json.dumps(plain, indent=2, ensure_ascii=False)
        show_data({"application/json": plain, "text/plain": text})

    @line_magic
    def matplot(self, line: str) -> None:
        """%matplot NAME: show a Matplotlib figure, or the current figure of plt."""
        value = self._value("matplot", line)
        figure = value.gcf() if hasattr(value, "gcf") else value
        if not hasattr(figure, "savefig"):
            raise CellFailed(f"%matplot: {line.strip()} isn't a figure; try %matplot plt")
        picture = io.BytesIO()
        figure.savefig(picture, format="png", bbox_inches="tight")
        if hasattr(value, "close"):
            value.close(figure)  # otherwise Matplotlib's own hook would show it again
        show_data({"image/png": picture.getvalue(), "text/plain": "Matplotlib figure"})

    @line_magic
    def plotly(self, line: str) -> None:
        """%plotly NAME: show a Plotly figure."""
        value = self._value("plotly", line)
        if not hasattr(value, "to_plotly_json"):
            raise CellFailed(f"%plotly: {line.strip()} isn't a Plotly figure")
        html = value.to_html(full_html=False, include_plotlyjs=True)
        show_data({"text/html": html, "text/plain": "Plotly figure"})

    def _value(self, magic: str, line: str) -> Any:
        if not line.strip():
            raise CellFailed(f"%{magic} needs a variable name")
        try:
            return self._shell.ev(line.strip())
        except Exception as err:
            raise CellFailed(f"%{magic} {line.strip()}: {type(err).__name__}: {err}") from err


def sql_parser() -> Parser:
    """Return the parser for the options of `%%sql`."""
    parser = Parser(prog="%%sql", add_help=False)
    parser.add_argument("-o", "--output", metavar="NAME")
    parser.add_argument("-l", "--limit", type=int, default=LIMIT)
    parser.add_argument("--plot", nargs="?", const="bar", choices=KINDS, metavar="KIND")
    parser.add_argument("-q", "--quiet", action="store_true")
    return parser


def run_statement(session: SparkSession, statement: Statement, limit: int) -> Rows | None:
    """Run a statement and fetch its first rows; returns None if it has no result."""
    from pyspark.errors import PySparkException

    try:
        frame = session.sql(statement.text)
        return fetched(frame, limit) if frame.columns else None
    except PySparkException as err:
        raise CellFailed(explain_sql_error(err, statement)) from err


def _show(rows: Rows | None, limit: int, plot: str | None) -> None:
    if rows is None or not rows.table.num_columns:
        show_data({"text/html": "<em>done</em>", "text/plain": "done"})
    else:
        show_rows(rows, limit, plot)
