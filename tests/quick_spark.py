"""Spark settings for tests, whose sessions are short and whose tables are tiny.

Such a session spends most of its CPU time on compiling, and code that runs once isn't worth
optimizing. Recording which line of Python made a column takes a dozen calls for each column. The
settings don't affect the results of queries.
"""

from __future__ import annotations

import json

QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
QUICK_SPARK = {
    "spark.python.sql.dataFrameDebugging.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "2",
}
# For processes that start Spark, or Java, without our settings.
QUICK_JVM = {"JDK_JAVA_OPTIONS": QUICK_JAVA}
# Kernels, runs and servers that a test starts read their settings from variables.
QUICK_ENVIRONMENT = {
    "GLUE_DEVENDPOINT_SPARK_CONF": json.dumps(
        {**QUICK_SPARK, "spark.driver.extraJavaOptions": f"-Duser.timezone=UTC {QUICK_JAVA}"}
    )
}
