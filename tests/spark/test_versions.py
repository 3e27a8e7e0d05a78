"""Glue versions in a running session: what Spark 3 did, on Spark 4."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from glue_devendpoint.spark.versions import CHANGES

from .conftest import SparkChild

pytestmark = pytest.mark.spark


def test_up_to_glue_5_1_spark_reads_all_of_javas_character_sets(
    spark_with: Callable[..., SparkChild], tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_bytes("名前\n日本\n".encode("shift_jis"))
    child = spark_with(glue_version="5.1")

    rows = child.run(
        f"data = spark.read.csv('{tmp_path}/a.csv', header=True, encoding='shift_jis');"
        "answer = [list(row) for row in data.collect()]"
    )
    unknown = child.run(
        "from glue_devendpoint.spark.versions import CHANGES;"
        "answer = [name for before in CHANGES.values() for name in before"
        " if not spark.conf.isModifiable(name)]"
    )

    assert rows == [["日本"]]
    assert unknown == []


# Each asks the session something that the setting changes: a SQL expression or a Python expression
# about `spark`, and what it was before. An error is its class.
L = "spark.sql.legacy."
EXPRESSIONS = [
    ("4.1", L + "truncateForEmptyRegexSplit", "split('abc', '', 2)", "['a', 'b']"),
    ("4.0", L + "bangEqualsNot", "1 ! in (2)", "True"),
    ("4.0", L + "codingErrorAction", "cast(encode('é', 'US-ASCII') as string)", "'?'"),
    ("4.0", L + "consecutiveStringLiterals.enabled", "'a''b'", "'ab'"),
    ("4.0", L + "decimal.retainFractionDigitsOnTruncate",
     "typeof(coalesce(cast(1 as decimal(38,20)), cast(1 as decimal(38,0))))", "'decimal(38,20)'"),
    ("4.0", L + "disableMapKeyNormalization",
     "cast(map(0.0d, 1, -0.0d, 2) as string)", "'{0.0 -> 1, -0.0 -> 2}'"),
    ("4.0", L + "javaCharsets", "decode(encode('日', 'shift_jis'), 'shift_jis')", "'日'"),
    ("4.0", L + "timeParserPolicy", "to_date('2020-1-1', 'yyyy-MM-dd')", "SparkUpgradeException"),
    ("3.3", L + "lpadRpadAlwaysReturnString", "lpad(x'41', 2, x'42')", "'BA'"),
    ("3.1", L + "castComplexTypesToString.enabled", "cast(struct(1, null) as string)", "'[1,]'"),
    ("3.1", L + "statisticalAggregate", "cast(stddev_samp(id) as string)", "'NaN'"),
    ("3.1", L + "allowParameterlessCount", "count()", "0"),
    ("3.0", "spark.sql.mapKeyDedupPolicy", "map(1, 'a', 1, 'b')", "{1: 'b'}"),
    ("3.0", L + "allowHashOnMapType", "hash(map(1, 2)) is not null", "True"),
    ("3.0", L + "allowNegativeScaleOfDecimal", "typeof(1E10BD)", "'decimal(1,-10)'"),
    ("3.0", L + "createEmptyCollectionUsingStringType", "typeof(array())", "'array<string>'"),
    ("3.0", L + "exponentLiteralAsDecimal.enabled", "typeof(1E2)", "'decimal(3,0)'"),
    ("3.0", L + "followThreeValuedLogicInArrayExists",
     "exists(array(1, null, 3), x -> x % 2 == 0)", "False"),
    ("3.0", L + "fromDayTimeString.enabled",
     "interval '2 10:20' hour to minute is not null", "True"),
    ("3.0", L + "timeParserPolicy", "cast(to_date('2020-1-1', 'yyyy-MM-dd') as string)",
     "'2020-01-01'"),
    ("3.0", L + "typeCoercion.datetimeToString.enabled",
     "date '2020-01-01' = '2020-1-1'", "False"),
]  # fmt: skip


def _outcome(spark: SparkChild, python: str, settings: dict[str, str]) -> str:
    """Return what an expression gives while settings are changed; for an error, its class."""
    given: str = spark.run(
        f"settings = {settings!r}\n"
        "for name, value in settings.items(): spark.conf.set(name, value)\n"
        "try:\n"
        f"    answer = repr({python})\n"
        "except Exception as err:\n"
        "    answer = type(err).__name__\n"
        "finally:\n"
        "    for name in settings: spark.conf.unset(name)\n"
    )
    return given


def _before_and_after(spark: SparkChild, version: str, name: str, python: str) -> tuple[str, str]:
    """Return what an expression gave before a version, and what it gives now."""
    off = {"spark.sql.ansi.enabled": "false"}
    before = off | {name: CHANGES[version][name]}
    return _outcome(spark, python, before), _outcome(spark, python, off)


@pytest.mark.parametrize(("version", "name", "expression", "was"), EXPRESSIONS)
def test_an_expression_means_what_it_meant_before(
    spark: SparkChild, version: str, name: str, expression: str, was: str
) -> None:
    python = f"spark.sql({f'select {expression} from range(1)'!r}).head()[0]"

    before, now = _before_and_after(spark, version, name, python)

    assert (before, now != was) == (was, True)


QUESTIONS = [
    ("4.1", "spark.sql.execution.pandas.convertToArrowArraySafely",
     "spark.range(1).select(pandas_udf(lambda ids: ids + 0.5, 'int')('id')).head()[0]", "0"),
    ("4.0", "spark.sql.pyspark.legacy.inferMapTypeFromFirstPair.enabled",
     "type_of([({'a': 1, 'b': 2.5},)])", "'map<string,bigint>'"),
    ("4.0", L + "raiseErrorWithoutErrorClass",
     "'USER_RAISED' in message_of('select raise_error(\"no\")')", "False"),
    ("4.0", L + "ctePrecedencePolicy",
     "spark.sql('with t as (select 1), u as (with t as (select 2) select * from t)"
     " select * from u').head()[0]", "AnalysisException"),
    ("3.0", L + "ctePrecedencePolicy",
     "spark.sql('with t as (select 1), u as (with t as (select 2) select * from t)"
     " select * from u').head()[0]", "1"),
    ("3.4", "spark.sql.pyspark.legacy.inferArrayTypeFromFirstElement.enabled",
     "type_of([([{'a': 1}, {'a': 1.5}],)])", "'array<map<string,bigint>>'"),
    ("3.4", "spark.sql.parquet.inferTimestampNTZ.enabled",
     "spark.read.parquet(f'{folder}/ntz').schema['t'].dataType.simpleString()", "'timestamp'"),
    ("3.4", L + "csv.enableDateTimeParsingFallback",
     "str(spark.read.schema('d date').option('dateFormat', 'yyyy/MM/dd')"
     ".csv(f'{folder}/dates.csv').head()[0])", "'2020-01-02'"),
    ("3.4", L + "json.enableDateTimeParsingFallback",
     "str(spark.read.schema('d date').option('dateFormat', 'yyyy/MM/dd')"
     ".json(f'{folder}/dates.json').head()[0])", "'2020-01-02'"),
    ("3.3", L + "histogramNumericPropagateInputType",
     "spark.sql('select histogram_numeric(cast(id as int), 2) from range(2)')"
     ".schema[0].dataType.elementType['x'].dataType.simpleString()", "'double'"),
    ("3.3", L + "nullValueWrittenAsQuotedEmptyStringCsv",
     "spark.sql('select to_csv(struct(1, null))').head()[0]", "'1,\"\"'"),
    ("3.2", "spark.sql.adaptive.enabled",
     "'Adaptive' in plan_of(spark.range(10).groupBy('id').count())", "False"),
    ("3.2", L + "allowStarWithSingleTableIdentifierInCount",
     "spark.sql('select count(t.*) from range(3) t').head()[0]", "3"),
    ("3.2", L + "interval.enabled",
     "spark.sql('select date \"2020-01-02\" - date \"2020-01-01\"')"
     ".schema[0].dataType.simpleString()", "'interval'"),
    ("3.1", L + "integerGroupingId",
     "spark.sql('select grouping_id() from range(1) group by cube(id)')"
     ".schema[0].dataType.simpleString()", "'int'"),
    ("3.1", L + "pathOptionBehavior.enabled",
     "spark.read.option('path', '/nowhere').format('csv').load(f'{folder}/dates.csv').count()",
     "1"),
    ("3.0", "spark.sql.analyzer.failAmbiguousSelfJoin",
     "(lambda d: d.join(d.filter('id > 0'), d['id'] > d.filter('id > 0')['id']).count())"
     "(spark.range(2))", "0"),
    ("3.0", "spark.sql.crossJoin.enabled",
     "spark.range(1).join(spark.range(1).withColumnRenamed('id', 'x')).count()",
     "AnalysisException"),
    ("3.0", "spark.sql.sources.validatePartitionColumns",
     "spark.read.schema('a int, p int').json(f'{folder}/parts').head()['p']", "None"),
    ("3.0", L + "json.allowEmptyString.enabled",
     "spark.read.schema('a int').option('mode', 'FAILFAST')"
     ".json(f'{folder}/empty.json').head()[0]", "None"),
    ("3.0", L + "keepCommandOutputSchema", "spark.sql('show databases').columns",
     "['databaseName']"),
    ("3.0", L + "setCommandRejectsSparkCoreConfs",
     "spark.sql('set spark.task.cpus = 1').head()[1]", "'1'"),
]  # fmt: skip


@pytest.fixture(scope="module")
def questions(spark: SparkChild, tmp_path_factory: pytest.TempPathFactory) -> SparkChild:
    """The session, with files and functions that the questions use."""
    folder = tmp_path_factory.mktemp("questions")
    (folder / "dates.csv").write_text("2020-01-02\n")
    (folder / "dates.json").write_text('{"d": "2020-01-02"}\n')
    (folder / "empty.json").write_text('{"a": ""}\n')
    pq.write_table(pa.table({"t": [dt.datetime(2020, 1, 1)]}), folder / "ntz")
    (folder / "parts" / "p=x").mkdir(parents=True)
    (folder / "parts" / "p=x" / "a.json").write_text('{"a": 1}\n')
    spark.run(
        f"folder = '{folder}'\n"
        "from pyspark.sql.functions import pandas_udf\n"
        "def type_of(rows):\n"
        "    return spark.createDataFrame(rows).schema[0].dataType.simpleString()\n"
        "def message_of(statement):\n"
        "    try:\n"
        "        spark.sql(statement).collect()\n"
        "    except Exception as err:\n"
        "        return str(err)\n"
        "def plan_of(data):\n"
        "    return data._jdf.queryExecution().executedPlan().toString()\n"
    )
    return spark


@pytest.mark.parametrize(("version", "name", "python", "was"), QUESTIONS)
def test_python_gets_what_it_got_before(
    questions: SparkChild, version: str, name: str, python: str, was: str
) -> None:
    before, now = _before_and_after(questions, version, name, python)

    assert (before, now != was) == (was, True)


STATEMENTS = [
    ("4.1", L + "parquet.returnNullStructIfAllFieldsMissing",
     "repr(spark.read.schema('s struct<z: int>').option('x', 1).parquet(f'{folder}/structs')"
     ".head()[0])", "'None'"),
    ("4.0", "spark.sql.orc.compression.codec",
     "sorted({each.name.split('.')[-2] for each in written('orc')})", "['snappy']"),
    ("4.0", L + "createHiveTableByDefault",
     "made('create table {} (a int)', 'describe formatted {}', 'Provider')", "'hive'"),
    ("4.0", L + "viewSchemaBindingMode",
     "made('create view {} as select 1 a', 'describe formatted {}', 'View Schema Mode',"
     " kind='view')", "None"),
    ("3.4", "spark.sql.defaultColumn.useNullsForMissingDefaultValues",
     "made('create table {} (a int, b int) using json', 'insert into {} (a) values (1)')",
     "AnalysisException"),
    ("3.4", L + "skipTypeValidationOnAlterPartition",
     "made('create table {} (a int, p int) using json partitioned by (p)',"
     " \"alter table {} add partition (p = 'x')\")", "None"),
    ("3.2", L + "allowAutoGeneratedAliasForView",
     "made('create view {} as select 1 + 1', 'show tables', kind='view')", "None"),
    ("3.1", L + "charVarcharAsString",
     "made('create table {} (a varchar(2)) using json', \"insert into {} values ('abc')\")",
     "None"),
    ("3.1", L + "storeAnalyzedPlanForView", "changed_view('temporary view')", "1"),
    ("3.1", L + "useCurrentConfigsForView", "view_after_setting()", "NumberFormatException"),
    ("3.1", "spark.sql.parquet.int96RebaseModeInRead", "read_by_spark('timestamp')",
     "'0999-12-27'"),
    ("3.1", "spark.sql.parquet.int96RebaseModeInWrite", "read_by_arrow('timestamp')",
     "'1000-01-06'"),
    ("3.0", "spark.sql.parquet.datetimeRebaseModeInRead", "read_by_spark('date')",
     "'0999-12-27'"),
    ("3.0", "spark.sql.parquet.datetimeRebaseModeInWrite", "read_by_arrow('date')",
     "'1000-01-06'"),
    ("3.0", "spark.sql.storeAssignmentPolicy",
     "made('create table {} (a int) using json', \"insert into {} values ('1')\")", "None"),
    ("3.0", L + "addSingleFileInAddFile",
     "spark.sql(f'add file {folder}/structs').collect()", "Py4JJavaError"),
    ("3.0", L + "notReserveProperties",
     "made(\"create table {} (a int) using json tblproperties ('owner' = 'x')\", 'show tables')",
     "None"),
    ("3.0", L + "parseNullPartitionSpecAsStringLiteral",
     "made('create table {} (a int, p string) using json partitioned by (p)',"
     " 'insert into {} partition (p = null) values (1)', 'select p from {}')", "'null'"),
]  # fmt: skip
HELP = '''
from pathlib import Path
from uuid import uuid4
from datetime import date, datetime
import pyarrow as pa
import pyarrow.parquet as pq

def made(create, act, then=None, kind="table"):
    """Create something, act on it, and return a value: of a row of a description, or the first."""
    name = "t" + uuid4().hex[:8]
    try:
        spark.sql(create.format(name))
        rows = spark.sql(act.format(name)).collect()
        if then is None:
            return None
        if "select" in then:
            return spark.sql(then.format(name)).head()[0]
        return next((row[1] for row in rows if row[0] == then), None)
    finally:
        spark.sql(f"drop {kind} if exists {name}")

def written(kind):
    """Write a file, and return the files."""
    place = f"{folder}/{uuid4().hex}"
    spark.range(1).write.format(kind).save(place)
    return list(Path(place).glob("part-*"))

def changed_view(kind):
    """Return what a view shows after the table below it has been made anew."""
    spark.sql("create or replace temporary view below as select 1 a")
    spark.sql(f"create or replace {kind} above as select * from below")
    spark.sql("create or replace temporary view below as select 2 a")
    return spark.sql("select a from above").head()[0]

def view_after_setting():
    """Return what a view of a bad cast shows in ANSI mode, without which it was made."""
    name = "v" + uuid4().hex[:8]
    spark.sql(f"create view {name} as select cast('x' as int) a")
    try:
        spark.conf.set("spark.sql.ansi.enabled", "true")
        return spark.sql(f"select a from {name}").head()[0]
    finally:
        spark.sql(f"drop view {name}")

def read_by_spark(kind):
    """Return the first day of the year 1000, written by another program."""
    place = f"{folder}/{uuid4().hex}.parquet"
    day = date(1000, 1, 1) if kind == "date" else datetime(1000, 1, 1)
    pq.write_table(pa.table({"t": [day]}), place, use_deprecated_int96_timestamps=True)
    return spark.read.parquet(place).selectExpr("string(date(t))").head()[0]

def read_by_arrow(kind):
    """Return the first day of the year 1000, read by another program."""
    place = f"{folder}/{uuid4().hex}"
    spark.conf.set("spark.sql.parquet.outputTimestampType", "INT96")
    spark.sql(f"select {kind} '1000-01-01' t").write.parquet(place)
    (file,) = Path(place).glob("part-*")
    return str(pq.read_table(file, coerce_int96_timestamp_unit="us")["t"][0].as_py())[:10]

spark.sql("select named_struct('a', 1) s").write.parquet(f"{folder}/structs")
'''


@pytest.fixture(scope="module")
def statements(questions: SparkChild) -> Iterator[SparkChild]:
    """The session, in a database of its own, with functions that the statements use."""
    questions.sql("create database versions")
    questions.sql("use versions")
    questions.run(HELP)
    yield questions
    questions.sql("use default")
    questions.sql("drop database versions cascade")


@pytest.mark.parametrize(("version", "name", "python", "was"), STATEMENTS)
def test_a_statement_does_what_it_did_before(
    statements: SparkChild, version: str, name: str, python: str, was: str
) -> None:
    before, now = _before_and_after(statements, version, name, python)

    assert (before, now != was) == (was, True)


def test_tables_that_are_hives_by_default_are_written_and_read(statements: SparkChild) -> None:
    answer = statements.run(
        f"spark.conf.set('{L}createHiveTableByDefault', 'true')\n"
        "try:\n"
        "    spark.sql('create table of_hive as select 1 a, \\'x\\' b')\n"
        "    spark.sql('insert into of_hive values (2, null)')\n"
        "    spark.sql('insert overwrite of_hive select a + 1, b from values'\n"
        "              ' (1, \\'x\\'), (2, null) v(a, b)')\n"
        "    rows = spark.table('of_hive').orderBy('a').collect()\n"
        "    answer = [list(row) for row in rows]\n"
        "except Exception as err:\n"
        "    answer = str(err)\n"
        "finally:\n"
        f"    spark.conf.unset('{L}createHiveTableByDefault')\n"
    )

    assert answer == [[2, "x"], [3, None]]


JDBC = {
    "db2.booleanMapping", "db2.numericMapping", "mssqlserver.datetimeoffsetMapping",
    "mssqlserver.numericMapping", "mysql.bitArrayMapping", "mysql.timestampNTZMapping",
    "oracle.timestampMapping", "postgres.datetimeMapping",
}  # fmt: skip


def test_every_setting_has_a_test() -> None:
    asked = {(version, name) for version, name, *_ in EXPRESSIONS + QUESTIONS + STATEMENTS}
    need_a_database = {("4.0", f"{L}{each}.enabled") for each in JDBC}

    settings = {(version, name) for version, before in CHANGES.items() for name in before}
    assert settings - asked - need_a_database == set()
