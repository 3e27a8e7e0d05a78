"""The Glue versions that jobs and sessions can use, and what each one changes.

Every version runs on the installed Spark. The only difference is Spark's ANSI mode, which is on
from Glue 6.0.
"""

from __future__ import annotations

from dataclasses import dataclass

from glue_devendpoint.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class GlueVersion:
    """A Glue version: the Spark version that AWS uses for it, and whether ANSI mode is on."""

    name: str
    aws_spark: str
    is_ansi: bool = False


GLUE_VERSIONS = (
    GlueVersion("0.9", "2.2"),
    GlueVersion("1.0", "2.4"),
    GlueVersion("2.0", "2.4"),
    GlueVersion("3.0", "3.1"),
    GlueVersion("4.0", "3.3"),
    GlueVersion("5.0", "3.5"),
    GlueVersion("5.1", "3.5"),
    GlueVersion("6.0", "4.1", is_ansi=True),
)


def glue_version(name: str) -> GlueVersion:
    """Return a Glue version by name."""
    for version in GLUE_VERSIONS:
        if version.name == name:
            return version
    known = ", ".join(version.name for version in GLUE_VERSIONS)
    raise InvalidInput(f"unknown Glue version {name!r}; use one of: {known}")
