"""`glue-devendpoint status`: shows the endpoints that are running for a home folder."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import Any

from glue_devendpoint.cli.flags import add_report_command, config_from
from glue_devendpoint.endpoint import Endpoint, open_endpoint
from glue_devendpoint.home import check_home_exists
from glue_devendpoint.store.hosts import Host, live_hosts
from glue_devendpoint.store.migrate import schema_version


def add_parser(commands: Any) -> None:
    """Add the command."""
    help = "show the endpoints running for this home folder"
    add_report_command(
        commands, "status", run, help=help, ends="The exit code is 1 if there are none."
    )


def run(args: argparse.Namespace) -> int:
    """Print the status."""
    config = config_from(args)
    check_home_exists(config.home_folder)
    endpoint = open_endpoint(config)
    try:
        hosts = live_hosts(endpoint.store, endpoint.clock.now())
        facts = _facts(endpoint)
    finally:
        endpoint.close()
    if args.json:
        print(json.dumps(facts | {"hosts": [_host(host) for host in hosts]}, indent=2))
    else:
        _print_text(facts, hosts)
    return 0 if hosts else 1


def _facts(endpoint: Endpoint) -> dict[str, str]:
    return {
        "home": str(endpoint.home.root),
        "database": endpoint.store.engine.url.render_as_string(hide_password=True),
        "schema": schema_version(endpoint.store) or "",
        "account": endpoint.config.account_id,
        "region": endpoint.config.region,
    }


def _host(host: Host) -> dict[str, str | int]:
    started = datetime.fromtimestamp(host.started_at, UTC).isoformat(timespec="seconds")
    return {
        "url": host.url,
        "kind": host.kind,
        "machine": host.machine,
        "pid": host.pid,
        "version": host.version,
        "started": started,
        "is_reachable": host.is_reachable,
    }


def _print_text(facts: dict[str, str], hosts: list[Host]) -> None:
    for name, value in facts.items():
        print(f"{name:<9} {value}")
    for host in map(_host, hosts):
        note = "" if host["is_reachable"] else "; can't be reached from this machine"
        print(
            f"running   {host['url']}  ({host['kind']}, pid {host['pid']} on {host['machine']}, "
            f"version {host['version']}, since {host['started']}{note})"
        )
    if not hosts:
        print("running   nothing; run: glue-devendpoint serve   (or: glue-devendpoint lab)")
