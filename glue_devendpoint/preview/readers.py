"""Readers, one per format: each yields the rows of a file in order and reads lazily.

A row is a list with one value per column of the source. In self-describing files, columns are
matched by name, ignoring case; in text, by position.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any, TypeAlias, cast

import regex
from glue_table_format import (
    CsvText,
    GrokLines,
    JsonDocuments,
    RegexLines,
    TableFormat,
    XmlElements,
)
from glue_table_format.hive_types import HiveType

from glue_devendpoint.files.compression import (
    Decompressed,
    SourceStream,
    detect,
    open_stream,
)
from glue_devendpoint.files.failures import UnreadableFile
from glue_devendpoint.files.line_patterns import line_pattern
from glue_devendpoint.files.stores import Source
from glue_devendpoint.files.xml_records import xml_records
from glue_devendpoint.preview.csv_rows import csv_rows
from glue_devendpoint.preview.plan import Column
from glue_devendpoint.preview.values import from_json, from_text, from_xml, hive_type

Row: TypeAlias = list[Any]
Json: TypeAlias = dict[str, Any]
Reader: TypeAlias = Callable[[Source, str, tuple[Column, ...], TableFormat], Iterator[Row]]

BATCH = 256
PIECE = 1 << 16
MAX_LINE = 4 << 20
GROK_SECONDS = 0.5


def read_rows(
    form: TableFormat, source: Source, path: str, columns: tuple[Column, ...]
) -> Iterator[Row]:
    """Yield the rows of a file."""
    try:
        yield from READERS[form.kind](source, path, columns, form)
    except UnreadableFile as err:
        raise UnreadableFile(f"{path or 'the file'} {err}") from err
    except TimeoutError:
        raise
    except (ValueError, OSError, EOFError, RecursionError) as err:
        raise UnreadableFile(f"{path or 'the file'} isn't valid {form.kind}: {err}") from err


def _read_parquet(
    source: Source, _path: str, columns: tuple[Column, ...], _form: TableFormat
) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(
        pa.PythonFile(SourceStream(source), mode="r"), pre_buffer=False, buffer_size=PIECE
    )
    present = _by_folded_name(file.schema_arrow.names)
    wanted = [present.get(column.name.lower()) for column in columns]
    names = [name for name in wanted if name is not None]
    for batch in file.iter_batches(batch_size=BATCH, columns=names):
        yield from _rows_of_batch(batch, wanted)


def _read_orc(
    source: Source, _path: str, columns: tuple[Column, ...], _form: TableFormat
) -> Iterator[Row]:
    import pyarrow as pa
    from pyarrow import orc

    file = orc.ORCFile(pa.PythonFile(SourceStream(source), mode="r"))
    present = _by_folded_name(file.schema.names)
    wanted = [present.get(column.name.lower()) for column in columns]
    names = [name for name in wanted if name is not None]
    for stripe in range(file.nstripes):
        read = file.read_stripe(stripe, columns=names)
        for offset in range(0, read.num_rows, BATCH):
            yield from _rows_of_batch(read.slice(offset, BATCH), wanted)


def _rows_of_batch(batch: Any, wanted: list[str | None]) -> Iterator[Row]:
    nothing = [None] * batch.num_rows
    listed = [nothing if name is None else _pylist(batch.column(name)) for name in wanted]
    yield from (list(row) for row in zip(*listed, strict=True))


def _pylist(column: Any) -> list[Any]:
    values: list[Any] = column.to_pylist(maps_as_pydicts="lossy")
    return values


def _read_avro(
    source: Source, path: str, columns: tuple[Column, ...], form: TableFormat
) -> Iterator[Row]:
    import fastavro

    content = _Readable(open_content(source, path, form))
    for record in fastavro.reader(cast("IO[bytes]", content)):
        folded = {name.lower(): value for name, value in cast("Json", record).items()}
        yield [folded.get(column.name.lower()) for column in columns]


def _read_json(
    source: Source, path: str, columns: tuple[Column, ...], form: TableFormat
) -> Iterator[Row]:
    documents = cast("JsonDocuments", form.details)
    kinds = _kinds(columns)
    is_exact = any("decimal" in column.type.lower() for column in columns)
    decoder = json.JSONDecoder(parse_float=Decimal) if is_exact else json.JSONDecoder()
    content = open_content(source, path, form)
    if documents.is_lines:
        values = _line_values(content, decoder)
    else:
        values = _document_values(content, decoder, documents.is_of_elements)
    for value in _after_the_first(values):
        if isinstance(value, Broken):
            yield [None] * len(columns)
            continue
        for record in documents.records(value):
            yield _row_of_record(record, kinds)


@dataclass(frozen=True, slots=True)
class Broken:
    """Invalid JSON: a row of nulls, as in Spark."""

    text: str


def _after_the_first(values: Iterator[Any]) -> Iterator[Any]:
    """Yield the values of a file. A file without any valid value is an error."""
    waiting: list[Broken] = []
    is_readable = False
    for value in values:
        if isinstance(value, Broken) and not is_readable:
            waiting.append(value)
            if len(waiting) > BATCH:
                break
            continue
        is_readable = True
        yield from waiting
        waiting.clear()
        yield value
    if waiting:
        raise UnreadableFile(f"isn't valid JSON: {waiting[0].text[:60]!r}")


def _line_values(content: Decompressed, decoder: json.JSONDecoder) -> Iterator[Any]:
    """Yield the first value of each line, which is all that Spark reads."""
    for line in _lines(content):
        text = line.strip()
        if text:
            try:
                value = decoder.raw_decode(text)[0]
            except ValueError:
                value = Broken(text)
            yield value if isinstance(value, dict | list) else Broken(text)


def _document_values(
    content: Decompressed, decoder: json.JSONDecoder, is_of_elements: bool
) -> Iterator[Any]:
    """Yield concatenated documents in any layout.

    If elements are records, an array is split into arrays with one element, so it can be of any
    length.
    """
    pending = ""
    is_inside = False
    for text in _texts(content):
        pending = (pending + text).lstrip()
        while pending:
            if is_of_elements and pending[0] in ("]," if is_inside else "["):
                is_inside = pending[0] != "]"
                pending = pending[1:].lstrip()
                continue
            try:
                value, end = decoder.raw_decode(pending)
            except ValueError:
                break
            if end == len(pending) and not isinstance(value, dict | list):
                break  # a number can continue in the next piece
            yield [value] if is_inside else value
            pending = pending[end:].lstrip()
        if len(pending) > MAX_LINE:
            raise UnreadableFile("contains a JSON value that is invalid or too long")
    if pending.strip():
        yield _last_value(pending, decoder)


def _last_value(text: str, decoder: json.JSONDecoder) -> Any:
    try:
        return decoder.decode(text)
    except ValueError:
        return Broken(text)


def _read_csv(
    source: Source, path: str, columns: tuple[Column, ...], form: TableFormat
) -> Iterator[Row]:
    text = cast("CsvText", form.details)
    makers = [from_text(hive_type(column.type)) for column in columns]
    lines = _lines(open_content(source, path, form), text.charset, keep_ends=True)
    for row in csv_rows(lines, text):
        yield [
            None if place >= len(row) or (cell := row[place]) is None else make(cell)
            for place, make in enumerate(makers)
        ]


def _read_lines(
    source: Source, path: str, columns: tuple[Column, ...], form: TableFormat
) -> Iterator[Row]:
    """Read lines with a pattern, whose n-th group is the n-th column."""
    match = _matcher(form)
    makers = [from_text(hive_type(column.type)) for column in columns]
    for line in _lines(open_content(source, path, form)):
        found = match(line, timeout=GROK_SECONDS)
        groups = found.groups() if found else ()
        yield [
            None if place >= len(groups) or (text := groups[place]) is None else make(text)
            for place, make in enumerate(makers)
        ]


def _matcher(form: TableFormat) -> Any:
    details = form.details
    if isinstance(details, GrokLines):
        return line_pattern(details.pattern, details.custom_patterns).pattern.search
    regex_lines = cast("RegexLines", details)
    flags = regex.ASCII | regex.DOTALL | (regex.IGNORECASE if regex_lines.ignores_case else 0)
    try:
        return regex.compile(regex_lines.expression, flags).fullmatch
    except regex.error as err:
        raise UnreadableFile(
            f"can't be read, because the table's regular expression is invalid: {err}"
        ) from err


def _read_xml(
    source: Source, path: str, columns: tuple[Column, ...], form: TableFormat
) -> Iterator[Row]:
    row_tag = cast("XmlElements", form.details).row_tag
    kinds = _kinds(columns)
    for record in xml_records(open_content(source, path, form), row_tag):
        folded = {name.lower(): value for name, value in record.items()}
        yield [from_xml(record.get(name, folded.get(low)), kind) for name, low, kind in kinds]


Kinds: TypeAlias = list[tuple[str, str, HiveType]]
"""The name, lower-case name and type of each column."""


def _kinds(columns: tuple[Column, ...]) -> Kinds:
    return [(each.name, each.name.lower(), hive_type(each.type)) for each in columns]


def _row_of_record(record: dict[str, Any], kinds: Kinds) -> Row:
    folded = {name.lower(): value for name, value in record.items()}
    return [from_json(record.get(name, folded.get(low)), kind) for name, low, kind in kinds]


def _by_folded_name(names: list[str]) -> dict[str, str]:
    return {name.lower(): name for name in reversed(names)}


def open_content(source: Source, path: str, form: TableFormat) -> Decompressed:
    """Open the decompressed content of a file. Some codecs are known only from name or table."""
    codec = detect(source.read_at(0, 10), path)
    if codec == "none" and form.packing.compression in ("lz4", "snappy"):
        codec = form.packing.compression
    if codec == "none":
        plain = SourceStream(source)
        return Decompressed(plain, plain, source.size)
    return open_stream(codec, source)


def _texts(content: Decompressed, charset: str = "") -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(charset or "utf-8-sig")(errors="replace")
    while piece := content.read(PIECE):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _lines(content: Decompressed, charset: str = "", *, keep_ends: bool = False) -> Iterator[str]:
    pending = ""
    for text in _texts(content, charset):
        *whole, pending = (pending + text).split("\n")
        for line in whole:
            yield f"{line}\n" if keep_ends else line.removesuffix("\r")
        if len(pending) > MAX_LINE:
            raise UnreadableFile(f"contains a line of more than {MAX_LINE >> 20} MB")
    if pending:
        yield pending


class _Readable:
    """Decompressed content as a file object for libraries."""

    def __init__(self, content: Decompressed) -> None:
        self._content = content

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        return self._content.read(PIECE if size < 0 else size)


READERS: dict[str, Reader] = {
    "parquet": _read_parquet,
    "orc": _read_orc,
    "avro": _read_avro,
    "json": _read_json,
    "csv": _read_csv,
    "grok": _read_lines,
    "regex": _read_lines,
    "xml": _read_xml,
}
