"""Every error that data quality raises on purpose.

DataQualityError            the evaluation cannot be done as asked
|-- DqdlSyntaxError         the ruleset is not DQDL; knows line and column
`-- RuleNotEvaluable        one rule cannot be judged on this data; becomes its failure reason
"""

from __future__ import annotations


class DataQualityError(Exception):
    """The evaluation cannot be done as asked."""


class DqdlSyntaxError(DataQualityError, ValueError):
    """The ruleset is not valid DQDL: says where, what was found and what belongs there."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.line = line
        self.column = column


class RuleNotEvaluable(DataQualityError):
    """One rule cannot be judged on this data; its text becomes the rule's failure reason."""
