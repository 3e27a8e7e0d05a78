"""Job definitions, arguments, runs and bookmarks: what to run, and the life of each run.

A run is a row whose state moves by a table of allowed moves; the row is also the queue.
"""
