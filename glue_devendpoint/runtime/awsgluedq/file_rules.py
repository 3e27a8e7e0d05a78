"""Rules on files: FileFreshness, FileSize, FileMatch, FileUniqueness.

Mirrors AWS: a rule judges each file in a folder, or each file of the dataset if you name no folder.
`with "recentFiles" = n` keeps the newest files. Hashes are SHA-256 unless you set
`with "hashAlgorithm"`. Spark's binary file source lists and hashes the files, and reads their
content only to hash it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsgluedq.checks import Check, Values, Verdict, share_verdict, unmet, value_verdict
from awsgluedq.conditions import map_operands, row_test, without_units
from awsgluedq.dataset import SPARK_ERRORS, Dataset, reason_of
from awsgluedq.errors import RuleNotEvaluable
from awsgluedq.syntax import (
    Between,
    Comparison,
    Condition,
    Moment,
    Number,
    Operand,
    Rule,
    Text,
    Within,
)

_OPTIONS = {"recentFiles", "hashAlgorithm", "timeZone"}
_HASHES: Mapping[str, Callable[[Column], Column]] = {
    "SHA-256": lambda content: F.sha2(content, 256), "MD5": F.md5, "SHA-1": F.sha1,
}  # fmt: skip
_TIMES = ("%I:%M %p", "%I:%M%p", "%H:%M", "%H:%M:%S")


def file_size(rule: Rule, dataset: Dataset) -> Check:
    """FileSize: every file's size meets the condition."""
    condition = dataset.resolved(rule.condition, "Dataset.*.FileSize.Compliance")
    plain = None if condition is None else without_units(condition)
    return _on_files(rule, dataset, plain, F.col("length"), T.LongType())


def file_freshness(rule: Rule, dataset: Dataset) -> Check:
    """FileFreshness: every file's modification time meets the condition."""
    zone, changed = _zone(rule), F.col("modificationTime")
    condition = dataset.resolved(rule.condition, "Dataset.*.FileFreshness.Compliance")
    if condition is None or not _is_time_of_day(condition):
        placed = None if condition is None else map_operands(condition, _in_zone(zone))
        return _on_files(rule, dataset, placed, changed, T.TimestampType())
    local = F.convert_timezone(None, F.lit(zone.key), changed.cast("timestamp_ntz"))
    minutes = F.hour(local) * 60 + F.minute(local)
    return _on_files(
        rule, dataset, map_operands(condition, _minutes_of_day), minutes, T.IntegerType()
    )


def file_match(rule: Rule, dataset: Dataset) -> Check:
    """FileMatch: two files have the same content, or every file's hash is in the list."""
    if len(rule.parameters) == 2:
        return _same_content(rule, dataset)
    if not isinstance(rule.condition, Within | Comparison):
        raise RuleNotEvaluable('FileMatch needs two files or a condition: in ["hash", ...]')
    lowered = map_operands(rule.condition, _lower)
    return _on_files(rule, dataset, lowered, _hash(rule), T.StringType())


def _same_content(rule: Rule, dataset: Dataset) -> Check:
    files = [_listed(dataset, rule, [path]) for path in rule.parameters]
    key, metric = f"files|{rule}", "Dataset.*.FileMatch.Compliance"

    def scan() -> bool:
        hashes = [[row[0] for row in found.select(_hash(rule)).collect()] for found in files]
        empty = [path for path, found in zip(rule.parameters, hashes, strict=True) if not found]
        if empty:
            raise RuleNotEvaluable(f"No files found at {empty[0]}")
        return sorted(hashes[0]) == sorted(hashes[1])

    def judge(values: Values) -> Verdict:
        same = values[key]
        return Verdict(same, None if same else "The files are different.", {metric: float(same)})

    return Check(rule, judge, scans={key: scan})


def file_uniqueness(rule: Rule, dataset: Dataset) -> Check:
    """FileUniqueness: the share of files with unique content."""
    metric, key = "Dataset.*.FileUniquenessRatio", f"files|{rule}"
    resolved = dataset.resolve(rule, metric)
    groups = _files(rule, dataset).groupBy(_hash(rule).alias("hash")).count()

    def scan() -> float | None:
        n = F.col("count")
        found = groups.agg(F.count_if(n == 1).alias("single"), F.sum(n).alias("all")).first()
        assert found is not None, "a global aggregate always returns one row"
        return found["single"] / found["all"] if found["all"] else None

    def judge(values: Values) -> Verdict:
        return value_verdict(resolved.condition, metric, values[key])

    return Check(resolved, judge, scans={key: scan})


