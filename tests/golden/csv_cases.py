"""CSV: delimiters, quotes, headers, nulls and charsets, as SerDes, Spark and Hive write them."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from typing import Any

from tests.crawlers.readable_lake import Case, Row

from .tables import LAZY, OPEN_CSV, table

COLUMNS = "id:int; name:string"
ROWS: list[Row] = [{"id": 1, "name": "Zoë"}, {"id": 2, "name": "b c"}]
QUOTED: list[Row] = [{"id": 1, "name": "a,b"}, {"id": 2, "name": "c"}]
HEADER = "skip.header.line.count"
PROVIDER = {"spark.sql.sources.provider": "csv"}


def _text(delimiter: str = ",", *lines: str) -> dict[str, bytes]:
    rows = [f"{row['id']}{delimiter}{row['name']}" for row in ROWS]
    return {"a.csv": "".join(f"{line}\n" for line in (*lines, *rows)).encode()}


def _named(rows: Sequence[Row], files: dict[str, bytes], library: str = LAZY, **more: Any) -> Case:
    """A table classified as CSV, as in Glue. Empty names are empty strings in frames."""
    serde = more.pop("serde", {})
    parameters = {"classification": "csv"} | more.pop("parameters", {})
    columns = str(more.pop("columns", COLUMNS))
    described = table(columns, library, serde, **parameters)
    return Case(files, rows, empty_texts=("name",), table=described, **more)


def _delimiters() -> dict[str, Case]:
    written = {
        "comma_by_default": (",", {}),
        "semicolon": (";", {"field.delim": ";"}),
        "tab": ("\t", {"field.delim": "\t"}),
        "tab_escaped": ("\t", {"field.delim": "\\t"}),
        "control_character": ("\x01", {"field.delim": "\x01"}),
        "control_character_escaped": ("\x01", {"field.delim": "\\u0001"}),
        "control_character_in_octal": ("\x01", {"field.delim": "\\001"}),
        "number_of_a_character": (";", {"field.delim": "59"}),
        "pipe_of_the_table": ("|", {}),
        "two_characters": ("||", {"field.delim": "||"}),
        "dot": (".", {"field.delim": "."}),
    }
    made = {
        f"csv_delimited_by_{name}": _named(ROWS, _text(delimiter), serde=serde)
        for name, (delimiter, serde) in written.items()
    }
    made["csv_delimited_by_pipe_of_the_table"] = _named(
        ROWS, _text("|"), parameters={"delimiter": "|"}
    )
    return made


def _headers() -> dict[str, Case]:
    return {
        "csv_without_a_header": _named(ROWS, _text()),
        "csv_with_no_header_lines": _named(ROWS, _text(), parameters={HEADER: "0"}),
        "csv_with_empty_header_lines": _named(ROWS, _text(), parameters={HEADER: ""}),
        "csv_with_one_header_line": _named(ROWS, _text(",", "i,n"), parameters={HEADER: "1"}),
        "csv_with_a_header_of_the_serde": _named(ROWS, _text(",", "i,n"), serde={HEADER: "1"}),
        "csv_with_a_header_that_is_named_so": _named(
            ROWS, _text(",", "i,n"), parameters={"header": "true"}
        ),
        "csv_with_two_header_lines": _named(
            ROWS, _text(",", "Report of May", "i,n"), parameters={HEADER: "2"}
        ),
        "csv_with_three_header_lines_in_two_files": _named(
            ROWS * 2,
            {
                "a.csv": _text(",", "x", "y", "i,n")["a.csv"],
                "b.csv": _text(",", "u", "v", "w")["a.csv"],
            },
            parameters={HEADER: "3"},
        ),
        "csv_with_two_header_lines_gzip": _named(
            ROWS,
            {"a.csv.gz": gzip.compress(_text(",", "x", "i,n")["a.csv"])},
            parameters={HEADER: "2"},
        ),
        "csv_with_a_blank_line_before_the_header": _named(
            ROWS, _text(",", "", "i,n"), parameters={HEADER: "1"}
        ),
        "csv_with_a_blank_line_between_header_lines": _named(
            ROWS, _text(",", "x", "", "i,n"), parameters={HEADER: "2"}
        ),
        "csv_of_a_header_only": _named([], {"a.csv": b"i,n\n"}, parameters={HEADER: "1"}),
        "csv_with_a_header_in_each_file": _named(
            ROWS * 2,
            {"a.csv": _text(",", "i,n")["a.csv"], "b.csv": _text(",", "i,n")["a.csv"]},
            parameters={HEADER: "1"},
        ),
        "csv_with_a_header_and_a_mark": _named(
            ROWS,
            {"a.csv": b"\xef\xbb\xbf" + _text(",", "i,n")["a.csv"]},
            parameters={HEADER: "1"},
        ),
        "csv_with_a_mark": _named(ROWS, {"a.csv": b"\xef\xbb\xbf" + _text()["a.csv"]}),
    }


def _cells() -> dict[str, Case]:
    return {
        "csv_quoted_lazily": _named(QUOTED, {"a.csv": b'1,"a,b"\n2,c\n'}),
        "csv_doubled_quotes": _named(
            [{"id": 1, "name": 'say "hi"'}], {"a.csv": b'1,"say ""hi"""\n'}
        ),
        "csv_quotes_within": _named([{"id": 1, "name": 'a "b" c'}], {"a.csv": b'1,a "b" c\n'}),
        "csv_apostrophes": _named(
            [{"id": 1, "name": "a,b"}], {"a.csv": b"1,'a,b'\n"}, serde={"quoteChar": "'"}
        ),
        "csv_escaped": _named(
            [{"id": 1, "name": 'say "hi"'}],
            {"a.csv": b'1,"say \\"hi\\""\n'},
            serde={"escape.delim": "\\"},
        ),
        "csv_empty_texts": _named([{"id": 1, "name": None}, {"id": None, "name": "x"}],
                                  {"a.csv": b"1,\n,x\n"}),
        "csv_quoted_empty_texts": _named([{"id": 1, "name": ""}], {"a.csv": b'1,""\n'}),
        "csv_nulls_that_are_named": _named(
            [{"id": 1, "name": None}, {"id": None, "name": "x"}],
            {"a.csv": b"1,NA\nNA,x\n"},
            parameters={"serialization.null.format": "NA"},
            choices=[{"id": 1, "name": None}, {"id": None, "name": "x"}],
        ),
        "csv_short_and_long_rows": _named(
            [{"id": 1, "name": None}, {"id": 2, "name": "b"}], {"a.csv": b"1\n2,b,c\n"}
        ),
        "csv_blank_lines": _named(ROWS, {"a.csv": b"\n" + _text()["a.csv"] + b"\n  \n"}),
        "csv_of_windows": _named(ROWS, {"a.csv": _text()["a.csv"].replace(b"\n", b"\r\n")}),
        "csv_without_a_last_line_end": _named(ROWS, {"a.csv": _text()["a.csv"][:-1]}),
        "csv_of_one_column": _named(
            [{"id": 1}, {"id": 2}], {"a.csv": b"1\n2\n"}, columns="id:int"
        ),
        "csv_lines_within_cells": _named(
            [{"id": 1, "name": "two\nlines"}, {"id": 2, "name": "c"}],
            {"a.csv": b'1,"two\nlines"\n2,c\n'},
            parameters={"multiLine": "true"},
        ),
        "csv_lines_within_cells_of_windows": _named(
            [{"id": 1, "name": "two\nlines"}, {"id": 2, "name": "c"}],
            {"a.csv": b'1,"two\r\nlines"\r\n2,c\r\n'},
            parameters={"multiLine": "true"},
        ),
        "csv_of_latin_1": _named(
            ROWS,
            {"a.csv": _text()["a.csv"].decode().encode("latin-1")},
            serde={"serialization.encoding": "ISO-8859-1"},
        ),
        "csv_types": _named(
            [{"b": True, "d": 1.5, "big": 5_000_000_000, "s": " x "}],
            {"a.csv": b"true,1.5,5000000000, x \n"},
            columns="b:boolean; d:double; big:bigint; s:string",
        ),
        "csv_of_a_trailing_delimiter": _named(
            [{"id": 1, "name": "a"}], {"a.csv": b"1,a,\n"}
        ),
        "csv_backslashes_mean_nothing": _named(
            [{"id": 1, "name": "a\\b"}, {"id": 2, "name": "c\\"}], {"a.csv": b"1,a\\b\n2,c\\\n"}
        ),
    }  # fmt: skip


