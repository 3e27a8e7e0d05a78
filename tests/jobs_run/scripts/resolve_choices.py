import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.transforms import DropNullFields, ResolveChoice
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket"])
glueContext = GlueContext(SparkContext())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

medicare = glueContext.create_dynamic_frame.from_options(
    connection_type="s3",
    connection_options={"paths": [f"s3://{args['bucket']}/medicare"]},
    format="json",
)
medicare.printSchema()

cols = ResolveChoice.apply(frame=medicare, choice="make_cols", transformation_ctx="cols")
cast = medicare.resolveChoice(specs=[("provider id", "cast:long")])
project = medicare.resolveChoice(specs=[("provider id", "project:int")])
struct = medicare.resolveChoice(choice="make_struct")
for name, frame in (("cols", cols), ("cast", cast), ("project", project), ("struct", struct)):
    frame = DropNullFields.apply(frame=frame, transformation_ctx="dropnull")
    glueContext.write_dynamic_frame.from_options(
        frame=frame.coalesce(1),
        connection_type="s3",
        connection_options={"path": f"s3://{args['bucket']}/{name}"},
        format="json",
    )
job.commit()
