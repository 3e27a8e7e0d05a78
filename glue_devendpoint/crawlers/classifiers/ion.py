"""Amazon Ion, text or binary, if the package `amazon.ion` is installed.

Both forms start with a version marker. Ion text without one can't be distinguished from JSON.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from glue_devendpoint.crawlers.classifiers import Classification, Format
from glue_devendpoint.crawlers.classifiers.sample import MAX_RECORDS, Sample
from glue_devendpoint.crawlers.classifiers.shapes import Shape
from glue_devendpoint.files.failures import UnreadableFile

_BINARY_MARKER = b"\xe0\x01\x00\xea"
_TEXT_MARKER = b"$ion_1_0"


class Ion:
    """The built-in Ion classifier."""

    def classify(self, sample: Sample) -> Classification | None:
        """Recognize a file by its version marker."""
        if not sample.content.startswith((_BINARY_MARKER, _TEXT_MARKER)):
            return None
        try:
            simpleion = importlib.import_module("amazon.ion.simpleion")
        except ModuleNotFoundError:
            raise UnreadableFile(
                "is an Ion file; to crawl it, run: pip install amazon.ion"
            ) from None
        sample.fill()
        shape = Shape()
        count = 0
        for value in _values(simpleion, sample):
            shape.add(_plain(value))
            count += 1
        if not count or shape.fields is None:
            return None
        return Classification(Format("ion", sample.compression), shape.to_struct(), count)


def _values(simpleion: Any, sample: Sample) -> Any:
    """Yield the values of the sample, which can end in the middle of a value."""
    values = iter(
        simpleion.load(io.BytesIO(sample.content), single_value=False, parse_eagerly=False)
    )
    for _ in range(MAX_RECORDS):
        try:
            yield next(values)
        except StopIteration:
            return
        except Exception as err:
            if sample.is_complete:
                raise UnreadableFile(f"isn't valid Ion: {err}") from err
            return


_PLAIN: tuple[tuple[type[Any], Callable[[Any], Any]], ...] = (
    (bool, bool),
    (int, int),
    (float, float),
    (bytes, bytes),
    (str, str),
)


def _plain(value: Any) -> Any:
    """Return the value with the types of a JSON parser, from which Ion's classes are derived."""
    if hasattr(value, "items"):
        return {str(name): _plain(each) for name, each in value.items()}
    if type(value).__name__ == "IonPyBool":  # which is a number in Python
        return bool(value)
    if isinstance(value, datetime):
        return datetime(1970, 1, 1, tzinfo=UTC)  # only the type matters
    if hasattr(value, "sid"):  # a symbol, which is a tuple in Python
        return str(value.text)
    for kind, plain in _PLAIN:
        if isinstance(value, kind):
            return plain(value)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    name = type(value).__name__
    if "Null" in name or value is None:
        return None
    return 0.5 if "Decimal" in name else value
