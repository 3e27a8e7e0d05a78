"""`glue-devendpoint run SCRIPT [args]`: runs a Glue script in a new process, as AWS does.

The script uses the running endpoint of the home folder as its catalog, or one that this command
serves while the script runs. Both use the same store.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from glue_devendpoint.access.client_environment import ENDPOINT, client_environment
from glue_devendpoint.access.identities import OWNER
from glue_devendpoint.access.trust import trust_environment
from glue_devendpoint.cli.flags import add_setting_flags, config_from
from glue_devendpoint.config import as_environment
from glue_devendpoint.endpoint import Endpoint, open_endpoint
from glue_devendpoint.runners.script_process import ALL_FRAMES
from glue_devendpoint.server.loopback import serving
from glue_devendpoint.store.hosts import reachable_hosts

SETTINGS = ("home", "database_url", "glue_version", "spark_master", "spark_conf", "buckets",
            "account_id", "region")  # fmt: skip


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "run",
        help="run a Glue script locally",
        description="Run a Glue script locally, unchanged. s3:// paths refer to local buckets, and "
        "the script uses the catalog of the home folder. Put settings before the script and the "
        "script's own arguments after it: "
        "glue-devendpoint run --glue-version 5.1 job.py --JOB_NAME orders --day 2024-05-01. "
        "The script arguments --conf, --extra-py-files, --extra-jars, --additional-python-modules "
        "and --job-bookmark-option work as on AWS. The exit code is the script's exit code.",
        allow_abbrev=False,
    )
    add_setting_flags(parser, only=SETTINGS)
    parser.add_argument("script", help="script file, or s3:// path of a file in a local bucket")
    parser.add_argument(
        "arguments", nargs=argparse.REMAINDER, help="arguments passed to the script"
    )
    parser.set_defaults(run=run, takes_rest=False)


def run(args: argparse.Namespace) -> int:
    """Run the script and return its exit code."""
    config = config_from(args)
    environ = os.environ | as_environment(config) | {"PYTHONUNBUFFERED": "1"}
    words = [*([ALL_FRAMES] if args.debug else []), args.script, *args.arguments]
    endpoint = open_endpoint(config)
    try:
        with _catalog(endpoint, environ) as variables:
            return _run_process(words, environ | variables)
    finally:
        endpoint.close()


@contextmanager
def _catalog(endpoint: Endpoint, environ: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the variables that point the script to its catalog; the user's own take precedence."""
    if environ.get(ENDPOINT):
        yield {}
        return
    purpose = f"run/{uuid4().hex}"
    secret = endpoint.capabilities.issue(
        OWNER, purpose, endpoint.clock.now().timestamp(), pid=os.getpid()
    )
    try:
        with _url_and_authorities(endpoint) as (url, authorities):
            yield client_environment(
                url, secret, endpoint.config.region, environ
            ) | trust_environment(authorities, endpoint.home.root, environ)
    finally:
        endpoint.capabilities.revoke(purpose)


@contextmanager
def _url_and_authorities(endpoint: Endpoint) -> Iterator[tuple[str, str]]:
    for host in reachable_hosts(endpoint.store, endpoint.clock.now()):
        yield host.url, host.authorities
        return
    with serving(endpoint) as url:
        yield url, ""


def _run_process(words: list[str], environ: Mapping[str, str]) -> int:
    command = [sys.executable, "-P", "-m", "glue_devendpoint.runners.script_process", *words]
    sys.stdout.flush()
    process = subprocess.Popen(command, env=dict(environ))
    # Ctrl-C reaches the script directly; this process stays to return its exit code.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    code = process.wait()
    return code if code >= 0 else 128 - code
