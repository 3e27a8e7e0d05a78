"""Reports a script's failure: the script's own lines, the error, and a hint on how to fix it.

A Spark error has hundreds of lines of stack frames from Spark, Py4J and this product. They don't
help the author of a script, so they are left out.
"""

from __future__ import annotations

import re
import sysconfig
import traceback
from collections.abc import Iterator
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_LIBRARIES = tuple(
    str(path.resolve())
    for path in {
        _PACKAGE,
        *(Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")),
    }
)
_JAVA_FRAME = re.compile(r"^\s+at [\w.$/<>-]+.*\)?$|^\s*\.\.\. \d+ more$")
_PYTHON_FRAME = re.compile(r'^(\s*)File "([^"]+)", line \d+')


def failure_report(error: BaseException) -> str:
    """Return the report of a script's failure."""
    told = traceback.TracebackException.from_exception(error)
    _keep_own_frames(told)
    lines = [line for text in told.format() for line in text.splitlines()]
    report = "\n".join(_without_foreign_lines(lines))
    hint = hint_for(error)
    return f"{report}\nhint: {hint}\n" if hint else f"{report}\n"


def hint_for(error: BaseException) -> str:
    """Return a hint on how to fix an error, or an empty string."""
    named = _hint_by_name(error)
    if named:
        return named
    text = str(error)
    return next((hint for pattern, hint in _HINTS if pattern.search(text)), "")


def _keep_own_frames(told: traceback.TracebackException) -> None:
    own = [frame for frame in told.stack if not _is_foreign(frame.filename)]
    told.stack = traceback.StackSummary.from_list(own)
    if own and told.__cause__ is None:
        # Errors that a library caught internally don't matter here.
        told.__suppress_context__ = True
    for other in (told.__cause__, told.__context__):
        if other is not None:
            _keep_own_frames(other)


def _without_foreign_lines(lines: list[str]) -> Iterator[str]:
    """Yield the lines without frames from Java or libraries."""
    skipped_below = -1
    for line in lines:
        indent = len(line) - len(line.lstrip())
        frame = _PYTHON_FRAME.match(line)
        if frame:
            skipped_below = indent if _is_foreign(frame.group(2)) else -1
        elif indent <= skipped_below:
            skipped_below = -1
        if skipped_below < 0 and not _JAVA_FRAME.match(line):
            yield line


def _is_foreign(file: str) -> bool:
    if file.startswith("<"):
        return True
    path = str(Path(file).resolve())
    return any(path.startswith(f"{folder}/") for folder in _LIBRARIES) or "/pyspark.zip/" in path


def _hint_by_name(error: BaseException) -> str:
    name = type(error).__name__
    if name in ("UnsupportedFeatureError", "UnsupportedTransformError"):
        return "change the line shown above; docs/testing-glue-jobs.md lists unsupported features"
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _module_hint(error.name)
    if name == "GlueArgumentError":
        return (
            "pass the script's arguments after its name: glue-devendpoint run JOB.py --name value"
        )
    return ""


def _module_hint(name: str) -> str:
    if name.startswith("gs_"):
        return (
            f"{name} is a Glue Studio module that is only available on AWS; rewrite this step "
            "with DynamicFrame or DataFrame methods"
        )
    if name.startswith("awsglue."):
        return f"the module {name} doesn't exist in AWS Glue or isn't supported here"
    return (
        "after the script's name, add your own modules with --extra-py-files FILE and packages "
        f"with --additional-python-modules {name}"
    )


_HINTS = (
    (
        re.compile(r"'JavaPackage' object is not callable"),
        "the Java class isn't on the class path; add its JAR file with --extra-jars JAR",
    ),
    (
        re.compile(r"DATA_SOURCE_NOT_FOUND|ClassNotFoundException"),
        "no JAR file contains the class; add one with --extra-jars JAR or "
        "--conf spark.jars.packages=GROUP:ARTIFACT:VERSION",
    ),
    (
        re.compile(r"Only one SparkContext|Cannot run multiple SparkContexts"),
        "a process can have only one SparkContext; use SparkContext.getOrCreate()",
    ),
    (
        re.compile(r"EntityNotFoundException"),
        "this home folder's catalog doesn't contain it; create it with boto3, the AWS CLI or a "
        "crawler, or use another home folder: glue-devendpoint run --home FOLDER ...",
    ),
    (
        re.compile(r"there is no bucket|Path does not exist: s3|PATH_NOT_FOUND.*s3[an]?://"),
        "s3://BUCKET/KEY refers to the file buckets/BUCKET/KEY in the home folder",
    ),
    (
        re.compile(r"CAST_INVALID_INPUT|DIVIDE_BY_ZERO|ARITHMETIC_OVERFLOW"),
        "Spark runs in ANSI mode, as in Glue 6.0; for the behavior of earlier versions, add "
        "--glue-version 5.1 before the script's name",
    ),
    (
        re.compile(
            r"Could not connect to the endpoint URL|Unable to locate credentials"
            r"|InvalidAccessKeyId|UnrecognizedClientException|security token"
        ),
        "this endpoint serves only Glue; for other services, boto3 needs AWS credentials or an "
        "emulator set with AWS_ENDPOINT_URL_<SERVICE>",
    ),
)
