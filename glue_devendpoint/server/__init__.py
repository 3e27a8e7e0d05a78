"""The servers that host the endpoint: the Jupyter server extension and `serve`.

Thin: they mount the wire, offer REST routes for what Glue's API has no word for, feed the event
stream, and look after runs.
"""
