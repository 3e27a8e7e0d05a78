"""Group a click stream into sessions, the way people write it by hand."""

import sys
from datetime import datetime

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F
from pyspark.sql.window import Window

GAP_SECONDS = 30 * 60


def with_sessions(df):
    per_user = Window.partitionBy("user").orderBy("at")
    is_new = F.when(
        F.col("at").cast("long") - F.lag("at").over(per_user).cast("long") <= GAP_SECONDS, 0
    ).otherwise(1)
    return df.withColumn("session", F.sum(is_new).over(per_user.rowsBetween(Window.unboundedPreceding, 0)))


def main():
    args = getResolvedOptions(sys.argv, ["JOB_NAME", "input_path", "output_path"])
    sc = SparkContext.getOrCreate()
    glue_context = GlueContext(sc)
    spark = glue_context.spark_session
    logger = glue_context.get_logger()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    job = Job(glue_context)
    job.init(args["JOB_NAME"], args)
    started = datetime.now()

    clicks = glue_context.create_dynamic_frame_from_options(
        "s3", {"paths": [args["input_path"]], "recurse": True}, format="json"
    )
    logger.info(f"read {clicks.count()} clicks")
    df = clicks.toDF().withColumn("at", F.to_timestamp("at"))
    sessions = with_sessions(df).groupBy("user", "session").agg(
        F.count("*").alias("clicks"), F.collect_list("page").alias("pages")
    )
    result = DynamicFrame.fromDF(sessions.coalesce(1), glue_context, "sessions")
    result.printSchema()
    glue_context.write_dynamic_frame_from_options(
        frame=result,
        connection_type="s3",
        connection_options={"path": args["output_path"]},
        format="json",
    )
    logger.warn("done in %s" % (datetime.now() - started))
    job.commit()


if __name__ == "__main__":
    main()
