"""`python -m glue_devendpoint.kernel -f <connection file>` is what the kernelspec starts.

PySpark is told of the session before the first cell, and its JVM comes up while the kernel does;
Spark itself starts when it is first touched.
"""

from __future__ import annotations

import sys

from ipykernel.kernelapp import IPKernelApp

from glue_devendpoint.errors import DevEndpointError
from glue_devendpoint.kernel.kernel import GlueKernel
from glue_devendpoint.kernel.process import driver

try:
    driver().launch_ahead()
except DevEndpointError as err:  # Python cells work all the same
    print(f"glue-devendpoint: no Spark in this kernel: {err}", file=sys.stderr)
IPKernelApp.launch_instance(kernel_class=GlueKernel)
