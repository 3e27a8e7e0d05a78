"""`glue-devendpoint metastore`: serves the metastore bridge on a port, for other engines."""

from __future__ import annotations

import argparse
import signal
import threading
from typing import Any

from glue_devendpoint.cli.env import signing_environment
from glue_devendpoint.cli.flags import add_setting_flags, config_from
from glue_devendpoint.endpoint import open_endpoint
from glue_devendpoint.files.buckets import configured_buckets
from glue_devendpoint.home import open_home
from glue_devendpoint.spark.metastore.calls.bridge import Bridge
from glue_devendpoint.spark.metastore.folders import Folders
from glue_devendpoint.spark.metastore.gateway import Gateway, glue_client, has_endpoint
from glue_devendpoint.spark.metastore.server import MetastoreServer
from glue_devendpoint.spark.session import warehouse

DEFAULT_PORT = 9083


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "metastore",
        help="serve the catalog as a Hive metastore for your own processes",
        description="Serve the catalog as a Hive metastore (Thrift) on a loopback port. Only "
        "processes of the same operating system user can connect. Press Ctrl-C to stop it.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--port",
        type=int,
        default=DEFAULT_PORT,
        help=f"port (default: {DEFAULT_PORT}; 0 picks a free port)",
    )
    add_setting_flags(parser, only=("home", "database_url", "region", "buckets"))
    parser.set_defaults(run=run, takes_rest=False)


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    config = config_from(args)
    home = open_home(config.home_folder)
    given: dict[str, str] = {}
    if not has_endpoint():
        endpoint = open_endpoint(config)
        try:
            given = signing_environment(endpoint, "owner")
        finally:
            endpoint.close()
    folders = Folders(warehouse(home), configured_buckets(config, home))
    gateway = Gateway(lambda: glue_client(given))
    server = MetastoreServer(Bridge(gateway, folders), args.port).start()
    print(f"Hive metastore at {server.uri}  (press Ctrl-C to stop it)", flush=True)
    ended = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: ended.set())
    ended.wait()
    server.stop()
    return 0
