"""What tests cost: clock and CPU time, including the servers, JVMs and browsers they use.

`pytest --costs` prints the sums per file and the most expensive tests. On a busy machine, only
compare CPU time. Processes that end together with their parent aren't counted.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass

import psutil
import pytest

DEAREST = 50
PROPERTY = "cost"


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of clock time and of CPU time."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall:6.1f} s {self.cpu:6.1f} s cpu"


class Costs:
    """Measures each test, from the end of the one before it."""

    def __init__(self) -> None:
        self._last = _now()
        self._tests: dict[str, Cost] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Record a test's cost in its last report, which xdist passes on."""
        report = yield
        if call.when == "teardown":
            now = _now()
            cost = (now.wall - self._last.wall, max(now.cpu - self._last.cpu, 0.0))
            report.user_properties.append((PROPERTY, cost))
            self._last = now
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Store a test's cost."""
        for name, value in report.user_properties:
            if name == PROPERTY and isinstance(value, Sequence):
                self._tests[report.nodeid] = Cost(*value)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the files and the most expensive tests."""
        files: dict[str, list[Cost]] = {}
        for name, cost in self._tests.items():
            files.setdefault(name.split("::")[0], []).append(cost)
        terminalreporter.section("cost of each file")
        for name, cost in _dearest({name: _sum(costs) for name, costs in files.items()}):
            terminalreporter.write_line(f"{cost} {len(files[name]):5} tests  {name}")
        terminalreporter.section(f"{DEAREST} dearest tests")
        for name, cost in _dearest(self._tests)[:DEAREST]:
            terminalreporter.write_line(f"{cost}  {name}")
        terminalreporter.write_line(f"cost of all: {_sum(self._tests.values())}")


def _now() -> Cost:
    """The clock, and the CPU time of this process and its descendants so far."""
    own = psutil.Process()
    used = 0.0
    for process in (own, *own.children(recursive=True)):
        try:
            used += sum(process.cpu_times()[:4])  # with those of children that have ended
        except psutil.Error:
            continue  # it just ended, and its parent's times include it
    return Cost(time.monotonic(), used)


def _sum(costs: Iterable[Cost]) -> Cost:
    listed = list(costs)
    return Cost(sum(cost.wall for cost in listed), sum(cost.cpu for cost in listed))


def _dearest(costs: dict[str, Cost]) -> list[tuple[str, Cost]]:
    return sorted(costs.items(), key=lambda each: -each[1].cpu)
