"""Machine-learning transforms for Glue scripts: detects personal data by pattern.

Self-contained like `awsglue`: imports only pyspark and the standard library. Transforms that need
a model trained by AWS raise an error when you call them.
"""
