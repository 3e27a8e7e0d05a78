"""The kernel: an IPython kernel with the extension loaded."""

from __future__ import annotations

from typing import Any

from ipykernel.ipkernel import IPythonKernel

from glue_devendpoint.kernel.extension import load
from glue_devendpoint.kernel.processes.interrupts import InterruptHandler
from glue_devendpoint.version import __version__


class GlueKernel(IPythonKernel):
    """The *Glue PySpark* kernel."""

    implementation = "glue_pyspark"
    implementation_version = __version__
    banner = f"Glue PySpark (glue-devendpoint {__version__})"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self._interrupts = InterruptHandler()
        shell: Any = self.shell
        load(shell)
        shell.events.register("pre_run_cell", self._interrupts.begin_cell)

    def pre_handler_hook(self) -> None:
        """Install the interrupt handler before each message, so that interrupts reach Spark too."""
        super().pre_handler_hook()  # type: ignore[no-untyped-call]
        self._interrupts.install()
