"""The Jupyter server extension: mounts, REST routes and event stream.

Thin: it hosts the endpoint in JupyterLab's server and offers what Glue's API has no word for.
"""
