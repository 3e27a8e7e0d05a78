"""Logs: grok patterns and regular expressions that split lines."""

from __future__ import annotations

import gzip
from typing import Any

from tests.crawlers.readable_lake import Case, Row

from .tables import GROK, LAZY, REGEX, table

PATTERN = "%{WORD:verb} %{INT:n:int}"
COLUMNS = "verb:string; n:int"
ROWS: list[Row] = [{"verb": "GET", "n": 17}, {"verb": "PUT", "n": 5}]
LINES = b"GET 17\nPUT 5\n"
SYSLOG = b"Mar  1 10:00:01 web1 sshd[12]: closed\n"


def _classified(name: str, lines: bytes, pattern: str, rows: list[Row], custom: str = "") -> Case:
    classifier: dict[str, Any] = {
        "Name": name,
        "Classification": "my_log",
        "GrokPattern": pattern,
    }
    if custom:
        classifier["CustomPatterns"] = custom
    return Case({"a.log": lines}, rows, {"GrokClassifier": classifier}, dash_is_missing=True)


def _crawled() -> dict[str, Case]:
    made = {
        "grok_typed": (LINES, PATTERN, ROWS, ""),
        "grok_unwanted": (b"a 1 b\nc 2 d\n", "%{WORD:x} %{INT:UNWANTED} %{WORD:y}",
                          [{"x": "a", "y": "b"}, {"x": "c", "y": "d"}], ""),
        "grok_of_other_languages": ("Zoë 1\n日本 2\n".encode(), "^%{WORD:name} %{INT:n:int}$",
                                    [{"name": "Zoë", "n": 1}, {"name": "日本", "n": 2}], ""),
        "grok_named_group": (b"a-1\nb-2\n", "(?<letter>[a-z])-%{INT:n:int}",
                             [{"letter": "a", "n": 1}, {"letter": "b", "n": 2}], ""),
        "grok_silent_groups": (b"ab1\nab2\n", "(a)(?:b)%{INT:n:int}", [{"n": 1}, {"n": 2}], ""),
        "grok_groups_of_ones_own_patterns": (
            b"x1 y\nx2 z\n", "%{MINE:m} %{WORD:w}",
            [{"m": "x1", "w": "y"}, {"m": "x2", "w": "z"}], "MINE (x)(?<digit>[0-9])"),
        "grok_own_pattern_of_a_known_name": (b"<a>\n<b>\n", "^%{WORD:w}$",
                                             [{"w": "<a>"}, {"w": "<b>"}], "WORD <[ab]>"),
        "grok_fields_of_one_name": (b"1 2\n3 4\n", "%{INT:n:int} %{INT:n:int}",
                                    [{"n": 1, "n_1": 2}, {"n": 3, "n_1": 4}], ""),
        "grok_fields_within_a_field": (
            SYSLOG * 2, "%{SYSLOGBASE:head} %{GREEDYDATA:text}",
            [{"head": "Mar  1 10:00:01 web1 sshd[12]:", "timestamp": "Mar  1 10:00:01",
              "facility": None, "priority": None, "logsource": "web1", "program": "sshd",
              "pid": "12", "text": "closed"}] * 2, ""),
        "grok_found_within_the_line": (b">> GET 17 <<\n-- PUT 5 --\n", PATTERN, ROWS, ""),
        "grok_lines_of_windows": (b"GET 17\r\nPUT 5\r\n", f"^{PATTERN}$", ROWS, ""),
        "grok_separators_that_end_no_line": (
            "a\u2028b 1\nc\u0085d 2\n".encode(), "^%{GREEDYDATA:t} %{INT:n:int}$",
            [{"t": "a\u2028b", "n": 1}, {"t": "c\u0085d", "n": 2}], ""),
        "grok_numbers": (b"-1.5 0x1F 00\n2. ff 7\n", "%{NUMBER:a:double} %{BASE16NUM:b} %{INT:c}",
                         [{"a": -1.5, "b": "0x1F", "c": "00"},
                          {"a": 2.0, "b": "ff", "c": "7"}], ""),
        "grok_quoted": (b'"a \\" b" x\n\'c\' y\n', "%{QS:q} %{WORD:w}",
                        [{"q": '"a \\" b"', "w": "x"}, {"q": "'c'", "w": "y"}], ""),
        "grok_times": (b"2024-03-01T10:00:00Z INFO\n2024-03-01 10:00:01,5 WARN\n",
                       "%{TIMESTAMP_ISO8601:at} %{LOGLEVEL:level}",
                       [{"at": "2024-03-01T10:00:00Z", "level": "INFO"},
                        {"at": "2024-03-01 10:00:01,5", "level": "WARN"}], ""),
        "grok_addresses": (b"10.0.0.1 ::1\nweb1.example.com fe80::2\n", "%{IPORHOST:a} %{IP:b}",
                           [{"a": "10.0.0.1", "b": "::1"},
                            {"a": "web1.example.com", "b": "fe80::2"}], ""),
    }  # fmt: skip
    return {name: _classified(name, *told) for name, told in made.items()}


