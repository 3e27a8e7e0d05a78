"""The bridge's server: one thread per connection, which handles calls in sequence.

It runs in daemon threads of the driver's process and accepts only loopback connections of its own
user. It calls the catalog with boto3 and caches nothing, so changes are visible at once.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from botocore.exceptions import BotoCoreError, ClientError

from glue_devendpoint.errors import DevEndpointError, PortInUse
from glue_devendpoint.spark.metastore.calls import all_handlers
from glue_devendpoint.spark.metastore.calls.bridge import Bridge, Handler
from glue_devendpoint.spark.metastore.definitions import HIVE
from glue_devendpoint.spark.metastore.errors import HiveError, from_client
from glue_devendpoint.spark.metastore.peers import is_own_peer
from glue_devendpoint.spark.metastore.thrift import (
    UNKNOWN_METHOD,
    Call,
    ProtocolError,
    read_call,
    refusal,
    reply,
)

log = logging.getLogger(__name__)
Watcher = Callable[[str], None]


class MetastoreServer:
    """A Hive metastore on a loopback port, backed by a bridge."""

    def __init__(self, bridge: Bridge, port: int = 0, watcher: Watcher | None = None) -> None:
        self._bridge = bridge
        self._watcher = watcher
        self._handlers: Mapping[str, Handler] = all_handlers()
        try:
            self._listener = socket.create_server(("127.0.0.1", port), backlog=64)
        except OSError as err:
            raise PortInUse(f"can't listen on 127.0.0.1:{port}: {err.strerror}") from err
        self._connections: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._accept, name="metastore", daemon=True)

    @property
    def uri(self) -> str:
        """The address for Spark's setting `hive.metastore.uris`."""
        return f"thrift://127.0.0.1:{self._listener.getsockname()[1]}"

    def start(self) -> MetastoreServer:
        """Start serving."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and close all connections."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # stopped
            threading.Thread(
                target=self._serve, args=(connection,), name="metastore-client", daemon=True
            ).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                if not is_own_peer(connection):
                    log.warning("metastore: refused a connection from another user")
                    return
                self._connections.add(connection)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with connection.makefile("rb") as stream:
                    self._converse(connection, stream)
            except (EOFError, OSError):
                pass  # the client disconnected
            except ProtocolError as err:
                log.warning("metastore: %s; closed the connection", err)
            finally:
                self._connections.discard(connection)

    def _converse(self, connection: socket.socket, stream: BinaryIO) -> None:
        def take(count: int) -> bytes:
            content = stream.read(count)
            if len(content) < count:
                raise EOFError
            return content

        while True:
            call = read_call(take, HIVE)
            if self._watcher is not None:
                self._watcher(call.name)
            connection.sendall(self._answer(call))
            if call.name == "shutdown":
                return

    def _answer(self, call: Call) -> bytes:
        handler = self._handlers.get(call.name)
        if handler is None or call.name not in HIVE.methods:
            return refusal(
                call, UNKNOWN_METHOD, f"the metastore bridge doesn't support the method {call.name}"
            )
        try:
            success: Any = handler(self._bridge, call.arguments)
        except HiveError as err:
            return self._failure(call, err)
        except (ClientError, BotoCoreError) as err:
            return self._failure(call, from_client(err))
        except DevEndpointError as err:
            return self._failure(call, HiveError("MetaException", str(err)))
        except Exception as err:
            log.exception("metastore: %s failed", call.name)
            return self._failure(call, HiveError("MetaException", f"{type(err).__name__}: {err}"))
        return reply(call, HIVE, {"success": success})

    def _failure(self, call: Call, error: HiveError) -> bytes:
        declared = HIVE.methods[call.name].errors
        kind = error.kind if error.kind in declared else "MetaException"
        if kind not in declared:
            return refusal(call, 6, str(error))
        return reply(call, HIVE, {declared[kind]: {"message": str(error)}})
