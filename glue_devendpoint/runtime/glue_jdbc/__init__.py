"""Databases behind JDBC URLs: where a URL leads, who may come in, and the driver that follows it.

The endpoint's connection tests and crawls, `awsglue` and Spark's data sources all use these
modules, so that a URL and a connection's SSL settings mean the same to each of them.
"""
