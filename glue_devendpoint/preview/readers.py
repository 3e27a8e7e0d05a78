"""Readers: the rows of one file, in order, one format each; nothing is read before it is asked for.

A row is a list with one value per column of the source. Files that describe themselves are
matched by name without regard to case, text by position.
"""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Callable, Iterator
from typing import IO, Any, TypeAlias, cast

from glue_devendpoint.crawlers.classifiers.grok import compile_grok
from glue_devendpoint.crawlers.classifiers.json_records import parse_path, select
from glue_devendpoint.files.compression import (
    Decompressed,
    SourceStream,
    detect,
    open_stream,
)
from glue_devendpoint.files.failures import UnreadableFile
from glue_devendpoint.files.stores import Source
from glue_devendpoint.preview.cells import typed
from glue_devendpoint.preview.plan import Column

Row: TypeAlias = list[Any]
Reader: TypeAlias = Callable[[Source, str, tuple[Column, ...], dict[str, str]], Iterator[Row]]

BATCH = 256
PIECE = 1 << 16
MAX_LINE = 4 << 20
GROK_SECONDS = 0.5


def read_rows(
    format_name: str,
    source: Source,
    path: str,
    columns: tuple[Column, ...],
    options: dict[str, str],
) -> Iterator[Row]:
    """Yield the rows of a file."""
    try:
        yield from READERS[format_name](source, path, columns, options)
    except UnreadableFile as err:
        raise UnreadableFile(f"{path or 'the file'} {err}") from err
    except TimeoutError:
        raise
    except (ValueError, OSError, EOFError, RecursionError, csv.Error) as err:
        raise UnreadableFile(f"{path or 'the file'} is no readable {format_name}: {err}") from err


def _read_parquet(
    source: Source, _path: str, columns: tuple[Column, ...], _options: dict[str, str]
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
    source: Source, _path: str, columns: tuple[Column, ...], _options: dict[str, str]
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
    listed = [nothing if name is None else batch.column(name).to_pylist() for name in wanted]
    yield from (list(row) for row in zip(*listed, strict=True))


def _read_avro(
    source: Source, path: str, columns: tuple[Column, ...], _options: dict[str, str]
) -> Iterator[Row]:
    import fastavro

    content = _Readable(_open_text_bytes(source, path))
    for record in fastavro.reader(cast("IO[bytes]", content)):
        yield _row_of_record(record, columns)


def _read_json(
    source: Source, path: str, columns: tuple[Column, ...], options: dict[str, str]
) -> Iterator[Row]:
    steps = parse_path(options["json_path"]) if options.get("json_path") else None
    for value in _json_values(_open_text_bytes(source, path)):
        if steps is not None:
            found = select(value, steps)
        else:
            found = iter(value if isinstance(value, list) else [value])
        for record in found:
            if isinstance(record, dict):
                yield _row_of_record(record, columns)


def _json_values(content: Decompressed) -> Iterator[Any]:
    """Yield the values of lines, of concatenated objects, or of one document."""
    decoder = json.JSONDecoder()
    pending = ""
    for text in _texts(content):
        pending = (pending + text).lstrip()
        while pending:
            try:
                value, end = decoder.raw_decode(pending)
            except ValueError:
                break
            if end == len(pending) and not isinstance(value, dict | list):
                break  # a number may go on in the next piece
            yield value
            pending = pending[end:].lstrip().removeprefix(",").lstrip()
        if len(pending) > MAX_LINE:
            raise UnreadableFile("holds a JSON value that is too long or broken")
    if pending.strip():
        raise UnreadableFile(f"holds text that is no JSON: {pending[:60]!r}")


def _read_csv(
    source: Source, path: str, columns: tuple[Column, ...], options: dict[str, str]
) -> Iterator[Row]:
    csv.field_size_limit(MAX_LINE)
    lines = _lines(_open_text_bytes(source, path), keep_ends=True)
    rows = csv.reader(
        lines,
        delimiter=options["delimiter"],
        quotechar=options["quote"],
        escapechar=options["escape"] if options["escape"] not in ("", options["quote"]) else None,
        skipinitialspace=False,
    )
    skip = int(options["skip"])
    for number, row in enumerate(rows):
        if number < skip or not row:
            continue
        yield [
            typed(row[place], column.type) if place < len(row) else None
            for place, column in enumerate(columns)
        ]


def _read_grok(
    source: Source, path: str, columns: tuple[Column, ...], options: dict[str, str]
) -> Iterator[Row]:
    grok = compile_grok(options["pattern"], options["custom"])
    places = {name: place for place, (name, _) in enumerate(grok.columns.fields)}
    for line in _lines(_open_text_bytes(source, path)):
        found = grok.pattern.search(line, timeout=GROK_SECONDS)
        groups = found.groups() if found else ()
        yield [
            typed(groups[place], column.type)
            if (place := places.get(column.name.lower(), -1)) in range(len(groups))
            and groups[place] is not None
            else None
            for column in columns
        ]


def _read_xml(
    source: Source, path: str, columns: tuple[Column, ...], options: dict[str, str]
) -> Iterator[Row]:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    row_tag = options["row_tag"]
    try:
        for _, element in iterparse(_Readable(_open_text_bytes(source, path))):
            if element.tag.rpartition("}")[2] == row_tag:
                yield _row_of_record(_element_value(element), columns)
                element.clear()
    except (ParseError, DefusedXmlException) as err:
        raise UnreadableFile(f"is no readable XML: {err}") from err


def _element_value(element: Any) -> Any:
    """Return an element as Spark's XML reader sees it: attributes with `_`, text as `_VALUE`."""
    record: dict[str, Any] = {f"_{name}": text for name, text in element.attrib.items()}
    for child in element:
        name, value = child.tag.rpartition("}")[2], _element_value(child)
        if name in record:
            known = record[name]
            record[name] = [*known, value] if isinstance(known, list) else [known, value]
        else:
            record[name] = value
    text = (element.text or "").strip()
    if not record:
        return text or None
    if text:
        record["_VALUE"] = text
    return record


def _row_of_record(record: Any, columns: tuple[Column, ...]) -> Row:
    record = record if isinstance(record, dict) else {"_VALUE": record}
    folded = {str(name).lower(): value for name, value in record.items()}
    return [_fit(folded.get(column.name.lower()), column.type) for column in columns]


def _fit(value: Any, kind: str) -> Any:
    return typed(value, kind) if isinstance(value, str) else value


def _by_folded_name(names: list[str]) -> dict[str, str]:
    return {name.lower(): name for name in reversed(names)}


def _open_text_bytes(source: Source, path: str) -> Decompressed:
    codec = detect(source.read_at(0, 8), path)
    if codec == "none":
        plain = SourceStream(source)
        return Decompressed(plain, plain, source.size)
    return open_stream(codec, source)


def _texts(content: Decompressed) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
    while piece := content.read(PIECE):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _lines(content: Decompressed, *, keep_ends: bool = False) -> Iterator[str]:
    pending = ""
    for text in _texts(content):
        *whole, pending = (pending + text).split("\n")
        for line in whole:
            yield f"{line}\n" if keep_ends else line.removesuffix("\r")
        if len(pending) > MAX_LINE:
            raise UnreadableFile(f"holds a line of more than {MAX_LINE >> 20} MB")
    if pending:
        yield pending


class _Readable:
    """Decompressed content as the readers of libraries want it."""

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
    "grok": _read_grok,
    "xml": _read_xml,
}
