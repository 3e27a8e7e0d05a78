"""The kernel provisioner: a kernel that is asked for takes a process whose session is up.

Everything else is jupyter_client's local provisioner: the process is a real child, so polling,
interrupting, killing and restarting work as for any kernel. Nothing of ZMQ exists before a process
is taken; the connection file is the new kernel's own.
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

MODULE = ["-m", "glue_devendpoint.kernel"]


class WarmPoolProvisioner(LocalProvisioner):
    """Starts kernels from the warm pool, or as usual when there is no warm process."""

    is_warm = False

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the kernel needs to know: our settings, and how to reach the catalog."""
        kwargs = await super().pre_launch(**kwargs)
        config = self._configuration()
        environ = kernel_environment(config, kwargs["env"])
        environ |= await asyncio.to_thread(
            catalog_environment, config, environ, self._purpose, SystemClock().now(), os.getpid()
        )
        return kwargs | {"env": environ}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Take a warm process, or start a cold one; then see that the next finds a warm one."""
        environ, folder = dict(kwargs["env"]), str(kwargs.get("cwd") or Path.cwd())
        self.is_warm = cmd[1:3] == MODULE and self._take_warm(cmd[3:], environ, folder)
        if not self.is_warm:
            await super().launch_kernel(cmd, **kwargs)
        if POOL.size:  # only a host that keeps a pool refills it
            await asyncio.to_thread(POOL.fill, POOL.size, environ)
        return self.connection_info

    def _take_warm(self, arguments: list[str], environ: dict[str, str], folder: str) -> bool:
        member = POOL.take(key_of(environ))
        if member is None:
            return False
        try:
            member.adopt(arguments, environ, folder)
        except OSError:  # it died a moment ago
            member.end()
            return False
        self.process, self.pid, self.cwd = member.process, member.process.pid, folder
        self.pgid = member.process.pid  # it leads its own session
        return True

    async def cleanup(self, restart: bool = False) -> None:
        """Let go of ports, and of the kernel's way into the catalog."""
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
    """Return the environment of a kernel under our settings, less the way around the API."""
    found = dict(environ) | as_environment(config)
    del found[environment_variable("database_url")]
    return found


def prewarm(config: GlueDevEndpoint) -> None:
    """Begin to fill the pool before the first kernel is asked for.

    When it is warm, the class archive is made where there is none, for the starts that are cold.
    """
    environ = before_adoption(kernel_environment(config, os.environ))
    if config.pool_size:
        POOL.fill(config.pool_size, environ, lambda: start_building(environ))
