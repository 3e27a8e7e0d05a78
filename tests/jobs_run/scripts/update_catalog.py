import sys

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket", "day"])
sc = SparkContext()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

rows = [(1, "a", args["day"]), (2, "b", args["day"])]
frame = DynamicFrame.fromDF(
    spark.createDataFrame(rows, ["id", "name", "day"]), glueContext, "rows"
)

sink = glueContext.getSink(
    path=f"s3://{args['bucket']}/daily/",
    connection_type="s3",
    updateBehavior="UPDATE_IN_DATABASE",
    partitionKeys=["day"],
    compression="snappy",
    enableUpdateCatalog=True,
    transformation_ctx="sink",
)
sink.setCatalogInfo(catalogDatabase="lake", catalogTableName="daily")
sink.setFormat("glueparquet")
sink.writeFrame(frame)

# The table is there for everything that comes after, Spark's own SQL as well.
spark.sql("select day, count(*) as n from lake.daily group by day order by day").show()
job.commit()
