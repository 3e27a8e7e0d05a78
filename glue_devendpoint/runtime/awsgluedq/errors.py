"""All errors that data quality raises on purpose.

DataQualityError            the evaluation isn't possible as requested
|-- DqdlSyntaxError         the ruleset isn't valid DQDL; has a line and column
`-- RuleNotEvaluable        a rule can't be evaluated on this data; becomes its failure reason
"""

from __future__ import annotations


class DataQualityError(Exception):
    """The evaluation isn't possible as requested."""


class DqdlSyntaxError(DataQualityError, ValueError):
    """The ruleset isn't valid DQDL. Reports the position, what was found and what was expected."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.line = line
        self.column = column


class RuleNotEvaluable(DataQualityError):
    """A rule can't be evaluated on this data. The message becomes the rule's failure reason."""
