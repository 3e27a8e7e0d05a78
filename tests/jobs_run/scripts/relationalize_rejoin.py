import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.transforms import Join, Relationalize, RenameField, SelectFromCollection
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME", "TempDir", "bucket"])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

companies = glueContext.create_dynamic_frame.from_options(
    "s3", {"paths": [f"s3://{args['bucket']}/companies"]}, format="json"
)
dfc = Relationalize.apply(
    frame=companies, staging_path=args["TempDir"], name="company", transformation_ctx="dfc"
)
for name in sorted(dfc.keys()):
    print("TABLE", name, dfc.select(name).count())

root = SelectFromCollection.apply(dfc=dfc, key="company")
employees = SelectFromCollection.apply(dfc=dfc, key="company_employees")
joined = Join.apply(root, employees, "employees", "id")
renamed = RenameField.apply(joined, "`employees.val.email`", "email")
renamed = renamed.rename_field("`address.city`", "city").select_fields(["name", "city", "email"])
glueContext.write_dynamic_frame.from_options(
    frame=renamed.coalesce(1),
    connection_type="s3",
    connection_options={"path": f"s3://{args['bucket']}/employees"},
    format="json",
)
glueContext.write_dynamic_frame.from_options(
    frame=dfc,
    connection_type="s3",
    connection_options={"path": f"s3://{args['bucket']}/tables"},
    format="parquet",
)
job.commit()
