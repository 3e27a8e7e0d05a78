"""Compressions that no library at hand writes whole: Snappy's own framing and Hadoop's."""

from __future__ import annotations

import struct

import pyarrow as pa


def hadoop_blocks(content: bytes, codec: str) -> bytes:
    """Frame two blocks as Hadoop's block codecs do."""
    framed = b""
    for block in (content[: len(content) // 2], content[len(content) // 2 :]):
        packed = pa.compress(block, codec, asbytes=True)
        framed += struct.pack(">II", len(block), len(packed)) + packed
    return framed


def framed_snappy(content: bytes) -> bytes:
    """Frame one block as Snappy's own format does."""
    packed: bytes = b"\0\0\0\0" + pa.compress(content, "snappy", asbytes=True)
    return b"\xff\x06\0\0sNaPpY\0" + len(packed).to_bytes(3, "little") + packed
