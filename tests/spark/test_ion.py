"""Ion as lines of JSON, which our Java classes make: the library of Ion itself is the judge."""

from __future__ import annotations

import base64
import datetime as dt
import json
import math
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from amazon.ion import simpleion
from amazon.ion.core import IonType
from amazon.ion.simple_types import IonPyBytes, IonPyList, IonPySymbol

from .conftest import SparkChild, SparkFailed

pytestmark = pytest.mark.spark

READ = """
lines = (
    spark.read.option("io.compression.codecs", "gluedevendpoint.DecodedCodec")
    .option("glue.decoded.records", "ion")
    .text("decoded-file://{path}.decoded")
)
answer = [row[0] for row in lines.collect()]
"""


@pytest.fixture
def ion(spark: SparkChild, tmp_path: Path) -> Callable[[bytes | str], list[Any]]:
    """Reads Ion by our classes."""

    def read(content: bytes | str) -> list[Any]:
        path = tmp_path / "a.ion"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        lines = spark.run(READ.format(path=path))
        return [json.loads(line, parse_float=Decimal) for line in lines]

    return read


@pytest.mark.parametrize("form", ["binary", "text"])
@pytest.mark.parametrize("seed", range(3))
def test_random_values_are_read_as_the_library_reads_them(
    ion: Callable[[bytes | str], list[Any]], form: str, seed: int
) -> None:
    chance = random.Random(seed)
    values = [{"value": _value(chance, 3)} for _ in range(400)]

    content = simpleion.dumps(values, binary=form == "binary", sequence_as_stream=True)

    read = simpleion.loads(content, single_value=False)
    assert len(read) == len(values)
    for found, each in zip(ion(content), read, strict=True):
        assert _as_doubles(found, _expected(each)) == _expected(each)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        ("null.timestamp", None),
        ("true /* a comment */", True),
        ("0x1F", 31),
        ("-0b1_01", -5),
        ("1_000", 1000),
        ("12d-1", Decimal("1.2")),
        ("5.", 5),
        ("-0.", 0),
        ("1.5e3", 1500),
        ("nan", "NaN"),
        ("-inf", "-Infinity"),
        ("2007T", "2007-01-01T00:00:00Z"),
        ("2007-02T", "2007-02-01T00:00:00Z"),
        ("2007-02-23", "2007-02-23T00:00:00Z"),
        ("2007-02-23T12:14Z", "2007-02-23T12:14:00Z"),
        ("2007-02-23T20:14:33.079-08:00", "2007-02-24T04:14:33.079Z"),
        ("2007-02-23T00:14:33.1234567890123+01:00", "2007-02-22T23:14:33.123456789Z"),
        (r'"\x41\u00e9\U0001F600\n\0\'\?\/"', "Aé😀\n\0'?/"),
        ('"a\\\nb"', "ab"),
        ("'''one''' // and more\n '''two'''", "onetwo"),
        ("'''a\r\nb'c''d'''", "a\nb'c''d"),
        ("symbol", "symbol"),
        ("'a symbol'", "a symbol"),
        ("$4", "name"),
        ("note::other::7", 7),
        ("{{ aGVs\n bG8= }}", "aGVsbG8="),
        (r'{{ "hel\x6co" }}', "aGVsbG8="),
        ("[1, 2 /* here */, [],]", [1, 2, []]),
        ("(a + -1 -b (c::2) d.e)", ["a", "+", -1, "-", "b", [2], "d", ".", "e"]),
        ("{a: 1, 'b c': {}, \"d\": null, '''e''' '''f''': x::(),}",
         {"a": 1, "b c": {}, "d": None, "ef": []}),
        ("{a: 1, a: 2}", {"a": 2}),
    ],
)  # fmt: skip
def test_every_form_of_the_text_is_understood(
    ion: Callable[[bytes | str], list[Any]], text: str, value: Any
) -> None:
    assert ion(f"$ion_1_0 {{v: {text}}}") == [{"v": value}]


def test_symbols_are_those_of_the_latest_table(ion: Callable[[bytes | str], list[Any]]) -> None:
    text = """$ion_1_0
        $ion_symbol_table::{symbols: ["first"]}
        {$10: 1}
        $ion_symbol_table::{imports: $ion_symbol_table, symbols: ["second"]}
        {$10: 1, $11: $11}
        $ion_symbol_table::{imports: [{name: "elsewhere", max_id: 2}], symbols: ["third"]}
        {$10: 1, $12: 3}
        $ion_1_0
        {$7: 4}
    """
    seen = [{"first": 1}, {"first": 1, "second": "second"}, {"$10": 1, "third": 3}, {"symbols": 4}]

    assert ion(text) == seen


