"""DynamicFrame: a Spark DataFrame plus choices, missing fields and error records.

`awsglue.shapes` describes how the DataFrame's schema encodes these. A frame is a plan
(`awsglue.plans`): transforms only extend it, and nothing runs until you ask for a result. All
transforms consist of Spark column expressions, except those with a user's function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue import bookmarks, fields, joining, mapping, records, unboxing
from awsglue.choices import Spec, match_types, parse_action, parse_spec, resolve_all, resolve_specs
from awsglue.collection import DynamicFrameCollection
from awsglue.dynamodb import simplify_ddb_json, unnest_ddb_json
from awsglue.errors import ErrorLog, Stage, Thresholds
from awsglue.flatten import unnest
from awsglue.gluetypes import StructType
from awsglue.paths import parse_path, parse_paths
from awsglue.plans import Mode, Plan
from awsglue.relational import relationalize
from awsglue.resolving import ResolveOption, resolve_options
from awsglue.shapes import glue_struct, spark_type
from awsglue.unsupported import call_site
from awsglue.values import plain_frame

if TYPE_CHECKING:
    from awsglue.context import GlueContext


class DynamicFrame:
    """A distributed table of records, each of which has its own schema."""

    def __init__(
        self,
        jdf: DataFrame | Plan,
        glue_ctx: GlueContext,
        name: str = "",
        errors: ErrorLog | None = None,
    ) -> None:
        self._plan = jdf if isinstance(jdf, Plan) else Plan.of(_distinct_columns(jdf))
        self.glue_ctx = glue_ctx
        self.name = name
        self._log = errors or ErrorLog()

    @classmethod
    def fromDF(cls, dataframe: DataFrame, glue_ctx: GlueContext, name: str = "") -> DynamicFrame:
        """Return a frame from a DataFrame. Keeps only the first of columns with the same name."""
        if not isinstance(dataframe, DataFrame):
            raise TypeError(f"fromDF requires a Spark DataFrame; got {type(dataframe).__name__}")
        return cls(dataframe, glue_ctx, name)

    @property
    def _ssql_ctx(self) -> GlueContext:
        return self.glue_ctx

    @property
    def _sc(self) -> Any:
        return self.glue_ctx._sc

    @property
    def _jdf(self) -> Any:
        return self.toDF()._jdf

    @property
    def _rdd(self) -> Any:
        return self.toDF().rdd

    @property
    def _spark(self) -> SparkSession:
        """The session of the frame's rows. Tests pass contexts that have no session."""
        return SparkSession.builder.getOrCreate()

    def _checked(self) -> Plan:
        self._log.check(self._spark)
        return self._plan

    def _next(
        self,
        plan: Plan,
        info: str = "",
        thresholds: tuple[int, int] = (0, 0),
        name: str | None = None,
        others: Sequence[DynamicFrame] = (),
        own: Sequence[Stage] = (),
    ) -> DynamicFrame:
        limits = Thresholds(*(_threshold(each) for each in thresholds))
        log = self._log.next([each._log for each in others], own, limits)
        return DynamicFrame(plan, self.glue_ctx, self.name if name is None else name, log)

    # Results

    def toDF(self, options: Sequence[ResolveOption] | None = None) -> DataFrame:
        """Return the records as a DataFrame. An unresolved choice becomes a struct of its types."""
        data = self._checked().data()
        return plain_frame(resolve_options(data, options) if options else data)

    def schema(self) -> StructType:
        """Return the merged schema of all records."""
        return glue_struct(self._plan.data().schema)

    def with_frame_schema(self, schema: StructType) -> DynamicFrame:
        """Return the frame with a schema that you know beforehand."""
        wanted = spark_type(schema)
        assert isinstance(wanted, T.StructType)
        return self._next(self._plan.then(lambda data: match_types(data, wanted)))

    def printSchema(self) -> None:
        """Print the schema as a tree."""
        from awsglue.printing import schema_lines

        print("\n".join(schema_lines(self.schema())))

    def show(self, num_rows: int = 20) -> None:
        """Print the first records as JSON."""
        for row in self.toDF().select(F.to_json(F.struct("*")).alias("r")).take(num_rows):
            print(row["r"])

    def count(self) -> int:
        """Return the number of records, not counting errors."""
        return int(self._checked().run(lambda data: data.count()))

    def getNumPartitions(self) -> int:
        """Return the number of partitions."""
        return int(self.toDF().rdd.getNumPartitions())

    def errorsAsDynamicFrame(self) -> DynamicFrame:
        """Return the error records of this frame and of the frames it is derived from."""
        plan = Plan(lambda _mode: self._log.errors(self._spark))
        return DynamicFrame(plan, self.glue_ctx, f"{self.name}_errors")

    def errorsCount(self) -> int:
        """Return the number of errors so far."""
        return int(self._log.errors(self._spark).count())

    def stageErrorsCount(self) -> int:
        """Return the number of errors in the transform that created this frame."""
        return int(self._log.errors(self._spark, own_only=True).count())

    def assertErrorThreshold(self) -> None:
        """Raise an error if more records failed than the transforms' thresholds allow."""
        self._log.check(self._spark)

    # Record functions

    def filter(
        self,
        f: Callable[[Any], Any],
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Keep the records for which a function returns true."""
        step = records.filter_step(f, info, call_site())
        return self._with_step(step, info, (stageThreshold, totalThreshold))

    def map(
        self,
        f: Callable[[Any], Any],
        preservesPartitioning: bool = False,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Replace each record with the result of a function."""
        step = records.map_step(f, info, call_site())
        return self._with_step(step, info, (stageThreshold, totalThreshold))

    def mapPartitions(
        self,
        f: Callable[[Iterator[dict[str, Any]]], Iterable[dict[str, Any]]],
        preservesPartitioning: bool = True,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Replace each partition with the result of a function. Items are `{"record": …}`."""
        return self.mapPartitionsWithIndex(
            lambda _index, items: f(items),
            preservesPartitioning,
            transformation_ctx,
            info,
            stageThreshold,
            totalThreshold,
        )

    def mapPartitionsWithIndex(
        self,
        f: Callable[[int, Iterator[dict[str, Any]]], Iterable[dict[str, Any]]],
        preservesPartitioning: bool = False,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Replace each partition with the result of a function of its index and items."""
        step = records.partition_step(f, info, call_site())
        return self._with_step(step, info, (stageThreshold, totalThreshold))

    def _with_step(
        self, step: records.Step, info: str, thresholds: tuple[int, int]
    ) -> DynamicFrame:
        plan = records.apply_step(self._plan, step)
        at = len(plan.steps) - 1
        own = [Stage("record function", lambda: plan.errors(at))]
        return self._next(plan, info, thresholds, own=own)

    # Fields

    def apply_mapping(
        self,
        mappings: Any,
        case_sensitive: bool = False,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Return only the mapped fields, renamed and cast by the mappings."""
        parsed = mapping.parse_mappings(mappings)
        plan = self._plan.then(lambda data: mapping.apply_mapping(data, parsed, case_sensitive))
        return self._next(plan, info, (stageThreshold, totalThreshold))

    applyMapping = apply_mapping

    def drop_fields(
        self,
        paths: Any,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Drop the fields at the given paths."""
        parsed = parse_paths(paths)
        plan = self._plan.then(lambda data: fields.drop_fields(data, parsed))
        return self._next(plan, info, (stageThreshold, totalThreshold))

    def select_fields(
        self,
        paths: Any,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Keep only the given top-level fields."""
        parsed = parse_paths(paths)
        plan = self._plan.then(lambda data: fields.select_fields(data, parsed))
        return self._next(plan, info, (stageThreshold, totalThreshold))

    def rename_field(
        self,
        oldName: str,
        newName: str,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Rename or move a field."""
        old, new = parse_path(oldName), parse_path(newName)
        plan = self._plan.then(lambda data: fields.rename_field(data, old, new))
        return self._next(plan, info, (stageThreshold, totalThreshold))

    def split_fields(
        self,
        paths: Any,
        name1: str,
        name2: str,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrameCollection:
        """Return two frames: one with the given fields, one with the rest."""
        parsed = parse_paths(paths)
        return self._pair(
            lambda data: fields.split_fields(data, parsed),
            name1,
            name2,
            info,
            (stageThreshold, totalThreshold),
        )

    def split_rows(
        self,
        comparison_dict: Mapping[str, Mapping[str, Any]],
        name1: str,
        name2: str,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrameCollection:
        """Return two frames: the rows that meet all comparisons, and the rest."""
        paths = {name: parse_path(name) for name in comparison_dict}
        return self._pair(
            lambda data: joining.split_rows(data, comparison_dict, paths),
            name1,
            name2,
            info,
            (stageThreshold, totalThreshold),
        )

    def _pair(
        self,
        split: Callable[[DataFrame], tuple[DataFrame, DataFrame]],
        name1: str,
        name2: str,
        info: str,
        thresholds: tuple[int, int],
    ) -> DynamicFrameCollection:
        first = self._plan.then(lambda data: split(data)[0])
        second = self._plan.then(lambda data: split(data)[1])
        return DynamicFrameCollection(
            {
                name1: self._next(first, info, thresholds, name1),
                name2: self._next(second, info, thresholds, name2),
            },
            self.glue_ctx,
        )

    def drop_null_fields(
        self,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Drop the fields that contain only nulls, and print their names."""
        print("null_fields", fields.null_paths(self._plan.data().schema))
        plan = self._plan.then(fields.drop_null_fields)
        return self._next(plan, info, (stageThreshold, totalThreshold))

    def resolveChoice(
        self,
        specs: Sequence[tuple[str, str]] | None = None,
        choice: str = "",
        database: str | None = None,
        table_name: str | None = None,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
        catalog_id: str | None = None,
    ) -> DynamicFrame:
        """Resolve fields of mixed types, either by path or all in the same way."""
        if bool(specs) == bool(choice):
            raise ValueError("resolveChoice requires either specs or choice, but not both")
        plan = (
            self._resolved_paths([parse_spec(*each) for each in specs])
            if specs
            else self._resolved_all(choice, database, table_name, catalog_id)
        )
        return self._next(plan, info, (stageThreshold, totalThreshold))

    def _resolved_paths(self, specs: list[Spec]) -> Plan:
        return self._plan.then(lambda data: resolve_specs(data, specs))

    def _resolved_all(
        self, choice: str, database: str | None, table_name: str | None, catalog_id: str | None
    ) -> Plan:
        if choice.strip().lower() != "match_catalog":
            resolve = parse_action(choice)
            return self._plan.then(lambda data: resolve_all(data, resolve))
        if not database or not table_name:
            raise ValueError("resolveChoice with match_catalog requires database and table_name")
        context = self.glue_ctx
        return self._plan.then(
            lambda data: match_types(
                data, context.get_catalog_schema_as_spark_schema(database, table_name, catalog_id)
            )
        )

    # Nesting

    def unnest(
        self,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Turn struct fields into columns named by their path."""
        return self._next(self._plan.then(unnest), info, (stageThreshold, totalThreshold))

    def relationalize(
        self,
        root_table_name: str,
        staging_path: str,
        options: Mapping[str, Any] | None = None,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrameCollection:
        """Return flat tables: one for the records, and one for each array in them."""
        context = self.glue_ctx
        tables = relationalize(
            self._checked().data(),
            root_table_name,
            lambda data: context.stage(data, staging_path),
            lambda how_many: bookmarks.take_keys(transformation_ctx, how_many),
        )
        made = {
            name: self._next(Plan.of(data), info, (stageThreshold, totalThreshold), name)
            for name, data in tables.items()
        }
        return DynamicFrameCollection(made, context)

    def unbox(
        self,
        path: str,
        format: str,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
        **options: Any,
    ) -> DynamicFrame:
        """Parse the string in a field into a struct of the same name."""
        parser = unboxing.Unboxing(self._plan, parse_path(path), format, options, info, call_site())
        own = [Stage("unbox", parser.errors)]
        return self._next(parser.plan, info, (stageThreshold, totalThreshold), own=own)

    def unnest_ddb_json(
        self,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Turn DynamoDB's typed JSON (`Item.x.S`) into plain columns."""
        plan = self._plan.then(unnest_ddb_json)
        return self._next(plan, info, (stageThreshold, totalThreshold))

    def simplify_ddb_json(self) -> DynamicFrame:
        """Turn DynamoDB's typed values into plain values at any depth."""
        return self._next(self._plan.then(simplify_ddb_json))

    # Rows

    def join(
        self,
        paths1: Any,
        paths2: Any,
        frame2: DynamicFrame,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Inner-join with another frame on equal keys."""
        keys1, keys2 = parse_paths(paths1), parse_paths(paths2)
        if len(keys1) != len(keys2) or not keys1:
            raise ValueError(
                f"join needs equal numbers of keys on both sides; got {len(keys1)} and {len(keys2)}"
            )
        plan = _join_plan(self._plan, frame2._plan, list(zip(keys1, keys2, strict=True)))
        return self._next(
            plan, info, (stageThreshold, totalThreshold), self.name + frame2.name, [frame2]
        )

    def union(
        self,
        other_frame: DynamicFrame,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Return the records of both frames."""
        plan = _both(self._plan, other_frame._plan, joining.union)
        return self._next(plan, info, (stageThreshold, totalThreshold), others=[other_frame])

    def mergeDynamicFrame(
        self,
        stage_dynamic_frame: DynamicFrame,
        primary_keys: Any,
        transformation_ctx: str = "",
        options: Mapping[str, Any] | None = None,
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Return the staged records, and the records of this frame whose keys aren't staged."""
        keys = parse_paths(primary_keys)
        plan = _both(
            self._plan,
            stage_dynamic_frame._plan,
            lambda source, staged: joining.merge(source, staged, keys),
        )
        return self._next(
            plan, info, (stageThreshold, totalThreshold), others=[stage_dynamic_frame]
        )

    def repartition(
        self,
        num_partitions: int,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Redistribute the records to a number of partitions."""
        plan = self._plan.then(lambda data: data.repartition(num_partitions))
        return self._next(plan, info, (stageThreshold, totalThreshold))

    def coalesce(
        self,
        num_partitions: int,
        shuffle: bool = False,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Combine the records into fewer partitions."""
        plan = self._plan.then(
            lambda data: (
                data.repartition(num_partitions) if shuffle else data.coalesce(num_partitions)
            )
        )
        return self._next(plan, info, (stageThreshold, totalThreshold))

    def spigot(
        self,
        path: str,
        options: Mapping[str, Any] | None = None,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Write a sample of the records to a path as JSON, and return the frame itself."""
        given = options or {}
        sample = self.toDF().sample(min(1.0, float(given.get("prob", 1.0))))
        rows = sample.limit(int(given.get("topk", 100)))
        self.glue_ctx.ensure_bucket(path)
        rows.coalesce(1).write.mode("append").json(path)
        return self._next(self._plan, info, (stageThreshold, totalThreshold))

    def write(
        self,
        connection_type: str,
        connection_options: Mapping[str, Any] | None = None,
        format: str | None = None,
        format_options: Mapping[str, Any] | None = None,
        accumulator_size: int = 0,
    ) -> DynamicFrame:
        """Write the records, and return a frame with those that failed."""
        failed: DynamicFrame = self.glue_ctx.write_from_options(
            self,
            connection_type,
            connection_options or {},
            format,
            format_options or {},
            accumulator_size=accumulator_size,
        )
        return failed


def _threshold(value: Any) -> int:
    return int(value or 0)


def _distinct_columns(data: DataFrame) -> DataFrame:
    """Return the first column of each name."""
    if len(set(data.columns)) == len(data.columns):
        return data
    numbered = data.toDF(*(f"c{i}" for i in range(len(data.columns))))
    first: dict[str, int] = {}
    for i, name in enumerate(data.columns):
        first.setdefault(name, i)
    return numbered.select(*(F.col(f"c{i}").alias(name) for name, i in first.items()))


def _both(left: Plan, right: Plan, step: Callable[[DataFrame, DataFrame], DataFrame]) -> Plan:
    return Plan(lambda mode: step(left.data(mode), right.data(mode)), [left, right])


def _join_plan(left: Plan, right: Plan, keys: list[tuple[Any, Any]]) -> Plan:
    found: list[set[str]] = []

    def doubled(names: list[str], joined: DataFrame, both: list[Column]) -> set[str]:
        """Return the fields that any joined record has on both sides."""
        if not found:
            columns = [F.max(each).alias(f"c{i}") for i, each in enumerate(both)]
            row = joined.agg(*columns).collect()[0]
            found.append({name for i, name in enumerate(names) if row[f"c{i}"]})
        return found[0]

    can_miss = left.tells_missing or right.tells_missing

    def build(mode: Mode) -> DataFrame:
        return joining.join(left.data(mode), right.data(mode), keys, doubled if can_miss else None)

    return Plan(build, [left, right])
