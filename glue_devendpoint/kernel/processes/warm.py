"""`python -m …kernel.processes.warm <descriptor>`: a warm process that can become a kernel.

It starts its session with an empty catalog, writes "ready" to the descriptor, and reads one line
from standard input: the order to become a kernel. End of input means that the server is gone.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from glue_devendpoint.config import load_config, read_jupyter_config
from glue_devendpoint.kernel.processes.driver import adopt_driver
from glue_devendpoint.kernel.processes.pool import READY
from glue_devendpoint.spark.driver import Driver
from glue_devendpoint.spark.metastore.gateway import glue_client
from glue_devendpoint.spark.session import SessionPlan
from glue_devendpoint.spark.warmup import EmptyCatalog, warm_up

KEPT = (
    "GLUE_BUCKETS_FOLDER", "GLUE_VERSION", "JAVA_HOME", "JPY_PARENT_PID",
    "PYSPARK_DRIVER_PYTHON", "PYSPARK_PYTHON", "PYSPARK_SUBMIT_ARGS", "SPARK_LOCAL_IP",
    "SPARK_SUBMIT_OPTS", "SPARK_AUTH_SOCKET_TIMEOUT", "SPARK_BUFFER_SIZE",
)  # fmt: skip


def main() -> None:
    """Warm up, wait, and become a kernel."""
    started_in = os.getcwd()  # noqa: PTH109 (compared with entries of sys.path)
    driver = Driver(load_config(files=read_jupyter_config()), EmptyCatalog)
    driver.prepare(SessionPlan())
    warm_up(driver.session())
    import_what_kernels_import()
    with os.fdopen(int(sys.argv[1]), "wb") as stream:
        stream.write(READY)
    line = sys.stdin.buffer.readline()
    if not line.endswith(b"\n"):
        os._exit(0)  # the JVM exits too: its standard input closes with ours
    become_kernel(driver, json.loads(line), started_in)


def import_what_kernels_import() -> None:
    """Import the modules that a kernel needs, and load Glue's service model."""
    import ipykernel.kernelapp
    import ipykernel.zmqshell  # noqa: F401

    import glue_devendpoint.kernel.display.explorer
    import glue_devendpoint.kernel.kernel  # noqa: F401
    from glue_devendpoint.kernel.session.session import load_runtime

    load_runtime()


def become_kernel(driver: Driver, order: dict[str, Any], started_in: str) -> None:
    """Take on the environment, folder and arguments of a kernel, and run it."""
    from ipykernel.kernelapp import IPKernelApp

    from glue_devendpoint.kernel.kernel import GlueKernel

    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    os.environ.clear()
    os.environ.update(order["env"] | kept)
    os.chdir(order["cwd"])
    sys.path[:] = [order["cwd"] if entry == started_in else entry for entry in sys.path]
    driver.connect(glue_client)
    driver.move_to(order["cwd"], order["env"])
    adopt_driver(driver)
    sys.argv = [sys.argv[0], *order["argv"]]
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    IPKernelApp.launch_instance(order["argv"], kernel_class=GlueKernel)


if __name__ == "__main__":
    main()
