"""Iceberg tables created by the catalog: CreateTable and UpdateTable with an open table format.

The request contains a schema or schema changes. As an Iceberg client would, this module writes a
new metadata file to the table's location, and the catalog's table then points to it. The file is
written before the transaction that refers to it, and deleted if that transaction fails.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

from glue_table_format.hive_types import (
    Array,
    Decimal,
    HiveType,
    HiveTypeError,
    Map,
    Primitive,
    Struct,
    Text,
    parse,
    text_of,
)

from glue_devendpoint.catalog.work import Json
from glue_devendpoint.errors import EntityNotFound, InvalidInput
from glue_devendpoint.files.bucket import BucketFiles
from glue_devendpoint.files.local import LocalFiles, LocalSource
from glue_devendpoint.files.roots import Roots
from glue_devendpoint.files.types import render

_VERSIONS = ("1", "2")
_PRIMITIVES = {
    "boolean": "boolean",
    "tinyint": "int",
    "smallint": "int",
    "int": "int",
    "bigint": "long",
    "float": "float",
    "double": "double",
    "string": "string",
    "binary": "binary",
    "date": "date",
    "timestamp": "timestamp",
}
_WORDS = {
    "SchemaId": "schema-id",
    "IdentifierFieldIds": "identifier-field-ids",
    "Type": "type",
    "Fields": "fields",
    "Id": "id",
    "Name": "name",
    "Required": "required",
    "Doc": "doc",
    "InitialDefault": "initial-default",
    "WriteDefault": "write-default",
    "SourceId": "source-id",
    "Transform": "transform",
    "FieldId": "field-id",
    "SpecId": "spec-id",
    "OrderId": "order-id",
    "Direction": "direction",
    "NullOrder": "null-order",
}


class MetadataFiles:
    """Reads and writes Iceberg metadata files in locations this server may use."""

    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self._written: list[str] = []

    def read(self, location: str) -> Any:
        """Read table metadata from a file."""
        from pyiceberg.exceptions import ValidationError
        from pyiceberg.serializers import FromInputFile

        files, path = self._place(location)
        try:
            _check_is_regular(path)
            return FromInputFile.table_metadata(files.new_input(path))
        except OSError as err:
            raise InvalidInput(f"Can't read the metadata file {location}: {err}") from err
        except (
            ValidationError,
            ValueError,
            TypeError,
            LookupError,
        ):  # its message can contain what is in the file
            raise InvalidInput(f"The file {location} isn't Iceberg table metadata.") from None

    def write(self, metadata: Any, number: int) -> str:
        """Write a table's next metadata file and return its location."""
        from pyiceberg.serializers import ToOutputFile

        name = f"{number:05d}-{uuid4()}.metadata.json"
        location = f"{metadata.location.rstrip('/')}/metadata/{name}"
        files, path = self._place(location)
        self._written.append(location)
        try:
            ToOutputFile.table_metadata(metadata, files.new_output(path))
        except OSError as err:
            raise InvalidInput(f"Can't write the metadata file {location}: {err}") from err
        return location

    def take_back(self) -> None:
        """Delete the files written."""
        for location in self._written:
            files, path = self._place(location)
            with suppress(OSError):
                files.delete(path)

    def _place(self, location: str) -> tuple[Any, str]:
        from pyiceberg.io.pyarrow import PyArrowFileIO

        store = self._roots.open(location)
        if isinstance(store, LocalFiles):
            return PyArrowFileIO(), str(store.root)
        assert isinstance(store, BucketFiles)
        access = store.access
        settings = {
            "s3.endpoint": access.endpoint_url,
            "s3.region": access.region,
            "s3.access-key-id": access.access_key,
            "s3.secret-access-key": access.secret_key,
            "s3.session-token": access.session_token,
        }
        known = {name: value for name, value in settings.items() if value is not None}
        return PyArrowFileIO(known), f"s3://{store.bucket}/{store.prefix}"


def _check_is_regular(path: str) -> None:
    """Refuse a pipe or device, which could be read forever."""
    if path.startswith("/"):
        LocalSource(path, 0).close()


@contextmanager
def metadata_files(roots: Roots) -> Iterator[MetadataFiles]:
    """Yield metadata files; on an error, delete the files written."""
    try:
        import pyiceberg  # noqa: F401
    except ModuleNotFoundError:
        raise InvalidInput(
            "Iceberg tables require PyIceberg. Run: pip install 'glue-devendpoint[iceberg]'"
        ) from None
    files = MetadataFiles(roots)
    try:
        yield files
    except BaseException:
        files.take_back()
        raise


