"""Whole-file compression: gzip, bzip2, zstd, lz4, snappy and zip, decompressed piece by piece.

Nothing here produces more bytes than requested plus one block of the codec, so a file that would
expand to gigabytes costs no more than any other.
"""

from __future__ import annotations

import bz2
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol, cast

import pyarrow as pa

from glue_devendpoint.files.failures import UnreadableFile
from glue_devendpoint.files.stores import Source

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_LZ4_FRAME = b"\x04\x22\x4d\x18"
_SNAPPY_FRAME = b"\xff\x06\x00\x00sNaPpY"
_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"PK\x03\x04", "zip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (_LZ4_FRAME, "lz4"),
    (_SNAPPY_FRAME, "snappy"),
)
# Hadoop's framing of these codecs and raw snappy start with a length: only the name tells.
_SUFFIXES = {".snappy": "snappy", ".lz4": "lz4"}
_ENDINGS = {"gzip": ".gz", "bzip2": ".bz2", "zstd": ".zst", "lz4": ".lz4", "snappy": ".snappy"}
_PIECE = 1 << 16
_MAX_BLOCK = 1 << 24
_MAX_ZIP_DIRECTORY = 1 << 20
_FAILURES = (OSError, EOFError, RuntimeError, ValueError, zlib.error, zipfile.BadZipFile, pa.ArrowException)  # noqa: E501  # fmt: skip


def detect(head: bytes, path: str) -> str:
    """Return the name of the codec as Glue writes it in `compressionType`."""
    for magic, codec in _MAGIC:
        if head.startswith(magic):
            return codec
    return next((codec for suffix, codec in _SUFFIXES.items() if path.endswith(suffix)), "none")


def framing(codec: str, head: bytes, size: int, path: str) -> str:
    """Say why Hadoop's codecs, and so Spark, can't read a compressed file.

    They recognize a codec only by the file extension, and lz4 and snappy only in Hadoop's framing.
    """
    ending = _ENDINGS.get(codec, "")
    if not path.endswith(ending):
        return f"{codec} without the ending {ending}"
    if codec == "lz4":
        return "lz4-frame" if head.startswith(_LZ4_FRAME) else ""
    if codec != "snappy" or _is_hadoop_snappy(head, size):
        return ""
    return "snappy-frame" if head.startswith(_SNAPPY_FRAME) else "snappy-raw"


def _is_hadoop_snappy(head: bytes, size: int) -> bool:
    declared, chunk = int.from_bytes(head[:4]), int.from_bytes(head[4:8])
    return len(head) >= 8 and 0 < chunk <= size and 0 < declared <= _MAX_BLOCK


