import sys

from awsglue.context import GlueContext
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext())


def clicks():
    return glueContext.create_dynamic_frame.from_options(
        connection_type="kinesis", connection_options={"streamARN": "arn:aws:kinesis:x"}
    )


clicks()
