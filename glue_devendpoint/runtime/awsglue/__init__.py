"""AWS Glue's Python library on plain Spark: existing job scripts run unchanged.

A DynamicFrame is a Spark DataFrame plus what a DataFrame cannot say:

* *Choices.* A field seen with several types is spelled in the schema (see `awsglue.shapes`), so
  that every columnar transform is a Catalyst expression. Data without mixed types has the plan that
  the same DataFrame code would have.
* *Missing against null.* Only a user's Python function can tell them apart. A frame is a recipe
  (`awsglue.plans`) that can be followed a second way, in which each field read from JSON has an
  explicit-null flag beside it; that way is taken for Filter, Map and mapPartitions only, and costs
  nothing otherwise.
* *Errors.* Records that fail are left out; they are found again, by running the failing stage for
  its errors, when someone asks (`awsglue.errors`).

Importing the package makes `SparkContext()` work with nothing configured (`awsglue.session`) and
`s3://` paths lead to local buckets (`awsglue.buckets`).
"""

from __future__ import annotations

from awsglue.session import prepare_environment

prepare_environment()

from awsglue.dynamicframe import DynamicFrame  # noqa: E402

__all__ = ["DynamicFrame"]
