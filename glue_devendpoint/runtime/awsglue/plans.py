"""How a frame's DataFrame comes to be: a recipe, followed when a result is asked for.

A recipe can be followed in more than one way. `present` asks for the explicit-null flags that only
a Python function can tell apart from missing fields. `guessed` allows a record function to take its
result's types from a sample; the tasks then check every record against them, and an action that
finds the guess wrong is repeated with types taken from all records (see `run`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pyspark.sql import DataFrame

GUESS_FAILED = "awsglue: a record does not fit the types guessed from a sample"

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Mode:
    """The way in which a recipe is followed."""

    present: bool = False
    guessed: bool = False


EXACT = Mode()


class Plan:
    """A recipe for a DataFrame, with the DataFrames already made from it."""

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
        """Return the plan of a DataFrame that exists already."""
        return cls(lambda _mode: data)

    def data(self, mode: Mode = EXACT) -> DataFrame:
        """Return the DataFrame, made on first use."""
        wanted = Mode(mode.present and self.tells_missing, mode.guessed and self.guesses)
        if wanted not in self._built:
            self._built[wanted] = self._build(wanted)
        return self._built[wanted]

    def then(self, step: Callable[[DataFrame], DataFrame]) -> Plan:
        """Return the plan that applies a columnar step to this one."""
        return Plan(lambda mode: step(self.data(mode)), [self])

    def run(self, action: Callable[[DataFrame], Result]) -> Result:
        """Run an action on guessed types, and again on exact ones if the guess was wrong."""
        if not self.guesses:
            return action(self.data())
        try:
            return action(self.data(Mode(guessed=True)))
        except Exception as error:
            if GUESS_FAILED not in str(error):
                raise
        return action(self.data())
