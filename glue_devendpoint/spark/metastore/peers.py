"""Finds the user at the other end of a loopback connection.

Hive's protocol has no passwords, and every user of the machine can connect to a loopback port. So
the bridge asks the system which user owns the peer's socket, and serves only its own user.
"""

from __future__ import annotations

import os
import platform
import socket
import struct
from pathlib import Path

_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))


def is_own_peer(connection: socket.socket) -> bool:
    """Return whether the other end of a connection belongs to this process's user."""
    peer, here = connection.getpeername()[:2], connection.getsockname()[:2]
    if platform.system() == "Linux":
        return _owner(peer, here) == os.getuid()
    return _is_of_own_process(peer)


def _owner(peer: tuple[str, int], here: tuple[str, int]) -> int | None:
    """Return the user ID of the socket whose local address is `peer`, from the kernel's table."""
    wanted = {
        (_hexadecimal(*peer, is_v6=v6), _hexadecimal(*here, is_v6=v6)) for v6 in (False, True)
    }
    for table in _TABLES:
        if not table.exists():
            continue
        for line in table.read_text(encoding="ascii").splitlines()[1:]:
            columns = line.split()
            # Once its process has closed it, a socket stays in the table for a while, without an
            # inode and with root as its owner. One that is only half closed keeps both.
            is_open = columns[9] != "0"
            if is_open and (columns[1], columns[2]) in wanted:
                return int(columns[7])
    return None


def _hexadecimal(address: str, port: int, *, is_v6: bool) -> str:
    """Return an IPv4 address as the kernel prints it. In the IPv6 table, it is a mapped address."""
    packed = socket.inet_aton(address)
    if is_v6:
        packed = b"\0" * 10 + b"\xff\xff" + packed
    words = struct.unpack(f"={len(packed) // 4}I", packed)
    return "".join(f"{word:08X}" for word in words) + f":{port:04X}"


def _is_of_own_process(peer: tuple[str, int]) -> bool:
    """Look for the socket in the processes that this user can inspect."""
    import psutil

    owner = psutil.Process().username()
    for process in psutil.process_iter(["username"]):
        if process.info["username"] != owner:
            continue
        try:
            opened = process.net_connections(kind="tcp")
        except psutil.Error:
            continue
        if any(tuple(found.laddr) == peer for found in opened):
            return True
    return False
