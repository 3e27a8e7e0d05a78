"""The command line of %glue, its scripts and its completion, over a live endpoint."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from glue_devendpoint.kernel.cells.completion import COMMANDS, CatalogMatcher, CatalogNames
from glue_devendpoint.kernel.failures import CellFailed
from glue_devendpoint.kernel.magics.glue_parser import LATER, parse
from glue_devendpoint.kernel.magics.scripting import Wish, write_script

COLUMNS = [("id", "bigint"), ("amount", "double"), ("year", "string")]


def _make_orders(glue: Any) -> None:
    glue.create_database(DatabaseInput={"Name": "sales"})
    glue.create_table(
        DatabaseName="sales",
        TableInput={
            "Name": "orders",
            "PartitionKeys": [{"Name": "year", "Type": "string"}],
            "StorageDescriptor": {
                "Columns": [{"Name": "id", "Type": "bigint"}, {"Name": "amount", "Type": "double"}]
            },
        },
    )


def test_a_line_becomes_a_command() -> None:
    wanted = parse('crawl "s3://raw/my orders" -d sales --exclude "*.tmp" --dry-run')

    assert wanted is not None
    assert (wanted.path, wanted.database, wanted.exclude, wanted.dry_run) == (
        "s3://raw/my orders", "sales", ["*.tmp"], True,
    )  # fmt: skip


def test_the_magic_alone_lists_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    parse("")

    told = capsys.readouterr().out
    assert [name for name in COMMANDS if f"    {name} " not in told.replace("\n", " ")] == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nope", "nope"),
        ("show", "DATABASE.TABLE"),
        ("show .t", "'.t' must have the form DATABASE.TABLE"),
        ("crawl s3://x", "--database"),
        ("script --source a.b --target c --map x:y", "x:y"),
        ('show "a', "No closing quotation"),
    ],
)
def test_a_line_that_cannot_be_meant_is_refused_with_what_is_wrong(line: str, said: str) -> None:
    with pytest.raises(CellFailed) as refusal:
        parse(line)

    assert said in str(refusal.value)


@pytest.mark.parametrize("command", LATER)
def test_what_a_later_release_brings_says_so(command: str) -> None:
    with pytest.raises(CellFailed, match=r"not available yet, .* release 0\.2"):
        parse(f"{command} --name x")


def test_a_script_filters_maps_drops_and_writes() -> None:
    wish = Wish(
        ("sales", "orders"),
        "s3://clean/orders",
        "json",
        [("id", "order_id", "long"), ("amount", "amount", "double")],
        ["amount"],
        "year > '2023'",
    )

    script = write_script(wish, COLUMNS)

    ast.parse(script)
    assert "toDF().filter(\"year > '2023'\")" in script
    assert '("id", "bigint", "order_id", "long"),' in script
    assert 'drop_fields(["amount"])' in script
    assert 'format="json"' in script


def test_a_script_can_write_to_a_table() -> None:
    script = write_script(Wish(("a", "b"), "c.d"), COLUMNS)

    assert 'from_catalog(\n    frame, database="c", table_name="d"' in script


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish(("a", "b"), "s3://x", "xlsx"), "xlsx"),
        (Wish(("a", "b"), "s3://x", drops=["nope"]), "nope"),
        (Wish(("a", "b"), "nowhere"), "nowhere"),
    ],
)
def test_a_script_that_could_not_run_is_refused(wish: Wish, said: str) -> None:
    with pytest.raises(CellFailed, match=said):
        write_script(wish, COLUMNS)


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("%glue cra", ["crawl", "crawler"]),
        ("%glue tables s", ["sales"]),
        ("%glue show sales.o", ["sales.orders"]),
        ("%glue show sa", ["sales."]),
        ("%glue crawl s3://x --database s", ["sales"]),
        ("%glue crawler st", ["start", "status"]),
        ("%glue script --source sales.orders --drop a", ["amount"]),
        ("%%sql\nselect * from sal", ["sales."]),
        ("%%sql\nselect * from sales.", ["sales.orders"]),
        ("%%sql\nuse s", ["sales"]),
        ("%%sql\nselect * from sales.orders where ", ["amount", "id", "year"]),
        ("%%sql\nselect * from sales.orders o where o.a", ["o.amount"]),
        ("spark.sql('select * from sales.o", ["sales.orders"]),
        ('x.from_catalog(database="s', ["sales"]),
        ('x.from_catalog(database="sales",\n  table_name="o', ["orders"]),
        ("spark.table('sales.o", ["sales.orders"]),
        ("frame.write.mode('append').saveAsTable(\"sa", ["sales."]),
        ("%worker_type G.1", ["G.12X", "G.16X", "G.1X"]),
        ("%glue_version 6", ["6.0"]),
        ("%glue_version 6.0\n%worker_type R.8", ["R.8X"]),
        ("x = sal", []),
        ("%%sql", []),
    ],
)
def test_the_names_of_the_catalog_are_offered_where_they_may_stand(
    glue: Any, text: str, offered: list[str]
) -> None:
    _make_orders(glue)
    matcher = CatalogMatcher(CatalogNames(lambda: glue))

    found = matcher.matches(text, text)

    assert found == offered


def test_columns_are_offered_of_a_table_that_is_named_below_the_cursor(glue: Any) -> None:
    _make_orders(glue)
    text, rest = "%%sql\nselect am", "\nfrom sales.orders"

    found = CatalogMatcher(CatalogNames(lambda: glue)).matches(text, text + rest)

    assert found == ["amount"]


def test_names_are_remembered_for_a_short_while(glue: Any) -> None:
    now = [0.0]
    names = CatalogNames(lambda: glue, lambda: now[0])
    before = names.databases()

    glue.create_database(DatabaseInput={"Name": "sales"})
    meanwhile = names.databases()
    now[0] += 16
    afterwards = names.databases()

    assert (before, meanwhile, afterwards) == ([], [], ["sales"])


def test_an_endpoint_that_does_not_answer_offers_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL_GLUE", raising=False)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)

    assert CatalogNames().databases() == []
