"""Line patterns: grok patterns compiled to one regular expression that bounds its own time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import regex
from glue_table_format.grok import InvalidGrok, compile_grok
from glue_table_format.hive_types import Struct, parse

from glue_devendpoint.errors import InvalidInput

if TYPE_CHECKING:
    from regex import Pattern


@dataclass(frozen=True, slots=True)
class LinePattern:
    """A compiled grok pattern and the columns that it gives."""

    pattern: Pattern[str]
    columns: Struct


@lru_cache(maxsize=256)
def line_pattern(pattern: str, custom_patterns: str = "") -> LinePattern:
    """Compile a grok pattern; the error says what is wrong."""
    try:
        grok = compile_grok(pattern, custom_patterns)
        compiled = regex.compile(grok.expression)
    except InvalidGrok as err:
        raise InvalidInput(str(err)) from err
    except (regex.error, RecursionError, OverflowError, MemoryError) as err:
        raise InvalidInput(f"The grok pattern {pattern!r} can't be compiled: {err}") from err
    return LinePattern(compiled, Struct(tuple((name, parse(kind)) for name, kind in grok.fields)))
