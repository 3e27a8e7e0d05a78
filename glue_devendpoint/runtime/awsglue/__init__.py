"""AWS Glue's Python library on plain Spark: existing job scripts run unchanged.

A DynamicFrame is a Spark DataFrame with three additions:

* *Choices.* A field with mixed types is encoded in the schema (see `awsglue.shapes`), so every
  columnar transform is a Catalyst expression. Without mixed types, the plan is the same as that of
  equivalent DataFrame code.
* *Missing and null.* Only a user's Python function can tell them apart. A frame is a plan
  (`awsglue.plans`) that can be built in a second mode, in which each field read from JSON has an
  explicit-null flag beside it. Only Filter, Map and mapPartitions use this mode, so other
  transforms don't pay for it.
* *Errors.* Records that fail are dropped. If you ask for the errors, the failing stage runs again
  to find them (`awsglue.errors`).

Importing the package makes `SparkContext()` work without configuration (`awsglue.session`) and maps
`s3://` paths to local buckets (`awsglue.buckets`).
"""

from __future__ import annotations

from awsglue.session import prepare_environment

prepare_environment()

from awsglue.dynamicframe import DynamicFrame  # noqa: E402

__all__ = ["DynamicFrame"]
