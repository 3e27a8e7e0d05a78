"""Warm Spark processes, kept ready by the process that starts kernels.

A member is a child process that has started its session and waits on its standard input. Whoever
takes a member owns it, and the pool is refilled. Members are keyed by everything that must be known
before a JVM starts. A member exits when its standard input closes, so none outlives the server,
even if the server is killed. When memory runs low, members are stopped.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import psutil

from glue_devendpoint.access.client_environment import CREDENTIAL

log = logging.getLogger(__name__)

COUNTS_AT_START = (
    "AWS_", "GLUE_DEVENDPOINT_", "HADOOP_", "JAVA_", "JDK_JAVA_OPTIONS", "LD_LIBRARY_PATH", "PATH",
    "PYSPARK_", "PYTHONPATH", "SPARK_", "VIRTUAL_ENV", "_JAVA_OPTIONS",
)  # fmt: skip
GIVEN_AT_ADOPTION = frozenset(
    {"AWS_CA_BUNDLE", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL_GLUE", "AWS_REGION"}
)
NEEDED_BYTES = 2 * 2**30
CHECK_SECONDS = 10.0
MAXIMUM_FAILURES = 3
READY = b"ready\n"
Then = Callable[[], object]


@dataclass(slots=True)
class Member:
    """A process that is warm or warming up."""

    key: str
    process: subprocess.Popen[bytes]
    is_ready: bool = False

    def adopt(self, arguments: list[str], environ: Mapping[str, str], folder: str) -> None:
        """Turn the process into a kernel with these arguments, environment and folder."""
        order = {"argv": arguments, "env": dict(environ), "cwd": folder}
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        self.process.stdin.close()

    def end(self) -> None:
        """Kill the process and everything it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdin is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.close()


@dataclass
class WarmPool:
    """This process's warm processes; inactive until the first `fill`."""

    size: int = 0
    needed_bytes: int = NEEDED_BYTES
    check_seconds: float = CHECK_SECONDS
    _members: list[Member] = field(default_factory=list)
    _failures: int = 0
    _changing: threading.Lock = field(default_factory=threading.Lock)
    _closed: threading.Event = field(default_factory=threading.Event)
    _watch: threading.Thread | None = None

    def take(self, key: str) -> Member | None:
        """Return a ready member, which the caller then owns, or None."""
        with self._changing:
            for member in self._members:
                if member.key == key and member.is_ready and member.process.poll() is None:
                    self._members.remove(member)
                    return member
        return None

    def fill(self, size: int, environ: Mapping[str, str], then: Then | None = None) -> None:
        """Start members for an environment until there are `size` of them; doesn't wait.

        Calls `then` each time one of them is ready.
        """
        key = key_of(environ)
        with self._changing:
            self.size = size
            if self._closed.is_set() or self._failures >= MAXIMUM_FAILURES:
                return
            self._members = [each for each in self._members if each.process.poll() is None]
            stale = [each for each in self._members if each.key != key and each.is_ready]
            missing = size - sum(1 for each in self._members if each.key == key)
            for _ in range(missing):
                if available_bytes() < self.needed_bytes:
                    log.info("not enough memory to start a warm Spark process")
                    break
                self._start(key, environ, then)
            for member in stale[: max(0, len(self._members) - size)]:
                self._members.remove(member)
                member.end()
            self._begin_watching()

    def ready(self) -> int:
        """Return the number of ready members."""
        with self._changing:
            return sum(1 for each in self._members if each.is_ready and each.process.poll() is None)

    def processes(self) -> list[int]:
        """Return the process IDs of all members."""
        with self._changing:
            return [each.process.pid for each in self._members]

    def close(self) -> None:
        """Kill all members and start no new ones."""
        self._closed.set()
        with self._changing:
            members, self._members = self._members, []
        for member in members:
            member.end()

    def _start(self, key: str, environ: Mapping[str, str], then: Then | None) -> None:
        reading, writing = os.pipe()
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", "glue_devendpoint.kernel.processes.warm", str(writing)],
                stdin=subprocess.PIPE,
                env={**before_adoption(environ), "JPY_PARENT_PID": str(os.getpid())},
                pass_fds=(writing,),
                start_new_session=True,
            )
        finally:
            os.close(writing)
        member = Member(key, process)
        self._members.append(member)
        threading.Thread(
            target=self._await_ready, args=(member, reading, then), name="warm-member", daemon=True
        ).start()

    def _await_ready(self, member: Member, reading: int, then: Then | None) -> None:
        with os.fdopen(reading, "rb") as stream:
            said = stream.readline()
        with self._changing:
            member.is_ready = said == READY
            if member.is_ready:
                self._failures = 0
            elif not self._closed.is_set() and member in self._members:
                self._failures += 1
                self._members.remove(member)
                log.warning("a warm Spark process exited before it was ready")
        if member.is_ready and then is not None:
            then()

    def _begin_watching(self) -> None:
        if self._watch is None:
            atexit.register(self.close)
            self._watch = threading.Thread(target=self._watch_memory, name="warm-pool", daemon=True)
            self._watch.start()

    def _watch_memory(self) -> None:
        while not self._closed.wait(self.check_seconds):
            if available_bytes() >= self.needed_bytes:
                continue
            with self._changing:
                member = self._members.pop() if self._members else None
            if member is not None:
                log.warning("stopping a warm Spark process because memory is low")
                member.end()


def before_adoption(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without the variables that only a kernel gets."""
    return {
        name: value
        for name, value in environ.items()
        if name not in GIVEN_AT_ADOPTION and value != CREDENTIAL
    }


def key_of(environ: Mapping[str, str]) -> str:
    """Return the key of an environment: a hash of everything that affects how a JVM starts."""
    counting = [
        [name, value]
        for name, value in sorted(before_adoption(environ).items())
        if name.startswith(COUNTS_AT_START)
    ]
    return hashlib.sha256(json.dumps([sys.executable, counting]).encode()).hexdigest()


def available_bytes() -> int:
    """Return the available memory, respecting the container's limit if there is one."""
    left: int = psutil.virtual_memory().available
    try:
        with open("/sys/fs/cgroup/memory.max", encoding="ascii") as limit:
            allowed = limit.read().strip()
        with open("/sys/fs/cgroup/memory.current", encoding="ascii") as current:
            used = int(current.read())
    except OSError:
        return left
    return left if allowed == "max" else min(left, max(0, int(allowed) - used))


POOL = WarmPool()
