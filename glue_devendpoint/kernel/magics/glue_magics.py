"""`%glue`: work with the catalog and its crawlers from a cell, through the Glue API.

Commands import what they need on first use, so that kernels start fast.
"""

from __future__ import annotations

import argparse
from typing import Any

from IPython.core.magic import Magics, line_cell_magic, magics_class

from glue_devendpoint.kernel.failures import CellFailed, explained
from glue_devendpoint.kernel.magics.glue_parser import parse
from glue_devendpoint.kernel.magics.scripting import Wish, columns_of, write_script
from glue_devendpoint.kernel.session.session import KernelSession
from glue_devendpoint.spark.metastore.gateway import glue_client


@magics_class
class GlueMagics(Magics):
    """The `%glue` magic and its commands."""

    def __init__(self, shell: Any, session: KernelSession) -> None:
        super().__init__(shell)
        self._session = session
        self._shell = shell

    @line_cell_magic
    def glue(self, line: str, cell: str | None = None) -> None:
        """%glue COMMAND: the Data Catalog from a notebook; %glue --help lists the commands."""
        wanted = parse(line)
        if wanted is None:
            return
        if cell is not None:
            raise CellFailed(
                f"%%glue {wanted.command} doesn't work as a cell magic; use %glue (a single %)"
            )
        with explained():
            self._carry_out(wanted)

    def _carry_out(self, wanted: argparse.Namespace) -> None:
        from glue_devendpoint.kernel.display.session_form import show_session_form
        from glue_devendpoint.kernel.magics import listings

        if wanted.command == "session":
            show_session_form(self._session)
            return
        glue = glue_client()
        match wanted.command:
            case "databases":
                listings.show_databases(glue)
            case "tables":
                listings.show_tables(glue, wanted.database)
            case "show":
                database, table = wanted.table
                listings.show_table(glue, database, table, wanted.rows)
            case "crawl":
                _crawl(glue, wanted)
            case "crawler":
                _crawler(glue, wanted)
            case "script":
                self._script(glue, wanted)

    def _script(self, glue: Any, wanted: argparse.Namespace) -> None:
        database, name = wanted.source
        table = glue.get_table(DatabaseName=database, Name=name)["Table"]
        wish = Wish(
            wanted.source, wanted.target, wanted.format, wanted.map, wanted.drop, wanted.filter
        )
        self._shell.set_next_input(write_script(wish, columns_of(table)))


def _crawl(glue: Any, wanted: argparse.Namespace) -> None:
    from glue_devendpoint.kernel.magics import crawling

    crawler = crawling.crawler_of(
        wanted.path, wanted.database, wanted.name, wanted.prefix, wanted.exclude
    )
    if wanted.dry_run:
        crawling.show_dry_run(glue, crawler)
    else:
        crawling.crawl(glue, crawler)


def _crawler(glue: Any, wanted: argparse.Namespace) -> None:
    from glue_devendpoint.kernel.magics import crawling

    if wanted.action == "list":
        crawling.show_crawlers(glue)
        return
    if not wanted.name:
        raise CellFailed(
            f"%glue crawler {wanted.action} needs a crawler name; run %glue crawler list"
        )
    if wanted.action == "start":
        crawling.run(glue, wanted.name)
    else:
        crawling.show_status(glue, wanted.name)
