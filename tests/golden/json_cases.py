"""JSON: paths, layouts of documents, and tables with each JSON SerDe."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from typing import Any

from tests.crawlers.readable_lake import Case, Row

from .tables import HCATALOG, HIVE_JSON, LAZY, OPENX, table

ITEMS: list[Row] = [{"n": 1, "tag": "a"}, {"n": 2, "tag": None}]
PEOPLE: list[Row] = [{"id": 1, "name": "Zoë"}, {"id": 2, "name": None}]
DOCUMENT = {
    "items": [{"n": 1, "tag": "a"}, {"n": 2}],
    "meta": {"at": 3, "by": {"who": "x"}},
    "words": ["p", "q"],
    "one": 7,
    "rows": {"r1": {"v": 1}, "r2": {"v": 2}},
    "grid": [[{"c": 1}, {"c": 2}], [{"c": 3}]],
    "orders": [{"id": 1, "lines": [{"sku": "s"}, {"sku": "t"}]}, {"id": 2, "lines": []}],
    "a.b": [{"x": 5}, {"x": 6}],
    "it[0]": [{"y": 1}],
    "*": [{"star": True}],
    "0": [{"zero": 0}],
    "with space": {"in side": [{"s": 1}]},
    "données": [{"é": "ü"}],
    'quo"te': [{"q": 1}],
    "it's": [{"t": 1}],
    "empty": [],
    "nothing": None,
}
PATHS: dict[str, tuple[str, Sequence[Row]]] = {
    "elements": ("$.items[*]", ITEMS),
    "elements_by_star": ("$.items.*", ITEMS),
    "elements_in_quotes": ("$['items'][*]", ITEMS),
    "elements_in_double_quotes": ('$["items"][*]', ITEMS),
    "elements_with_blanks": (" $.items[ * ] ", ITEMS),
    "elements_with_a_dot_before": ("$.['items'][*]", ITEMS),
    "an_array": ("$.items", [{"record": ITEMS}]),
    "an_array_of_texts": ("$.words", [{"record": ["p", "q"]}]),
    "texts": ("$.words[*]", [{"record": "p"}, {"record": "q"}]),
    "a_number": ("$.one", [{"record": 7}]),
    "numbers": ("$.items[*].n", [{"record": 1}, {"record": 2}]),
    "a_field_that_may_be_missing": ("$.items[*].tag", [{"record": "a"}]),
    "the_first": ("$.items[0]", [{"n": 1, "tag": "a"}]),
    "the_second": ("$.items[ 1 ]", [{"n": 2}]),
    "the_first_word": ("$.words[0]", [{"record": "p"}]),
    "an_object": ("$.meta", [{"at": 3, "by": {"who": "x"}}]),
    "an_object_within": ("$.meta.by", [{"who": "x"}]),
    "values_of_an_object": ("$.rows.*", [{"v": 1}, {"v": 2}]),
    "values_of_an_object_in_brackets": ("$.rows[*]", [{"v": 1}, {"v": 2}]),
    "a_field_of_values": ("$.rows.*.v", [{"record": 1}, {"record": 2}]),
    "arrays_in_arrays": ("$.grid[*][*]", [{"c": 1}, {"c": 2}, {"c": 3}]),
    "an_array_in_an_array": ("$.grid[1][*]", [{"c": 3}]),
    "rows_of_a_grid": ("$.grid[*]", [{"record": [{"c": 1}, {"c": 2}]}, {"record": [{"c": 3}]}]),
    "elements_of_elements": ("$.orders[*].lines[*]", [{"sku": "s"}, {"sku": "t"}]),
    "a_key_with_a_dot": ("$['a.b'][*]", [{"x": 5}, {"x": 6}]),
    "a_key_with_a_dot_whole": ("$['a.b']", [{"record": [{"x": 5}, {"x": 6}]}]),
    "a_key_like_an_index": ("$['0'][*]", [{"zero": 0}]),
    "a_key_with_brackets": ("$['it[0]'][*]", [{"y": 1}]),
    "a_key_that_is_a_star": ("$['*'][*]", [{"star": True}]),
    "a_key_with_a_blank": ("$['with space']['in side'][*]", [{"s": 1}]),
    "a_key_of_another_language": ("$.données[*]", [{"é": "ü"}]),
    "a_key_with_a_double_quote": ("$['quo\"te'][*]", [{"q": 1}]),
    "a_key_with_a_quote": ('$["it\'s"][*]', [{"t": 1}]),
}
ARRAYS: dict[str, tuple[str, Any, Sequence[Row]]] = {
    "top_elements": ("$[*]", PEOPLE, PEOPLE),
    "top_elements_by_star": ("$.*", PEOPLE, PEOPLE),
    "top_whole": ("$", PEOPLE, [{"record": PEOPLE}]),
    "top_first": ("$[0]", PEOPLE, PEOPLE[:1]),
    "top_second": ("$[1]", PEOPLE, [{"id": 2, "name": None}]),
    "top_names": ("$[*].name", PEOPLE[:1], [{"record": "Zoë"}]),
    "top_numbers": ("$[*]", [1, 2, 3], [{"record": 1}, {"record": 2}, {"record": 3}]),
    "top_of_arrays": ("$[*]", [[1], [2, 3]], [{"record": [1]}, {"record": [2, 3]}]),
    "top_of_arrays_elements": ("$[*][*]", [PEOPLE, PEOPLE], [*PEOPLE, *PEOPLE]),
    "top_of_values": ("$[*]", {"a": {"v": 1}, "b": {"v": 2}}, [{"v": 1}, {"v": 2}]),
    "top_object": ("$", {"v": 1, "w": "x"}, [{"v": 1, "w": "x"}]),
    "top_nested_elements": (
        "$[*].a[*]",
        [{"a": [{"v": 1}]}, {"a": [{"v": 2}]}],
        [{"v": 1}, {"v": 2}],
    ),
}
REFUSED_PATHS = {
    "from_the_end": "$[-1]",
    "at_any_depth": "$..items",
    "without_a_name": "$.",
    "without_a_root": "items[*]",
    "a_bare_word": "$[items]",
    "a_filter": "$.items[?(@.n>1)]",
    "a_slice": "$.items[0:1]",
    "a_union": "$['items','meta']",
    "an_open_bracket": "$.items[*",
    "an_open_quote": "$['items]",
    "a_step_too_many": "$.items[*]]",
}


def _classifier(name: str, path: str) -> dict[str, Any]:
    return {"JsonClassifier": {"Name": name, "JsonPath": path}}


def _bytes(document: Any, **how: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, **how).encode()


def _paths() -> dict[str, Case]:
    made: dict[str, Case] = {}
    for name, (path, rows) in PATHS.items():
        files = {"a.json": _bytes(DOCUMENT, indent=1)}
        made[f"path_{name}"] = Case(files, rows, _classifier(f"path_{name}", path))
    for name, (path, document, rows) in ARRAYS.items():
        made[f"path_{name}"] = Case(
            {"a.json": _bytes(document)}, rows, _classifier(f"path_{name}", path)
        )
    return made


def _many_documents() -> dict[str, Case]:
    """A path applies to each document, in any layout and compression."""
    lines = b"".join(_bytes({"items": [row]}) + b"\n" for row in ITEMS)
    beside = b"".join(_bytes({"items": [row]}) for row in ITEMS)
    pretty = b"\r\n".join(_bytes({"items": [row]}, indent=2) for row in ITEMS)
    layouts = {
        "of_lines": {"a.json": lines},
        "side_by_side": {"a.json": beside},
        "pretty": {"a.json": pretty},
        "of_files": {f"{place}.json": _bytes({"items": [row]}) for place, row in enumerate(ITEMS)},
        "with_a_mark": {"a.json": b"\xef\xbb\xbf" + lines},
        "of_gzip": {"a.json.gz": gzip.compress(lines)},
        "of_gzip_unnamed": {"part-0": gzip.compress(beside)},
    }
    return {
        f"path_{name}": Case(files, ITEMS, _classifier(f"path_{name}", "$.items[*]"))
        for name, files in layouts.items()
    } | {
        "path_in_partitions": Case(
            {f"day={day}/a.json": _bytes({"items": [row]}) for day, row in enumerate(ITEMS)},
            [{**row, "day": str(day)} for day, row in enumerate(ITEMS)],
            _classifier("path_in_partitions", "$.items[*]"),
        ),
        "path_to_an_object_or_several": Case(
            {"a.json": b'{"r": {"id": 1}}\n{"r": [{"id": 2}, {"id": 3}]}\n'},
            [{"id": 1, "record": None}, {"id": None, "record": [{"id": 2}, {"id": 3}]}],
            _classifier("path_to_an_object_or_several", "$.r"),
        ),
    }


def _layouts() -> dict[str, Case]:
    """Files without a custom classifier."""
    beside = b"".join(map(_bytes, PEOPLE))
    return {
        "json_side_by_side": Case({"a.json": beside}, PEOPLE),
        "json_side_by_side_with_blanks": Case({"a.json": b"  ".join(map(_bytes, PEOPLE))}, PEOPLE),
        "json_side_by_side_gzip": Case({"a.json.gz": gzip.compress(beside)}, PEOPLE),
        "json_two_on_a_line": Case(
            {"a.json": beside + b"\n" + _bytes({"id": 3, "name": "x"}) + b"\n"},
            [*PEOPLE, {"id": 3, "name": "x"}],
        ),
        "json_windows": Case({"a.json": b"\r\n".join(map(_bytes, PEOPLE))}, PEOPLE),
        "json_with_a_mark": Case(
            {"a.json": b"\xef\xbb\xbf" + b"\n".join(map(_bytes, PEOPLE))}, PEOPLE
        ),
        "json_pretty_with_a_mark": Case(
            {"a.json": b"\xef\xbb\xbf" + _bytes(PEOPLE[0], indent=1)}, PEOPLE[:1]
        ),
        "json_with_blank_lines": Case({"a.json": b"\n\n".join(map(_bytes, PEOPLE))}, PEOPLE),
        "json_array_of_numbers": Case({"a.json": b"[1, 2]"}, [{"array": [1, 2]}]),
        "json_array_pretty": Case({"a.json": _bytes(PEOPLE, indent=1)}, [{"array": PEOPLE}]),
        "json_arrays_of_files": Case(
            {"a.json": _bytes(PEOPLE[:1]), "b.json": _bytes(PEOPLE[:1])},
            [{"array": PEOPLE[:1]}] * 2,
        ),
        "json_lines_and_pretty": Case(
            {"a.json": _bytes(PEOPLE[0]) + b"\n", "b.json": _bytes(PEOPLE[1], indent=1)}, PEOPLE
        ),
        "json_lines_and_pretty_days": Case(
            {
                "day=1/a.json": _bytes(PEOPLE[0]) + b"\n",
                "day=2/a.json": _bytes(PEOPLE[0], indent=1),
            },
            [{**PEOPLE[0], "day": "1"}, {**PEOPLE[0], "day": "2"}],
        ),
        "json_escapes": Case(
            {"a.json": b'{"id": 1, "name": "a\\u00e9\\n\\"\\\\ \\ud83d\\ude00"}\n'},
            [{"id": 1, "name": 'aé\n"\\ 😀'}],
        ),
    }


COLUMNS = "id:int; name:string"


def _tables() -> dict[str, Case]:
    lines = {"a.json": b"\n".join(map(_bytes, PEOPLE))}
    pretty = {"a.json": b"\n".join(_bytes(row, indent=1) for row in PEOPLE)}
    array = {"a.json": _bytes(PEOPLE, indent=1)}
    return {
        "json_openx": Case(lines, PEOPLE, table=table(COLUMNS, OPENX)),
        "json_hcatalog": Case(lines, PEOPLE, table=table(COLUMNS, HCATALOG)),
        "json_hive": Case(lines, PEOPLE, table=table(COLUMNS, HIVE_JSON)),
        "json_without_a_serde": Case(lines, PEOPLE, table=table(COLUMNS, classification="json")),
        "json_of_the_default_serde": Case(
            lines, PEOPLE, table=table(COLUMNS, LAZY, classification="json")
        ),
        "json_in_capitals": Case(lines, PEOPLE, table=table(COLUMNS, LAZY, classification="JSON")),
        "json_whatever_the_classification": Case(
            lines, PEOPLE, table=table(COLUMNS, OPENX, classification="csv")
        ),
        "json_of_spark": Case(
            lines, PEOPLE, table=table(COLUMNS, LAZY, **{"spark.sql.sources.provider": "json"})
        ),
        "json_with_header_lines_that_mean_nothing": Case(
            lines, PEOPLE, table=table(COLUMNS, OPENX, **{"skip.header.line.count": "1"})
        ),
        "json_multi_line": Case(pretty, PEOPLE, table=table(COLUMNS, OPENX, multiLine="true")),
        "json_multi_line_of_the_serde": Case(
            pretty, PEOPLE, table=table(COLUMNS, OPENX, {"multiLine": "TRUE"})
        ),
        "json_multi_line_of_arrays": Case(
            array, PEOPLE, table=table(COLUMNS, OPENX, multiLine="true")
        ),
        "json_multi_line_as_one_column": Case(
            array,
            [{"array": PEOPLE}],
            table=table("array:array<struct<id:int,name:string>>", OPENX, multiLine="true"),
        ),
        "json_array_on_a_line": Case(
            {"a.json": _bytes(PEOPLE)}, PEOPLE, table=table(COLUMNS, OPENX)
        ),
        "json_path_to_an_array_of_rows": Case(
            {"a.json": _bytes({"items": PEOPLE})},
            PEOPLE,
            table=table(COLUMNS, OPENX, jsonPath="$.items"),
        ),
        "json_path_of_the_serde": Case(
            {"a.json": _bytes({"items": PEOPLE})},
            PEOPLE,
            table=table(COLUMNS, OPENX, {"jsonPath": "$.items[*]"}),
        ),
        "json_path_to_nothing": Case(
            {"a.json": _bytes({"items": PEOPLE})},
            [],
            table=table(COLUMNS, OPENX, jsonPath="$.other[*]"),
        ),
        "json_broken_line": Case(
            {"a.json": b'{"id": 1, "name": "a"}\n{"id": 2, oops\n{"id": 3, "name": "c"}\n'},
            [{"id": 1, "name": "a"}, {"id": None, "name": None}, {"id": 3, "name": "c"}],
            choices=[{"id": 1, "name": "a"}, {"id": 3, "name": "c"}],
            table=table(COLUMNS, OPENX),
        ),
        "json_broken_first_line": Case(
            {"a.json": b'oops\n{"id": 3, "name": "c"}\n'},
            [{"id": None, "name": None}, {"id": 3, "name": "c"}],
            choices=[{"id": 3, "name": "c"}],
            table=table(COLUMNS, OPENX),
        ),
        "json_broken_document": Case(
            {"a.json": b'{"id": 1, "name": "a"} {"id": 2, oops'},
            [{"id": 1, "name": "a"}, {"id": None, "name": None}],
            choices=[{"id": 1, "name": "a"}],
            table=table(COLUMNS, OPENX, multiLine="true"),
        ),
        "json_wider_types": Case(
            {"a.json": b'{"id": 1, "big": 2, "share": 3}\n'},
            [{"id": 1, "big": 2, "share": 3.0}],
            table=table("id:int; big:bigint; share:double", OPENX),
        ),
        "json_numbers_as_texts": Case(
            {"a.json": b'{"id": 1, "name": 7}\n{"id": 2, "name": true}\n'},
            [{"id": 1, "name": "7"}, {"id": 2, "name": "true"}],
            choices=[
                {"id": 1, "name": {"int": 7, "boolean": None}},
                {"id": 2, "name": {"int": None, "boolean": True}},
            ],
            table=table(COLUMNS, OPENX),
        ),
        "json_objects_as_texts": Case(
            {"a.json": b'{"id": 1, "name": {"a": [1, 2]}}\n'},
            [{"id": 1, "name": '{"a":[1,2]}'}],
            choices=[{"id": 1, "name": {"a": [1, 2]}}],
            table=table(COLUMNS, OPENX),
        ),
        "json_keys_in_their_case": Case(
            {"a.json": b'{"Id": 1, "userName": "x"}\n'},
            [{"id": 1, "username": "x"}],
            table=table("id:int; username:string", OPENX, {"paths": "Id,userName"}),
        ),
        "json_too_large": Case(
            {"a.json": b'{"id": 3000000000, "name": "x"}\n'},
            [{"id": None, "name": "x"}],
            choices=[{"id": 3_000_000_000, "name": "x"}],
            table=table(COLUMNS, OPENX),
        ),
        **{
            f"json_path_{name}_is_refused": Case(
                {"a.json": _bytes(DOCUMENT)},
                [],
                table=table(COLUMNS, OPENX, jsonPath=path),
                refused="JSON path",
            )
            for name, path in REFUSED_PATHS.items()
        },
    }


JSON_CASES = _paths() | _many_documents() | _layouts() | _tables()
