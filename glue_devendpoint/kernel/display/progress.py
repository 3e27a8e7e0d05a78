"""The progress line: what Spark is doing while a cell runs, in one line below the cell.

It appears with the first job that takes a noticeable time, and ends as a one-line summary.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import Any

from py4j.protocol import Py4JError

from glue_devendpoint.kernel.display.line import Line, Ticker, many
from glue_devendpoint.kernel.display.links import ui_links
from glue_devendpoint.kernel.session.session import active_context

SECONDS_BETWEEN = 0.4
GROUP = "spark.jobGroup.id"
OUR_GROUPS = "glue-cell-"
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class StageCount:
    """The task counts of one stage."""

    tasks: int
    done: int = 0
    active: int = 0
    failed: int = 0


@dataclass(slots=True)
class Progress:
    """The progress of a cell's jobs."""

    jobs: set[int] = field(default_factory=set)
    stages: dict[int, StageCount] = field(default_factory=dict)

    @property
    def fraction(self) -> float:
        """The fraction of the known tasks that is done."""
        tasks = sum(stage.tasks for stage in self.stages.values())
        return self.done / tasks if tasks else 0.0

    @property
    def done(self) -> int:
        """The number of completed tasks."""
        return sum(stage.done for stage in self.stages.values())

    def now(self, seconds: float) -> str:
        """Return the progress as text."""
        tasks = sum(stage.tasks for stage in self.stages.values())
        running = [number for number, stage in self.stages.items() if stage.active]
        stages = f"stage {', '.join(map(str, running))}" if running else "waiting"
        return f"Spark: {stages} · {self.done:,} of {tasks:,} tasks · {seconds:.0f} s"

    def summary(self, seconds: float) -> str:
        """Return the final summary."""
        stages = sum(1 for stage in self.stages.values() if stage.done)
        failed = sum(stage.failed for stage in self.stages.values())
        tail = f" · {failed:,} failed" if failed else ""
        counts = f"{many(len(self.jobs), 'job')} · {many(stages, 'stage')}"
        return f"Spark: {counts} · {many(self.done, 'task')}{tail} · {seconds:.1f} s"

    def take(self, tracker: Any, jobs: list[int]) -> None:
        """Update the counts for these jobs."""
        self.jobs.update(jobs)
        for number in jobs:
            job = tracker.getJobInfo(number)
            for stage_id in job.stageIds if job is not None else ():
                self._take_stage(tracker, int(stage_id))

    def _take_stage(self, tracker: Any, number: int) -> None:
        stage = tracker.getStageInfo(number)
        if stage is not None:
            self.stages[number] = StageCount(
                stage.numTasks, stage.numCompletedTasks, stage.numActiveTasks, stage.numFailedTasks
            )


class CellProgress:
    """Watches Spark while a cell runs; its methods are IPython's cell events.

    It queries Spark from a separate thread: after an interrupt, the main thread's connection to
    the JVM may still carry the answer to an abandoned call.
    """

    def __init__(self) -> None:
        self._ticker: Ticker | None = None
        self._line = Line()
        self._progress = Progress()
        self._began = 0.0
        self._cell = 0
        self._state = "busy"
        self._earlier: set[int] = set()

    def before(self, info: Any) -> None:
        """Start watching; called before a cell runs."""
        self._line, self._progress, self._state = Line(), Progress(), "busy"
        self._began = time.monotonic()
        self._cell += 1
        self._earlier = set()
        if (context := active_context()) is not None:
            self._earlier = set(_active_jobs(context))
            _name_jobs(context, self._group, str(info.raw_cell or ""))
        self._ticker = Ticker(SECONDS_BETWEEN, self._look, self._finish)
        self._ticker.__enter__()

    def after(self, result: Any) -> None:
        """Stop watching; called after a cell has run."""
        if self._ticker is None:
            return
        self._state = "done" if result.success else "failed"
        if isinstance(result.error_in_exec, KeyboardInterrupt):
            self._state = "stopped"
        self._ticker.__exit__()
        self._ticker = None

    def _finish(self) -> None:
        context = active_context()
        if context is not None and self._state == "stopped":
            _cancel(context, self._group)
        if not self._line.is_shown:
            return
        if context is not None:
            self._take(context, sorted(self._progress.jobs))
        links = {} if context is None else ui_links(context)
        self._line.show(self._progress.summary(self._seconds), state=self._state, links=links)

    def _look(self) -> None:
        context = active_context()
        if context is None:
            return
        jobs = [each for each in _active_jobs(context) if each not in self._earlier]
        if not jobs and not self._line.is_shown:
            return
        self._take(context, sorted({*jobs, *self._progress.jobs}))
        self._line.show(
            self._progress.now(self._seconds),
            fraction=self._progress.fraction,
            links=ui_links(context),
        )

    def _take(self, context: Any, jobs: list[int]) -> None:
        try:
            self._progress.take(context.statusTracker(), jobs)
        except (Py4JError, OSError, AttributeError):
            return  # Spark is stopping: keep the last known counts

    @property
    def _group(self) -> str:
        return f"{OUR_GROUPS}{self._cell}"

    @property
    def _seconds(self) -> float:
        return time.monotonic() - self._began


def _active_jobs(context: Any) -> list[int]:
    try:
        return [int(each) for each in context.statusTracker().getActiveJobsIds()]
    except (Py4JError, OSError, AttributeError):
        return []


def _cancel(context: Any, group: str) -> None:
    """Cancel the jobs that an interrupted cell left running."""
    try:
        context.cancelJobGroup(group)
    except (Py4JError, OSError, AttributeError) as err:
        _log.warning("couldn't cancel the interrupted cell's Spark jobs: %s", err)


def _name_jobs(context: Any, group: str, source: str) -> None:
    """Name a cell's jobs in the Spark UI after its first line, unless the user has named them."""
    own = context.getLocalProperty(GROUP)
    if own and not own.startswith(OUR_GROUPS):
        return
    first = next((line.strip() for line in source.splitlines() if line.strip()), "a cell")
    context.setJobGroup(group, first[:100])
