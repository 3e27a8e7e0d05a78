"""Job definitions, and functions to manage them in the service."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class ExecutionProperty:
    """How many runs of a job can be active at the same time."""

    MaxConcurrentRuns: int = 1


@dataclass
class Command:
    """The script that a job runs."""

    Name: str = "glueetl"
    ScriptLocation: str = ""


@dataclass
class Connections:
    """The connections a job uses."""

    Connections: list[str] = field(default_factory=list)


@dataclass
class Job:
    """A job definition."""

    Name: str
    Role: str
    Command: Command
    Description: str = ""
    DefaultArguments: dict[str, str] = field(default_factory=dict)
    Connections: Connections = field(default_factory=Connections)
    ExecutionProperty: ExecutionProperty = field(default_factory=ExecutionProperty)
    MaxRetries: int = 0


class GlueJobUtils:
    """Creates, reads, updates and deletes job definitions."""

    def __init__(self, glue_context: Any) -> None:
        self._client = glue_context.glue_client

    def get_jobs(self) -> list[dict[str, Any]]:
        """Return all job definitions."""
        pages = self._client.get_paginator("get_jobs").paginate()
        return [job for page in pages for job in page["Jobs"]]

    def get_job(self, name: str) -> dict[str, Any]:
        """Return one job definition."""
        found: dict[str, Any] = self._client.get_job(JobName=name)["Job"]
        return found

    def create_job(self, job: Job) -> str:
        """Create a job and return its name."""
        return str(self._client.create_job(**asdict(job))["Name"])

    def update_job(self, name: str, job: Job) -> str:
        """Replace a job's definition and return its name."""
        update = {key: value for key, value in asdict(job).items() if key != "Name"}
        return str(self._client.update_job(JobName=name, JobUpdate=update)["JobName"])

    def delete_job(self, name: str) -> str:
        """Delete a job and return its name."""
        return str(self._client.delete_job(JobName=name)["JobName"])
