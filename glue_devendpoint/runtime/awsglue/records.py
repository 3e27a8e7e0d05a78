"""Runs users' functions on records (Filter, Map and mapPartitions) in Arrow batches.

Consecutive record functions run in one pass over the same Python records. A filter passes on its
input's Arrow rows unchanged. The types of a map's result are inferred from the first records, and
the tasks check them. If the guess fails or you ask for a plain DataFrame, another pass infers the
exact types.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, Row
from pyspark.sql import types as T

from awsglue.errors import ERROR_SCHEMA, error_row
from awsglue.gluetypes import DynamicRecord
from awsglue.plans import Mode, Plan
from awsglue.record_reading import reader
from awsglue.record_types import Encoder, flagged, merged_type, records_type
from awsglue.shapes import is_marked
from awsglue.values import unflag_frame

Record = DynamicRecord
OnError = Callable[[Any, Exception | str], None]
Test = Callable[[Record], bool]
Batches = Iterable[pa.RecordBatch]
_SAMPLE = 1000
_BATCH = 10_000
_OBJECTS_BETWEEN_COLLECTIONS = 100_000


@dataclass(frozen=True, slots=True)
class Step:
    """A record function: how to apply it to a stream of records, and where it was called."""

    apply: Callable[[Iterator[Record], int, OnError], Iterator[Record]]
    info: str
    site: str
    test: Test | None = None

    @property
    def keeps_records(self) -> bool:
        """Return whether the step only filters records."""
        return self.test is not None


def filter_step(f: Callable[[Record], Any], info: str, site: str) -> Step:
    """Return a step that keeps the records for which a function returns true."""
    return Step(partial(_filter, f), info, site, _test(f, _ignore))


def map_step(f: Callable[[Record], Any], info: str, site: str) -> Step:
    """Return a step that replaces each record with the result of a function."""
    return Step(partial(_map, f), info, site)


def partition_step(
    f: Callable[[int, Iterator[dict[str, Any]]], Iterable[dict[str, Any]]], info: str, site: str
) -> Step:
    """Return a step that passes whole partitions, wrapped with error marks, to a function."""
    return Step(partial(_partitions, f), info, site)


def _test(f: Callable[[Record], Any], on_error: OnError) -> Test:
    """Wrap a filter's function so that it never raises."""

    def test(record: Record) -> bool:
        try:
            return bool(f(record))
        except (KeyError, ValueError, TypeError):
            return False
        except Exception as error:
            on_error(record, error)
            return False

    return test


def _filter(
    f: Callable[[Record], Any], records: Iterator[Record], _index: int, on_error: OnError
) -> Iterator[Record]:
    return filter(_test(f, on_error), records)


def _map(
    f: Callable[[Record], Any], records: Iterator[Record], _index: int, on_error: OnError
) -> Iterator[Record]:
    for record in records:
        try:
            made = f(record)
        except Exception as error:
            on_error(record, error)
            continue
        if made:
            yield made
        else:
            on_error(record, "the function returned None or an empty record")


def _partitions(
    f: Callable[[int, Iterator[dict[str, Any]]], Iterable[dict[str, Any]]],
    records: Iterator[Record],
    index: int,
    on_error: OnError,
) -> Iterator[Record]:
    wrapped = ({"record": each, "isError": False} for each in records)
    for item in f(index, wrapped):
        if item.get("isError"):
            on_error(item.get("record"), str(item.get("errorMessage", "")))
        elif item.get("record"):
            yield item["record"]


