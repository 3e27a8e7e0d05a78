"""XML: the records are the elements of one tag."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ROW_TAG = "rowTag"


@dataclass(frozen=True, slots=True)
class XmlElements:
    """Which elements are records. Attributes become `_name`, text next to them `_VALUE`."""

    row_tag: str
    charset: str = ""


def xml_elements(settings: Mapping[str, str]) -> XmlElements:
    """Return which elements are a table's records."""
    return XmlElements(row_tag(settings), settings.get("encoding", ""))


def row_tag(settings: Mapping[str, str]) -> str:
    """Return the row tag, for any spelling of the parameter."""
    given = {name.lower(): value for name, value in settings.items()}
    return given.get("rowtag") or given.get("xmlrowtag") or ""