def new_table(request: Json, files: MetadataFiles) -> Json:
    """Write the first metadata file of a CreateTable request; return the table's definition."""
    from pyiceberg.table.metadata import new_table_metadata

    given = request.get("TableInput") or {}
    name = request.get("Name") or given.get("Name")
    iceberg = request["OpenTableFormatInput"].get("IcebergInput")
    if name is None or iceberg is None:
        missing = "Name" if name is None else "OpenTableFormatInput.IcebergInput"
        raise InvalidInput(f"{missing} is missing.")
    version = iceberg.get("Version", "2")
    if version not in _VERSIONS:
        raise InvalidInput(f"Unsupported Iceberg format version {version!r}. Use 1 or 2.")
    wanted = iceberg.get("CreateIcebergTableInput") or _from_columns(given)
    with _as_invalid_input():
        metadata = new_table_metadata(
            _schema(wanted["Schema"]),
            _partition_spec(wanted.get("PartitionSpec")),
            _sort_order(wanted.get("WriteOrder")),
            wanted["Location"].rstrip("/"),
            {**wanted.get("Properties", {}), "format-version": version},
        )
    location = files.write(metadata, 0)
    return _definition({**given, "Name": name}, metadata, {"metadata_location": location})


def changed_table(document: Json, request: Json, files: MetadataFiles) -> Json:
    """Write the next metadata file of an UpdateTable request; return the table's definition."""
    from pyiceberg.table.update import update_table_metadata

    wanted = request["UpdateOpenTableFormatInput"].get("UpdateIcebergInput")
    if wanted is None:
        raise InvalidInput("UpdateOpenTableFormatInput.UpdateIcebergInput is missing.")
    before = document.get("Parameters", {}).get("metadata_location")
    if before is None:
        raise EntityNotFound(f"Table {document['Name']} isn't an Iceberg table.")
    metadata = files.read(before)
    with _as_invalid_input():
        updates = _updates(wanted["UpdateIcebergTableInput"]["Updates"])
        metadata = update_table_metadata(metadata, updates, metadata_location=before)
    after = files.write(metadata, _number(before) + 1)
    moved = {"metadata_location": after, "previous_metadata_location": before}
    return _definition({**document, **request.get("TableInput", {})}, metadata, moved)


@contextmanager
def _as_invalid_input() -> Iterator[None]:
    """Convert PyIceberg's errors about a schema or an update to Glue's error."""
    from pydantic import ValidationError

    try:
        yield
    except ValidationError as err:
        first = err.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise InvalidInput(f"Iceberg: {place}: {first['msg']}") from err
    except (ValueError, KeyError, NotImplementedError) as err:
        raise InvalidInput(f"Iceberg: {err}") from err


def _definition(given: Json, metadata: Any, locations: Mapping[str, str]) -> Json:
    """Return the table's catalog entry, as Iceberg and Hive clients expect it."""
    parameters = {**given.get("Parameters", {}), "table_type": "ICEBERG", **locations}
    members = ("Name", "Description", "Owner", "Retention")
    return {
        **{member: given[member] for member in members if member in given},
        "TableType": "EXTERNAL_TABLE",
        "Parameters": parameters,
        "StorageDescriptor": {
            "Columns": _columns(metadata.schema()),
            "Location": metadata.location,
        },
    }


def _columns(schema: Any) -> list[Json]:
    from pyiceberg.io.pyarrow import schema_to_pyarrow

    from glue_devendpoint.files.arrow_types import to_hive

    arrow = schema_to_pyarrow(schema)
    return [
        {
            "Name": field.name,
            "Type": render(to_hive(arrow.field(field.name).type)),
            **({"Comment": field.doc} if field.doc else {}),
            "Parameters": {
                "iceberg.field.id": str(field.field_id),
                "iceberg.field.optional": str(field.optional).lower(),
                "iceberg.field.current": "true",
            },
        }
        for field in schema.fields
    ]


def _from_columns(given: Json) -> Json:
    """Return the Iceberg schema for the columns of a plain table definition."""
    storage = given.get("StorageDescriptor") or {}
    if not storage.get("Location") or not storage.get("Columns"):
        raise InvalidInput(
            "An Iceberg table requires CreateIcebergTableInput, or a TableInput whose "
            "StorageDescriptor has Columns and Location."
        )
    ids = itertools.count(1)
    keys: Sequence[Json] = given.get("PartitionKeys", [])
    fields = [_field(column, ids) for column in (*storage["Columns"], *keys)]
    spec = [
        {"SourceId": field["Id"], "Transform": "identity", "Name": field["Name"]}
        for field in fields[len(fields) - len(keys) :]
    ]
    return {
        "Location": storage["Location"],
        "Schema": {"Fields": fields},
        "PartitionSpec": {"Fields": spec},
    }


