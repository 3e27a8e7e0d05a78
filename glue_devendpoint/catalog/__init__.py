"""The Data Catalog: databases, tables, versions, partitions and all that hangs on them.

One module per Glue noun, each a set of typed functions over a store transaction. The
catalog knows no HTTP, no Jupyter and no Spark.
"""
