import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.transforms import ApplyMapping
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket"])
glueContext = GlueContext(SparkContext())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

events = glueContext.create_dynamic_frame.from_options(
    connection_type="s3",
    connection_options={"paths": [f"s3://{args['bucket']}/events"], "recurse": True},
    format="json",
    transformation_ctx="events",
)
if events.toDF().isEmpty():
    print("nothing new")
else:
    mapped = ApplyMapping.apply(
        frame=events, mappings=[("id", "int", "id", "int"), ("kind", "string", "kind", "string")]
    )
    print("new events:", mapped.count())
    glueContext.write_dynamic_frame.from_options(
        frame=mapped,
        connection_type="s3",
        connection_options={"path": f"s3://{args['bucket']}/loaded"},
        format="parquet",
        transformation_ctx="loaded",
    )
job.commit()
