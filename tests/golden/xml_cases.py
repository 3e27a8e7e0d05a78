"""XML: row tags, attributes, nesting, namespaces and special characters in text."""

from __future__ import annotations

import gzip
from typing import Any

from tests.crawlers.readable_lake import Case, Row

from .tables import table

ROWS: list[Row] = [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]
PLAIN = "<all><row><id>1</id><name>a</name></row><row><id>2</id><name>b</name></row></all>"
COLUMNS = "id:bigint; name:string"


def _crawled(name: str, text: str, rows: list[Row], tag: str = "row") -> Case:
    classifier = {"Name": name, "Classification": "things", "RowTag": tag}
    return Case({"a.xml": text.encode()}, rows, {"XMLClassifier": classifier})


def _classified() -> dict[str, Case]:
    made: dict[str, tuple[Any, ...]] = {
        "xml_elements": (PLAIN, ROWS),
        "xml_attributes": (
            "<all><row id='1' name='a'/><row id='2' name='b'/></all>",
            [{"_id": 1, "_name": "a"}, {"_id": 2, "_name": "b"}],
        ),
        "xml_text_beside_attributes": (
            "<all><row k='1'>x</row><row k='2'>y</row></all>",
            [{"_k": 1, "_value": "x"}, {"_k": 2, "_value": "y"}],
        ),
        "xml_nested": (
            "<all><row><home><city>Rom</city></home></row>"
            "<row><home><city>Wien</city></home></row></all>",
            [{"home": {"city": "Rom"}}, {"home": {"city": "Wien"}}],
        ),
        "xml_repeated_at_times": (
            "<all><row><t>a</t><t>b</t></row><row><t>c</t></row></all>",
            [{"t": ["a", "b"]}, {"t": ["c"]}],
        ),
        "xml_attributes_at_times": (
            "<all><row><t u='1'>a</t></row><row><t>c</t></row></all>",
            [{"t": {"_VALUE": "a", "_u": 1}}, {"t": {"_VALUE": "c", "_u": None}}],
        ),
        "xml_missing_at_times": (
            "<all><row><id>1</id><name>a</name></row><row><id>2</id></row></all>",
            [{"id": 1, "name": "a"}, {"id": 2, "name": None}],
        ),
        "xml_entities_and_sections": (
            "<all><row><id>1</id><name>a &amp; b &lt;c&gt;</name></row>"
            "<row><id>2</id><name><![CDATA[<d>]]></name></row></all>",
            [{"id": 1, "name": "a & b <c>"}, {"id": 2, "name": "<d>"}],
        ),
        "xml_comments": (
            "<!-- x --><all><row><!-- y --><id>1</id><name>a</name></row>"
            "<row><id>2</id><name>b</name></row></all>",
            ROWS,
        ),
        "xml_indented": (PLAIN.replace("><", ">\n  <"), ROWS),
        "xml_with_a_mark": ("\ufeff" + PLAIN, ROWS),
        "xml_deep_rows": (f"<top><a>{PLAIN}</a><b>{PLAIN}</b></top>", ROWS * 2),
        "xml_namespaces": (
            "<x:all xmlns:x='urn:x'><x:row><x:id>1</x:id></x:row>"
            "<x:row><x:id>2</x:id></x:row></x:all>",
            [{"x:id": 1}, {"x:id": 2}],
            "x:row",
        ),
        "xml_numbers_and_truth": (
            "<all><row><n>1.5</n><ok>true</ok></row><row><n>2</n><ok>false</ok></row></all>",
            [{"n": 1.5, "ok": True}, {"n": 2.0, "ok": False}],
        ),
        "xml_dates_are_text": (
            "<all><row><at>2024-03-01</at></row><row><at>2024-03-02</at></row></all>",
            [{"at": "2024-03-01"}, {"at": "2024-03-02"}],
        ),
    }
    return {name: _crawled(name, *told) for name, told in made.items()}


def _tables() -> dict[str, Case]:
    files = {"a.xml": PLAIN.encode()}
    return {
        "xml_tag_of_the_table": Case(files, ROWS, table=table(COLUMNS, rowTag="row")),
        "xml_tag_of_the_serde": Case(
            files, ROWS, table=table(COLUMNS, "", {"rowTag": "row"}, classification="xml")
        ),
        "xml_tag_in_small_letters": Case(files, ROWS, table=table(COLUMNS, rowtag="row")),
        "xml_tag_by_its_other_name": Case(
            files, ROWS, table=table(COLUMNS, classification="xml", xmlRowTag="row")
        ),
        "xml_gzip": Case(
            {"a.xml.gz": gzip.compress(PLAIN.encode())}, ROWS, table=table(COLUMNS, rowTag="row")
        ),
        "xml_of_two_files": Case(
            {"a.xml": PLAIN.encode(), "b.xml": PLAIN.encode()},
            ROWS * 2,
            table=table(COLUMNS, rowTag="row"),
        ),
    }


XML_CASES = _classified() | _tables()
