"""The predefined names of an interactive Glue shell: sc, glueContext and spark."""

from __future__ import annotations

from pyspark import SparkContext

from awsglue.context import GlueContext

sc = SparkContext.getOrCreate()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
