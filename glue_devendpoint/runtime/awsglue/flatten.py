"""UnnestFrame: turns struct fields into columns named by their path, such as `a.b`."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame

from awsglue.shapes import is_record
from awsglue.values import Named, columns_of, fields_of, select


def unnest(data: DataFrame) -> DataFrame:
    """Return the frame without structs, except inside arrays and maps."""
    fields = columns_of(data)
    if not any(is_record(each.value.type) for each in fields):
        return data
    return select(data, flat_fields(fields))


def flat_fields(fields: Sequence[Named], prefix: str = "") -> list[Named]:
    """Return the fields with every struct replaced by its fields, with dotted names."""
    flat: list[Named] = []
    for field in fields:
        if is_record(field.value.type):
            flat += flat_fields(fields_of(field.value), f"{prefix}{field.name}.")
        else:
            flat.append(Named(prefix + field.name, field.value))
    return flat
