"""The servers that host the endpoint: the Jupyter server extension and `serve`.

A thin layer: it mounts the Glue API, adds REST routes for what Glue lacks, feeds the event stream,
and looks after runs.
"""