def _tables() -> dict[str, Case]:
    def case(files: dict[str, bytes], rows: list[Row], **more: Any) -> Case:
        columns = more.pop("columns", COLUMNS)
        library = more.pop("library", GROK)
        serde = more.pop("serde", {"input.format": PATTERN})
        parameters = more.pop("parameters", {"classification": "my_log"})
        described = table(columns, library, serde, **parameters)
        return Case(files, rows, dash_is_missing=True, table=described, **more)

    files = {"a.log": LINES}
    return {
        "grok_of_the_serde": case(files, ROWS),
        "grok_of_the_table": case(
            files, ROWS, library="", serde={}, parameters={"grokPattern": PATTERN}
        ),
        "grok_of_the_table_and_the_default_serde": case(
            files, ROWS, library=LAZY, serde={}, parameters={"grokPattern": PATTERN}
        ),
        "grok_own_patterns_of_the_serde": case(
            files,
            ROWS,
            serde={
                "input.format": "%{VERB:verb:string} %{INT:n:int}",
                "input.grokCustomPatterns": "VERB [A-Z]+",
            },
        ),
        "grok_lines_that_do_not_match": case(
            {"a.log": b"GET 17\nnonsense\nPUT 5\n"},
            [ROWS[0], {"verb": None, "n": None}, ROWS[1]],
            choices=ROWS,
        ),
        "grok_numbers_that_are_none": case(
            {"a.log": b"GET 99999999999\n"},
            [{"verb": "GET", "n": None}],
            choices=[{"verb": "GET", "n": {"int": None, "string": "99999999999"}}],
        ),
        "grok_columns_by_other_names": case(
            files,
            [{"method": row["verb"], "size": row["n"]} for row in ROWS],
            columns="method:string; size:int",
        ),
        "grok_fewer_columns": case(
            files, [{"verb": row["verb"]} for row in ROWS], columns="verb:string"
        ),
        "grok_gzip": case({"a.log.gz": gzip.compress(LINES)}, ROWS),
        "grok_that_is_invalid_is_refused": case(
            files, [], serde={"input.format": "%{NOPE:x}"}, refused="NOPE"
        ),
        "regex": Case(
            files,
            [{"verb": "GET", "n": 17}, {"verb": "PUT", "n": 5}],
            table=table(COLUMNS, REGEX, {"input.regex": r"([A-Z]+) (\d+)"}),
        ),
        "regex_of_whole_lines": Case(
            {"a.log": b"GET 17\nPUT 5 more\n"},
            [{"verb": "GET", "n": 17}, {"verb": None, "n": None}],
            choices=[{"verb": "GET", "n": 17}],
            table=table(COLUMNS, REGEX, {"input.regex": r"([A-Z]+) (\d+)"}),
        ),
        "regex_of_letters_of_one_language": Case(
            {"a.log": "GET 17\nZoë 5\n".encode()},
            [{"verb": "GET", "n": 17}, {"verb": None, "n": None}],
            choices=[{"verb": "GET", "n": 17}],
            table=table(COLUMNS, REGEX, {"input.regex": r"(\w+) (\d+)"}),
        ),
        "regex_whatever_the_case": Case(
            {"a.log": b"get 17\n"},
            [{"verb": "get", "n": 17}],
            table=table(
                COLUMNS,
                REGEX,
                {"input.regex": r"([A-Z]+) (\d+)", "input.regex.case.insensitive": "true"},
            ),
        ),
    }


LINE_CASES = _crawled() | _tables()
