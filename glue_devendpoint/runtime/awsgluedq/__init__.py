"""Data quality for Glue scripts: `awsgluedq.transforms.EvaluateDataQuality` and its rule language.

Stands alone like `awsglue`: it imports only pyspark and the standard library.
"""
