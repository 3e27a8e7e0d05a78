"""`glue-devendpoint serve`: runs the endpoint without JupyterLab."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from typing import Any

from glue_devendpoint.cli.flags import add_setting_flags, config_from
from glue_devendpoint.endpoint import open_endpoint
from glue_devendpoint.store.hosts import is_loopback_host


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "serve",
        help="run the endpoint without JupyterLab",
        description="Run the endpoint without JupyterLab. Press Ctrl-C to stop it.",
        allow_abbrev=False,
    )
    add_setting_flags(parser)
    parser.set_defaults(run=run, takes_rest=False)


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    from glue_devendpoint.server.standalone import serve

    config = config_from(args)
    if not args.debug:
        logging.getLogger("glue_devendpoint").setLevel(config.log_level)
    if not is_loopback_host(config.host) and not config.certfile:
        print(
            f"glue-devendpoint: warning: listening on {config.host}, so other machines can reach "
            "this endpoint; every request must still be signed, but the traffic is "
            "unencrypted; for TLS, set --certfile and --keyfile",
            file=sys.stderr,
        )
    endpoint = open_endpoint(config)
    try:
        asyncio.run(serve(endpoint, _announce))
    finally:
        endpoint.close()
    return 0


def _announce(url: str) -> None:
    print(f"glue-devendpoint answers at {url}  (Ctrl-C stops it)", flush=True)
    print('For AWS clients in a shell: eval "$(glue-devendpoint env)"', flush=True)
