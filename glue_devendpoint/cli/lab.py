"""`glue-devendpoint lab`: starts JupyterLab with the endpoint."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from glue_devendpoint.cli.flags import add_setting_flags, config_from, given_settings
from glue_devendpoint.config import environment_variable, settings
from glue_devendpoint.home import open_home

PASSED_TO_JUPYTER = ("host", "port", "certfile", "keyfile", "log_level")


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "lab",
        help="start JupyterLab with the endpoint",
        description="Start JupyterLab with the endpoint. Arguments not listed here are passed to "
        "JupyterLab, for example: glue-devendpoint lab --no-browser --port 9999",
        allow_abbrev=False,
    )
    add_setting_flags(parser, only=[name for name in settings() if name not in PASSED_TO_JUPYTER])
    parser.set_defaults(run=run, takes_rest=True)


def run(args: argparse.Namespace) -> int:
    """Check the configuration, then replace this process with JupyterLab."""
    config = config_from(args)
    open_home(config.home_folder)
    environment = dict(os.environ)
    for name, value in given_settings(args).items():
        environment[environment_variable(name)] = value
    command = [sys.executable, "-m", "jupyterlab", *_root_consent(args.rest), *args.rest]
    sys.stdout.flush()
    os.execve(sys.executable, command, environment)


def _root_consent(words: list[str]) -> list[str]:
    """Return Jupyter's flag for running as root, because containers often have no other user."""
    if os.name != "posix" or os.geteuid() != 0 or "--allow-root" in words:
        return []
    print("glue-devendpoint: running JupyterLab as root (--allow-root)", file=sys.stderr)
    return ["--allow-root"]
