"""The kernel provisioner: a new kernel takes a warm process whose session is already running.

Everything else is jupyter_client's local provisioner: the process is a real child, so polling,
interrupting, killing and restarting work as for any kernel. A warm process opens no ZMQ sockets
until it is taken; each kernel gets its own connection file.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from glue_devendpoint.clock import SystemClock
from glue_devendpoint.config import (
    GlueDevEndpoint,
    as_environment,
    environment_variable,
    load_config,
    read_jupyter_config,
)
from glue_devendpoint.errors import DevEndpointError
from glue_devendpoint.kernel.processes.catalog_access import catalog_environment, revoke_access
from glue_devendpoint.kernel.processes.pool import POOL, before_adoption, key_of
from glue_devendpoint.spark.training import start_building
from glue_devendpoint.spark.ui_ports import UI_PATH

MODULE = ["-m", "glue_devendpoint.kernel"]


class SparkUis:
    """Where the Jupyter server shows the Spark UIs of its kernels; empty if it doesn't."""

    path = ""


class WarmPoolProvisioner(LocalProvisioner):
    """Starts kernels from the warm pool, or as usual if no warm process is ready."""

    is_warm = False

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Add our settings and the catalog's address to the kernel's environment."""
        kwargs = await super().pre_launch(**kwargs)
        config = self._configuration()
        environ = kernel_environment(config, kwargs["env"])
        environ |= await asyncio.to_thread(
            catalog_environment, config, environ, self._purpose, SystemClock().now(), os.getpid()
        )
        if SparkUis.path:
            environ[UI_PATH] = f"{SparkUis.path}/{self.kernel_id}/"
        return kwargs | {"env": environ}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Take a warm process or start a cold one, then refill the pool."""
        environ, folder = dict(kwargs["env"]), str(kwargs.get("cwd") or Path.cwd())
        self.is_warm = cmd[1:3] == MODULE and self._take_warm(cmd[3:], environ, folder)
        if not self.is_warm:
            await super().launch_kernel(cmd, **kwargs)
        if POOL.size:  # only hosts that keep a pool refill it
            await asyncio.to_thread(POOL.fill, POOL.size, environ)
        return self.connection_info

    def _take_warm(self, arguments: list[str], environ: dict[str, str], folder: str) -> bool:
        member = POOL.take(key_of(environ))
        if member is None:
            return False
        try:
            member.adopt(arguments, environ, folder)
        except OSError:  # it has just died
            member.end()
            return False
        self.process, self.pid, self.cwd = member.process, member.process.pid, folder
        self.pgid = member.process.pid  # it leads its own session
        return True

    async def cleanup(self, restart: bool = False) -> None:
        """Release the ports, and revoke the kernel's access to the catalog."""
        await super().cleanup(restart=restart)
        if not restart:
            await asyncio.to_thread(revoke_access, self._configuration(), self._purpose)

    @property
    def _purpose(self) -> str:
        return f"kernel/{self.kernel_id}"

    def _configuration(self) -> GlueDevEndpoint:
        section = self.config if "GlueDevEndpoint" in self.config else read_jupyter_config()
        try:
            return load_config(files=section)
        except DevEndpointError as err:
            raise RuntimeError(str(err)) from err


def kernel_environment(config: GlueDevEndpoint, environ: Mapping[str, str]) -> dict[str, str]:
    """Return a kernel's environment with our settings, but without direct database access."""
    found = dict(environ) | as_environment(config)
    del found[environment_variable("database_url")]
    return found


def prewarm(config: GlueDevEndpoint) -> None:
    """Start filling the pool before the first kernel is requested.

    Once a process is warm, build the class archive that speeds up cold starts, if it is missing.
    """
    environ = before_adoption(kernel_environment(config, os.environ))
    if config.pool_size:
        POOL.fill(config.pool_size, environ, lambda: start_building(environ))
