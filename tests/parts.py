"""`make test`: every test, in parts that run side by side.

Each part is a separate pytest process: Spark allows one session per process, and the tests of a
part share what is slow to start, for example a session, a browser or a kernel. The output of a part
is shown when it ends. At the end, all failures and a table with the time of each part are shown.

Arguments are passed to every pytest: `python tests/parts.py -k crawl`.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]
LANES = 4  # twice the cores of most CI machines, because parts also wait
PATIENCE_SECONDS = 2400  # a hanging part is stopped; tests have their own timeout
NO_TESTS = 5  # pytest's exit code if no test is selected
CLOSING = re.compile(r"^(?=.*\d+ (?:passed|failed|error|skipped)).* in [\d.]+s.*$", re.MULTILINE)
POSTGRES = "postgres"
# Measuring coverage takes a third of the time, and both databases reach the same lines.
WITHOUT_POSTGRES = "not postgres"
COST = re.compile(r"^cost of all: .* ([\d.]+) s cpu$", re.MULTILINE)
FAILURE = re.compile(r"^(?:FAILED|ERROR) .*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """Tests that run in one process: those below its paths that aren't another part's."""

    name: str
    paths: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    marks: str = ""  # which tests of its files it runs
    is_measured: bool = False  # whether its tests count for the coverage of the core rooms

    def owns(self, path: str) -> bool:
        """Return whether a path is one of the part's paths or below one."""
        return any(path == own or path.startswith(f"{own}/") for own in self.paths)

    def foreign_paths(self) -> list[str]:
        """Return the paths below the part's own that are another part's."""
        shared = {WITHOUT_POSTGRES, POSTGRES}
        others = [part for part in PARTS if part.marks == self.marks or part.marks not in shared]
        paths = (path for part in others for path in part.paths)
        return [path for path in paths if self.owns(path) and path not in self.paths]

    def runs(self, path: str, marks: str) -> bool:
        """Tell whether the part runs a file's tests of PostgreSQL, or its others."""
        foreign = self.foreign_paths()
        is_its = self.owns(path) and not Part("", tuple(foreign)).owns(path)
        return is_its and self.marks in ("", marks)

    def command_with(self, arguments: Sequence[str]) -> list[str]:
        """Return the command that runs the part."""
        if self.command:
            return list(self.command)
        ignored = [f"--ignore={path}" for path in self.foreign_paths()]
        measured = ["--cov", "--cov-report="] if self.is_measured and not arguments else []
        # Some tests of a shared session still depend on the order of their file.
        pytest = [sys.executable, "-m", "pytest", "-q", "--costs", "-p", "no:randomly"]
        marks = ["-m", self.marks] if self.marks else []
        return [*pytest, *marks, *measured, *self.paths, *ignored, *arguments]