def _on_files(
    rule: Rule, dataset: Dataset, condition: Condition | None, value: Column, kind: T.DataType
) -> Check:
    metric, key = f"Dataset.*.{rule.type}.Compliance", f"files|{rule}"
    passes = F.lit(True) if condition is None else row_test(condition, value, kind)
    files = _files(rule, dataset)

    def scan() -> tuple[int, int, object]:
        found = files.agg(
            F.count_if(passes).alias("passed"),
            F.count("*").alias("total"),
            F.min(F.when(~passes, F.element_at(F.split("path", "/"), -1))).alias("offending"),
        ).first()
        assert found is not None, "a global aggregate always returns one row"
        return found["passed"], found["total"], found["offending"]

    def judge(values: Values) -> Verdict:
        passed, total, offending = values[key]
        if total == 0:
            return Verdict(False, "No files to evaluate.")
        verdict = share_verdict(rule.threshold, passed, total, unmet(f"file {offending}"))
        return replace(verdict, metrics={metric: passed / total})

    return Check(rule, judge, scans={key: scan})


def _files(rule: Rule, dataset: Dataset) -> DataFrame:
    paths = list(rule.parameters) or [unquote(path) for path in dataset.frame.inputFiles()]
    if not paths:
        raise RuleNotEvaluable(
            f"{rule.type} needs a folder because this dataset wasn't read from files"
        )
    files = _listed(dataset, rule, paths)
    newest = dict(rule.options).get("recentFiles")
    if newest is None:
        return files
    if not newest.isdigit():
        raise RuleNotEvaluable(f'"recentFiles" must be a whole number, not {newest}')
    return files.orderBy(F.col("modificationTime").desc(), "path").limit(int(newest))


def _listed(dataset: Dataset, rule: Rule, paths: list[str]) -> DataFrame:
    unknown = [name for name, _ in rule.options if name not in _OPTIONS]
    if unknown:
        known = ", ".join(sorted(_OPTIONS))
        raise RuleNotEvaluable(f'{rule.type} has no option "{unknown[0]}". Use one of: {known}')
    reader = dataset.frame.sparkSession.read.format("binaryFile")
    try:
        return reader.option("recursiveFileLookup", "true").load(paths)
    except SPARK_ERRORS as err:
        raise RuleNotEvaluable(f"Can't list the files: {reason_of(err)}") from err


def _hash(rule: Rule) -> Column:
    name = dict(rule.options).get("hashAlgorithm", "SHA-256").upper()
    if name not in _HASHES:
        raise RuleNotEvaluable(f'"hashAlgorithm" must be one of {", ".join(_HASHES)}, not {name}')
    return _HASHES[name](F.col("content"))


def _zone(rule: Rule) -> ZoneInfo:
    name = dict(rule.options).get("timeZone", "UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as err:
        raise RuleNotEvaluable(
            f'"{name}" is an unknown time zone, use a name such as "America/New_York"'
        ) from err


def _operands(condition: Condition) -> tuple[Operand, ...]:
    match condition:
        case Comparison(_, operand):
            return (operand,)
        case Between(low, high):
            return (low, high)
        case Within(items):
            return items
    return ()


def _time_of_day(operand: Operand) -> datetime | None:
    text = operand.value.strip().upper() if isinstance(operand, Text) else ""
    for pattern in _TIMES:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _is_time_of_day(condition: Condition) -> bool:
    return any(_time_of_day(operand) is not None for operand in _operands(condition))


def _minutes_of_day(operand: Operand) -> Operand:
    time = _time_of_day(operand)
    if time is None:
        raise RuleNotEvaluable(f'{operand} is an invalid time of day, use a form such as "9:30 AM"')
    return Number(Decimal(time.hour * 60 + time.minute))


def _in_zone(zone: ZoneInfo) -> Callable[[Operand], Operand]:
    def place(operand: Operand) -> Operand:
        if not isinstance(operand, Text):
            return operand
        try:
            moment = datetime.fromisoformat(operand.value)
        except ValueError as err:
            raise RuleNotEvaluable(f"{operand} is an invalid date, use YYYY-MM-DD") from err
        return Moment(moment if moment.tzinfo else moment.replace(tzinfo=zone))

    return place


def _lower(operand: Operand) -> Operand:
    return Text(operand.value.lower()) if isinstance(operand, Text) else operand