def _field(column: Json, ids: Iterator[int]) -> Json:
    try:
        kind = _iceberg_type(parse(column.get("Type", "string")), ids)
    except HiveTypeError as err:
        raise InvalidInput(f"Column {column['Name']}: {err}.") from err
    doc = {"Doc": column["Comment"]} if column.get("Comment") else {}
    return {"Id": next(ids), "Name": column["Name"], "Type": kind, "Required": False, **doc}


def _iceberg_type(kind: HiveType, ids: Iterator[int]) -> Any:
    """Return the Iceberg JSON for a Hive type."""
    match kind:
        case Decimal(precision, scale):
            return f"decimal({precision}, {scale})"
        case Array(element):
            of = _iceberg_type(element, ids)
            return {
                "type": "list",
                "element-id": next(ids),
                "element": of,
                "element-required": False,
            }
        case Map(key, value):
            return {
                "type": "map",
                "key-id": next(ids),
                "key": _iceberg_type(key, ids),
                "value-id": next(ids),
                "value": _iceberg_type(value, ids),
                "value-required": False,
            }
        case Struct(fields):
            return {
                "type": "struct",
                "fields": [
                    {
                        "id": next(ids),
                        "name": name,
                        "type": _iceberg_type(of, ids),
                        "required": False,
                    }
                    for name, of in fields
                ],
            }
        case Text():
            return "string"
        case Primitive(name) if name in _PRIMITIVES:
            return _PRIMITIVES[name]
    raise InvalidInput(f"Iceberg has no equivalent of the type {text_of(kind)}.")


def _schema(given: Json) -> Any:
    from pyiceberg.schema import Schema

    return Schema.model_validate({"type": "struct", **_worded(given)})


def _partition_spec(given: Json | None) -> Any:
    from pyiceberg.partitioning import PARTITION_FIELD_ID_START, PartitionSpec

    worded = _worded(given or {"Fields": []})
    for number, field in enumerate(worded["fields"]):
        field.setdefault("field-id", PARTITION_FIELD_ID_START + number)
    return PartitionSpec.model_validate({"spec-id": 0, **worded})


def _sort_order(given: Json | None) -> Any:
    from pyiceberg.table.sorting import UNSORTED_SORT_ORDER, SortOrder

    return SortOrder.model_validate(_worded(given)) if given else UNSORTED_SORT_ORDER


def _worded(given: Json) -> Json:
    """Convert an AWS structure to Iceberg's member names; documents already use them."""
    return {
        _WORDS[member]: [_worded(each) for each in value] if member == "Fields" else value
        for member, value in given.items()
    }


def _updates(given: Sequence[Json]) -> tuple[Any, ...]:
    from pydantic import TypeAdapter
    from pyiceberg.table.update import TableUpdate

    read = TypeAdapter(TableUpdate).validate_python
    return tuple(read(_update(each)) for each in given)


def _update(given: Json) -> Json:
    """Convert an update to the form of Iceberg's REST protocol."""
    last_added = -1
    action = given.get("Action")
    match action:
        case "add-schema":
            details: Json = {"schema": _schema(given["Schema"])}
        case "set-current-schema":
            details = {"schema-id": given["Schema"].get("SchemaId", last_added)}
        case "add-spec":
            details = {"spec": _partition_spec(given["PartitionSpec"])}
        case "set-default-spec":
            details = {"spec-id": given["PartitionSpec"].get("SpecId", last_added)}
        case "add-sort-order":
            details = {"sort-order": _sort_order(given["SortOrder"])}
        case "set-default-sort-order":
            details = {"sort-order-id": given["SortOrder"].get("OrderId", last_added)}
        case "set-location":
            details = {"location": given["Location"]}
        case "set-properties":
            details = {"updates": given.get("Properties", {})}
        case "remove-properties":
            details = {"removals": sorted(given.get("Properties", {}))}
        case _:
            raise InvalidInput(f"The Iceberg update action {action} isn't supported.")
    return {"action": action, **details}


def _number(location: str) -> int:
    """Return the number at the start of a metadata file's name, or 0 if it has none."""
    digits = location.rpartition("/")[2].partition("-")[0]
    return int(digits) if digits.isdecimal() else 0
