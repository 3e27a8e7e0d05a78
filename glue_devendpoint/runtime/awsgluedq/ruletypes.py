"""The DQDL rule types and their parameters and clauses.

Mirrors the rule type reference of AWS Glue Data Quality.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

ANY_NUMBER = 1_000


class Clause(Enum):
    """Whether a rule type takes a clause."""

    NONE = auto()
    OPTIONAL = auto()
    REQUIRED = auto()


@dataclass(frozen=True, slots=True)
class RuleType:
    """The parameters and clauses of a rule type, and whether it can be an analyzer."""

    name: str
    least: int
    most: int
    condition: Clause = Clause.REQUIRED
    is_rule: bool = True
    is_analyzer: bool = False
    takes_where: bool = False
    takes_threshold: bool = False
    takes_options: bool = False


_DATASET = [
    RuleType("AggregateMatch", 2, 2),
    RuleType("ColumnCount", 0, 0, is_analyzer=True),
    RuleType("ColumnExists", 1, 1, Clause.NONE),
    RuleType("ColumnNamesMatchPattern", 1, 1, Clause.NONE),
    RuleType("CustomSql", 1, 1, Clause.OPTIONAL, takes_threshold=True),
    RuleType("DatasetMatch", 2, 3),
    RuleType("DetectAnomalies", 0, ANY_NUMBER, Clause.OPTIONAL),
    RuleType("ReferentialIntegrity", 2, 2),
    RuleType("RowCount", 0, 0, is_analyzer=True, takes_where=True),
    RuleType("RowCountMatch", 1, 1),
    RuleType("SchemaMatch", 1, 1),
]
_COLUMN = [
    RuleType("AllStatistics", 1, 1, Clause.NONE, is_rule=False, is_analyzer=True),
    RuleType("ColumnCorrelation", 2, 2, is_analyzer=True, takes_where=True),
    RuleType("ColumnDataType", 1, 1, takes_where=True, takes_threshold=True),
    RuleType("ColumnLength", 1, 1, is_analyzer=True, takes_where=True, takes_threshold=True),
    RuleType("ColumnValues", 1, 1, is_analyzer=True, takes_where=True, takes_threshold=True),
    RuleType("Completeness", 1, 1, is_analyzer=True, takes_where=True),
    RuleType("DataFreshness", 1, 1, takes_where=True, takes_threshold=True),
    RuleType("DistinctValuesCount", 1, 1, is_analyzer=True, takes_where=True),
    RuleType("Entropy", 1, 1, is_analyzer=True, takes_where=True),
    RuleType("IsComplete", 1, 1, Clause.NONE, takes_where=True),
    RuleType("IsPrimaryKey", 1, ANY_NUMBER, Clause.NONE, takes_where=True),
    RuleType("IsUnique", 1, ANY_NUMBER, Clause.NONE, takes_where=True),
    RuleType("Mean", 1, 1, is_analyzer=True, takes_where=True),
    RuleType("StandardDeviation", 1, 1, is_analyzer=True, takes_where=True),
    RuleType("Sum", 1, 1, is_analyzer=True, takes_where=True),
    RuleType("UniqueValueRatio", 1, ANY_NUMBER, is_analyzer=True, takes_where=True),
    RuleType("Uniqueness", 1, ANY_NUMBER, is_analyzer=True, takes_where=True),
]
_FILE = [
    RuleType("FileFreshness", 0, 1, takes_threshold=True, takes_options=True),
    RuleType("FileMatch", 0, 2, Clause.OPTIONAL, takes_options=True),
    RuleType("FileSize", 0, 1, takes_threshold=True, takes_options=True),
    RuleType("FileUniqueness", 0, 1, takes_options=True),
]
RULE_TYPES = {rule_type.name: rule_type for rule_type in [*_DATASET, *_COLUMN, *_FILE]}
