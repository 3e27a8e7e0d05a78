"""Records as Arrow batches and back, in the workers that run users' functions."""

from __future__ import annotations

import datetime
import decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from awsglue.record_reading import reader
from awsglue.record_types import Encoder, Misfit, flagged, merged_type, records_type, value_type
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyspark.sql import types as T
from pyspark.sql.pandas.types import to_arrow_type

Record = dict[str, Any]
TIME = datetime.datetime(2024, 5, 6, 7, 8, 9, tzinfo=datetime.UTC)

NAMES = st.sampled_from(["a", "b", "x.y", "Größe"])
ATOMS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.text(max_size=3),
    st.floats(allow_nan=False), st.binary(max_size=3), st.dates(),
    st.datetimes(datetime.datetime(1971, 1, 1), datetime.datetime(2100, 1, 1)),
)  # fmt: skip
VALUES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.dictionaries(NAMES, inner, max_size=3), st.lists(inner, max_size=3)),
    max_leaves=6,
)  # fmt: skip
RECORDS = st.lists(st.dictionaries(NAMES, VALUES, max_size=3), min_size=1, max_size=8)

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patient
@given(RECORDS)
def test_records_come_back_as_they_were(records: list[Record]) -> None:
    schema = flagged(struct_of(records))

    assert reader(schema)(Encoder(schema, "UTC").batch(records)) == records


@patient
@given(RECORDS)
def test_the_type_of_records_holds_each_of_them(records: list[Record]) -> None:
    assert records_type(records) == merged_type(value_type(each) for each in records)


def test_maps_of_avro_files_become_maps() -> None:
    schema = T.StructType([T.StructField("prices", T.MapType(T.StringType(), T.DoubleType()))])

    batch = Encoder(schema, "UTC").batch([{"prices": {"k": 1.5, "l": None}}, {"prices": None}])

    assert batch.column(0).to_pylist() == [[("k", 1.5), ("l", None)], None]


def test_a_record_that_does_not_fit_is_refused() -> None:
    encoder = Encoder(struct_of([{"i": 1, "d": decimal.Decimal("1.5")}]), "UTC")

    for record in (
        {"i": "x"}, {"i": 1.0}, {"i": True}, {"i": 2**31}, {"j": 1}, {"i": [1]},
        {"d": decimal.Decimal("12345.678")},
    ):  # fmt: skip
        with pytest.raises(Misfit):
            encoder.batch([{"i": 1}, record])


def test_maps_are_records_of_their_own() -> None:
    times = T.MapType(T.StringType(), T.ArrayType(T.TimestampType()))
    held = [[("k", [TIME]), ("l", None)], None, [], [("m", [None])]]
    array = pa.array(held, to_arrow_type(times))

    rows = reader(T.StructType([T.StructField("t", times)]))(
        pa.RecordBatch.from_arrays([array], ["t"])
    )

    time = TIME.replace(tzinfo=None)
    assert [row["t"] for row in rows] == [{"k": [time], "l": None}, None, {}, {"m": [None]}]


def test_values_of_unusual_python_types_are_taken() -> None:
    class Mine(dict[str, Any]):
        pass

    records: list[Any] = [Mine(a=frozenset([1]), s=Mine(x=1)), {"a": (2,), "s": None, 5: "n"}]
    schema = struct_of(records)

    assert reader(schema)(Encoder(schema, "UTC").batch(records)) == [
        {"a": [1], "s": {"x": 1}, "5": None},
        {"a": [2], "s": None, "5": "n"},
    ]


@pytest.mark.parametrize("hour", [2, 3])
@pytest.mark.parametrize("fold", [0, 1])
@pytest.mark.parametrize("day", [datetime.date(2024, 3, 31), datetime.date(2024, 10, 27)])
def test_times_are_in_the_zone_of_the_session(hour: int, fold: int, day: datetime.date) -> None:
    zone = ZoneInfo("Europe/Berlin")
    time = datetime.datetime.combine(day, datetime.time(hour, 30, fold=fold))
    schema = struct_of([{"t": time}])

    batch = Encoder(schema, zone.key).batch([{"t": time}, {"t": time.replace(tzinfo=zone)}])

    wanted = time.replace(tzinfo=zone).astimezone(datetime.UTC)
    assert [row["t"] for row in batch.to_pylist()] == [wanted, wanted]


def struct_of(records: list[Record]) -> T.StructType:
    found = records_type(records)
    assert isinstance(found, T.StructType)
    return found
