"""The Data Catalog: databases, tables, versions, partitions, and everything attached to them.

One module per Glue noun, each a set of typed functions that work in a store transaction. The
catalog doesn't depend on HTTP, Jupyter, or Spark.
"""
