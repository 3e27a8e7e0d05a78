"""How a script's failure is told: the script's own lines, the error, and what to do about it.

A Spark error carries hundreds of lines of Spark's, Py4J's and this product's own frames; none of
them is anything that the author of a script could change.
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
    """Return what to show of a script's failure."""
    told = traceback.TracebackException.from_exception(error)
    _keep_own_frames(told)
    lines = [line for text in told.format() for line in text.splitlines()]
    report = "\n".join(_without_foreign_lines(lines))
    hint = hint_for(error)
    return f"{report}\nhint: {hint}\n" if hint else f"{report}\n"


def hint_for(error: BaseException) -> str:
    """Return what to do about an error, where that is known."""
    named = _hint_by_name(error)
    if named:
        return named
    text = str(error)
    return next((hint for pattern, hint in _HINTS if pattern.search(text)), "")


def _keep_own_frames(told: traceback.TracebackException) -> None:
    own = [frame for frame in told.stack if not _is_foreign(frame.filename)]
    told.stack = traceback.StackSummary.from_list(own)
    if own and told.__cause__ is None:
        # What a library caught on the way is its own affair.
        told.__suppress_context__ = True
    for other in (told.__cause__, told.__context__):
        if other is not None:
            _keep_own_frames(other)


def _without_foreign_lines(lines: list[str]) -> Iterator[str]:
    """Yield lines without Java's frames and without those of libraries."""
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
        return "change the line named above; docs/testing-glue-jobs.md lists what does not run here"
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _module_hint(error.name)
    if name == "GlueArgumentError":
        return (
            "give the script's arguments after its name: glue-devendpoint run JOB.py --name value"
        )
    return ""


def _module_hint(name: str) -> str:
    if name.startswith("gs_"):
        return (
            f"{name} is a module of Glue Studio that exists on AWS only; write this step with "
            "DynamicFrame or DataFrame methods"
        )
    if name.startswith("awsglue."):
        return f"{name} is no module that Glue jobs have, or one that does not run here"
    return (
        "give modules of your own with --extra-py-files FILE, and packages with "
        f"--additional-python-modules {name}, after the script's name"
    )


_HINTS = (
    (
        re.compile(r"'JavaPackage' object is not callable"),
        "the Java class is not on the class path; give its jar with --extra-jars JAR",
    ),
    (
        re.compile(r"DATA_SOURCE_NOT_FOUND|ClassNotFoundException"),
        "the class is in no jar here; give one with --extra-jars JAR, or "
        "--conf spark.jars.packages=GROUP:ARTIFACT:VERSION",
    ),
    (
        re.compile(r"Only one SparkContext|Cannot run multiple SparkContexts"),
        "a process has one SparkContext; use SparkContext.getOrCreate()",
    ),
    (
        re.compile(r"EntityNotFoundException"),
        "the catalog of this home has no such entry; create it with boto3, the AWS CLI or a "
        "crawler, or name another home: glue-devendpoint run --home FOLDER ...",
    ),
    (
        re.compile(r"there is no bucket|Path does not exist: s3|PATH_NOT_FOUND.*s3[an]?://"),
        "s3://BUCKET/KEY is the file buckets/BUCKET/KEY of the home folder",
    ),
    (
        re.compile(r"CAST_INVALID_INPUT|DIVIDE_BY_ZERO|ARITHMETIC_OVERFLOW"),
        "Spark is in ANSI mode, as in Glue 6.0; for the behaviour of earlier versions run with "
        "--glue-version 5.1 before the script's name",
    ),
    (
        re.compile(
            r"Could not connect to the endpoint URL|Unable to locate credentials"
            r"|InvalidAccessKeyId|UnrecognizedClientException|security token"
        ),
        "only Glue itself is served here; boto3 clients of other services need AWS credentials, "
        "or an emulator named by AWS_ENDPOINT_URL_<SERVICE>",
    ),
)
