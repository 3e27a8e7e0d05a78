import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME", "year", "output"])
sc = SparkContext()
glueContext = GlueContext(sc)
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

weather = glueContext.create_dynamic_frame.from_catalog(
    database="climate",
    table_name="weather",
    push_down_predicate=f"(year == '{args['year']}' and month in ('06', '07'))",
    transformation_ctx="weather",
)
served = glueContext.create_dynamic_frame.from_catalog(
    database="climate",
    table_name="weather",
    additional_options={"catalogPartitionPredicate": f"year='{args['year']}'"},
    transformation_ctx="served",
)
print("rows of two months:", weather.count())
print("rows of the year:", served.count())

averages = weather.toDF().groupBy("year", "month").avg("degrees").withColumnRenamed("avg(degrees)", "degrees")
averages.coalesce(1).write.mode("append").csv(args["output"], header=True)
job.commit()