def _open_csv() -> dict[str, Case]:
    def case(rows: Sequence[Row], content: bytes, **more: object) -> Case:
        return Case(
            {"a.csv": content},
            rows,
            empty_texts=("name",),
            table=table(COLUMNS, OPEN_CSV, more.pop("serde", {}), **more),
        )

    return {
        "open_csv": case(QUOTED, b'"1","a,b"\n2,c\n'),
        "open_csv_named": case(QUOTED, b'"1","a,b"\n2,c\n', classification="csv"),
        "open_csv_whatever_the_classification": case(QUOTED, b'1,"a,b"\n2,c\n', classification="x"),
        "open_csv_separator": case(QUOTED, b'1|"a,b"\n2|c\n', serde={"separatorChar": "|"}),
        "open_csv_separator_escaped": case(
            QUOTED, b'1\t"a,b"\n2\tc\n', serde={"separatorChar": "\\t"}
        ),
        "open_csv_ignores_the_delimiters_of_others": case(
            QUOTED, b'1,"a,b"\n2,c\n', serde={"field.delim": ";"}, delimiter=";"
        ),
        "open_csv_apostrophes": case(QUOTED, b"1,'a,b'\n2,c\n", serde={"quoteChar": "'"}),
        "open_csv_escapes": case(
            [{"id": 1, "name": 'a"b'}], b'1,"a\\"b"\n', serde={"escapeChar": "\\"}
        ),
        "open_csv_doubled_quotes": case([{"id": 1, "name": 'a"b'}], b'1,"a""b"\n'),
        "open_csv_header": case(QUOTED, b'"id","name"\n1,"a,b"\n2,c\n', **{HEADER: "1"}),
        "open_csv_two_header_lines": case(QUOTED, b'x\nid,name\n1,"a,b"\n2,c\n', **{HEADER: "2"}),
        "open_csv_empty": case([{"id": 1, "name": None}, {"id": 2, "name": ""}], b'1,\n2,""\n'),
    }


