"""The pool: keeps workers ready, so that previews don't wait for libraries to load.

A worker that has answered is reused. A worker that failed, took too long or whose client
disconnected is stopped.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from dataclasses import asdict
from typing import Any, Literal

from glue_devendpoint.errors import DevEndpointError
from glue_devendpoint.files.roots import Roots
from glue_devendpoint.preview.plan import Plan

Json = dict[str, Any]

SECONDS = 10.0
GRACE = 3.0
MAX_BYTES = 256 << 20
MAX_ANSWER = 64 << 20
PARALLEL = 2
NEEDED_FROM_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")


class WorkerFailed(DevEndpointError):
    """A worker ended without a result, or took too long."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Workers:
    """Worker processes: at most two at a time. Idle ones are kept."""

    def __init__(self) -> None:
        self._idle: list[asyncio.subprocess.Process] = []
        self._starting: asyncio.Task[asyncio.subprocess.Process] | None = None
        self._busy: set[asyncio.subprocess.Process] = set()
        self._places = asyncio.Semaphore(PARALLEL)

    def prepare(self) -> None:
        """Start a worker if there is none."""
        if self._starting is None and not self._idle and not self._busy:
            self._starting = asyncio.create_task(_start())

    async def run(
        self, action: Literal["preview", "profile"], plan: Plan, roots: Roots, **wishes: object
    ) -> Json:
        """Let a worker execute a request. Canceling stops the worker."""
        order = {
            "action": action,
            "plan": asdict(plan),
            "roots": _roots(roots),
            "seconds": SECONDS,
            "max_bytes": MAX_BYTES,
            **wishes,
        }
        async with self._places:
            process = await self._take()
            is_usable = False
            try:
                answer = await asyncio.wait_for(_ask(process, order), SECONDS + GRACE)
                is_usable = "error" not in answer
            except TimeoutError as err:
                raise WorkerFailed(
                    "TimedOut",
                    f"The preview took longer than {SECONDS:.0f} seconds and was stopped.",
                ) from err
            finally:
                self._busy.discard(process)
                if is_usable:
                    self._idle.append(process)
                else:
                    await _end(process)
        return answer

    async def close(self) -> None:
        """Stop all workers."""
        if self._starting is not None:
            with contextlib.suppress(OSError):
                self._idle.append(await self._starting)
            self._starting = None
        for process in [*self._idle, *self._busy]:
            await _end(process)
        self._idle.clear()

    async def _take(self) -> asyncio.subprocess.Process:
        while self._idle:
            process = self._idle.pop()
            if process.returncode is None:
                self._busy.add(process)
                return process
        starting, self._starting = self._starting, None
        process = await (starting or _start())
        self._busy.add(process)
        return process


async def _start() -> asyncio.subprocess.Process:
    environment = {name: os.environ[name] for name in NEEDED_FROM_ENVIRONMENT if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "glue_devendpoint.preview.worker",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment | {"OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"},
        limit=MAX_ANSWER,
        start_new_session=True,
    )
    assert process.stdout is not None
    await process.stdout.readline()
    return process


async def _ask(process: asyncio.subprocess.Process, order: Json) -> Json:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(order).encode() + b"\n")
    await process.stdin.drain()
    line = await process.stdout.readline()
    if not line.endswith(b"\n"):
        raise WorkerFailed(
            "WorkerFailed", "Reading the files exceeded the memory or time limit for previews."
        )
    answer: Json = json.loads(line)
    return answer


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    await process.wait()


def _roots(roots: Roots) -> Json:
    buckets = roots.buckets
    return {
        "folders": list(roots.folders),
        "private": roots.private,
        "buckets": {
            "folder": str(buckets.folder) if buckets.folder else None,
            "remote": {name: asdict(access) for name, access in buckets.remote.items()},
            "folders": {name: str(folder) for name, folder in buckets.folders.items()},
        },
    }
