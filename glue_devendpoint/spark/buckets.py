"""Local buckets for Spark: `s3://bucket/key` without S3 and without jars.

Hadoop's view file system stands in for the s3 schemes: each bucket is a mount table whose one
link leads to a folder, or, for a bucket that the configuration maps to an S3 endpoint, to S3A.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from glue_devendpoint.config import GlueDevEndpoint
from glue_devendpoint.home import Home

SCHEMES = ("s3", "s3a", "s3n")
VIEW = "org.apache.hadoop.fs.viewfs.ViewFileSystemOverloadScheme"
S3A = "org.apache.hadoop.fs.s3a.S3AFileSystem"
# Hadoop's default for the scheme s3a is a class of jars that need not be here.
S3A_COMMITTER = "mapreduce.outputcommitter.factory.scheme.s3a"
TARGET = "fs.viewfs.overload.scheme.target"
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Buckets:
    """Where every bucket is: below one folder, unless it is mapped elsewhere."""

    folder: Path
    mapped: Mapping[str, str] = field(default_factory=dict)

    def local_folder(self, bucket: str) -> Path | None:
        """Return the folder of a bucket; None when it is on a real S3."""
        target = self.mapped.get(bucket)
        if target is None:
            return self.folder / bucket if _BUCKET.fullmatch(bucket) else None
        return None if is_remote(target) else Path(target).expanduser()

    def local_path(self, uri: str) -> Path | None:
        """Return the local path behind a URI or path; None when it is not on this machine."""
        parts = urlsplit(uri)
        if parts.scheme in ("", "file"):
            path = Path(unquote(parts.path)) if parts.scheme else Path(uri)
            return path if path.is_absolute() else None
        bucket = self.local_folder(parts.netloc) if parts.scheme in SCHEMES else None
        if bucket is None:
            return None
        key = uri.split("://", 1)[1].partition("/")[2]
        return None if ".." in key.split("/") else bucket / key

    def settings(self) -> dict[str, str]:
        """Return the Hadoop settings that make the buckets of now readable."""
        found = {f"fs.{scheme}.impl": VIEW for scheme in SCHEMES}
        found[S3A_COMMITTER] = "org.apache.hadoop.mapreduce.lib.output.FileOutputCommitterFactory"
        found[f"{TARGET}.file.impl"] = "org.apache.hadoop.fs.LocalFileSystem"
        found[f"{TARGET}.s3a.impl"] = S3A
        for bucket, link in self._links():
            found |= link
            if bucket in self.mapped and is_remote(self.mapped[bucket]):
                found[f"fs.s3a.bucket.{bucket}.endpoint"] = self.mapped[bucket]
                found[f"fs.s3a.bucket.{bucket}.path.style.access"] = "true"
        return found

    def _links(self) -> Iterator[tuple[str, dict[str, str]]]:
        names = set(self.mapped)
        if self.folder.is_dir():
            names |= {path.name for path in self.folder.iterdir() if path.is_dir()}
        for bucket in sorted(names):
            folder = self.local_folder(bucket)
            target = f"s3a://{bucket}/" if folder is None else folder.absolute().as_uri()
            yield bucket, {f"fs.viewfs.mounttable.{bucket}.linkFallback": target}


def buckets_of(config: GlueDevEndpoint, home: Home) -> Buckets:
    """Return the buckets of a configuration."""
    return Buckets(home.buckets, dict(config.buckets))


def is_remote(target: str) -> bool:
    """Tell whether a bucket's mapping is the URL of an S3 endpoint."""
    return target.startswith(("http://", "https://"))
