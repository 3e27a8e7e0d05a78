"""XML: the records are the elements of one tag."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ROW_TAG = "rowTag"


@dataclass(frozen=True, slots=True)
class XmlElements:
    """Which elements are records; attributes are `_name`, and text beside others `_VALUE`."""

    row_tag: str
    charset: str = ""


def xml_elements(settings: Mapping[str, str]) -> XmlElements:
    """Return which elements a table's records are."""
    return XmlElements(row_tag(settings), settings.get("encoding", ""))


def row_tag(settings: Mapping[str, str]) -> str:
    """Return the tag of a record, however the parameter is spelled."""
    given = {name.lower(): value for name, value in settings.items()}
    return given.get("rowtag") or given.get("xmlrowtag") or ""
