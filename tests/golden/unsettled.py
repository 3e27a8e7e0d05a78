"""Golden cases that a reader still reads differently. Each entry is a bug to fix.

A case may only leave this list: its test fails as soon as the reader agrees with the others.
"""

from __future__ import annotations

SPARK = frozenset(
    {
        "csv_lines_within_cells_of_windows",
        "csv_quoted_empty_texts",
        "grok_fewer_columns",
        "json_multi_line_of_the_serde",
        "json_objects_as_texts",
        "open_csv_empty",
        "xml_text_beside_attributes",
    }
)
FRAMES = frozenset(
    {
        "csv_lines_within_cells_of_windows",
        "csv_nulls_that_are_named",
        "grok_fewer_columns",
        "hive_text_escaped",
        "json_lines_and_pretty_days",
        "path_in_partitions",
        "xml_dates_are_text",
    }
)
