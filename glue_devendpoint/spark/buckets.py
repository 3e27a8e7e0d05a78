"""Local buckets for Spark: `s3://bucket/key` without S3 and without jars.

Hadoop's view file system handles the s3 schemes, or `BucketFileSystem` with the same settings.
Each bucket is a mount table with one link: to a folder, or to S3A if the configuration maps the
bucket to an S3 endpoint. If the configuration maps all other buckets to an S3 endpoint, buckets
without a mount table use S3A too.
"""

from __future__ import annotations

from collections.abc import Iterator

from glue_devendpoint.files.buckets import ALL_OTHERS, SCHEMES, Buckets, S3Access

VIEW = "org.apache.hadoop.fs.viewfs.ViewFileSystemOverloadScheme"
S3A = "org.apache.hadoop.fs.s3a.S3AFileSystem"
# Hadoop's default for the scheme s3a is a class in JAR files that may be missing.
S3A_COMMITTER = "mapreduce.outputcommitter.factory.scheme.s3a"
TARGET = "fs.viewfs.overload.scheme.target"


def hadoop_settings(buckets: Buckets) -> dict[str, str]:
    """Return the Hadoop settings for the buckets that exist now."""
    found = {f"fs.{scheme}.impl": VIEW for scheme in SCHEMES}
    found[S3A_COMMITTER] = "org.apache.hadoop.mapreduce.lib.output.FileOutputCommitterFactory"
    found[f"{TARGET}.file.impl"] = "org.apache.hadoop.fs.RawLocalFileSystem"
    found[f"{TARGET}.s3a.impl"] = S3A
    for bucket in _named(buckets):
        folder = buckets.local_folder(bucket)
        target = f"s3a://{bucket}/" if folder is None else folder.absolute().as_uri()
        found[f"fs.viewfs.mounttable.{bucket}.linkFallback"] = target
        if access := buckets.access(bucket):
            found |= _endpoint(f"fs.s3a.bucket.{bucket}", access)
    if ALL_OTHERS in buckets.remote:
        found |= {f"{TARGET}.{scheme}.impl": S3A for scheme in SCHEMES}
        found |= _endpoint("fs.s3a", buckets.remote[ALL_OTHERS])
    return found


def _named(buckets: Buckets) -> Iterator[str]:
    """Yield the buckets with known names: configured ones and local ones."""
    names = {*buckets.folders, *buckets.remote} - {ALL_OTHERS}
    if buckets.folder is not None and buckets.folder.is_dir() and ALL_OTHERS not in buckets.remote:
        names |= {path.name for path in buckets.folder.iterdir() if path.is_dir()}
    yield from sorted(names)


def _endpoint(prefix: str, access: S3Access) -> dict[str, str]:
    if access.endpoint_url is None:
        return {}
    return {f"{prefix}.endpoint": access.endpoint_url, f"{prefix}.path.style.access": "true"}
