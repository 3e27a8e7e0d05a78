"""The sample of a file that classifiers see.

Glue reads the first 1 MB or the first 1000 records, whichever comes first, and continues in steps
of 1 MB up to 10 MB while there is no complete record. The limits count decompressed bytes, so they
also bound the cost of a hostile file.
"""

from __future__ import annotations

import io
from functools import cached_property

from glue_devendpoint.files import compression
from glue_devendpoint.files.stores import Source

FIRST_READ = 1 << 16
STEP = 1 << 20
LIMIT = 10 * STEP
MAX_RECORDS = 1000


class Sample:
    """A file that is being classified."""

    def __init__(self, path: str, source: Source) -> None:
        self.path = path
        self.size = source.size
        self.source = source
        self.head = source.read_at(0, FIRST_READ)
        self.compression = compression.detect(self.head, path)
        self._content = self.head
        self._raw_read = len(self.head)
        self._limit = FIRST_READ
        if self.compression != "none":
            self._stream = compression.open_stream(self.compression, source)
            self._content = b""
            self._is_exhausted = False
            self._read_to(FIRST_READ)
        else:
            self._is_exhausted = len(self.head) >= source.size

    @property
    def framing(self) -> str:
        """Why Hadoop's codecs can't read the compressed file, or None if they can."""
        return compression.framing(self.compression, self.head, self.size, self.path)

    @property
    def content(self) -> bytes:
        """The decompressed bytes read so far."""
        return self._content

    @property
    def is_complete(self) -> bool:
        """Whether `content` is the whole file."""
        return self._is_exhausted

    @property
    def is_binary(self) -> bool:
        """Whether the content can't be lines of text."""
        return b"\0" in self._content[:8192]

    def fill(self) -> None:
        """Read the first 1 MB unless already done."""
        if self._limit < STEP:
            self._read_to(STEP)

    def grow(self) -> bool:
        """Read another step. Return whether there was more to read."""
        if self._is_exhausted or self._limit >= LIMIT:
            return False
        self._read_to(max(STEP, self._limit + STEP))
        return True

    def _read_to(self, limit: int) -> None:
        self.__dict__.pop("text", None)
        wanted = limit - len(self._content)
        self._limit = limit
        if self._is_exhausted or wanted <= 0:
            return
        if self.compression == "none":
            more = self.source.read_at(len(self._content), wanted)
            self._raw_read += len(more)
            self._is_exhausted = len(self._content) + len(more) >= self.size or not more
        else:
            more = self._stream.read(wanted)
            self._raw_read = self._stream.raw_read
            self._is_exhausted = len(more) < wanted
        self._content += more

    @cached_property
    def text(self) -> str:
        """The content read so far as text, without a byte order mark or a truncated character."""
        content = self._content.removeprefix(b"\xef\xbb\xbf")
        if not self._is_exhausted:
            content = content[: _whole_characters(content)]
        return content.decode("utf-8", "replace")

    def lines(self) -> list[str]:
        """Return the whole lines of the first 1 MB, at most 1000."""
        self.fill()
        lines = self.text.split("\n", MAX_RECORDS)
        if len(lines) > MAX_RECORDS or not self._is_exhausted:
            lines.pop()
        return [line for each in lines if (line := each.rstrip("\r"))]

    def estimate(self, records: int, characters: int) -> int:
        """Scale the records found in the first `characters` to the whole file."""
        if self._is_exhausted and characters >= len(self.text):
            return records
        share = characters / max(1, len(self.text)) * self._raw_read / max(1, self.size)
        return max(records, round(records / share)) if share else records

    def open(self) -> io.BufferedReader:
        """Open the raw file for libraries that seek in it."""
        return io.BufferedReader(compression.SourceStream(self.source))


def _whole_characters(content: bytes) -> int:
    """Return the length without a truncated UTF-8 character at the end."""
    for back in range(1, min(4, len(content)) + 1):
        byte = content[-back]
        if byte < 0x80:
            break
        if byte >= 0xC0:
            width = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(content) - back if back < width else len(content)
    return len(content)
