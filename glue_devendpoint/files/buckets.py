"""Where buckets are: folders of this machine, or S3-compatible servers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from glue_devendpoint.config import GlueDevEndpoint
from glue_devendpoint.home import Home

SCHEMES = ("s3", "s3a", "s3n")
ALL_OTHERS = "*"
_PARALLEL_CONNECTIONS = 32
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class S3Access:
    """How to reach an S3-compatible server. Values not given come from the environment."""

    endpoint_url: str | None = None
    region: str | None = None
    access_key: str | None = None
    secret_key: str | None = None
    session_token: str | None = None

    def read(self, bucket: str, key: str, length: int) -> bytes:
        """Return up to `length` bytes from the start of an object."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            content: bytes = s3_client(self).get_object(Bucket=bucket, Key=key)["Body"].read(length)
        except (BotoCoreError, ClientError) as err:
            raise OSError(str(err)) from err
        return content


@dataclass(frozen=True, slots=True)
class Buckets:
    """Where buckets are: folders below `folder`, unless configured otherwise.

    A bucket can have its own folder (`folders`) or be on a real server (`remote`). The key `*` of
    `remote` applies to every bucket that isn't named.
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

    def read(self, uri: str, limit: int) -> bytes:
        """Return a small file or object. OSError if it can't be read or is larger."""
        path, parts = self.local_path(uri), urlsplit(uri)
        access = self.access(parts.netloc) if parts.scheme in SCHEMES else None
        if path is not None:
            with path.open("rb") as file:
                content = file.read(limit + 1)
        elif access is not None:
            content = access.read(parts.netloc, uri.split("://", 1)[1].partition("/")[2], limit + 1)
        else:
            raise FileNotFoundError("it's neither an absolute path nor in a known bucket")
        if len(content) > limit:
            raise OSError(f"it's larger than {limit:,} bytes")
        return content


@cache
def s3_client(access: S3Access) -> Any:
    """One client per server and process; boto3's clients may be shared by threads."""
    import boto3
    from botocore.config import Config

    session = boto3.session.Session(
        aws_access_key_id=access.access_key,
        aws_secret_access_key=access.secret_key,
        aws_session_token=access.session_token,
        region_name=access.region,
    )
    config = Config(
        max_pool_connections=_PARALLEL_CONNECTIONS,
        # Every S3-compatible server accepts the bucket in the path; host names need DNS.
        s3={"addressing_style": "path" if access.endpoint_url else "auto"},
    )
    return session.client("s3", endpoint_url=access.endpoint_url, config=config)


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