def _hive() -> dict[str, Case]:
    """Hive's own text, which isn't classified as CSV."""

    def case(rows: Sequence[Row], content: bytes, **serde: str) -> Case:
        return Case({"a": content}, rows, table=table(COLUMNS, LAZY, serde))

    return {
        "hive_text": case(ROWS, _text("\x01")["a.csv"]),
        "hive_text_delimited": case(ROWS, _text(";")["a.csv"], **{"field.delim": ";"}),
        "hive_text_delimited_by_number": case(ROWS, _text("\t")["a.csv"], **{"field.delim": "9"}),
        "hive_text_has_no_quotes": case(
            [{"id": 1, "name": '"a'}, {"id": 2, "name": '"c"'}],
            b'1,"a,b"\n2,"c"\n',
            **{"field.delim": ","},
        ),
        "hive_text_nulls": Case(
            {"a": b"1,\\N\n\\N,x\n3,\n"},
            [{"id": 1, "name": None}, {"id": None, "name": "x"}, {"id": 3, "name": ""}],
            table=table(COLUMNS, LAZY, {"field.delim": ","}),
        ),
        "hive_text_nulls_that_are_named": Case(
            {"a": b"1,NA\nNA,x\n"},
            [{"id": 1, "name": None}, {"id": None, "name": "x"}],
            table=table(COLUMNS, LAZY, {"field.delim": ",", "serialization.null.format": "NA"}),
        ),
        "hive_text_escaped": case(
            [{"id": 1, "name": "a,b"}, {"id": 2, "name": "c\\d"}],
            b"1,a\\,b\n2,c\\\\d\n",
            **{"field.delim": ",", "escape.delim": "\\"},
        ),
        "hive_text_of_latin_1": case(
            ROWS,
            _text(",")["a.csv"].decode().encode("latin-1"),
            **{"field.delim": ",", "serialization.encoding": "ISO-8859-1"},
        ),
        "hive_text_with_a_header": Case(
            _text("\x01", "i\x01n"), ROWS, table=table(COLUMNS, LAZY, {}, **{HEADER: "1"})
        ),
        "hive_text_of_partitions": Case(
            {"day=1/a": b"1,a\n", "day=2/a": b"2;b\n"},
            [{"id": 1, "name": "a", "day": "1"}, {"id": 2, "name": "b", "day": "2"}],
            table=table(
                COLUMNS,
                LAZY,
                {"field.delim": ","},
                keys="day:string",
                partitions=[
                    {"value": "1", "folder": "day=1"},
                    {"value": "2", "folder": "day=2", "serde": {"field.delim": ";"}},
                ],
            ),
        ),
    }


