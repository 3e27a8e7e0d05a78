"""Databases with JDBC URLs: addresses, credentials and Python drivers.

The endpoint's connection tests and crawls, `awsglue` and Spark's data sources all use these
modules, so that URLs and SSL settings have the same meaning everywhere.
"""
