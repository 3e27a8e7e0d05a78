import sys
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from awsglue.context import GlueContext
from awsglue.job import Job
from awsgluedq.transforms import EvaluateDataQuality

args = getResolvedOptions(sys.argv, ['JOB_NAME', 'input', 'output'])
sc = SparkContext()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args['JOB_NAME'], args)

customers = glueContext.create_dynamic_frame.from_options(connection_type="s3", format="json", connection_options={"paths": [args["input"]], "recurse": True}, transformation_ctx="customers")

ruleset = """
    Rules = [
        RowCount > 2,
        IsComplete "id",
        IsUnique "id",
        ColumnValues "tier" in ["gold", "silver"],
        Completeness "email" >= 0.5
    ]
"""
evaluated = EvaluateDataQuality().process_rows(frame=customers, ruleset=ruleset, publishing_options={"dataQualityEvaluationContext": "customers", "enableDataQualityCloudWatchMetrics": True, "enableDataQualityResultsPublishing": True}, additional_options={"performanceTuning.caching": "CACHE_NOTHING"})

rules = SelectFromCollection.apply(dfc=evaluated, key="ruleOutcomes", transformation_ctx="rules").toDF()
rules.show(truncate=False)
rows = SelectFromCollection.apply(dfc=evaluated, key="rowLevelOutcomes", transformation_ctx="rows").toDF()
good = rows.filter(rows.DataQualityEvaluationResult == "Passed").select("id", "tier")
good.coalesce(1).write.mode("overwrite").json(args["output"])

assert rules.filter(rules["Outcome"].contains("Failed")).count() == 0, "The job failed due to failing DQ rules for node: customers"
job.commit()
