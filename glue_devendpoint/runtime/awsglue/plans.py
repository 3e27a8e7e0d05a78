"""Lazy plans that build a frame's DataFrame when a result is needed.

A plan can be built in several modes. `present` adds explicit-null flags, which only Python
functions need, to distinguish nulls from missing fields. `guessed` lets a record function infer its
result types from a sample. The tasks then check every record, and if one doesn't fit, the action is
repeated with types inferred from all records (see `run`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pyspark.sql import DataFrame

GUESS_FAILED = "awsglue: a record doesn't fit the types inferred from a sample"

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Mode:
    """How to build a plan."""

    present: bool = False
    guessed: bool = False


EXACT = Mode()


class Plan:
    """Builds a DataFrame, and caches it for each mode."""

    def __init__(
        self,
        build: Callable[[Mode], DataFrame],
        parents: Sequence[Plan] = (),
        tells_missing: bool = False,
        guesses: bool = False,
    ) -> None:
        self._build = build
        self._built: dict[Mode, DataFrame] = {}
        self.tells_missing: bool = tells_missing or any(each.tells_missing for each in parents)
        self.guesses: bool = guesses or any(each.guesses for each in parents)

    @classmethod
    def of(cls, data: DataFrame) -> Plan:
        """Return the plan of an existing DataFrame."""
        return cls(lambda _mode: data)

    def data(self, mode: Mode = EXACT) -> DataFrame:
        """Return the DataFrame, built on first use."""
        wanted = Mode(mode.present and self.tells_missing, mode.guessed and self.guesses)
        if wanted not in self._built:
            self._built[wanted] = self._build(wanted)
        return self._built[wanted]

    def then(self, step: Callable[[DataFrame], DataFrame]) -> Plan:
        """Return a plan that applies a columnar step to this one."""
        return Plan(lambda mode: step(self.data(mode)), [self])

    def run(self, action: Callable[[DataFrame], Result]) -> Result:
        """Run an action with guessed types, and again with exact types if the guess was wrong."""
        if not self.guesses:
            return action(self.data())
        try:
            return action(self.data(Mode(guessed=True)))
        except Exception as error:
            if GUESS_FAILED not in str(error):
                raise
        return action(self.data())
