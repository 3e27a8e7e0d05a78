"""`glue-devendpoint env`: prints the variables that point AWS clients to the running endpoint."""

from __future__ import annotations

import argparse
import os
import shlex
from typing import Any

from glue_devendpoint.access.identities import OWNER
from glue_devendpoint.access.trust import trust_environment
from glue_devendpoint.cli.flags import add_setting_flags, config_from
from glue_devendpoint.endpoint import Endpoint, open_endpoint
from glue_devendpoint.errors import EndpointNotRunning
from glue_devendpoint.home import check_home_exists
from glue_devendpoint.store.hosts import live_hosts, reachable_hosts


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "env",
        help="print the variables that point AWS clients to the running endpoint",
        description="Print shell commands that point AWS clients to the running endpoint. Run: "
        'eval "$(glue-devendpoint env)"',
        allow_abbrev=False,
    )
    parser.add_argument(
        "--identity", default=OWNER, help="identity whose keys to print (default: owner)"
    )
    add_setting_flags(parser, only=("home", "database_url", "region"))
    parser.set_defaults(run=run, takes_rest=False)


def run(args: argparse.Namespace) -> int:
    """Print the exports."""
    config = config_from(args)
    check_home_exists(config.home_folder)
    endpoint = open_endpoint(config)
    try:
        exports = signing_environment(endpoint, args.identity)
    finally:
        endpoint.close()
    for name, value in exports.items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


def signing_environment(endpoint: Endpoint, identity: str) -> dict[str, str]:
    """Return the variables that make clients use the running endpoint with an identity's keys.

    Raises an error if no endpoint is running that this machine can reach.
    """
    hosts = reachable_hosts(endpoint.store, endpoint.clock.now())
    if not hosts:
        raise EndpointNotRunning(_why_none(endpoint))
    keys = endpoint.identities.credentials(identity)
    return {
        "AWS_ENDPOINT_URL_GLUE": hosts[0].url,
        "AWS_ACCESS_KEY_ID": keys.access_key_id,
        "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
        "AWS_DEFAULT_REGION": endpoint.config.region,
        **trust_environment(hosts[0].authorities, endpoint.home.root, os.environ),
    }


def _why_none(endpoint: Endpoint) -> str:
    start = "start one with: glue-devendpoint serve   (or: glue-devendpoint lab)"
    elsewhere = live_hosts(endpoint.store, endpoint.clock.now())
    if not elsewhere:
        return f"no endpoint is running for {endpoint.home.root}; {start}"
    return (
        f"the endpoint at {elsewhere[0].url} is reachable only from its own machine, "
        f"{elsewhere[0].machine}; {start}"
    )
