"""Files wherever they are: in folders, in buckets kept as folders, and on S3-compatible servers.

The catalog, crawlers, previews, and Spark's settings all use this room. `stores.py` defines the one
protocol for listing and reading, `resolve.py` finds the store behind a location, `roots.py` says
which locations may be read, and `buckets.py` says where each bucket is.
"""
