"""Previews and profiles of tables without Spark.

The server creates a plan from the catalog: the files, their format and the columns. A worker
process executes it with limits on rows, bytes, seconds and memory, so that a hostile file can't
block or exhaust the server. Files are listed and opened in the same way as by crawlers.
"""
