"""SearchTables through real clients, and finding by part of a name."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text, update

from glue_devendpoint.catalog.finding import Hit, find
from glue_devendpoint.catalog.search_words import Word, tokens, words_of
from glue_devendpoint.catalog.work import Author
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.store.account_schema import search_tables
from glue_devendpoint.store.migrate import migrate

SOMEBODY = Author("arn:aws:iam::123456789012:user/owner", "Find", 0.0)


def table(name: str, *columns: str, **more: Any) -> dict[str, Any]:
    """A table with string columns."""
    listed = [{"Name": column, "Type": "string"} for column in columns]
    return {"Name": name, "StorageDescriptor": {"Columns": listed}, **more}


@pytest.fixture
def shop(glue: Any) -> Any:
    """A client of a catalog with several tables in two databases."""
    for database in ("shop", "web_logs"):
        glue.create_database(DatabaseInput={"Name": database})
    for database, given in (
        ("shop", table("customer-link", "Customer_ID", Owner="ann", Description="Daily load")),
        ("shop", table("xx-link-yy", "id", Parameters={"classification": "parquet"})),
        ("shop", table("xxlinkyy", "id", Parameters={"classification": "csv"})),
        ("web_logs", table("customer_orders", "customer_id", "amount", Owner="ann-marie")),
    ):
        glue.create_table(DatabaseName=database, TableInput=given)
    return glue


def found(client: Any, **search: Any) -> list[str]:
    """The names of the tables that a search finds, page by page."""
    names: list[str] = []
    token: dict[str, str] = {}
    while True:
        page = client.search_tables(**search, **token)
        names += [each["Name"] for each in page["TableList"]]
        if "NextToken" not in page:
            return names
        token = {"NextToken": page["NextToken"]}


def where(key: str, value: str, comparator: str | None = None) -> dict[str, str]:
    """A filter."""
    given = {"Key": key, "Value": value}
    return given if comparator is None else given | {"Comparator": comparator}


def test_a_name_is_found_by_its_tokens_and_not_by_parts_of_them(shop: Any) -> None:
    assert found(shop, Filters=[where("Name", "link")]) == ["customer-link", "xx-link-yy"]
    assert found(shop, Filters=[where("Name", "LINK")]) == ["customer-link", "xx-link-yy"]
    assert found(shop, Filters=[where("Name", "customer-link")]) == ["customer-link"]
    assert found(shop, Filters=[where("Name", "customer_orders")]) == ["customer_orders"]
    assert found(shop, Filters=[where("Name", '"link"')]) == []
    assert found(shop, Filters=[where("Name", '"xxlinkyy"')]) == ["xxlinkyy"]
    assert found(shop, Filters=[where("Name", "lin")]) == []
    assert found(shop, Filters=[where("Name", "--")]) == []


def test_what_is_found_is_the_whole_table(shop: Any) -> None:
    listed = shop.search_tables(Filters=[where("Name", "orders")])["TableList"]

    assert listed == [shop.get_table(DatabaseName="web_logs", Name="customer_orders")["Table"]]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ([where("Owner", "ann")], ["customer-link", "customer_orders"]),
        ([where("Owner", '"ann"')], ["customer-link"]),
        ([where("Description", "daily")], ["customer-link"]),
        ([where("classification", "parquet")], ["xx-link-yy"]),
        ([where("DatabaseName", "web_logs")], ["customer_orders"]),
        ([where("DatabaseName", "logs")], ["customer_orders"]),
        ([where("Name", "link"), where("Owner", "ann")], ["customer-link"]),
        ([where("Name", "link"), where("Name", "yy")], ["xx-link-yy"]),
        ([where("Name", "link"), where("DatabaseName", "web_logs")], []),
        ([where("CreateTime", "2000-01-01T00:00:00Z", "LESS_THAN")], []),
        ([where("CreateTime", "4102444800", "LESS_THAN"), where("Name", "yy")], ["xx-link-yy"]),
        ([where("UpdateTime", "2000-01-01", "GREATER_THAN_EQUALS"), where("Name", "orders")],
         ["customer_orders"]),
        ([where("nobody", "x")], []),
    ],
)  # fmt: skip
def test_filters_hold_together(shop: Any, filters: list[Any], names: list[str]) -> None:
    assert found(shop, Filters=filters) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("customer", ["customer-link", "customer_orders"]),
        ("AMOUNT", ["customer_orders"]),
        ("customer amount", ["customer_orders"]),
        ("daily", ["customer-link"]),
        ("parquet", ["xx-link-yy"]),
        ("logs", ["customer_orders"]),
        ('"customer_id"', ["customer-link", "customer_orders"]),
        ('"customer"', []),
        ('"daily load"', ["customer-link"]),
        ("nothing", []),
        ("-", []),
    ],
)
def test_search_text_looks_everywhere(shop: Any, text: str, names: list[str]) -> None:
    assert found(shop, SearchText=text) == names


def test_results_are_sorted_as_asked_for_and_paged(shop: Any) -> None:
    def sorted_by(name: str, direction: str, size: int) -> list[str]:
        criteria = [{"FieldName": name, "Sort": direction}]
        return found(shop, SortCriteria=criteria, MaxResults=size)

    every = ["customer-link", "customer_orders", "xx-link-yy", "xxlinkyy"]
    assert sorted_by("Name", "ASC", 3) == every
    assert sorted_by("Name", "DESC", 1) == every[::-1]
    assert sorted_by("DatabaseName", "DESC", 2)[0] == "customer_orders"
    assert sorted_by("CreateTime", "DESC", 1) == [
        "customer_orders", "xxlinkyy", "xx-link-yy", "customer-link",
    ]  # fmt: skip
    assert found(shop, MaxResults=1) == [
        "customer-link", "xx-link-yy", "xxlinkyy", "customer_orders",
    ]  # fmt: skip
    assert found(shop, Filters=[where("Name", "link")], MaxResults=1) == [
        "customer-link",
        "xx-link-yy",
    ]


def test_a_bad_search_is_refused(shop: Any) -> None:
    refused = shop.exceptions.InvalidInputException
    token = shop.search_tables(MaxResults=1)["NextToken"]

    with pytest.raises(refused, match="belongs to a different"):
        shop.search_tables(SearchText="x", NextToken=token)
    with pytest.raises(refused, match="isn't a valid time"):
        shop.search_tables(Filters=[where("CreateTime", "yesterday")])
    with pytest.raises(refused, match="Can't sort tables by Colour"):
        shop.search_tables(SortCriteria=[{"FieldName": "Colour"}])


def test_the_index_follows_updates_and_deletes(shop: Any) -> None:
    shop.update_table(DatabaseName="shop", TableInput=table("xxlinkyy", "price"))
    shop.delete_table(DatabaseName="shop", Name="customer-link")

    assert found(shop, SearchText="csv") == []
    assert found(shop, SearchText="price") == ["xxlinkyy"]
    assert found(shop, Filters=[where("Name", "link")]) == ["xx-link-yy"]


def test_a_renamed_database_is_found_by_its_new_name(shop: Any) -> None:
    shop.update_database(Name="web_logs", DatabaseInput={"Name": "traffic"})

    assert found(shop, SearchText="traffic") == ["customer_orders"]
    assert found(shop, SearchText="logs") == []


def test_encrypted_tables_are_found_and_their_words_are_not_stored(
    shop: Any, endpoint: Endpoint
) -> None:
    settings = {"EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS"}}
    shop.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings=settings)
    secret = table("vault", "Plutonium", Owner="ann", Description="Hidden daily")

    shop.create_table(DatabaseName="shop", TableInput=secret)

    assert found(shop, SearchText="plutonium") == ["vault"]
    assert found(shop, SearchText="daily") == ["customer-link", "vault"]
    assert found(shop, Filters=[where("Owner", '"ann"')]) == ["customer-link", "vault"]
    with endpoint.catalog.read(SOMEBODY) as work:
        assert [hit.column for hit in find(work, "pluto", 5)[0]] == ["Plutonium"]
        stored = work.connection.exec_driver_sql("SELECT * FROM search_tables").all()
        documents = work.connection.exec_driver_sql("SELECT document FROM tables").all()
    assert "lutonium" not in f"{stored}{documents}"


def test_finding_ranks_what_begins_so_before_what_contains_it(
    shop: Any, endpoint: Endpoint
) -> None:
    partitioned = table("web", "url") | {"PartitionKeys": [{"Name": "web_day", "Type": "date"}]}
    shop.create_table(DatabaseName="shop", TableInput=partitioned)

    with endpoint.catalog.read(SOMEBODY) as work:
        hits, is_truncated = find(work, "WEB", 10)

    assert hits == [
        Hit("table", "shop", "web", table_kind="table"),
        Hit("database", "web_logs"),
        Hit("column", "shop", "web", "web_day", "date", True, "table", position=1),
    ]
    assert not is_truncated


def test_finding_takes_pieces_of_column_names_literally(shop: Any, endpoint: Endpoint) -> None:
    with endpoint.catalog.read(SOMEBODY) as work:
        by_piece, _ = find(work, "omer_id", 10)
        by_wildcard, _ = find(work, "%", 10)
        nothing = find(work, "  ", 10)
        first, is_truncated = find(work, "customer", 1)

    assert [(hit.table, hit.column) for hit in by_piece] == [
        ("customer-link", "Customer_ID"),
        ("customer_orders", "customer_id"),
    ]
    assert by_wildcard == []
    assert nothing == ([], False)
    assert (len(first), is_truncated) == (1, True)


def test_values_are_cut_at_what_is_neither_letter_nor_digit() -> None:
    assert tokens("Customer-link:x_y#9 é") == ["customer", "link", "x", "y", "9", "é"]
    assert words_of("a-b", "f") == [Word("a", "f"), Word("b", "f")]
    assert words_of(' "A b" ') == [Word("=a b")]
    assert words_of('"') == []


def test_tables_from_before_are_found_by_nested_fields_after_an_upgrade(
    glue: Any, endpoint: Endpoint
) -> None:
    glue.create_database(DatabaseInput={"Name": "shop"})
    address = {"Name": "address", "Type": "array<struct<zip:int>>", "Comment": "Home and work"}
    old = {"Name": "old", "StorageDescriptor": {"Columns": [address]}}
    glue.create_table(DatabaseName="shop", TableInput=old)
    with endpoint.store.write() as connection:
        now = connection.execute(select(search_tables.c.columns)).scalar_one()
        connection.execute(update(search_tables).values(columns="\naddress\n"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0008'"))

    migrate(endpoint.store)

    with endpoint.store.read() as connection:
        assert connection.execute(select(search_tables.c.columns)).scalar_one() == now
    with endpoint.catalog.read(SOMEBODY) as work:
        hits, _ = find(work, "zip", 10)
    assert [hit.field for hit in hits] == [("element", "zip")]
