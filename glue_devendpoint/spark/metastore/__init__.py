"""The metastore bridge: translates the Thrift calls of Spark's Hive client to Glue's API.

It runs in threads of the Spark driver's Python process, on an ephemeral loopback port that accepts
only connections of the same operating system user. Like AWS Glue's own Hive client, it presents
every catalog table as a Hive table, but it needs no JAR file.
"""
