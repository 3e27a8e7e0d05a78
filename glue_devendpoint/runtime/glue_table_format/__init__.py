"""How a table's files are read: one rule for crawlers, previews, `awsglue` and Spark's bridge.

`table_format` returns a frozen value for a table's storage descriptor and parameters. Crawlers
write tables that this rule understands, and all readers use the value instead of looking at a
SerDe. The package only depends on Python's standard library.
"""

from glue_table_format.csv_text import CsvText
from glue_table_format.grok import Grok, GrokLines, InvalidGrok, RegexLines, compile_grok
from glue_table_format.json_documents import JsonDocuments
from glue_table_format.json_paths import InvalidJsonPath, parse_path, select
from glue_table_format.rule import table_format
from glue_table_format.storage import STORAGES, Storage
from glue_table_format.table_format import Packing, TableFormat, UnknownFormat
from glue_table_format.xml_elements import XmlElements

__all__ = [
    "table_format",
    "TableFormat",
    "Packing",
    "UnknownFormat",
    "CsvText",
    "GrokLines",
    "JsonDocuments",
    "RegexLines",
    "XmlElements",
    "Grok",
    "InvalidGrok",
    "compile_grok",
    "InvalidJsonPath",
    "parse_path",
    "select",
    "STORAGES",
    "Storage",
]