class SourceStream(io.RawIOBase):
    """A source as a seekable stream that remembers its position."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._source = source
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._source.size}
        self._position = max(0, base[whence] + offset)
        return self._position

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        content = self._source.read_at(self._position, len(view))
        view[: len(content)] = content
        self._position += len(content)
        return len(content)


class _Reader(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Decompressed:
    """The decompressed bytes of a file, in order."""

    def __init__(self, reader: _Reader, raw: SourceStream, path_size: int) -> None:
        self._reader = reader
        self._raw = raw
        self._size = path_size

    @property
    def raw_read(self) -> int:
        """How many compressed bytes were needed so far."""
        return min(self._raw.tell(), self._size)

    def read(self, length: int) -> bytes:
        """Return up to `length` bytes. A damaged file ends where it stops being readable."""
        pieces: list[bytes] = []
        missing = length
        while missing > 0:
            try:
                piece = self._reader.read(min(missing, _PIECE))
            except _FAILURES as err:
                if not pieces:
                    raise UnreadableFile(f"can't be decompressed: {err}") from err
                break
            if not piece:
                break
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)


def open_stream(codec: str, source: Source) -> Decompressed:
    """Open the decompressed content of a file."""
    raw = SourceStream(source)
    try:
        return Decompressed(_OPENERS[codec](source, raw), raw, source.size)
    except _FAILURES as err:
        raise UnreadableFile(f"isn't a valid {codec} file: {err}") from err


def _open_arrow(codec: str) -> Callable[[Source, SourceStream], _Reader]:
    def open_codec(_: Source, raw: SourceStream) -> _Reader:
        return cast("_Reader", pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), codec))

    return open_codec


def _open_gzip(_: Source, raw: SourceStream) -> _Reader:
    return cast("_Reader", gzip.GzipFile(fileobj=raw))


def _open_bzip2(_: Source, raw: SourceStream) -> _Reader:
    return bz2.BZ2File(io.BufferedReader(raw, _PIECE))


def _open_lz4(source: Source, raw: SourceStream) -> _Reader:
    if source.read_at(0, 4) == _LZ4_FRAME:
        return _open_arrow("lz4")(source, raw)
    return _Blocks(_hadoop_blocks(raw, "lz4_raw"))


def _open_snappy(source: Source, raw: SourceStream) -> _Reader:
    head = source.read_at(0, 10)
    if head == _SNAPPY_FRAME:
        return _Blocks(_framed_snappy_blocks(raw))
    if _is_hadoop_snappy(head, source.size):
        return _Blocks(_hadoop_blocks(raw, "snappy"))
    return _Blocks(_raw_snappy_block(raw, source.size))


def _open_zip(source: Source, raw: SourceStream) -> _Reader:
    """Open the only file in an archive. Like Glue, refuse archives with several files."""
    tail = source.read_at(max(0, source.size - 65_557), 65_557)
    end = tail.rfind(b"PK\x05\x06")
    directory_size = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    if not 0 < directory_size <= _MAX_ZIP_DIRECTORY:
        raise UnreadableFile("is a zip archive without a readable directory")
    archive = zipfile.ZipFile(io.BufferedReader(raw))
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) != 1:
        raise UnreadableFile(
            f"is a zip archive of {len(members)} files; only archives with one file are supported"
        )
    return cast("_Reader", archive.open(members[0]))


_OPENERS: dict[str, Callable[[Source, SourceStream], _Reader]] = {
    "gzip": _open_gzip,
    "bzip2": _open_bzip2,
    "zstd": _open_arrow("zstd"),
    "lz4": _open_lz4,
    "snappy": _open_snappy,
    "zip": _open_zip,
}


class _Blocks:
    """A stream made of decompressed blocks."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, nothing at the end."""
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return b""
            self._rest = block
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


def _hadoop_blocks(raw: SourceStream, codec: str) -> Iterator[bytes]:
    """Hadoop's framing: a block's size, then chunks with their sizes, big-endian."""
    while len(header := _read_exactly(raw, 4)) == 4:
        missing = int.from_bytes(header)
        while missing > 0:
            chunk = _read_chunk(raw, int.from_bytes(_read_exactly(raw, 4)))
            if codec == "snappy":
                block = _decode_snappy(chunk)
            else:
                block = pa.Codec(codec).decompress(chunk, _checked(missing), asbytes=True)
            missing -= len(block)
            yield block
            if not block:
                return


def _framed_snappy_blocks(raw: SourceStream) -> Iterator[bytes]:
    """Snappy's own framing: a type byte, three length bytes, a checksum, then the data."""
    while len(header := _read_exactly(raw, 4)) == 4:
        chunk = _read_chunk(raw, int.from_bytes(header[1:], "little"))
        if header[0] == 0x00:
            yield _decode_snappy(chunk[4:])
        elif header[0] == 0x01:
            yield chunk[4:]
        elif header[0] < 0x80:
            raise ValueError(f"unknown snappy chunk {header[0]:#x}")


def _raw_snappy_block(raw: SourceStream, size: int) -> Iterator[bytes]:
    yield _decode_snappy(_read_chunk(raw, size))


def _decode_snappy(chunk: bytes) -> bytes:
    """Decompress one block; its first bytes state its size."""
    declared = shift = 0
    for byte in chunk[:5]:
        declared |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    decoded: bytes = pa.Codec("snappy").decompress(chunk, _checked(declared), asbytes=True)
    return decoded


def _read_chunk(raw: SourceStream, size: int) -> bytes:
    chunk = _read_exactly(raw, _checked(size))
    if len(chunk) < size:
        raise EOFError("a compressed block is truncated")
    return chunk


def _read_exactly(raw: SourceStream, size: int) -> bytes:
    pieces = b""
    while len(pieces) < size and (piece := raw.read(size - len(pieces))):
        pieces += piece
    return pieces


def _checked(size: int) -> int:
    if size > _MAX_BLOCK:
        raise ValueError(f"a block of {size} bytes is too large")
    return size