def test_streams_may_follow_one_another_in_a_file(ion: Callable[[bytes | str], list[Any]]) -> None:
    parts = [simpleion.dumps({f"name {place}": place}, binary=True) for place in range(3)]
    padding = b"\x03\0\0\0"

    assert ion(padding.join(parts)) == [{f"name {place}": place} for place in range(3)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"$ion_1_0 {a: 1", "needs a comma between two values|ends in the middle of a value"),
        (b"$ion_1_0 {a 1}", "has a field without a value: a"),
        (b"$ion_1_0 [1 2]", "needs a comma between two values"),
        (b"$ion_1_0 1e", "contains an invalid value: 1e"),
        (b"$ion_1_0 007", "contains an invalid value: 007"),
        (b"$ion_1_0 2007-13-01T", "invalid Ion timestamp"),
        (b'$ion_1_0 "no end', "ends in the middle of a string"),
        (b"$ion_1_0 $99", r"the Ion symbol \$99 isn't defined"),
        (b"$ion_1_0 {{ a? }}", "contains invalid base64"),
        (b"$ion_1_0 " + b"[" * 100_000, "Ion values are nested more than 200 levels deep"),
        (b"\xe0\x01\x01\xea", "the Ion version isn't 1.0"),
        (b"\xe0\x01\0\xea\x8e\x7f\x7f\x7f\x7f\xff", "an Ion value is larger than"),
        (b"\xe0\x01\0\xea\x8e\x0f\xff\xff\xff", "an Ion value is truncated"),
        (b"\xe0\x01\0\xea\xd3\x84\x8fa", "an Ion value is longer than its container"),
        (b"\xe0\x01\0\xea\xf1\0", "invalid Ion type 15"),
    ],
)
def test_what_is_no_ion_is_an_error_that_says_why(
    ion: Callable[[bytes | str], list[Any]], content: bytes, said: str
) -> None:
    with pytest.raises(SparkFailed, match=said):
        ion(content)


def _value(chance: random.Random, depth: int) -> Any:
    """Make a value of any type that Ion has."""
    kinds: list[Callable[[], Any]] = [
        lambda: None,
        lambda: chance.random() < 0.5,
        lambda: chance.randint(-(10 ** chance.randint(0, 30)), 10 ** chance.randint(0, 30)),
        lambda: chance.choice([0.0, math.inf, -math.inf, chance.gauss(0, 1e9), 5e-324, 1e308]),
        lambda: Decimal(chance.randint(-(10**18), 10**18)).scaleb(chance.randint(-30, 30)),
        lambda: _time(chance),
        lambda: _text(chance),
        lambda: IonPySymbol.from_value(IonType.SYMBOL, _text(chance)),
        lambda: chance.randbytes(chance.randint(0, 20)),
        lambda: IonPyBytes.from_value(IonType.CLOB, chance.randbytes(5), ()),
    ]
    if depth:
        kinds += [
            lambda: [_value(chance, depth - 1) for _ in range(chance.randint(0, 5))],
            lambda: {_text(chance): _value(chance, depth - 1) for _ in range(chance.randint(0, 5))},
            lambda: IonPyList.from_value(IonType.SEXP, [_value(chance, 0)], (_text(chance),)),
        ] * 2
    return chance.choice(kinds)()


def _text(chance: random.Random) -> str:
    letters = "ab'\"\\\n\t\x01é漢😀 _$%9."
    return "".join(chance.choice(letters) for _ in range(chance.randint(0, 12)))


def _time(chance: random.Random) -> dt.datetime:
    zone = dt.timezone(dt.timedelta(minutes=chance.randint(-720, 720)))
    return dt.datetime(
        *(chance.randint(1900, 2100), chance.randint(1, 12), chance.randint(1, 28)),
        *(chance.randint(0, 23), chance.randint(0, 59), chance.randint(0, 59)),
        chance.randint(0, 999_999),
        zone,
    )


def _as_doubles(found: Any, wanted: Any) -> Any:
    """Return what was found with doubles where they are wanted; JSON has many texts for each."""
    if isinstance(wanted, float):
        return float(found)
    if isinstance(wanted, list):
        return [_as_doubles(*pair) for pair in zip(found, wanted, strict=True)]
    if isinstance(wanted, dict):
        return {name: _as_doubles(each, wanted.get(name)) for name, each in found.items()}
    return found


def _expected(value: Any) -> Any:
    """Return what the library read as JSON that was parsed has it."""
    if isinstance(value, dt.datetime):
        at = value.astimezone(dt.UTC)
        fraction = f"{at.microsecond:06}"
        if fraction.endswith("000"):
            fraction = fraction[:3] if fraction != "000000" else ""
        return f"{at:%Y-%m-%dT%H:%M:%S}{'.' * bool(fraction)}{fraction}Z"
    kind = getattr(value, "ion_type", None)
    if value is None or kind is IonType.NULL or type(value).__name__ == "IonPyNull":
        return None
    if kind is IonType.BOOL:
        return bool(value)
    if hasattr(value, "items"):
        return {str(name): _expected(each) for name, each in value.items()}
    if isinstance(value, list | tuple) and kind is not IonType.SYMBOL:
        return [_expected(each) for each in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, float):
        return str(value).replace("inf", "Infinity") if math.isinf(value) else float(value)
    if isinstance(value, Decimal):
        return Decimal(value)
    return int(value) if isinstance(value, int) else str(getattr(value, "text", value))
