"""Host names: the names allowed in a request's Host header.

A malicious page can point its own name at our address (DNS rebinding). Its requests then carry
that name, so names that aren't configured are rejected. IP addresses can't be rebound.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from glue_devendpoint.config import GlueDevEndpoint


class HostNames:
    """The host names of the endpoint."""

    def __init__(self, config: GlueDevEndpoint, certified: Iterable[str] = ()) -> None:
        """Know the configured names and those of the server's certificate."""
        given = (name.strip().lower() for name in config.allowed_hosts.split(","))
        self._names = {"localhost", config.host.lower(), *given, *certified} - {""}
        self._seen: set[str] = set()

    def allows(self, host_header: str) -> bool:
        """Whether a Host header is allowed."""
        if host_header in self._seen:
            return True
        name = _name(host_header)
        allowed = name in self._names or name.endswith(".localhost") or _is_address(name)
        if allowed and len(self._seen) < 64:
            self._seen.add(host_header)
        return allowed


def _name(host_header: str) -> str:
    name = host_header.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    name, colon, port = name.rpartition(":") if ":" in name else (name, "", "")
    return name if not colon or port.isdigit() else ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
