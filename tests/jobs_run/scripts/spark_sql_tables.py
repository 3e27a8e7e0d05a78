import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.sql import SparkSession

args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket"])
spark = (
    SparkSession.builder.appName("tables")
    .config("hive.metastore.client.factory.class",
            "com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory")
    .enableHiveSupport()
    .getOrCreate()
)
glueContext = GlueContext(spark.sparkContext)
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

spark.sql(f"create database if not exists mart location 's3://{args['bucket']}/mart'")
spark.sql("""
    create table mart.facts (id int, name string, country string)
    using parquet partitioned by (country)
""")
spark.sql("insert into mart.facts values (1, 'one', 'de'), (2, 'two', 'fr'), (3, 'three', 'de')")
per_country = spark.sql("select country, count(*) as n from mart.facts group by country")
per_country.coalesce(1).write.mode("overwrite").format("parquet").saveAsTable("mart.per_country")
print(spark.table("mart.per_country").orderBy("country").collect())

facts = glueContext.create_dynamic_frame.from_catalog("mart", "facts", push_down_predicate="country = 'de'")
print("german facts:", facts.count())
job.commit()
