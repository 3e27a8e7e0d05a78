"""Attacks on the metastore bridge by other users of the machine."""

from __future__ import annotations

import socket

from glue_devendpoint.spark.metastore.peers import is_own_peer


def test_peer_that_has_closed_its_socket_is_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        peer = socket.create_connection(listening.getsockname())
        accepted, _ = listening.accept()
        with accepted:
            assert is_own_peer(accepted)

            peer.sendall(b"drop_database")
            peer.close()

            assert not is_own_peer(accepted)
