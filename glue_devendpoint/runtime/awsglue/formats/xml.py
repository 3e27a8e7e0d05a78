"""XML: each element named by `rowTag` is a record."""

from __future__ import annotations

from glue_table_format import XmlElements
from pyspark.sql import DataFrame

from awsglue.formats.reading import Input, Reading, no_errors

_TEXTS = {"encoding": "encoding", "attributePrefix": "attributePrefix", "valueTag": "valueTag"}
_FLAGS = {
    "excludeAttribute": "excludeAttribute",
    "treatEmptyValuesAsNulls": None,
    "ignoreSurroundingSpaces": "ignoreSurroundingSpaces",
}


# As crawlers see them. Spark's inference finds dates that match these formats, so none do.
_TIMES_ARE_TEXT = {"dateFormat": "'none'", "timestampFormat": "'none'"}


def read_xml(source: Input) -> Reading:
    """Read XML files."""
    options = source.options
    details = source.details
    tag = details.row_tag if isinstance(details, XmlElements) else options.text("rowTag")
    if not tag:
        raise ValueError(
            "the xml format requires the option rowTag, the element name of each record"
        )
    settings = {**source.settings, "rowTag": tag}
    settings |= {spark: options.text(glue) for glue, spark in _TEXTS.items() if glue in options}
    for glue, spark in _FLAGS.items():
        if glue in options and spark is not None:
            settings[spark] = str(options.flag(glue)).lower()
    if source.table_format is not None:
        settings |= _TIMES_ARE_TEXT
    if options.flag("treatEmptyValuesAsNulls"):
        settings["nullValue"] = ""
    reader = source.spark.read.format("xml").options(**settings)
    given = options.schema()
    data = (reader if given is None else reader.schema(given)).load(source.paths)

    def records(_mode: object) -> DataFrame:
        return data

    return Reading(records, no_errors)
