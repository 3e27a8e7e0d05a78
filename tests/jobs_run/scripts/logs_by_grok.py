"""Reads a table of logs by SQL and as a frame: the catalog knows only its grok pattern."""

import json
import sys

from awsglue.context import GlueContext
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME", "target_bucket"])
context = GlueContext(SparkContext.getOrCreate())
spark = context.spark_session

slow = spark.sql("select verb, n + 1 as n from web.requests where n > 10")
frame = context.create_dynamic_frame.from_catalog(database="web", table_name="requests")
slow.write.json(f"s3://{args['target_bucket']}/by_sql/")
frame.toDF().write.json(f"s3://{args['target_bucket']}/by_frame/")
print(json.dumps({"lines": frame.count()}))
