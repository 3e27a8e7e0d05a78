"""What tests cost: clock and processor time, with that of the servers, JVMs and browsers they use.

`pytest --costs` prints the sums per file and the dearest tests. On a busy machine, only compare
processor time. What dies together with its parent isn't counted.
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
    """Seconds on the clock, and seconds of processors."""

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
        """Note on a test's last report what the test cost; xdist passes it on."""
        report = yield
        if call.when == "teardown":
            now = _now()
            cost = (now.wall - self._last.wall, max(now.cpu - self._last.cpu, 0.0))
            report.user_properties.append((PROPERTY, cost))
            self._last = now
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what a test cost."""
        for name, value in report.user_properties:
            if name == PROPERTY and isinstance(value, Sequence):
                self._tests[report.nodeid] = Cost(*value)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the files and the dearest tests."""
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
    """The clock, and what this process and all below it have used so far."""
    own = psutil.Process()
    used = 0.0
    for process in (own, *own.children(recursive=True)):
        try:
            used += sum(process.cpu_times()[:4])  # with those of children that have ended
        except psutil.Error:
            continue  # it ended just now, and is in its parent's times
    return Cost(time.monotonic(), used)


def _sum(costs: Iterable[Cost]) -> Cost:
    listed = list(costs)
    return Cost(sum(cost.wall for cost in listed), sum(cost.cpu for cost in listed))


def _dearest(costs: dict[str, Cost]) -> list[tuple[str, Cost]]:
    return sorted(costs.items(), key=lambda each: -each[1].cpu)
