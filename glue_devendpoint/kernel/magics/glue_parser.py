"""The command line of `%glue` and its error messages."""

from __future__ import annotations

import argparse
import shlex
from typing import NoReturn

from glue_devendpoint.kernel.failures import CellFailed

LATER = {
    "job": "jobs",
    "publish": "publish the notebook as a job",
    "runs": "run history",
    "logs": "run logs",
}
LATER_RELEASE = "0.2"


class Parser(argparse.ArgumentParser):
    """An argument parser that fails the cell instead of exiting the process."""

    def error(self, message: str) -> NoReturn:
        """Fail the cell with the message and the usage."""
        raise CellFailed(f"{self.prog}: {message}\n{self.format_usage().strip()}")


def make_parser() -> Parser:
    """Return the parser of `%glue`."""
    parser = Parser(prog="%glue", description="The Data Catalog from a notebook.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("databases", help="list the databases")
    tables = commands.add_parser("tables", help="list the tables of one or all databases")
    tables.add_argument("database", nargs="?")
    show = commands.add_parser("show", help="show a table's columns, partitions and first rows")
    show.add_argument("table", metavar="DATABASE.TABLE", type=table_name)
    show.add_argument("--rows", type=int, default=5, help="number of rows to show (default: 5)")
    _add_crawl(commands.add_parser("crawl", help="crawl a path into a database"))
    crawler = commands.add_parser("crawler", help="start, show or list crawlers")
    crawler.add_argument("action", choices=("start", "status", "list"))
    crawler.add_argument("name", nargs="?")
    _add_script(commands.add_parser("script", help="generate a script in the next cell"))
    commands.add_parser("session", help="edit the session settings in a form")
    for name, what in LATER.items():
        commands.add_parser(name, help=f"{what} (not available yet)", add_help=False)
    return parser


def parse(line: str) -> argparse.Namespace | None:
    """Parse a line; returns None after printing help."""
    try:
        words = shlex.split(line)
    except ValueError as err:
        raise CellFailed(f"%glue: {err}") from err
    if words and words[0] in LATER:
        raise CellFailed(
            f"%glue {words[0]}: not available yet, planned for release {LATER_RELEASE}."
        )
    try:
        return make_parser().parse_args(words or ["--help"])
    except SystemExit:  # --help
        return None


def table_name(text: str) -> tuple[str, str]:
    """Parse `database.table`; a name alone is a table of the database `default`."""
    database, separator, table = text.replace("`", "").rpartition(".")
    if not table or (separator and not database):
        raise argparse.ArgumentTypeError(f"{text!r} must have the form DATABASE.TABLE")
    return database or "default", table


def _add_crawl(crawl: argparse.ArgumentParser) -> None:
    crawl.add_argument("path", help="s3://bucket/folder, file:///folder or an absolute path")
    crawl.add_argument("-d", "--database", required=True, help="target database")
    crawl.add_argument("--name", help="crawler name (default: derived from the path)")
    crawl.add_argument("--prefix", default="", help="prefix for table names")
    crawl.add_argument(
        "--exclude", action="append", default=[], metavar="GLOB", help="files to skip; repeatable"
    )
    crawl.add_argument("--dry-run", action="store_true", help="only show what would change")


def _add_script(script: argparse.ArgumentParser) -> None:
    script.add_argument("--source", required=True, type=table_name, metavar="DATABASE.TABLE")
    script.add_argument("--target", required=True, metavar="PATH|DATABASE.TABLE")
    script.add_argument(
        "--format", default="parquet", help="file format for a target path (default: parquet)"
    )
    script.add_argument(
        "--map", action="append", default=[], type=column_mapping, metavar="SOURCE:TARGET:TYPE"
    )
    script.add_argument("--drop", action="append", default=[], metavar="COLUMN")
    script.add_argument("--filter", metavar="CONDITION", help="Spark SQL condition")


def column_mapping(text: str) -> tuple[str, str, str]:
    """Parse `source:target:type`; the type may contain colons, as in a struct."""
    source, _, rest = text.partition(":")
    target, _, kind = rest.partition(":")
    if not (source and target and kind):
        raise argparse.ArgumentTypeError(f"{text!r} must have the form SOURCE:TARGET:TYPE")
    return source, target, kind
