"""The Glue versions that jobs and sessions can use, and what each one changes.

Every version runs on the installed Spark 4. Up to Glue 5.1, the session is set to what Spark 3 did
where Spark has a setting for it (see Spark's migration guide from 3.5 to 4.0).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from glue_devendpoint.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class GlueVersion:
    """A Glue version: the Spark version that AWS uses for it, and whether ANSI mode is on."""

    name: str
    aws_spark: str
    is_ansi: bool = False

    @property
    def settings(self) -> Mapping[str, str]:
        """The Spark settings that make the installed Spark behave like that of this version."""
        before = SPARK_3 if self.aws_spark < "4" else {}
        return {"spark.sql.ansi.enabled": str(self.is_ansi).lower(), **before}


_LEGACY = "spark.sql.legacy"
SPARK_3 = {
    "spark.sql.orc.compression.codec": "snappy",
    f"{_LEGACY}.bangEqualsNot": "true",
    f"{_LEGACY}.codingErrorAction": "true",
    f"{_LEGACY}.ctePrecedencePolicy": "EXCEPTION",
    f"{_LEGACY}.db2.booleanMapping.enabled": "true",
    f"{_LEGACY}.db2.numericMapping.enabled": "true",
    f"{_LEGACY}.disableMapKeyNormalization": "true",
    f"{_LEGACY}.javaCharsets": "true",
    f"{_LEGACY}.mssqlserver.datetimeoffsetMapping.enabled": "true",
    f"{_LEGACY}.mssqlserver.numericMapping.enabled": "true",
    f"{_LEGACY}.mysql.bitArrayMapping.enabled": "true",
    f"{_LEGACY}.mysql.timestampNTZMapping.enabled": "true",
    f"{_LEGACY}.oracle.timestampMapping.enabled": "true",
    f"{_LEGACY}.postgres.datetimeMapping.enabled": "true",
}
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
