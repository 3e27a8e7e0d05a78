"""Everything about Spark that is not a user's code.

Finding Java, the settings of a session, local buckets, the warm pool and the metastore
bridge by which plain Spark sees the catalog.
"""
