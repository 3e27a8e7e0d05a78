"""XML records: the elements of one tag. Entities and external references are refused.

Attributes become `_name`. The text of an element that also has children or attributes becomes
`_VALUE`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any, Protocol, TypeAlias
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from glue_devendpoint.files.failures import UnreadableFile

PIECE = 1 << 14
_MAX_DEPTH = 50

MakeValue: TypeAlias = Callable[[str], Any]


class Enough(Exception):
    """Enough records were read."""


class _Element:
    """An element that is being read."""

    __slots__ = ("children", "make", "tag", "text")

    def __init__(self, tag: str, make: MakeValue) -> None:
        self.tag = tag
        self.make = make
        self.children: dict[str, Any] = {}
        self.text: list[str] = []

    def value(self) -> Any:
        """Return the element's content, as a JSON parser would return it."""
        text = "".join(self.text).strip()
        if not self.children:
            return self.make(text)
        if text:
            self.children["_VALUE"] = self.make(text)
        return self.children

    def add(self, tag: str, value: Any) -> None:
        """Add a child. Repeated children become a list."""
        seen = self.children.get(tag)
        if seen is None and tag not in self.children:
            self.children[tag] = value
        elif isinstance(seen, list):
            seen.append(value)
        else:
            self.children[tag] = [seen, value]


class Rows(ContentHandler):
    """Collects the elements of one tag."""

    def __init__(self, row_tag: str, make: MakeValue, most: int = sys.maxsize) -> None:
        super().__init__()
        self.row_tag = row_tag
        self._make = make
        self._most = most
        self.records: list[Any] = []
        self._open: list[_Element] = []
        self._depth = 0

    def startElement(self, name: str, attrs: Any) -> None:
        """Start an element."""
        if not self._open and name != self.row_tag:
            return
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            return
        element = _Element(name, self._make)
        for attribute, text in attrs.items():
            element.children[f"_{attribute}"] = self._make(text)
        self._open.append(element)

    def characters(self, content: str) -> None:
        """Add text to the innermost element."""
        if self._open:
            self._open[-1].text.append(content)

    def endElement(self, name: str) -> None:
        """End an element. The end of a row yields a record."""
        if not self._open:
            return
        self._depth -= 1
        if self._depth >= _MAX_DEPTH:
            return
        element = self._open.pop()
        if self._open:
            self._open[-1].add(element.tag, element.value())
            return
        value = element.value()
        self.records.append(value if isinstance(value, dict) else {"_VALUE": value})
        if len(self.records) >= self._most:
            raise Enough


class Content(Protocol):
    """A source of XML."""

    def read(self, length: int) -> bytes:
        """Return the next bytes."""


def xml_records(content: Content, row_tag: str) -> Iterator[dict[str, Any]]:
    """Yield the records of a whole file. Values are strings, or None if empty."""
    rows = Rows(row_tag, lambda text: text or None)
    parser = DefusedExpatParser()
    parser.setContentHandler(rows)
    try:
        while piece := content.read(PIECE):
            parser.feed(piece)
            yield from rows.records
            rows.records.clear()
        parser.close()
    except DefusedXmlException as err:
        raise UnreadableFile(f"declares XML entities, which isn't supported: {err}") from err
    except SAXException as err:
        raise UnreadableFile(f"isn't valid XML: {err}") from err
    yield from rows.records
