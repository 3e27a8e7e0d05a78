"""Rows without Spark: previews and profiles of what a table's location covers.

The server makes a plan from the catalog (which files, which format, which columns); a worker
process carries it out with bounds on rows, bytes, seconds and memory, so that a hostile file can
neither hang nor exhaust the server. Files are listed and opened as the crawlers do it.
"""
