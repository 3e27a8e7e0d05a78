"""Jobs: definitions, arguments, runs and bookmarks.

A run is a row in the database with a table of allowed state transitions; the rows are the queue.
"""