def _spark() -> dict[str, Case]:
    """Tables created by Spark, with Spark's options."""

    def case(rows: Sequence[Row], content: bytes, **options: str) -> Case:
        return Case(
            {"a.csv": content},
            rows,
            empty_texts=("name",),
            table=table(COLUMNS, LAZY, options, **PROVIDER),
        )

    return {
        "spark_csv": case(ROWS, _text()["a.csv"]),
        "spark_csv_sep": case(ROWS, _text(";")["a.csv"], sep=";"),
        "spark_csv_delimiter": case(ROWS, _text("|")["a.csv"], Delimiter="|"),
        "spark_csv_tab": case(ROWS, _text("\t")["a.csv"], sep="\\t"),
        "spark_csv_header": case(ROWS, _text(",", "i,n")["a.csv"], header="true"),
        "spark_csv_quote": case(QUOTED, b"1,'a,b'\n2,c\n", quote="'"),
        "spark_csv_escape": case([{"id": 1, "name": 'a"b'}], b'1,"a\\"b"\n'),
        "spark_csv_other_escape": case([{"id": 1, "name": 'a"b'}], b'1,"a""b"\n', escape='"'),
        "spark_csv_lines": case(
            [{"id": 1, "name": "a\nb"}], b'1,"a\nb"\n', multiLine="true"
        ),
        "spark_csv_encoding": case(
            ROWS, _text()["a.csv"].decode().encode("latin-1"), encoding="ISO-8859-1"
        ),
    }  # fmt: skip


def _crawled() -> dict[str, Case]:
    quoted, plain = b'id,name\n1,"a,b"\n2,"c"\n', b"id,name\n3,d\n4,e\n"
    rows: list[Row] = [
        {"id": number, "name": name} for number, name in enumerate(["a,b", "c", "d", "e"], 1)
    ]
    return {
        "csv_quoted_in_one_file": Case({"a.csv": quoted, "b.csv": plain}, rows),
        "csv_quoted_in_one_partition": Case(
            {"day=1/a.csv": plain, "day=2/a.csv": quoted},
            [{**row, "day": "2" if row["id"] < 3 else "1"} for row in rows],
        ),
        "csv_lines_in_one_partition": Case(
            {"day=1/a.csv": quoted, "day=2/a.csv": quoted.replace(b"a,b", b"a\nb")},
            [
                {"id": 1, "name": "a,b", "day": "1"},
                {"id": 2, "name": "c", "day": "1"},
                {"id": 1, "name": "a\nb", "day": "2"},
                {"id": 2, "name": "c", "day": "2"},
            ],
        ),
        "csv_quoted_and_packed_without_a_name": Case(
            {"a": gzip.compress(quoted), "b": gzip.compress(plain)}, rows
        ),
        "csv_of_tabs_and_a_header": Case(
            {"a.tsv": b"id\tname\n1\ta\n2\tb\n"}, [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]
        ),
    }


CSV_CASES = _delimiters() | _headers() | _cells() | _open_csv() | _hive() | _spark() | _crawled()
