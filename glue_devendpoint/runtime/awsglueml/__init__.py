"""Machine-learning transforms for Glue scripts: finding personal data by pattern.

Stands alone like `awsglue`: it imports only pyspark and the standard library. Transforms that need
a model trained by AWS say so when they are called.
"""
