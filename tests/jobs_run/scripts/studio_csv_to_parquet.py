import sys
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from awsglue.context import GlueContext
from awsglue.job import Job
from awsgluedq.transforms import EvaluateDataQuality
from awsglue import DynamicFrame

def sparkSqlQuery(glueContext, query, mapping, transformation_ctx) -> DynamicFrame:
    for alias, frame in mapping.items():
        frame.toDF().createOrReplaceTempView(alias)
    result = spark.sql(query)
    return DynamicFrame.fromDF(result, glueContext, transformation_ctx)
args = getResolvedOptions(sys.argv, ['JOB_NAME', 'source_bucket', 'target_bucket'])
sc = SparkContext()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args['JOB_NAME'], args)

# Default ruleset used by all target nodes with data quality enabled
DEFAULT_DATA_QUALITY_RULESET = """
    Rules = [
        ColumnCount > 0
    ]
"""

# Script generated for node Amazon S3
AmazonS3_node1700000000001 = glueContext.create_dynamic_frame.from_options(format_options={"quoteChar": "\"", "withHeader": True, "separator": ","}, connection_type="s3", format="csv", connection_options={"paths": [f"s3://{args['source_bucket']}/sales/"], "recurse": True}, transformation_ctx="AmazonS3_node1700000000001")

# Script generated for node Change Schema
ChangeSchema_node1700000000002 = ApplyMapping.apply(frame=AmazonS3_node1700000000001, mappings=[("order id", "string", "order_id", "long"), ("amount", "string", "money.amount", "double"), ("currency", "string", "money.currency", "string"), ("sold on", "string", "sold_on", "date")], transformation_ctx="ChangeSchema_node1700000000002")

# Script generated for node SQL Query
SqlQuery0 = '''
select order_id, money.amount as amount, money.currency as currency, year(sold_on) as year
from myDataSource where money.amount > 0
'''
SQLQuery_node1700000000003 = sparkSqlQuery(glueContext, query = SqlQuery0, mapping = {"myDataSource":ChangeSchema_node1700000000002}, transformation_ctx = "SQLQuery_node1700000000003")

# Script generated for node Drop Fields
DropFields_node1700000000004 = DropFields.apply(frame=SQLQuery_node1700000000003, paths=["not_there"], transformation_ctx="DropFields_node1700000000004")

# Script generated for node Amazon S3
EvaluateDataQuality().process_rows(frame=DropFields_node1700000000004, ruleset=DEFAULT_DATA_QUALITY_RULESET, publishing_options={"dataQualityEvaluationContext": "EvaluateDataQuality_node1700000000005", "enableDataQualityResultsPublishing": True}, additional_options={"dataQualityResultsPublishing.strategy": "BEST_EFFORT", "observations.scope": "ALL"})
AmazonS3_node1700000000006 = glueContext.write_dynamic_frame.from_options(frame=DropFields_node1700000000004, connection_type="s3", format="glueparquet", connection_options={"path": f"s3://{args['target_bucket']}/sales/", "partitionKeys": ["year"]}, format_options={"compression": "snappy"}, transformation_ctx="AmazonS3_node1700000000006")

job.commit()
