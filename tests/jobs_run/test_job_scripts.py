"""Whole job scripts, in the styles that users write, run unchanged; their outputs are checked.

Scripts that ask for something of their process, and one of the others, are runs of the command.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.golden.tables import GROK, table, table_input

pytestmark = [pytest.mark.spark, pytest.mark.slow]

Write = Callable[[Path, Sequence[Any]], None]
Read = Callable[[Path], list[dict[str, Any]]]
ReadLines = Callable[[Path], list[str]]


def assert_ran(said: Any) -> None:
    """Check that a script came to its end."""
    assert said.returncode == 0, said.stdout + said.stderr


def test_a_script_generated_by_studio(bench: Any, write_lines: Write, parquet_in: Read) -> None:
    source, target = bench.bucket("studio-in"), bench.bucket("studio-out")
    write_lines(
        source / "sales" / "deep" / "part.csv",
        [
            "order id,amount,currency,sold on",
            '1,10.5,"EUR, cash",2023-12-31',
            "2,-3,USD,2024-01-01",
            "3,7,USD,2024-01-02",
        ],
    )

    said = bench.run(
        "studio_csv_to_parquet.py",
        "--JOB_NAME", "sales", "--source_bucket", "studio-in", "--target_bucket", "studio-out",
        "--enable-metrics", "true", "--enable-glue-datacatalog", "true",
    )  # fmt: skip

    assert_ran(said)
    rows = sorted(parquet_in(target / "sales"), key=lambda row: row["order_id"])
    assert rows == [
        {"order_id": 1, "amount": 10.5, "currency": "EUR, cash", "year": 2023},
        {"order_id": 3, "amount": 7.0, "currency": "USD", "year": 2024},
    ]


def test_a_script_written_by_hand(bench: Any, write_lines: Write, json_in: Read) -> None:
    folder = bench.bucket("clicks")
    write_lines(
        folder / "in" / "clicks.json",
        [
            {"user": "ann", "page": "/", "at": "2024-05-01T10:00:00Z"},
            {"user": "ann", "page": "/a", "at": "2024-05-01T10:10:00Z"},
            {"user": "ann", "page": "/b", "at": "2024-05-01T11:10:00Z"},
            {"user": "bob", "page": "/", "at": "2024-05-01T10:00:00Z"},
        ],
    )

    said = bench.run_prepared(
        "handwritten_sessions.py",
        "--JOB_NAME", "sessions",
        "--input_path", "s3://clicks/in/", "--output_path", "s3a://clicks/out/",
    )  # fmt: skip

    assert_ran(said)
    assert "read 4 clicks" in said.stderr
    assert "|-- pages: array" in said.stdout
    rows = sorted(json_in(folder / "out"), key=lambda row: (row["user"], row["session"]))
    assert [(row["user"], row["session"], row["clicks"]) for row in rows] == [
        ("ann", 1, 2),
        ("ann", 2, 1),
        ("bob", 1, 1),
    ]
    assert rows[0]["pages"] == ["/", "/a"]


def test_from_catalog_to_catalog(bench: Any, write_lines: Write, lines_in: ReadLines) -> None:
    folder = bench.bucket("shop")
    bench.glue.create_database(DatabaseInput={"Name": "shop"})
    write_lines(folder / "orders" / "o.csv", ["id,customer_id,total", "1,7,2.50", "2,8,3", "3,9,1"])
    write_lines(folder / "customers" / "c.csv", ["id,name", "7,Ann", "8,Bob"])
    (folder / "named").mkdir()
    columns = "id:bigint,customer_id:bigint,total:string"
    bench.table("shop", "orders", folder / "orders", columns)
    bench.table("shop", "customers", folder / "customers", "id:bigint,name:string")
    bench.table("shop", "named_orders", folder / "named", "id:int,total:double,name:string")

    said = bench.run_prepared("catalog_to_catalog.py", "--JOB_NAME", "join")

    assert_ran(said)
    written = [line for line in lines_in(folder / "named") if not line.startswith("id,")]
    assert sorted(written) == ["1,2.5,Ann", "2,3.0,Bob"]


def test_an_incremental_job_reads_each_file_once(
    bench: Any, write_lines: Write, parquet_in: Read
) -> None:
    folder = bench.bucket("events")
    words = ["--JOB_NAME", "incremental", "--bucket", "events"]
    bookmark = ["--job-bookmark-option", "job-bookmark-enable"]
    write_lines(folder / "events" / "1.json", [{"id": 1, "kind": "a"}, {"id": 2, "kind": "b"}])

    first = bench.run_prepared("incremental_bookmarks.py", *words, *bookmark)
    write_lines(folder / "events" / "2.json", [{"id": 3, "kind": "c"}])
    second = bench.run_prepared("incremental_bookmarks.py", *words, *bookmark)
    third = bench.run_prepared("incremental_bookmarks.py", *words, *bookmark)

    assert "new events: 2" in first.stdout, first.stderr
    assert "new events: 1" in second.stdout, second.stderr
    assert "nothing new" in third.stdout, third.stderr
    rows = parquet_in(folder / "loaded")
    assert sorted(row["id"] for row in rows) == [1, 2, 3]


PEOPLE = [
    (1, "Ann", 31, "Ulm"),
    (2, "Bob", 17, "Ulm"),
    (3, "Cy", None, "Bonn"),
    (4, "Di", 44, "Bonn"),
]
PASSWORD = "pa55-w0rd"
CREATE_PEOPLE = "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, age INTEGER, city TEXT)"


def test_from_sqlite_to_files(bench: Any, tmp_path: Path, lines_in: ReadLines) -> None:
    folder = bench.bucket("from-sqlite")
    with sqlite3.connect(tmp_path / "people.db") as database:
        database.execute(CREATE_PEOPLE)
        database.executemany("INSERT INTO people VALUES (?, ?, ?, ?)", PEOPLE)
    _connection(bench.glue, "lite", f"jdbc:sqlite:{tmp_path / 'people.db'}")

    said = bench.run_prepared(
        "jdbc_to_files.py", "--JOB_NAME", "lite", "--connection", "lite", "--vendor", "sqlite",
        "--target", "s3://from-sqlite/adults",
    )  # fmt: skip

    assert_ran(said)
    assert sorted(lines_in(folder / "adults")) == [
        "1|Ann|31|Ulm",
        "4|Di|44|Bonn",
        "id|name|age|city",
    ]
    with sqlite3.connect(tmp_path / "people.db") as database:
        counted = database.execute("SELECT * FROM adults_by_city ORDER BY city").fetchall()
    assert counted == [("Bonn", 1), ("Ulm", 1)]


@pytest.mark.postgres
def test_from_postgresql_to_files(bench: Any, postgres_url: str, lines_in: ReadLines) -> None:
    folder = bench.bucket("from-postgres")
    with psycopg.connect(postgres_url, autocommit=True) as database:
        database.execute("DROP TABLE IF EXISTS people, adults_by_city")
        database.execute(CREATE_PEOPLE)
        database.cursor().executemany("INSERT INTO people VALUES (%s, %s, %s, %s)", PEOPLE)
    address = postgres_url.rpartition("@")[2]
    _connection(bench.glue, "pg", f"jdbc:postgresql://{address}")

    said = bench.run(
        "jdbc_to_files.py", "--JOB_NAME", "pg", "--connection", "pg", "--vendor", "postgresql",
        "--target", "s3://from-postgres/adults",
        "--enable-spark-ui", "true", "--spark-event-logs-path", "s3://from-postgres/events",
        "--conf", "spark.eventLog.compress=false",
    )  # fmt: skip

    assert_ran(said)
    assert "reading from postgresql" in said.stdout
    logged = "".join(lines_in(folder / "events"))
    assert "SparkListenerSQLExecutionStart" in logged
    assert PASSWORD not in logged + said.stdout + said.stderr
    assert sorted(lines_in(folder / "adults")) == [
        "1|Ann|31|Ulm",
        "4|Di|44|Bonn",
        "id|name|age|city",
    ]
    with psycopg.connect(postgres_url) as database:
        counted = database.execute("SELECT * FROM adults_by_city ORDER BY city").fetchall()
    assert counted == [("Bonn", 1), ("Ulm", 1)]


def _connection(glue: Any, name: str, url: str) -> None:
    properties = {"JDBC_CONNECTION_URL": url, "USERNAME": "postgres", "PASSWORD": PASSWORD}
    glue.create_connection(
        ConnectionInput={
            "Name": name,
            "ConnectionType": "JDBC",
            "ConnectionProperties": properties,
        }
    )


def test_a_quality_gate_lets_good_data_pass_and_stops_at_bad_data(
    bench: Any, write_lines: Write, json_in: Read
) -> None:
    folder = bench.bucket("gate")
    good = [{"id": each, "tier": "gold", "email": "a@b.c"} for each in range(3)]
    write_lines(folder / "good" / "c.json", good)
    write_lines(folder / "bad" / "c.json", [*good, {"id": 9, "tier": "tin", "email": "a@b.c"}])

    passed = bench.run_prepared(
        "quality_gate.py", "--JOB_NAME", "gate",
        "--input", "s3://gate/good", "--output", "s3://gate/good-out",
    )  # fmt: skip
    stopped = bench.run_prepared(
        "quality_gate.py", "--JOB_NAME", "gate",
        "--input", "s3://gate/bad", "--output", "s3://gate/bad-out",
    )  # fmt: skip

    assert_ran(passed)
    assert len(json_in(folder / "good-out")) == 3
    assert stopped.returncode == 1
    assert "AssertionError: The job failed due to failing DQ rules" in stopped.stderr
    assert sorted(row["id"] for row in json_in(folder / "bad-out")) == [0, 1, 2]


def test_nested_records_become_tables_and_are_joined_again(
    bench: Any, write_lines: Write, json_in: Read, parquet_in: Read
) -> None:
    folder = bench.bucket("nested")
    write_lines(
        folder / "companies" / "c.json",
        [
            {"name": "Acme", "address": {"city": "Ulm"},
             "employees": [{"email": "a@acme"}, {"email": "b@acme"}]},
            {"name": "Solo", "address": {"city": "Bonn"}, "employees": [{"email": "s@solo"}]},
            {"name": "Empty", "address": {"city": "Köln"}},
        ],
    )  # fmt: skip

    said = bench.run_prepared(
        "relationalize_rejoin.py",
        "--JOB_NAME", "nested", "--TempDir", "s3://nested/temp", "--bucket", "nested",
    )  # fmt: skip

    assert_ran(said)
    assert "TABLE company 3" in said.stdout
    assert "TABLE company_employees 3" in said.stdout
    rows = [(row["name"], row["city"], row["email"]) for row in json_in(folder / "employees")]
    assert sorted(rows) == [
        ("Acme", "Ulm", "a@acme"),
        ("Acme", "Ulm", "b@acme"),
        ("Solo", "Bonn", "s@solo"),
    ]
    assert len(parquet_in(folder / "tables" / "company")) == 3
    assert {row["index"] for row in parquet_in(folder / "tables" / "company_employees")} == {0, 1}


def test_a_sink_that_updates_the_catalog(bench: Any, parquet_in: Read) -> None:
    folder = bench.bucket("daily")
    bench.glue.create_database(DatabaseInput={"Name": "lake"})

    first = bench.run_prepared(
        "update_catalog.py", "--JOB_NAME", "d", "--bucket", "daily", "--day", "2024-05-01"
    )
    second = bench.run_prepared(
        "update_catalog.py", "--JOB_NAME", "d", "--bucket", "daily", "--day", "2024-05-02"
    )

    assert_ran(first)
    assert_ran(second)
    assert "|2024-05-02|  2|" in second.stdout
    table = bench.glue.get_table(DatabaseName="lake", Name="daily")["Table"]
    assert [each["Name"] for each in table["StorageDescriptor"]["Columns"]] == ["id", "name"]
    assert [each["Name"] for each in table["PartitionKeys"]] == ["day"]
    partitions = bench.glue.get_partitions(DatabaseName="lake", TableName="daily")["Partitions"]
    assert sorted(each["Values"][0] for each in partitions) == ["2024-05-01", "2024-05-02"]
    assert len(parquet_in(folder / "daily")) == 4


def test_predicates_are_pushed_down_to_partitions(
    bench: Any, write_lines: Write, lines_in: ReadLines
) -> None:
    folder = bench.bucket("climate")
    bench.glue.create_database(DatabaseInput={"Name": "climate"})
    definition = bench.table(
        "climate", "weather", folder / "weather", "town:string,degrees:double",
        keys="year:string,month:string",
    )  # fmt: skip
    for year, month in (("2023", "06"), ("2024", "05"), ("2024", "06"), ("2024", "07")):
        place = f"year={year}/month={month}"
        degrees = f"Ulm,{month}"
        write_lines(folder / "weather" / place / "w.csv", ["town,degrees", degrees, degrees])
        storage = definition["StorageDescriptor"]
        bench.glue.create_partition(
            DatabaseName="climate",
            TableName="weather",
            PartitionInput={
                "Values": [year, month],
                "StorageDescriptor": {**storage, "Location": f"{storage['Location']}{place}/"},
            },
        )

    said = bench.run_prepared(
        "push_down_predicate.py",
        "--JOB_NAME", "w", "--year", "2024", "--output", "s3://climate/averages",
    )  # fmt: skip

    assert_ran(said)
    assert "rows of two months: 4" in said.stdout
    assert "rows of the year: 6" in said.stdout
    assert sorted(lines_in(folder / "averages")) == [
        "2024,06,6.0",
        "2024,07,7.0",
        "year,month,degrees",
    ]


def test_choices_are_resolved_in_every_way(bench: Any, write_lines: Write, json_in: Read) -> None:
    folder = bench.bucket("choices")
    write_lines(
        folder / "medicare" / "m.json",
        [{"provider id": 10001, "drg": "x"}, {"provider id": " LTD", "drg": "y"}],
    )

    said = bench.run_prepared("resolve_choices.py", "--JOB_NAME", "choices", "--bucket", "choices")

    assert_ran(said)
    assert "provider id: choice" in said.stdout
    by_drg = {
        name: {row["drg"]: row for row in json_in(folder / name)}
        for name in ("cols", "cast", "project", "struct")
    }
    assert by_drg["cols"]["x"] == {"provider id_int": 10001, "drg": "x"}
    assert by_drg["cols"]["y"] == {"provider id_string": " LTD", "drg": "y"}
    assert by_drg["cast"] == {"x": {"provider id": 10001, "drg": "x"}, "y": {"drg": "y"}}
    assert by_drg["project"] == by_drg["cast"]
    assert by_drg["struct"]["y"]["provider id"] == {"string": " LTD"}


def test_boto3_and_the_jvm_inside_a_script(
    bench: Any, write_lines: Write, lines_in: ReadLines
) -> None:
    folder = bench.bucket("inside")
    bench.glue.create_database(DatabaseInput={"Name": "inside"})
    bench.table("inside", "things", folder / "things", "id:int")
    write_lines(folder / "inbox" / "b.txt", ["b"])
    write_lines(folder / "inbox" / "a.txt", ["a"])

    said = bench.run_prepared(
        "boto3_and_jvm.py", "--JOB_NAME", "x", "--bucket", "inside", "--database", "inside",
        "--conf", "spark.executor.memory=1g --conf spark.sql.shuffle.partitions=3",
    )  # fmt: skip

    assert_ran(said)
    assert json.loads(lines_in(folder / "report")[0]) == {
        "tables": ["things"],
        "files": ["a.txt", "b.txt"],
        "stamp": "2024-02-29",
        "same_session": True,
        "application": True,
        "sql": ["things"],
    }
    assert (folder / "first.txt").read_text() == "a\n"
    assert not (folder / "inbox" / "a.txt").exists()
    assert not (folder / "report" / "_SUCCESS").exists()
    described = bench.glue.get_database(Name="inside")["Database"]["Description"]
    assert described == "holds 1 tables"


def test_python_functions_and_a_module_of_ones_own(
    bench: Any, write_lines: Write, json_in: Read
) -> None:
    folder = bench.bucket("pets")
    write_lines(
        folder / "pets" / "p.json",
        [
            {"name": "rex", "age": 9, "note": None},
            {"name": "mia", "age": 3},
            {"name": "bad", "age": 4},
            {"name": "pup", "age": 0},
        ],
    )
    write_lines(folder / "code" / "house_rules.py", ["def shout(text):", "    return text.upper()"])

    said = bench.run(
        "python_functions.py", "--JOB_NAME", "pets", "--bucket", "pets", "--least", "1",
        "--extra-py-files", "s3://pets/code/house_rules.py",
    )  # fmt: skip

    assert_ran(said)
    assert "errors: 1" in said.stdout
    (old,), (young,) = json_in(folder / "old"), json_in(folder / "young")
    assert (old["label"], old["has_note"]) == ("REX", True)
    assert (young["label"], young["has_note"]) == ("MIA", False)
    assert len(json_in(folder / "sample")) == 1


def test_spark_sql_over_the_catalog(bench: Any, parquet_in: Read) -> None:
    folder = bench.bucket("mart")

    said = bench.run(
        "spark_sql_tables.py",
        "--JOB_NAME", "mart", "--bucket", "mart", "--enable-glue-datacatalog",
        settings=["--glue-version", "5.0"],
    )  # fmt: skip

    assert_ran(said)
    assert "Row(country='de', n=2)" in said.stdout
    assert "german facts: 2" in said.stdout
    tables = bench.glue.get_tables(DatabaseName="mart")["TableList"]
    assert sorted(each["Name"] for each in tables) == ["facts", "per_country"]
    assert sorted(row["id"] for row in parquet_in(folder / "mart" / "facts")) == [1, 2, 3]


def test_changes_are_merged_and_the_old_files_purged(
    bench: Any, write_lines: Write, lines_in: ReadLines
) -> None:
    folder = bench.bucket("merge")
    write_lines(folder / "current" / "old.csv", ["id,name", "1,one", "2,two"])
    write_lines(folder / "changes" / "new.csv", ["id,name", "2,TWO", "3,three"])

    said = bench.run_prepared("purge_and_merge.py", "--JOB_NAME", "merge", "--bucket", "merge")

    assert_ran(said)
    assert not (folder / "current" / "old.csv").exists()
    rows = [line.replace('"', "") for line in lines_in(folder / "current")]
    assert sorted(rows) == ["1,one", "2,TWO", "3,three", "id,name"]


def test_a_script_that_reads_logs_by_grok(bench: Any, json_in: Read) -> None:
    logs, target = bench.bucket("web-logs"), bench.bucket("web-out")
    (logs / "requests.log").write_text("GET 17 Zoë\nPUT 5 Bob\n")
    serde = {"input.format": "%{VERB:verb:string} %{INT:n:int} %{WORD:name:string}",
             "input.grokCustomPatterns": "VERB [A-Z]+"}  # fmt: skip
    described = table("verb:string; n:int; name:string", GROK, serde, classification="web")
    bench.glue.create_database(DatabaseInput={"Name": "web"})
    bench.glue.create_table(
        DatabaseName="web", TableInput=table_input("requests", "s3://web-logs/", described)
    )

    said = bench.run("logs_by_grok.py", "--JOB_NAME", "logs", "--target_bucket", "web-out")

    assert_ran(said)
    assert json_in(target / "by_sql") == [{"verb": "GET", "n": 18}]
    assert sorted(row["name"] for row in json_in(target / "by_frame")) == ["Bob", "Zoë"]
