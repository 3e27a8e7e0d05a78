"""Settings as command-line flags, generated from the configuration object."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection
from typing import Any

from glue_devendpoint.config import (
    GlueDevEndpoint,
    environment_variable,
    load_config,
    read_jupyter_config,
    settings,
)

DESTINATION = "setting_"


def add_setting_flags(parser: argparse.ArgumentParser, only: Collection[str] = ()) -> None:
    """Add flags for all settings, or only for some, to a command."""
    group = parser.add_argument_group("settings")
    for name, trait in settings().items():
        if only and name not in only:
            continue
        group.add_argument(
            f"--{name.replace('_', '-')}",
            dest=DESTINATION + name,
            metavar=name.upper(),
            help=f"{trait.help} [{environment_variable(name)}]".replace("%", "%%"),
        )


def add_report_command(
    commands: Any, name: str, run: Callable[[argparse.Namespace], int], *, help: str, ends: str
) -> None:
    """Add a command that reports on a home, as text or as JSON; `ends` tells its exit code."""
    sentence = f"{help[0].upper()}{help[1:]}. {ends}"
    parser = commands.add_parser(name, help=help, description=sentence, allow_abbrev=False)
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_setting_flags(parser, only=("home", "database_url"))
    parser.set_defaults(run=run, takes_rest=False)


def given_settings(args: argparse.Namespace) -> dict[str, str]:
    """Return the settings given on the command line."""
    return {
        name.removeprefix(DESTINATION): value
        for name, value in vars(args).items()
        if name.startswith(DESTINATION) and value is not None
    }


def config_from(args: argparse.Namespace) -> GlueDevEndpoint:
    """Build a command's configuration."""
    return load_config(given_settings(args), files=read_jupyter_config())
