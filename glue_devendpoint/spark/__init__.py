"""How Spark is found, configured, started and connected to the catalog.

This includes finding Java, session settings and warm-up, local buckets, the class-data archive, our
own Java classes, and the metastore bridge, through which plain Spark uses the catalog.
"""
