import sys

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket"])
sc = SparkContext()
glueContext = GlueContext(sc)
job = Job(glueContext)
job.init(args["JOB_NAME"], args)
base = f"s3://{args['bucket']}"


def read(folder):
    return glueContext.create_dynamic_frame.from_options(
        "s3", {"paths": [f"{base}/{folder}"]}, format="csv", format_options={"withHeader": True}
    )


merged = read("current").mergeDynamicFrame(read("changes"), ["id"])
# What is read must not be purged before it is written elsewhere.
merged = DynamicFrame.fromDF(merged.toDF().localCheckpoint(), glueContext, "merged")
glueContext.purge_s3_path(f"{base}/current", {"retentionPeriod": 0})
glueContext.write_dynamic_frame.from_options(
    frame=merged.coalesce(1),
    connection_type="s3",
    connection_options={"path": f"{base}/current"},
    format="csv",
)
job.commit()
