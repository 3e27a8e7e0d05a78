import sys
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from awsglue.context import GlueContext
from awsglue.job import Job

## @params: [JOB_NAME]
args = getResolvedOptions(sys.argv, ['JOB_NAME'])

sc = SparkContext()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args['JOB_NAME'], args)
## @type: DataSource
## @args: [database = "shop", table_name = "orders", transformation_ctx = "datasource0"]
## @return: datasource0
## @inputs: []
datasource0 = glueContext.create_dynamic_frame.from_catalog(database = "shop", table_name = "orders", transformation_ctx = "datasource0")
datasource1 = glueContext.create_dynamic_frame.from_catalog(name_space = "shop", table_name = "customers", transformation_ctx = "datasource1")
## @type: ApplyMapping
applymapping1 = ApplyMapping.apply(frame = datasource0, mappings = [("id", "bigint", "id", "bigint"), ("customer_id", "bigint", "customer_id", "bigint"), ("total", "string", "total", "double")], transformation_ctx = "applymapping1")
## @type: Join
join2 = Join.apply(frame1 = applymapping1, frame2 = datasource1, keys1 = ["customer_id"], keys2 = ["id"], transformation_ctx = "join2")
dropped3 = DropFields.apply(frame = join2, paths = ["`.id`", "customer_id"], transformation_ctx = "dropped3")
## @type: SelectFields
selectfields4 = SelectFields.apply(frame = dropped3, paths = ["id", "total", "name"], transformation_ctx = "selectfields4")
## @type: ResolveChoice
resolvechoice5 = ResolveChoice.apply(frame = selectfields4, choice = "MATCH_CATALOG", database = "shop", table_name = "named_orders", transformation_ctx = "resolvechoice5")
## @type: DataSink
datasink6 = glueContext.write_dynamic_frame.from_catalog(frame = resolvechoice5, database = "shop", table_name = "named_orders", transformation_ctx = "datasink6")
job.commit()
