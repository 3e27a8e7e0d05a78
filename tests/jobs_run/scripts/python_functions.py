import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.transforms import Filter, Map, SplitRows, Spigot
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

from house_rules import shout  # comes by --extra-py-files

args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket", "least"])
LEAST = int(args["least"])

glueContext = GlueContext(SparkContext())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)


def enrich(rec):
    rec["label"] = shout(rec["name"])
    rec["has_note"] = "note" in rec
    if rec["name"] == "bad":
        raise ValueError("cannot enrich")
    return rec


pets = glueContext.create_dynamic_frame.from_options(
    "s3", {"paths": [f"s3://{args['bucket']}/pets"]}, format="json"
)
kept = Filter.apply(frame=pets, f=lambda x: x["age"] >= LEAST, transformation_ctx="kept")
mapped = Map.apply(frame=kept, f=enrich, transformation_ctx="mapped")
print("errors:", mapped.errorsCount())
Spigot.apply(mapped, f"s3://{args['bucket']}/sample", {"topk": 1, "prob": 1.0})
halves = SplitRows.apply(mapped, {"age": {">": 5}}, "old", "young")
for name in halves.keys():
    glueContext.write_dynamic_frame.from_options(
        frame=halves.select(name).coalesce(1),
        connection_type="s3",
        connection_options={"path": f"s3://{args['bucket']}/{name}"},
        format="json",
    )
job.commit()
