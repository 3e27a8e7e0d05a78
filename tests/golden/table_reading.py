"""The golden cases: files, their table, and the rows that every reader must return.

They cover crawled tables of every format and compression, and tables written by other tools. Each
case runs in the crawler, the preview, `awsglue`, and Spark with the metastore bridge.
"""

from __future__ import annotations

from dataclasses import replace

from tests.crawlers.readable_documents import DOCUMENTS
from tests.crawlers.readable_lake import CASES as LAKE
from tests.crawlers.readable_lake import Case

from .csv_cases import CSV_CASES
from .json_cases import JSON_CASES
from .line_cases import LINE_CASES
from .xml_cases import XML_CASES

GOLDEN: dict[str, Case] = {
    **LAKE,
    **{
        name: replace(case, without_preview="can't be previewed without Spark")
        for name, case in DOCUMENTS.items()
    },
    **JSON_CASES,
    **CSV_CASES,
    **LINE_CASES,
    **XML_CASES,
}
CRAWLED = [name for name, case in GOLDEN.items() if case.table is None]
READ = [name for name, case in GOLDEN.items() if not case.refused]
REFUSED = [name for name, case in GOLDEN.items() if case.refused]
PREVIEWED = [name for name in READ if not GOLDEN[name].without_preview]
