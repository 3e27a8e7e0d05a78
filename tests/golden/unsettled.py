"""Golden cases that Spark still reads differently. Each entry is a bug to fix.

A case may only leave this list: its test fails as soon as Spark agrees with the others.
"""

from __future__ import annotations

# Spark returns an object in a string column as it is written, a preview without its spaces.
SPARK = frozenset({"json_objects_as_texts"})
