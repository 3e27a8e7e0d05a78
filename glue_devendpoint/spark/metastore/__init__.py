"""The metastore bridge: Spark's Hive client talks Thrift to it, it talks Glue's API.

It runs as threads inside the Spark driver's own Python process, on an ephemeral loopback port
that serves only sockets of the same operating system user. Like AWS Glue's own Hive client, it
shows every table of the catalog as a Hive table; unlike that, it needs no jar.
"""
