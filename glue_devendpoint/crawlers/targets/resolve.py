"""From an include path to the store that holds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from glue_devendpoint.config import GlueDevEndpoint
from glue_devendpoint.crawlers.targets import FileStore
from glue_devendpoint.crawlers.targets.bucket import BucketFiles, S3Access
from glue_devendpoint.crawlers.targets.local import LocalFiles
from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.home import Home

_S3_SCHEMES = ("s3", "s3a", "s3n")


@dataclass(frozen=True, slots=True)
class Buckets:
    """Where buckets are: folders below `folder`, except those that are named otherwise.

    A bucket is in a folder of its own (`folders`) or on a real server (`remote`); the key `*` of
    `remote` stands for every bucket that is not named.
    """

    folder: Path | None = None
    remote: dict[str, S3Access] = field(default_factory=dict)
    folders: dict[str, Path] = field(default_factory=dict)


def configured_buckets(config: GlueDevEndpoint, home: Home) -> Buckets:
    """Return where the buckets are that the setting `buckets` names, and all others."""
    remote, folders = {}, {}
    for bucket, place in config.buckets.items():
        if place.startswith(("http://", "https://")):
            remote[bucket] = S3Access(endpoint_url=place)
        elif place == "s3":
            remote[bucket] = S3Access()
        else:
            folders[bucket] = Path(place.removeprefix("file://")).expanduser()
    return Buckets(home.buckets, remote, folders)


def resolve_store(include_path: str, buckets: Buckets) -> FileStore:
    """Return the store behind an include path, whose text stays the location of its tables."""
    location = include_path.rstrip("/") or "/"
    if location.startswith("/"):
        return LocalFiles(location, Path(location))
    scheme, separator, rest = location.partition("://")
    if separator and scheme == "file" and rest.startswith("/"):
        # As in Hadoop, what follows is the path itself: nothing in it is percent-decoded.
        return LocalFiles(location, Path(rest))
    if separator and scheme not in _S3_SCHEMES:
        raise InvalidInput(
            f"The include path {include_path!r} is not understood: "
            "give s3://bucket/folder, file:///folder or an absolute path."
        )
    # Glue also takes `bucket/folder` without a scheme.
    bucket, _, prefix = (rest if separator else location).partition("/")
    location = location if separator else f"s3://{location}"
    access = buckets.remote.get(bucket) or buckets.remote.get("*")
    if access is not None:
        return BucketFiles(location, bucket, prefix, access)
    return LocalFiles(location, _local_path(buckets, bucket, prefix))


def _local_path(buckets: Buckets, bucket: str, prefix: str) -> Path:
    """Return the local path of a key; `..` must not lead out of its bucket."""
    if not bucket or ".." in (bucket, *prefix.split("/")):
        raise InvalidInput(f"The include path s3://{bucket}/{prefix} does not name a bucket's key.")
    if bucket in buckets.folders:
        return buckets.folders[bucket] / prefix
    if buckets.folder is None:
        raise InvalidInput(f"The bucket {bucket!r} is neither local nor configured.")
    return buckets.folder / bucket / prefix
