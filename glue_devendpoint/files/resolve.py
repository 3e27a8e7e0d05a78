"""Find the store behind an include path."""

from __future__ import annotations

from pathlib import Path

from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.files.bucket import BucketFiles
from glue_devendpoint.files.buckets import SCHEMES, Buckets
from glue_devendpoint.files.local import LocalFiles
from glue_devendpoint.files.stores import FileStore


def resolve_store(include_path: str, buckets: Buckets) -> FileStore:
    """Return the store behind an include path. Tables keep the path as it was written."""
    location = include_path.rstrip("/") or "/"
    if location.startswith("/"):
        return LocalFiles(location, Path(location))
    scheme, separator, rest = location.partition("://")
    if separator and scheme == "file" and rest.startswith("/"):
        # As in Hadoop, what follows is the path itself: nothing in it is percent-decoded.
        return LocalFiles(location, Path(rest))
    if separator and scheme not in SCHEMES:
        raise InvalidInput(
            f"The include path {include_path!r} isn't valid. "
            "Use s3://bucket/folder, file:///folder, or an absolute path."
        )
    # Glue also takes `bucket/folder` without a scheme.
    bucket, _, prefix = (rest if separator else location).partition("/")
    location = location if separator else f"s3://{location}"
    access = buckets.access(bucket)
    if access is not None:
        return BucketFiles(location, bucket, prefix, access)
    return LocalFiles(location, _local_path(buckets, bucket, prefix))


def _local_path(buckets: Buckets, bucket: str, prefix: str) -> Path:
    """Return the local path of a key; `..` can't lead out of the bucket."""
    if not bucket or ".." in (bucket, *prefix.split("/")):
        raise InvalidInput(f"The include path s3://{bucket}/{prefix} isn't a valid bucket and key.")
    if bucket in buckets.folders:
        return buckets.folders[bucket] / prefix
    if buckets.folder is None:
        raise InvalidInput(
            f"The bucket {bucket!r} isn't on this machine and isn't in the setting `buckets`."
        )
    return buckets.folder / bucket / prefix
