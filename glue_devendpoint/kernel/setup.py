"""What a notebook says about its session: the values that the Glue magics set.

Some of them shape the Spark session here; the others are kept for a job, or are for AWS only.
`%%configure` takes the same names; a key that is none of them is a job argument.
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

_CONF = re.compile(r"(?:^|\s+)--conf\s+")


class Effect(StrEnum):
    """What setting a value does."""

    SESSION = "shapes the Spark session of this kernel, and the published job"
    JOB = "is kept for the published job and changes nothing here"
    NOTHING = "is for AWS only: it is remembered, and changes nothing here"


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that a magic of the same name sets."""

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
        raise InvalidInput(f"{text!r} is not a whole number from 1")
    return int(text)


def _list(value: Any) -> list[str]:
    parts = value if isinstance(value, list) else str(value).split(",")
    return [str(part).strip() for part in parts if str(part).strip()]


def _conf(value: Any) -> dict[str, str]:
    """Read `a=b --conf c=d`, as Glue's `--conf` argument has it."""
    if isinstance(value, Mapping):
        return {str(key): str(each) for key, each in value.items()}
    found: dict[str, str] = {}
    for part in _CONF.split(str(value).strip()):
        name, separator, setting = part.strip().partition("=")
        if not part.strip():
            continue
        if not separator or not name.strip():
            raise InvalidInput(f"{part!r} is no setting; write name=value [--conf name=value ...]")
        found[name.strip()] = setting.strip()
    return found


def _tags(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise InvalidInput("tags have to be a JSON object of texts")
    return {str(key): str(each) for key, each in value.items()}


_VERSIONS = ", ".join(each.name for each in GLUE_VERSIONS)
_WORKERS = ", ".join(each.name for each in WORKER_TYPES)
SETTINGS = (
    Setting(
        "glue_version", "VERSION", Effect.SESSION,
        f"The Glue version whose behaviour is wanted: {_VERSIONS}.", _version,
    ),
    Setting(
        "worker_type", "TYPE", Effect.SESSION,
        f"How large one worker is: {_WORKERS}.", _worker_type,
    ),
    Setting(
        "number_of_workers", "N", Effect.SESSION,
        "How many workers there are; on this machine, at most as many cores as it has.", _count,
    ),
    Setting(
        "spark_conf", "NAME=VALUE [--conf NAME=VALUE ...]", Effect.SESSION,
        "Further Spark settings.", _conf,
    ),
    Setting(
        "extra_jars", "PATH[,PATH...]", Effect.SESSION,
        "Jars for Spark's class path: local paths or s3 paths of local buckets.", _list,
    ),
    Setting(
        "extra_py_files", "PATH[,PATH...]", Effect.SESSION,
        "Python files and archives to import from: local paths or s3 paths of local buckets.",
        _list,
    ),
    Setting(
        "additional_python_modules", "MODULE[,MODULE...]", Effect.JOB,
        "Python modules that the job installs; here, install them with %pip.", _list,
    ),
    Setting("timeout", "MINUTES", Effect.JOB, "After how long a run is ended.", _count),
    Setting(
        "connections", "NAME[,NAME...]", Effect.JOB,
        "Connections of the catalog that the job uses.", _list,
    ),
    Setting("iam_role", "ARN", Effect.JOB, "The role under which the job runs."),
    Setting("security_config", "NAME", Effect.JOB, "The job's security configuration."),
    Setting(
        "session_type", "etl|streaming|glue_ray", Effect.JOB, "The kind of job.",
    ),
    Setting("max_capacity", "DPU", Effect.JOB, "The job's capacity, where no worker type is set."),
    Setting(
        "idle_timeout", "MINUTES", Effect.NOTHING,
        "When AWS would end an idle session; a kernel here runs until it is shut down.", _count,
    ),
    Setting("profile", "NAME", Effect.NOTHING, "The AWS profile of a session on AWS."),
    Setting("region", "NAME", Effect.NOTHING, "The AWS region of a session on AWS."),
    Setting("endpoint", "URL", Effect.NOTHING, "The Glue endpoint of a session on AWS."),
    Setting("session_id", "ID", Effect.NOTHING, "The id of a session on AWS."),
    Setting("session_id_prefix", "TEXT", Effect.NOTHING, "How ids of sessions on AWS begin."),
)  # fmt: skip
_BY_NAME = {setting.name: setting for setting in SETTINGS}


@dataclass(slots=True)
class Setup:
    """What has been said so far."""

    values: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, str] = field(default_factory=dict)

    def set(self, name: str, value: Any) -> Setting:
        """Set one value; a bad one is refused with a line that names it."""
        setting = _BY_NAME[name]
        try:
            self.values[name] = setting.parse(value)
        except InvalidInput as err:
            raise InvalidInput(f"%{name}: {err}") from err
        return setting

    def configure(self, given: Mapping[str, Any]) -> list[Setting]:
        """Take a `%%configure` object: known keys are settings, every other is an argument."""
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
        """Return the session that the values ask for.

        `place` says where Spark finds a library, or that it is nowhere: such a one is left out, as
        Spark would fill the cells with its log.
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
