"""Custom classifiers and the grok language."""

from __future__ import annotations

from pathlib import Path

import pytest
from glue_table_format.grok_patterns import BUILT_IN
from glue_table_format.json_paths import parse_path

from glue_devendpoint.crawlers.classifiers.order import Classifiers
from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.files.line_patterns import line_pattern
from tests.crawlers.conftest import Crawl, Write

from .conftest import columns, only


def _grok(pattern: str, custom: str = "", name: str = "mine") -> dict[str, dict[str, str]]:
    return {
        "GrokClassifier": {
            "Name": name,
            "Classification": name,
            "GrokPattern": pattern,
            "CustomPatterns": custom,
        }
    }


def _csv(**settings: object) -> dict[str, dict[str, object]]:
    return {"CsvClassifier": {"Name": "mine", **settings}}


MEANINGS = [
    ("USERNAME", ["ann.b-c_1"], ["", " "]),
    ("INT", ["1", "-20", "+3"], ["a", "1.5"]),
    ("NUMBER", ["1", "1.5", ".5", "-2."], ["a", ""]),
    ("BASE16NUM", ["0xFF", "ff", "-0x1"], ["xyz"]),
    ("BASE16FLOAT", ["0xA.8", "1.f"], ["g"]),
    ("BOOLEAN", ["true", "FALSE"], ["yes"]),
    ("POSINT", ["1", "10"], ["0", "-1"]),
    ("NONNEGINT", ["0", "12"], ["x"]),
    ("WORD", ["abc_1"], ["a b"]),
    ("NOTSPACE", ["a!b"], ["a b"]),
    ("QUOTEDSTRING", ['"a \\" b"', "'x'", "`y`", '""'], ['"a', "a"]),
    ("UUID", ["123e4567-e89b-12d3-a456-426614174000"], ["123e4567"]),
    ("MAC", ["00:1A:2b:3c:4d:5e", "00-1a-2b-3c-4d-5e", "001a.2b3c.4d5e"], ["00:1a"]),
    ("IPV4", ["192.168.0.1", "255.255.255.255"], ["256.1.1.1", "1.2.3"]),
    ("IPV6", ["2001:db8::1", "::1", "fe80::1:2", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "1::"], ["1:2", "g::1"]),  # noqa: E501
    ("IP", ["10.0.0.1", "::1"], ["x"]),
    ("HOSTNAME", ["a.example.com", "host1"], ["-", ""]),
    ("HOSTPORT", ["a.example.com:80", "10.0.0.1:9"], ["a.example.com"]),
    ("UNIXPATH", ["/var/log/x.log"], ["var"]),
    ("TTY", ["/dev/pts/0", "/dev/tty1"], ["/dev/null/"]),
    ("WINPATH", ["C:\\a\\b.txt", "\\\\server\\x"], ["a/b"]),
    ("URI", ["https://u:p@example.com:8080/a/b?x=1&y=2", "http://h"], ["example.com"]),
    ("URIPATHPARAM", ["/a/b?x=1"], ["a"]),
    ("MONTH", ["Jan", "September", "may"], ["Foo"]),
    ("MONTHNUM", ["1", "01", "12"], ["13"]),
    ("MONTHDAY", ["1", "31", "09"], ["32"]),
    ("DAY", ["Mon", "Sunday"], ["Xday"]),
    ("YEAR", ["1999", "24"], ["1", "199"]),
    ("HOUR", ["0", "23"], ["24"]),
    ("TIME", ["12:30:59", "1:02:03.123"], ["12:60:00"]),
    ("DATE_US", ["12/31/2024"], ["31/12/2024"]),
    ("DATE_EU", ["31.12.2024", "31/12/2024"], ["12/31/2024"]),
    ("TIMESTAMP_ISO8601", ["2024-01-02T03:04:05Z", "2024-01-02 03:04:05,678+01:00"], ["2024-1"]),
    ("DATESTAMP_RFC822", ["Mon Jan 02 2006 15:04:05 MST"], ["x"]),
    ("DATESTAMP_RFC2822", ["Mon, 02 Jan 2006 15:04:05 -0700"], ["x"]),
    ("DATESTAMP_OTHER", ["Mon Jan 02 15:04:05 UTC 2006"], ["x"]),
    ("DATESTAMP_EVENTLOG", ["20060102150405"], ["2006"]),
    ("CISCOTIMESTAMP", ["Jan  2 2006 15:04:05", "Jan 2 15:04:05"], ["x"]),
    ("SYSLOGTIMESTAMP", ["Mar  1 10:00:01"], ["10:00"]),
    ("SYSLOGPROG", ["sshd[123]", "cron"], [""]),
    ("SYSLOGBASE", ["Mar  1 10:00:01 host1 sshd[12]:"], ["sshd:"]),
    ("HTTPDATE", ["10/Oct/2000:13:55:36 -0700"], ["10/10/2000"]),
    ("LOGLEVEL", ["ERROR", "warn", "Info", "WARNING"], ["loud"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, yes, _ in MEANINGS for t in yes])
def test_a_named_pattern_matches_what_its_name_says(name: str, text: str) -> None:
    assert line_pattern(f"%{{{name}}}").pattern.fullmatch(text)


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, _, no in MEANINGS for t in no])
def test_a_named_pattern_matches_nothing_else(name: str, text: str) -> None:
    assert not line_pattern(f"%{{{name}}}").pattern.fullmatch(text)


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_every_named_pattern_compiles(name: str) -> None:
    assert line_pattern(f"%{{{name}:field}}").columns.fields[0][0] == "field"


