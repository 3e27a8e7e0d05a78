"""Where buckets are: folders of this machine, or S3-compatible servers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from glue_devendpoint.config import GlueDevEndpoint
from glue_devendpoint.home import Home

SCHEMES = ("s3", "s3a", "s3n")
ALL_OTHERS = "*"
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class S3Access:
    """How to reach an S3-compatible server. Values not given come from the environment."""

    endpoint_url: str | None = None
    region: str | None = None
    access_key: str | None = None
    secret_key: str | None = None
    session_token: str | None = None


@dataclass(frozen=True, slots=True)
class Buckets:
    """Where buckets are: folders below `folder`, unless configured otherwise.

    A bucket can have its own folder (`folders`) or be on a real server (`remote`). The key `*` of
    `remote` stands for every bucket that isn't named.
    """

    folder: Path | None = None
    remote: Mapping[str, S3Access] = field(default_factory=dict)
    folders: Mapping[str, Path] = field(default_factory=dict)

    def access(self, bucket: str) -> S3Access | None:
        """Return how to reach a bucket, or None if it is on this machine."""
        if bucket in self.folders:
            return None
        return self.remote.get(bucket) or self.remote.get(ALL_OTHERS)

    def local_folder(self, bucket: str) -> Path | None:
        """Return the folder of a bucket, or None if it isn't on this machine."""
        if bucket in self.folders:
            return self.folders[bucket]
        if self.folder is None or self.access(bucket) is not None:
            return None
        return self.folder / bucket if _BUCKET.fullmatch(bucket) else None

    def local_path(self, uri: str) -> Path | None:
        """Return the local path of a URI or path, or None if it isn't on this machine."""
        parts = urlsplit(uri)
        if parts.scheme in ("", "file"):
            path = Path(unquote(parts.path)) if parts.scheme else Path(uri)
            return path if path.is_absolute() else None
        bucket = self.local_folder(parts.netloc) if parts.scheme in SCHEMES else None
        if bucket is None:
            return None
        key = uri.split("://", 1)[1].partition("/")[2]
        return None if ".." in key.split("/") else bucket / key


def configured_buckets(config: GlueDevEndpoint, home: Home) -> Buckets:
    """Return where buckets are, according to the setting `buckets`."""
    remote, folders = {}, {}
    for bucket, place in config.buckets.items():
        if place.startswith(("http://", "https://")):
            remote[bucket] = S3Access(endpoint_url=place)
        elif place == "s3":
            remote[bucket] = S3Access()
        else:
            folders[bucket] = Path(place.removeprefix("file://")).expanduser()
    return Buckets(home.buckets, remote, folders)