def as_record(value: Any) -> Any:
    """Return a value with all its dicts converted to DynamicRecords."""
    if isinstance(value, dict):
        return DynamicRecord((str(k), as_record(v)) for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return [as_record(each) for each in value]
    return value


def _chain(
    steps: Sequence[Step], records: Iterator[Record], index: int, report: int, on_error: OnError
) -> Iterator[Record]:
    """Run records through the steps, and report the errors of one of them."""
    for at, step in enumerate(steps):
        heard = on_error if at == report else _ignore
        records = step.apply(records, index, heard)
        if not step.keeps_records and at + 1 < len(steps):
            records = map(as_record, records)
    return records


def _passed(tests: Sequence[Test], records: Sequence[Record]) -> list[bool]:
    """Return which records pass all tests. Stops at the first failed test of a record."""
    if len(tests) == 1:
        return list(map(tests[0], records))
    return [all(test(record) for test in tests) for record in records]


def _ignore(_record: Any, _error: Exception | str) -> None:
    return None


def mapped(
    data: DataFrame, work: Callable[[Batches], Batches], schema: T.StructType | str
) -> DataFrame:
    """Apply a function to a frame's Arrow batches, with columns identified by position.

    Spark's own mapInArrow doesn't support column names with dots.
    """
    numbered = data.toDF(*(f"c{i}" for i in range(len(data.columns))))
    return numbered.mapInArrow(work, schema)


def _partition_index() -> int:
    from pyspark import TaskContext

    task = TaskContext.get()
    return task.partitionId() if task is not None else 0


@dataclass(frozen=True, slots=True)
class _Work:
    """The input of a task: its schema, the steps, and the session's time zone."""

    schema: T.StructType
    steps: tuple[Step, ...]
    time_zone: str

    def records(
        self, batches: Batches, report: int = -1, on_error: OnError = _ignore
    ) -> Iterator[Record]:
        """Yield the records that the last step returns."""
        rows = chain.from_iterable(map(self._reader(), batches))
        return _chain(self.steps, rows, _partition_index(), report, on_error)

    def _reader(self) -> Callable[[pa.RecordBatch], list[Record]]:
        # A batch creates thousands of objects that are freed with it. Without this, Python's
        # garbage collector would scan them and all modules over and over.
        gc.freeze()
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
        return reader(self.schema)

    def kept(self, batches: Batches) -> Batches:
        """Yield the rows of each batch that pass every filter, unchanged."""
        read = self._reader()
        tests = [step.test for step in self.steps if step.test is not None]
        for batch in batches:
            passed = _passed(tests, read(batch))
            yield batch if all(passed) else batch.filter(pa.array(passed))

    def encoded(self, schema: T.StructType, batches: Batches) -> Batches:
        """Yield the resulting records in batches of a schema."""
        encoder = Encoder(schema, self.time_zone)
        records = self.records(batches)
        while chunk := list(islice(records, _BATCH)):
            yield encoder.batch(chunk)

    def types(self, limit: int | None, batches: Batches) -> Batches:
        """Yield one row with the type of the resulting records, or of the first of them."""
        records = self.records(batches)
        merged: T.DataType = T.NullType()
        taken = islice(records, limit) if limit is not None else records
        while chunk := list(islice(taken, _BATCH)):
            merged = merged_type([merged, records_type(chunk)])
        if isinstance(merged, T.StructType):
            yield pa.RecordBatch.from_pydict({"type": [merged.json()]})

    def errors(self, report: int, batches: Batches) -> Batches:
        """Yield the errors of a step as rows."""
        step = self.steps[report]
        found: list[dict[str, Any]] = []

        def note(record: Any, error: Exception | str) -> None:
            found.append(error_row(record, error, step.info, step.site))

        arrow = Encoder(ERROR_SCHEMA, self.time_zone)
        for _ in self.records(batches, report, note):
            if len(found) >= _BATCH:
                yield arrow.batch(found)
                found.clear()
        if found:
            yield arrow.batch(found)


class RecordPlan(Plan):
    """The plan of a frame that record functions return."""

    def __init__(self, source: Plan, steps: tuple[Step, ...]) -> None:
        self._keeps = all(step.keeps_records for step in steps)
        super().__init__(
            self._follow, [source], tells_missing=not self._keeps, guesses=not self._keeps
        )
        self.source = source
        self.steps = steps
        self._types: dict[bool, T.StructType] = {}

    def errors(self, at: int) -> DataFrame:
        """Return the errors of a step."""
        data, work = self._work(Mode(present=True))
        return mapped(data, partial(work.errors, at), ERROR_SCHEMA)

    def _work(self, mode: Mode) -> tuple[DataFrame, _Work]:
        data = self.source.data(Mode(present=True, guessed=mode.guessed))
        zone = data.sparkSession.conf.get("spark.sql.session.timeZone") or "UTC"
        return data, _Work(data.schema, self.steps, zone)

    def _follow(self, mode: Mode) -> DataFrame:
        data, work = self._work(mode)
        if self._keeps:
            kept = mapped(data, work.kept, data.schema)
            return kept if mode.present or not is_marked(data.schema) else unflag_frame(kept)
        schema = self._schema(mode.guessed, data, work)
        schema = flagged(schema) if mode.present else schema
        return mapped(data, partial(work.encoded, schema), schema)

    def _schema(self, guessed: bool, data: DataFrame, work: _Work) -> T.StructType:
        if guessed not in self._types:
            rows = _first_types(data, work) if guessed else _types(data, work).collect()
            merged = merged_type(T.StructType.fromJson(json.loads(row["type"])) for row in rows)
            self._types[guessed] = merged if isinstance(merged, T.StructType) else T.StructType()
        return self._types[guessed]


def _first_types(data: DataFrame, work: _Work) -> list[Row]:
    # Spark ends a worker if it doesn't need all its rows, and the next one takes a second to start.
    # So the sample is limited beforehand, unless filters remove all of its rows.
    return _types(data.limit(_SAMPLE), work).collect() or _types(data, work, _SAMPLE).take(1)


def _types(data: DataFrame, work: _Work, limit: int | None = None) -> DataFrame:
    return mapped(data, partial(work.types, limit), "type string")


def apply_step(plan: Plan, step: Step) -> RecordPlan:
    """Return a plan that runs one more record function."""
    if type(plan) is RecordPlan:
        return RecordPlan(plan.source, (*plan.steps, step))
    return RecordPlan(plan, (step,))
