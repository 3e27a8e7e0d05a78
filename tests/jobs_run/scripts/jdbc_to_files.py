import sys

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME", "connection", "vendor", "target"])
sc = SparkContext()
glueContext = GlueContext(sc)
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

conf = glueContext.extract_jdbc_conf(args["connection"])
print("reading from", conf["vendor"])

people = glueContext.create_dynamic_frame.from_options(
    connection_type=args["vendor"],
    connection_options={
        "useConnectionProperties": "true",
        "connectionName": args["connection"],
        "dbtable": "people",
        "hashfield": "id",
        "hashpartitions": "2",
    },
    transformation_ctx="people",
)
adults = people.filter(f=lambda row: row["age"] is not None and row["age"] >= 18)
glueContext.write_dynamic_frame.from_options(
    frame=adults.repartition(1),
    connection_type="s3",
    connection_options={"path": args["target"]},
    format="csv",
    format_options={"separator": "|", "quoteChar": -1},
)

counted = DynamicFrame.fromDF(adults.toDF().groupBy("city").count(), glueContext, "counted")
glueContext.write_dynamic_frame.from_jdbc_conf(
    frame=counted,
    catalog_connection=args["connection"],
    connection_options={"dbtable": "adults_by_city"},
)
job.commit()
