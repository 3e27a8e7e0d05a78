"""Exclude patterns: every row of Glue's glob grammar."""

from __future__ import annotations

from pathlib import Path

import pytest

from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.files.exclusions import Exclusions
from tests.crawlers.conftest import Crawl, Write

GRAMMAR = [
    # pattern, matches, does not match
    ("*.csv", ["a.csv", ".hidden.csv", ".csv"], ["folder/a.csv", "a.csv.gz"]),
    ("*.*", ["a.b", "x.y.z"], ["ab", "d/a.b"]),
    ("*.{csv,avro}", ["a.csv", "a.avro"], ["a.json", "d/a.csv"]),
    ("foo.?", ["foo.a", "foo.1"], ["foo.", "foo.ab", "foo./"]),
    ("myfolder/*", ["myfolder/a", "myfolder/.b"], ["myfolder/x/y", "myfolder"]),
    ("myfolder/*/*", ["myfolder/x/y"], ["myfolder/x", "myfolder/x/y/z"]),
    ("myfolder/**", ["myfolder/a", "myfolder/x/y/z"], ["myfolder", "other/a"]),
    ("myfolder**", ["myfolder", "myfolder/a", "myfolder2", "myfolder/x/y"], ["a/myfolder"]),
    ("**.csv", ["a.csv", "x/a.csv", "x/y/.csv"], ["a.csv.gz"]),
    ("Market*", ["Market", "Market1"], ["Market/a", "market"]),
    ("a\\*b", ["a*b"], ["axb"]),
    ("a\\{b", ["a{b"], ["ab"]),
    ("[abc].t", ["a.t", "c.t"], ["d.t", "ab.t"]),
    ("[a-c]x", ["ax", "bx", "cx"], ["dx", "-x"]),
    ("[abce-g]", ["a", "e", "f", "g"], ["d", "-"]),
    ("[!a-c]x", ["dx", "-x"], ["ax", "/x", "x"]),
    ("[*?\\]", ["*", "?", "\\"], ["a"]),
    ("[-ab]", ["-", "a", "b"], ["c"]),
    ("[!-a]", ["b"], ["-", "a", "/"]),
    ("[+-0]", ["+", ".", "0"], ["/", "1"]),
    ("x.{a?,b*}", ["x.a1", "x.b", "x.bcd"], ["x.a", "x.c"]),
    ("departments/{market,sales}/**", ["departments/sales/x"], ["departments/hr/x"]),
    ("2015/01/{[!0],0[8-9]}**", ["2015/01/10/f", "2015/01/08/f"], ["2015/01/07/f"]),
    ("2015/0[2-9]/**", ["2015/02/01/f", "2015/09/f"], ["2015/01/f", "2015/10/f"]),
    ("2015/1[0-2]/**", ["2015/10/f", "2015/12/f"], ["2015/13/f"]),
    ("HR*", ["HR_employees"], ["hr_employees", "public/HR_employees"]),
    ("**_Table", ["a_Table", "public/a_Table"], ["a_Tables"]),
    ("a.b+(c)|^$", ["a.b+(c)|^$"], ["axbbc"]),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "path"), [(p, m) for p, yes, _ in GRAMMAR for m in yes])
def test_a_pattern_excludes(pattern: str, path: str) -> None:
    assert Exclusions.of([pattern]).excludes(path)


@pytest.mark.parametrize(("pattern", "path"), [(p, m) for p, _, no in GRAMMAR for m in no])
def test_a_pattern_does_not_exclude(pattern: str, path: str) -> None:
    assert not Exclusions.of([pattern]).excludes(path)


@pytest.mark.parametrize("pattern", ["[abc", "{a,b", "{a,{b,c}}", "a\\", "[z-a]", "[]"])
def test_a_pattern_that_is_not_valid_is_refused_by_name(pattern: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        Exclusions.of([pattern])

    assert repr(pattern) in str(refusal.value)


@pytest.mark.parametrize("pattern", ["**a" * 30, "*a" * 40, "{*,a}" * 30, "**{a,aa}" * 20])
def test_a_pattern_of_many_stars_comes_to_an_end(pattern: str) -> None:
    assert not Exclusions.of([f"{pattern}x"]).excludes("a" * 300 + "b")


def test_excluded_files_make_no_tables(crawl: Crawl, write: Write, lake: Path) -> None:
    write("kept/a.json", '{"a": 1}')
    write("dropped/b.json", '{"b": 1}')

    plan = crawl(lake, exclusions=["dropped/**"])

    assert [table.name for table in plan.tables] == ["kept"]
    assert plan.tables[0].table_input["Parameters"]["exclusions"] == f'["{lake}/dropped/**"]'
