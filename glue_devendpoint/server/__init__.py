"""The Jupyter server extension: mounts, REST routes, and the event stream.

A thin layer that hosts the endpoint in JupyterLab's server and offers what the Glue API lacks.
"""
