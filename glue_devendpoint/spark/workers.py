"""Worker types: the cores and memory of one worker."""

from __future__ import annotations

import os
from dataclasses import dataclass

import psutil

from glue_devendpoint.errors import InvalidInput

EXECUTOR_SHARE = 0.625  # of a worker's memory, as on AWS: 10 of 16 GB
LOCAL_SHARE = 0.25  # of this machine's memory, at most, for one local driver


@dataclass(frozen=True, slots=True)
class Worker:
    """The resources of one worker of a type."""

    name: str
    cores: int
    memory_gb: int

    @property
    def executor_memory_gb(self) -> int:
        """The heap size of an executor on such a worker."""
        return max(1, int(self.memory_gb * EXECUTOR_SHARE))


WORKER_TYPES = (
    Worker("G.025X", 2, 4),
    Worker("Standard", 4, 16),
    Worker("G.1X", 4, 16),
    Worker("G.2X", 8, 32),
    Worker("G.4X", 16, 64),
    Worker("G.8X", 32, 128),
    Worker("G.12X", 48, 192),
    Worker("G.16X", 64, 256),
    Worker("R.1X", 4, 32),
    Worker("R.2X", 8, 64),
    Worker("R.4X", 16, 128),
    Worker("R.8X", 32, 256),
)


def worker(name: str) -> Worker:
    """Return a worker type by name."""
    for found in WORKER_TYPES:
        if found.name == name:
            return found
    known = ", ".join(each.name for each in WORKER_TYPES)
    raise InvalidInput(f"unknown worker type {name!r}; use one of: {known}")


def local_cores(kind: Worker, count: int) -> int:
    """Return how many of this machine's cores a number of workers gets."""
    return max(1, min(os.cpu_count() or 1, kind.cores * count))


def local_memory_gb(kind: Worker) -> int:
    """Return how much of this machine's memory a local driver gets for a worker type."""
    share = int(psutil.virtual_memory().total * LOCAL_SHARE / 2**30)
    return max(1, min(kind.executor_memory_gb, share))
