"""Everything about Spark that is not a user's code.

Finding Java, the settings of a session and warming it up, local buckets, the class-data archive,
our own Java classes, and the metastore bridge by which plain Spark sees the catalog.
"""
