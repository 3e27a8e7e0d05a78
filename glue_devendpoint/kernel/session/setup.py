"""The session settings of a notebook: the values that the Glue magics set.

Some of them configure this kernel's Spark session; others are only saved for the job that the
notebook can become. `%%configure` takes the same names; all other keys are job arguments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.spark.session import SessionPlan
from glue_devendpoint.spark.versions import GLUE_VERSIONS, glue_version
from glue_devendpoint.spark.workers import WORKER_TYPES, worker

SESSION_TYPES = ("etl", "streaming", "glue_ray")
_CONF = re.compile(r"(?:^|\s+)--conf\s+")


class Effect(StrEnum):
    """What a setting affects."""

    SESSION = "Applies to this kernel's Spark session and the published job"
    JOB = "Saved for the published job; not used in this kernel"
    NOTHING = "Ignored here (AWS only)"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting, set by the magic of the same name."""

    name: str
    value: str
    effect: Effect
    help: str
    parse: Callable[[Any], Any] = str


def _version(value: Any) -> str:
    return glue_version(str(value)).name


def _worker_type(value: Any) -> str:
    return worker(str(value)).name


def _count(value: Any) -> int:
    text = str(value).strip()
    if not text.isdecimal() or int(text) < 1:
        raise InvalidInput(f"must be a positive whole number, not {text!r}")
    return int(text)


def _list(value: Any) -> list[str]:
    parts = value if isinstance(value, list) else str(value).split(",")
    return [str(part).strip() for part in parts if str(part).strip()]


def _conf(value: Any) -> dict[str, str]:
    """Parse `a=b --conf c=d`, the format of Glue's `--conf` argument."""
    if isinstance(value, Mapping):
        return {str(key): str(each) for key, each in value.items()}
    found: dict[str, str] = {}
    for part in _CONF.split(str(value).strip()):
        name, separator, setting = part.strip().partition("=")
        if not part.strip():
            continue
        if not separator or not name.strip():
            raise InvalidInput(
                f"{part!r} isn't a valid Spark setting; use name=value [--conf name=value ...]"
            )
        found[name.strip()] = setting.strip()
    return found


def _session_type(value: Any) -> str:
    if str(value) not in SESSION_TYPES:
        raise InvalidInput(f"must be one of: {', '.join(SESSION_TYPES)}; not {str(value)!r}")
    return str(value)


def _tags(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise InvalidInput("tags must be a JSON object with string values")
    return {str(key): str(each) for key, each in value.items()}


_VERSIONS = ", ".join(each.name for each in GLUE_VERSIONS)
_WORKERS = ", ".join(each.name for each in WORKER_TYPES)
SETTINGS = (
    Setting(
        "glue_version", "VERSION", Effect.SESSION,
        f"Glue version to emulate: {_VERSIONS}.", _version,
    ),
    Setting(
        "worker_type", "TYPE", Effect.SESSION,
        f"Worker size: {_WORKERS}.", _worker_type,
    ),
    Setting(
        "number_of_workers", "N", Effect.SESSION,
        "Number of workers, limited here by this machine's cores.", _count,
    ),
    Setting(
        "spark_conf", "NAME=VALUE [--conf NAME=VALUE ...]", Effect.SESSION,
        "Additional Spark settings.", _conf,
    ),
    Setting(
        "extra_jars", "PATH[,PATH...]", Effect.SESSION,
        "JAR files for Spark's class path: local paths, or S3 paths in local buckets.", _list,
    ),
    Setting(
        "extra_py_files", "PATH[,PATH...]", Effect.SESSION,
        "Python files and archives to import: local paths, or S3 paths in local buckets.",
        _list,
    ),
    Setting(
        "additional_python_modules", "MODULE[,MODULE...]", Effect.JOB,
        "Python modules that the job installs; in notebooks, use %pip.", _list,
    ),
    Setting("timeout", "MINUTES", Effect.JOB, "Timeout of the job in minutes.", _count),
    Setting(
        "connections", "NAME[,NAME...]", Effect.JOB,
        "Catalog connections that the job uses.", _list,
    ),
    Setting("iam_role", "ARN", Effect.JOB, "IAM role of the job."),
    Setting("security_config", "NAME", Effect.JOB, "Security configuration of the job."),
    Setting(
        "session_type", "|".join(SESSION_TYPES), Effect.JOB, "Type of the job.", _session_type,
    ),
    Setting("max_capacity", "DPU", Effect.JOB, "Capacity of the job if no worker type is set."),
    Setting(
        "idle_timeout", "MINUTES", Effect.NOTHING,
        "Idle timeout of the session on AWS. A kernel here runs until you shut it down.", _count,
    ),
    Setting("profile", "NAME", Effect.NOTHING, "AWS profile for the session on AWS."),
    Setting("region", "NAME", Effect.NOTHING, "AWS region of the session on AWS."),
    Setting("endpoint", "URL", Effect.NOTHING, "Glue endpoint of the session on AWS."),
    Setting("session_id", "ID", Effect.NOTHING, "ID of the session on AWS."),
    Setting("session_id_prefix", "TEXT", Effect.NOTHING, "Prefix for session IDs on AWS."),
)  # fmt: skip
_BY_NAME = {setting.name: setting for setting in SETTINGS}


@dataclass(slots=True)
class Setup:
    """The settings so far."""

    values: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, str] = field(default_factory=dict)

    def set(self, name: str, value: Any) -> Setting:
        """Set a value; an invalid one raises an error that names the magic."""
        setting = _BY_NAME[name]
        try:
            self.values[name] = setting.parse(value)
        except InvalidInput as err:
            raise InvalidInput(f"%{name}: {err}") from err
        return setting

    def configure(self, given: Mapping[str, Any]) -> list[Setting]:
        """Apply a `%%configure` object: known keys are settings, all others are job arguments."""
        changed = []
        for key, value in given.items():
            name = key.removeprefix("--").replace("-", "_")
            name = {"conf": "spark_conf", "security_configuration": "security_config"}.get(
                name, name
            )
            if name == "tags":
                self.tags = _tags(value)
            elif name in _BY_NAME:
                changed.append(self.set(name, value))
            else:
                self.arguments[f"--{key.removeprefix('--')}"] = str(value)
        return changed

    def plan(self, place: Callable[[str], str | None]) -> SessionPlan:
        """Return the session plan for these settings.

        `place` returns where Spark finds a library, or None if it doesn't exist. Missing libraries
        are left out, because Spark would flood the cell with log messages about them.
        """
        settings: dict[str, str] = dict(self.values.get("spark_conf", {}))
        for name, conf in (
            ("extra_jars", "spark.jars"),
            ("extra_py_files", "spark.submit.pyFiles"),
        ):
            if places := list(filter(None, map(place, self.values.get(name, ())))):
                settings[conf] = ",".join(places)
        return SessionPlan(
            glue_version=self.values.get("glue_version", ""),
            worker_type=self.values.get("worker_type", ""),
            number_of_workers=self.values.get("number_of_workers", 0),
            settings=settings,
        )
