"""`python -m glue_devendpoint.kernel -f <connection file>` is what the kernelspec starts.

PySpark is told of the session before the first cell, and its JVM comes up while the kernel does;
Spark itself starts when it is first touched.
"""

from __future__ import annotations

import sys

from glue_devendpoint.errors import DevEndpointError
from glue_devendpoint.kernel.processes.driver import driver


def main() -> None:
    """Run a kernel."""
    try:
        driver().launch_ahead()
    except DevEndpointError as err:  # Python cells work all the same
        print(f"glue-devendpoint: no Spark in this kernel: {err}", file=sys.stderr)
    # Loaded only now: the JVM is what takes longest.
    from ipykernel.kernelapp import IPKernelApp

    from glue_devendpoint.kernel.kernel import GlueKernel

    IPKernelApp.launch_instance(kernel_class=GlueKernel)


if __name__ == "__main__":
    main()