def test_typed_fields_give_typed_columns(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/a.log", "7 2.5 true x hello world\n8 3.5 false y bye\n")
    pattern = "%{INT:n:int} %{NUMBER:Price:double} %{BOOLEAN:ok:boolean} %{WORD:UNWANTED} %{GREEDYDATA:text}"  # noqa: E501  # fmt: skip

    plan = crawl(lake / "t", classifiers=[_grok(pattern)])

    assert columns(plan) == {"n": "int", "price": "double", "ok": "boolean", "text": "string"}
    table = only(plan)
    assert table["Parameters"]["classification"] == "mine"
    assert table["Parameters"]["grokPattern"] == pattern
    serde = table["StorageDescriptor"]["SerdeInfo"]
    assert serde["SerializationLibrary"] == "com.amazonaws.glue.serde.GrokSerDe"
    assert "%{GREEDYDATA:text:string}" in serde["Parameters"]["input.format"]


def test_custom_patterns_may_hide_built_in_ones(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/a.log", "<<one>>\n<<two>>\n")

    plan = crawl(lake / "t", classifiers=[_grok("^%{WORD:w}$", "WORD <<(?:one|two)>>")])

    assert columns(plan) == {"w": "string"}
    serde = only(plan)["StorageDescriptor"]["SerdeInfo"]["Parameters"]
    assert serde["input.grokCustomPatterns"] == "WORD <<(?:one|two)>>"


def test_groups_of_custom_patterns_are_no_fields() -> None:
    grok = line_pattern("%{A:a} %{B:b}", "A (x)(?<named>y)[(]\\(\nB (?:z)(?=.)(w)")

    found = grok.pattern.search("xy(( zw")

    assert found is not None
    assert found.groups() == ("xy((", "zw")


@pytest.mark.parametrize(
    ("pattern", "custom", "reason"),
    [
        ("%{NOPE:x}", "", "Unknown grok pattern name 'NOPE'"),
        ("%{A:x}", "A %{B}\nB %{A}", "refers to itself"),
        ("%{INT:x:date}", "", "field 'x' has the invalid type 'date'"),
        ("(unclosed", "", "can't be compiled"),
        ("%{A:x}", "A", "Line 1"),
        ("%{A}", "\n".join(f"{chr(65 + n)} {f'%{{{chr(66 + n)}}}' * 10}" for n in range(9)) + "\nJ x", "expands to more"),  # noqa: E501
    ],
)  # fmt: skip
def test_a_pattern_that_makes_no_sense_is_refused(pattern: str, custom: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        Classifiers.of([_grok(pattern, custom)])


def test_the_first_certain_classifier_wins(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/a.log", "1 x\n2 y\n")
    loose = _grok("^%{INT:first} x", name="loose")
    exact = _grok("^%{INT:n} %{WORD:w}$", name="exact")
    late = _grok("%{GREEDYDATA:all}", name="late")

    plan = crawl(lake / "t", classifiers=[loose, exact, late])

    assert only(plan)["Parameters"]["classification"] == "exact"


def test_a_half_certain_classifier_wins_over_nothing(
    crawl: Crawl, write: Write, lake: Path
) -> None:
    write("t/a.log", "1 x\nsomething else\n")

    plan = crawl(lake / "t", classifiers=[_grok("^%{INT:first} x", name="loose")])

    assert only(plan)["Parameters"]["classification"] == "loose"


def test_csv_with_delimiter_quote_and_given_names(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/a.txt", "1^'x^y'\n2^'z'\n")
    classifier = _csv(Delimiter="^", QuoteSymbol="'", ContainsHeader="ABSENT", Header=["id", "v"])

    plan = crawl(lake / "t", classifiers=[classifier])

    assert columns(plan) == {"id": "string", "v": "string"}
    serde = only(plan)["StorageDescriptor"]["SerdeInfo"]["Parameters"]
    assert (serde["separatorChar"], serde["quoteChar"]) == ("^", "'")


def test_csv_with_a_header_that_could_not_be_told(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/a.csv", "name,city\nAnna,Rome\nBob,Oslo\n")

    plan = crawl(lake / "t", classifiers=[_csv(Delimiter=",", ContainsHeader="PRESENT")])

    assert columns(plan) == {"name": "string", "city": "string"}
    assert only(plan)["Parameters"]["skip.header.line.count"] == "1"


def test_csv_of_a_single_column(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/a.csv", "1\n2\n3\n")
    classifier = _csv(AllowSingleColumn=True, ContainsHeader="ABSENT", Header=["n"])

    plan = crawl(lake / "t", classifiers=[classifier])

    assert columns(plan) == {"n": "bigint"}


def test_csv_with_given_types(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/a.csv", "id,day,at\n1,2024-01-01,2024-01-01 10:00:00\n2,2024-01-02,2024-01-01 10:00:00\n")  # noqa: E501  # fmt: skip
    classifier = _csv(
        Delimiter=",",
        ContainsHeader="PRESENT",
        CustomDatatypeConfigured=True,
        CustomDatatypes=["INT", "DATE", "TIMESTAMP"],
    )

    plan = crawl(lake / "t", classifiers=[classifier])

    assert columns(plan) == {"id": "int", "day": "date", "at": "timestamp"}


def test_kept_blanks_are_part_of_the_value(crawl: Crawl, write: Write, lake: Path) -> None:
    write("t/a.csv", "id|n\n1| 5\n2| 6\n")
    base = {"Delimiter": "|", "ContainsHeader": "PRESENT"}

    kept = crawl(lake / "t", classifiers=[_csv(**base, DisableValueTrimming=True)])
    trimmed = crawl(lake / "t", classifiers=[_csv(**base, DisableValueTrimming=False)])

    assert columns(kept)["n"] == "string"
    assert columns(trimmed)["n"] == "bigint"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$", ()),
        ("$[*]", (None,)),
        ("$.a.b", ("a", "b")),
        ("$.a[*].b", ("a", None, "b")),
        ("$['a b'][2]", ("a b", 2)),
        ('$["x"].*', ("x", None)),
    ],
)
def test_json_paths(path: str, expected: tuple[object, ...]) -> None:
    assert parse_path(path) == expected


@pytest.mark.parametrize("path", ["", "a.b", "$.", "$[a]", "$..x", "$[1", "$[-1]"])
def test_a_json_path_that_makes_no_sense_is_refused(path: str) -> None:
    with pytest.raises(InvalidInput, match="JSON path"):
        Classifiers.of([{"JsonClassifier": {"Name": "j", "JsonPath": path}}])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$.items[*]", {"n": "int", "tag": "string"}),
        ("$.items[0]", {"n": "int"}),
        ("$.items[*].n", {"record": "int"}),
        ("$.meta", {"at": "bigint"}),
    ],
)
def test_a_json_path_says_what_a_record_is(
    crawl: Crawl, write: Write, lake: Path, path: str, expected: dict[str, str]
) -> None:
    write("t/a.json", '{"items": [{"n": 1}, {"n": 2, "tag": "x"}], "meta": {"at": 3000000000}}')
    classifier = {"JsonClassifier": {"Name": "j", "JsonPath": path}}

    plan = crawl(lake / "t", classifiers=[classifier])

    assert columns(plan) == expected


@pytest.mark.parametrize(
    "definition",
    [
        {"XMLClassifier": {"Name": "x", "Classification": "x", "RowTag": "<row>"}},
        {"CsvClassifier": {"Name": "x", "Delimiter": ",,"}},
        {"CsvClassifier": {"Name": "x", "Delimiter": ",", "QuoteSymbol": ","}},
        {"Other": {}},
    ],
)
def test_a_definition_that_makes_no_sense_is_refused(definition: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        Classifiers.of([definition])
