"""Entry point of the kernelspec: `python -m glue_devendpoint.kernel -f <connection file>`.

PySpark gets its session settings before the first cell, and its JVM starts along with the kernel;
Spark itself starts on first use.
"""

from __future__ import annotations

import sys

from glue_devendpoint.errors import DevEndpointError
from glue_devendpoint.kernel.processes.driver import driver


def main() -> None:
    """Run a kernel."""
    try:
        driver().launch_ahead()
    except DevEndpointError as err:  # Python cells still work
        print(f"glue-devendpoint: Spark isn't available in this kernel: {err}", file=sys.stderr)
    # Imported only now, because the JVM takes longest to start.
    from ipykernel.kernelapp import IPKernelApp

    from glue_devendpoint.kernel.kernel import GlueKernel

    IPKernelApp.launch_instance(kernel_class=GlueKernel)


if __name__ == "__main__":
    main()