# The slowest come first, so that all cores finish together.
PARTS = (
    Part("checks", command=("make", "lint", "types", "front-end-check")),
    Part("browser", ("tests/ui",)),
    Part(
        "crawled tables",
        (
            "tests/golden",
            "tests/crawlers/test_crawled_tables_are_readable.py",
            "tests/crawlers/test_crawled_tables_of_a_server.py",
        ),
    ),
    Part("kernels", ("tests/kernel",)),
    Part("runtime", ("tests/runtime",)),
    Part("sessions and metastore", ("tests/spark",)),
    Part("job scripts", ("tests/jobs_run",)),
    Part("wheel", ("tests/packaging",)),
    Part("clients", ("tests/clients",)),
    Part("PostgreSQL", ("tests",), marks=POSTGRES),
    Part("API", ("tests/api", "tests/access", "tests/server"), (), WITHOUT_POSTGRES, True),
    Part("crawlers", ("tests/crawlers",), (), WITHOUT_POSTGRES, True),
    Part("data quality", ("tests/runtime_dq",)),
    Part("everything else", ("tests",), (), WITHOUT_POSTGRES, True),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a part."""

    part: Part
    code: int
    wall: float
    cpu: float
    output: str

    @property
    def closing(self) -> str:
        """Return pytest's own last line."""
        found = CLOSING.findall(self.output)
        return found[-1].strip("= ") if found else f"exit code {self.code}"

    def is_good(self, arguments: Sequence[str]) -> bool:
        """Return whether the part succeeded. With arguments, a part may have no tests."""
        return self.code == 0 or (self.code == NO_TESTS and bool(arguments))


class Running:
    """A running part."""

    def __init__(self, part: Part, arguments: Sequence[str]) -> None:
        self._part = part
        self._started = time.monotonic()
        self._output: IO[str] = tempfile.TemporaryFile(  # noqa: SIM115
            "w+", encoding="utf-8", errors="replace"
        )
        self._process = subprocess.Popen(
            part.command_with(arguments),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=os.environ | {"COVERAGE_FILE": str(coverage_file(part))},
        )

    def outcome(self) -> Outcome | None:
        """Return the result of the part, or None while it runs."""
        pid, status, usage = os.wait4(self._process.pid, os.WNOHANG)
        wall = time.monotonic() - self._started
        if not pid:
            if wall > PATIENCE_SECONDS:
                self.kill()
            return None
        self._process.returncode = code = os.waitstatus_to_exitcode(status)
        self._output.seek(0)
        text = self._output.read()
        self._output.close()
        # Neither is complete: the first lacks unwaited processes, the second what isn't a test.
        cpu = max(usage.ru_utime + usage.ru_stime, *map(float, COST.findall(text)), 0.0)
        return Outcome(self._part, code, wall, cpu, text)

    def kill(self) -> None:
        """Stop the part and everything that it started."""
        os.killpg(self._process.pid, signal.SIGKILL)


def coverage_file(part: Part) -> Path:
    """Return where a part leaves which branches it has reached."""
    return ROOT / ".pytest_cache" / "coverage" / part.name.replace(" ", "-")


def run_parts(arguments: Sequence[str]) -> Iterator[Outcome]:
    """Run every part, and yield each result as soon as the part ends."""
    waiting = list(reversed(PARTS))
    running: list[Running] = []
    try:
        while waiting or running:
            while waiting and len(running) < LANES:
                running.append(Running(waiting.pop(), arguments))
            time.sleep(0.2)
            for each in list(running):
                if (outcome := each.outcome()) is not None:
                    running.remove(each)
                    yield outcome
    finally:
        for each in running:
            each.kill()


def main(arguments: Sequence[str]) -> int:
    """Run every part, show each output, and return all results."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    started = time.monotonic()
    (ROOT / ".pytest_cache" / "coverage").mkdir(parents=True, exist_ok=True)
    outcomes = []
    for outcome in run_parts(arguments):
        print(f"\n### {outcome.part.name}\n{outcome.output}", flush=True)
        outcomes.append(outcome)
    code = report(outcomes, arguments, time.monotonic() - started)
    return code or (0 if arguments else report_coverage())


def report_coverage() -> int:
    """Print how much of the core rooms the measured parts reach; 2 if less than the gate."""
    files = [str(coverage_file(part)) for part in PARTS if part.is_measured]
    coverage = [sys.executable, "-m", "coverage"]
    together = {"COVERAGE_FILE": str(ROOT / ".pytest_cache" / "coverage" / "all")}
    print("\n### coverage of the core rooms, with branches", flush=True)
    subprocess.run(
        [*coverage, "combine", "-q", *files], cwd=ROOT, env=os.environ | together, check=False
    )
    told = subprocess.run([*coverage, "report"], cwd=ROOT, env=os.environ | together, check=False)
    return told.returncode


def report(outcomes: Sequence[Outcome], arguments: Sequence[str], wall: float) -> int:
    """Print failures and the table of the parts; return the exit code."""
    bad = [outcome for outcome in outcomes if not outcome.is_good(arguments)]
    print("\n### times")
    for each in outcomes:
        print(f"{each.wall:6.0f} s {each.cpu:6.0f} s cpu  {each.part.name:22}  {each.closing}")
    print(f"{wall:6.0f} s {sum(each.cpu for each in outcomes):6.0f} s cpu  all")
    for each in bad:
        print(f"\n### FAILED: {each.part.name} (exit code {each.code})")
        print("\n".join(FAILURE.findall(each.output)))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
