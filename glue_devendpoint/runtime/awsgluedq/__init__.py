"""Data quality for Glue scripts: `awsgluedq.transforms.EvaluateDataQuality` and DQDL.

Self-contained like `awsglue`: imports only pyspark and the standard library.
"""
