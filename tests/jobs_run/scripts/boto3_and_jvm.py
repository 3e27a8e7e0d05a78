import json
import sys

import boto3
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import SparkSession

args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket", "database"])
sc = SparkContext()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

glue = boto3.client("glue", region_name="us-east-1")
tables = [
    table["Name"]
    for page in glue.get_paginator("get_tables").paginate(DatabaseName=args["database"])
    for table in page["TableList"]
]
glue.update_database(
    Name=args["database"],
    DatabaseInput={"Name": args["database"], "Description": f"holds {len(tables)} tables"},
)

# The way to list and move files without another library: Hadoop's own, through the JVM.
Path = spark._jvm.org.apache.hadoop.fs.Path
root = Path(f"s3://{args['bucket']}/inbox")
fs = root.getFileSystem(spark._jsc.hadoopConfiguration())
names = sorted(status.getPath().getName() for status in fs.listStatus(root))
fs.rename(Path(root, names[0]), Path(f"s3://{args['bucket']}/first.txt"))
stamp = spark._jvm.java.time.LocalDate.of(2024, 2, 29).toString()
sc._jsc.hadoopConfiguration().set("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")

report = {
    "tables": tables,
    "files": names,
    "stamp": stamp,
    "same_session": SparkSession.builder.getOrCreate() is spark,
    "application": spark._jsc.sc().applicationId() == sc.applicationId,
    "sql": [row.tableName for row in spark.sql(f"show tables in {args['database']}").collect()],
}
spark.createDataFrame([(json.dumps(report),)], ["value"]).coalesce(1).write.text(
    f"s3://{args['bucket']}/report"
)
job.commit()
