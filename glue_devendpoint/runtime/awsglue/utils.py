"""Job arguments: `getResolvedOptions` and the errors that scripts catch from it.

AWS passes arguments to a job as `--key value` on the command line, together with the service's own
arguments. Glue 6.0 no longer accepts abbreviated option names.
"""

from __future__ import annotations

import argparse
from collections.abc import ItemsView, KeysView, Mapping, Sequence, ValuesView
from typing import Any, NoReturn

from awsglue.job import Job
from awsglue.unsupported import call_site

_global_args: dict[str, Any] = {}

_TEMP_DIRS = ("TempDir", "RedshiftTempDir")
_RESERVED = {
    "--continuation-option",
    "--job-bookmark-option",
    *Job.job_bookmark_range_options(),
    *(name for name in Job.id_params() if name != "--JOB_NAME"),
    "--encryption-type",
    *Job.data_lineage_options(),
}


class GlueArgumentError(Exception):
    """Raised if a job argument is missing or malformed."""


class GlueArgumentParser(argparse.ArgumentParser):
    """An argument parser that raises an error instead of ending the process."""

    def error(self, message: str) -> NoReturn:
        """Raise the parser's error message as a GlueArgumentError."""
        raise GlueArgumentError(message)


def getResolvedOptions(
    args: Sequence[str], options: Sequence[str], allow_abbrev: bool = False
) -> dict[str, Any]:
    """Return the named options and the service's own options from a command line."""
    _refuse_reserved(options)
    parser = GlueArgumentParser(allow_abbrev=allow_abbrev, add_help=False)
    _add_service_options(parser)
    for name in dict.fromkeys(options):
        if name not in _TEMP_DIRS:
            parser.add_argument(f"--{name}", required=True, dest=name.replace("-", "_"))
    parsed, _ = parser.parse_known_args(list(args[1:]))
    resolved = vars(parsed)
    _mirror_temp_dirs(resolved)
    _check_range(resolved)
    _global_args.clear()
    _global_args.update(resolved)
    return dict(resolved)


def _refuse_reserved(options: Sequence[str]) -> None:
    asked = [name for name in options if f"--{name}" in _RESERVED]
    if asked:
        raise RuntimeError(
            f"{', '.join(asked)} is reserved by Glue and always in the result of "
            "getResolvedOptions; remove it from the list"
        )


def _add_service_options(parser: GlueArgumentParser) -> None:
    parser.add_argument(
        "--job-bookmark-option", default="job-bookmark-disable", choices=Job.job_bookmark_options()
    )
    parser.add_argument("--job-bookmark-from")
    parser.add_argument("--job-bookmark-to")
    parser.add_argument("--continuation-option", choices=Job.continuation_options())
    parser.add_argument("--encryption-type", choices=Job.encryption_type_options())
    parser.add_argument("--enable-data-lineage", nargs="?", const="true")
    for name in ("JOB_ID", "JOB_RUN_ID", "SECURITY_CONFIGURATION", *_TEMP_DIRS):
        parser.add_argument(f"--{name}", dest=name)


def _mirror_temp_dirs(resolved: dict[str, Any]) -> None:
    given = resolved["TempDir"] or resolved["RedshiftTempDir"]
    for name in _TEMP_DIRS:
        resolved[name] = resolved[name] or given


def _check_range(resolved: Mapping[str, Any]) -> None:
    bounds = [resolved["job_bookmark_from"], resolved["job_bookmark_to"]]
    given = sum(bound is not None for bound in bounds)
    paused = resolved["job_bookmark_option"] == "job-bookmark-pause"
    if paused and given == 1:
        raise RuntimeError("--job-bookmark-from and --job-bookmark-to must be used together")
    if given and not paused:
        raise RuntimeError(
            "--job-bookmark-from and --job-bookmark-to require --job-bookmark-option "
            "job-bookmark-pause"
        )


def makeOptions(context: Any, options: Mapping[str, Any]) -> dict[str, str]:
    """Return options as a map of strings, for calls to the JVM."""
    return {key: value if isinstance(value, str) else str(value) for key, value in options.items()}


def callsite() -> str:
    """Return `file:line` of the nearest caller outside this library."""
    return call_site()


def iteritems(mapping: Mapping[Any, Any]) -> ItemsView[Any, Any]:
    """Return the items of a mapping."""
    return mapping.items()


def iterkeys(mapping: Mapping[Any, Any]) -> KeysView[Any]:
    """Return the keys of a mapping."""
    return mapping.keys()


def itervalues(mapping: Mapping[Any, Any]) -> ValuesView[Any]:
    """Return the values of a mapping."""
    return mapping.values()
