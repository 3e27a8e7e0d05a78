"""Everything the kernel adds to IPython; in other Python kernels: `%load_ext glue_devendpoint`."""

from __future__ import annotations

from typing import Any

from glue_devendpoint.kernel.cells.cells import StartsSpark, cell_magic_after_head
from glue_devendpoint.kernel.cells.completion import CatalogNames, catalog_matcher
from glue_devendpoint.kernel.cells.spark_errors import shorten_spark_errors
from glue_devendpoint.kernel.display import cell_widgets
from glue_devendpoint.kernel.display.frames import ShownFrames
from glue_devendpoint.kernel.display.front_end import ask, listen
from glue_devendpoint.kernel.display.progress import CellProgress
from glue_devendpoint.kernel.magics.glue_magics import GlueMagics
from glue_devendpoint.kernel.magics.result_magics import ResultMagics
from glue_devendpoint.kernel.magics.session_magics import SessionMagics
from glue_devendpoint.kernel.session.session import KernelSession


def load(shell: Any) -> None:
    """Add the session, magics, completion and progress to a shell. Does nothing the second time."""
    if hasattr(shell, "glue_session"):
        return
    session = KernelSession(shell.user_ns, lambda: shorten_spark_errors(shell))
    shell.glue_session = session
    shell.register_magics(SessionMagics(shell, session))
    shell.register_magics(ResultMagics(shell, session, ShownFrames(shell)))
    shell.register_magics(GlueMagics(shell, session))
    shell.Completer.custom_matchers.append(catalog_matcher(CatalogNames()))
    shell.input_transformers_cleanup.append(cell_magic_after_head)
    shell.ast_transformers.append(StartsSpark(shell.user_ns, lambda: session.ours))
    progress = CellProgress()
    shell.events.register("pre_run_cell", progress.before)
    shell.events.register("post_run_cell", progress.after)
    shell.events.register("pre_run_cell", cell_widgets.close_earlier)
    if hasattr(shell, "kernel"):
        listen(shell.kernel)


def load_later(shell: Any) -> None:
    """Add everything to a kernel that is already running and may have a front end."""
    load(shell)
    if hasattr(shell, "kernel"):
        ask()
