"""The command line: parses the arguments, runs a command, and reports errors in one line.

Exit codes: 0 success, 1 the command failed, 2 invalid arguments or configuration.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from glue_devendpoint.cli import doctor, env, identity, lab, metastore, run, serve, status
from glue_devendpoint.cli.flags import DESTINATION
from glue_devendpoint.errors import ConfigError, DevEndpointError, HomeError, PortInUse
from glue_devendpoint.version import __version__

COMMANDS = (lab, serve, run, metastore, env, status, doctor, identity)
HOME = "home_of_all"
USAGE_ERRORS = (ConfigError, HomeError, PortInUse)


class OneLineParser(argparse.ArgumentParser):
    """A parser that reports errors in one line and exits with code 2."""

    def error(self, message: str) -> NoReturn:
        """Print the error in one line and exit."""
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def build_parser() -> argparse.ArgumentParser:
    """Build the parser with one subcommand per module."""
    parser = OneLineParser(
        prog="glue-devendpoint",
        description="A self-hosted AWS Glue in JupyterLab.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("--debug", action="store_true", help="show tracebacks and log everything")
    parser.add_argument("--home", dest=HOME, metavar="HOME", help="home folder of the command")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in COMMANDS:
        module.add_parser(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = build_parser()
    args, rest = parser.parse_known_args(words)
    if rest and not args.takes_rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    args.rest = rest
    home = DESTINATION + "home"
    if getattr(args, home, None) is None:
        setattr(args, home, getattr(args, HOME))
    logging.basicConfig(
        level=logging.DEBUG if args.debug else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    try:
        return int(args.run(args))
    except DevEndpointError as err:
        if args.debug:
            raise
        print(f"glue-devendpoint: {err}", file=sys.stderr)
        return 2 if isinstance(err, USAGE_ERRORS) else 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as err:
        if args.debug:
            raise
        print(
            f"glue-devendpoint: unexpected {type(err).__name__}: {' '.join(str(err).split())} "
            "(run again with --debug for the traceback)",
            file=sys.stderr,
        )
        return 1
