"""A Python shell job: no Spark, only boto3 and files."""

import json
import os
import sys

import boto3
from awsglue.utils import getResolvedOptions

args = getResolvedOptions(sys.argv, ["JOB_NAME", "report", "database"])
glue = boto3.client("glue")
glue.create_database(DatabaseInput={"Name": args["database"]})
with open(args["report"], "w") as file:
    json.dump(
        {"argv": sys.argv, "run": args["JOB_RUN_ID"], "name": args["JOB_NAME"],
         "url": os.environ["AWS_ENDPOINT_URL_GLUE"], "main": __name__, "file": __file__},
        file,
    )
