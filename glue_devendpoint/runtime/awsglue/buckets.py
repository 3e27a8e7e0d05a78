"""Local buckets: maps `s3://bucket/key` to a file in a local folder, without S3 or extra jars.

Hadoop's view file system handles the s3 schemes and links each bucket to its folder. If a session
has an s3 file system of its own (for example S3A on a cluster), it isn't changed. Neither are
buckets that the session's configuration already maps to a folder or a server. The variable
`GLUE_DEVENDPOINT_BUCKETS` maps buckets to other folders and to servers, as in the settings.
"""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from awsglue.environment import json_variable

SCHEMES = ("s3", "s3a", "s3n")
_VIEW = "org.apache.hadoop.fs.viewfs.ViewFileSystemOverloadScheme"
_VIEWS = (None, _VIEW, "gluedevendpoint.BucketFileSystem")  # the last is that of our own sessions
_TARGETS = "fs.viewfs.overload.scheme.target"
_TARGET = f"{_TARGETS}.file.impl"
# Hadoop's default for s3a is a class in jars that aren't available here.
_S3A_COMMITTER = "mapreduce.outputcommitter.factory.scheme.s3a"
_S3A = "org.apache.hadoop.fs.s3a.S3AFileSystem"
_MOUNTS = "fs.viewfs.mounttable."
_ALL_OTHERS = f"{_TARGETS}.s3.impl"
# Clients of S3 that scripts for AWS name in fs.s3.impl and the like.
_CLIENT = re.compile(r"org\.apache\.hadoop\.fs\.s3|com\.amazon(aws)?\.|com\.databricks\.s3")
_AWS = re.compile(r"(https?://)?([^/]*\.)?amazonaws\.com(\.cn)?/?")
_LOG = logging.getLogger(__name__)
_S3 = re.compile(r"^s3[an]?://([^/]+)/?(.*)$")


def buckets_folder() -> Path:
    """Return the folder that contains the local buckets as subfolders."""
    named = os.environ.get("GLUE_BUCKETS_FOLDER")
    return Path(named).expanduser().resolve() if named else home_folder() / "buckets"


def home_folder() -> Path:
    """Return the home folder of glue-devendpoint."""
    named = os.environ.get("GLUE_DEVENDPOINT_HOME")
    return Path(named).expanduser().resolve() if named else Path.home() / ".glue-devendpoint"


def hadoop_settings() -> dict[str, str]:
    """Return the Hadoop settings that make the current local buckets readable."""
    settings = {f"fs.{scheme}.impl": _VIEW for scheme in SCHEMES}
    settings[_TARGET] = "org.apache.hadoop.fs.RawLocalFileSystem"
    settings[_S3A_COMMITTER] = "org.apache.hadoop.mapreduce.lib.output.FileOutputCommitterFactory"
    folder = buckets_folder()
    if folder.is_dir():
        for bucket in folder.iterdir():
            if bucket.is_dir():
                settings.update(_link(bucket.name))
    for bucket_name, place in json_variable("GLUE_DEVENDPOINT_BUCKETS").items():
        settings.update(_mapped(bucket_name, place))
    return settings


def _mapped(bucket: str, place: str) -> dict[str, str]:
    """Return the settings of a bucket (or `*`, all others) in a folder or on a server."""
    is_url = place.startswith(("http://", "https://"))
    if place != "s3" and not is_url:
        folder = Path(place.removeprefix("file://")).expanduser().absolute()
        return {_mount(bucket): folder.as_uri()}
    prefix = "fs.s3a" if bucket == "*" else f"fs.s3a.bucket.{bucket}"
    server = {f"{prefix}.endpoint": place, f"{prefix}.path.style.access": "true"} if is_url else {}
    if bucket == "*":
        return server | {f"{_TARGETS}.{scheme}.impl": _S3A for scheme in SCHEMES}
    return server | {f"{_TARGETS}.s3a.impl": _S3A, _mount(bucket): f"s3a://{bucket}/"}


def _link(bucket: str) -> dict[str, str]:
    target = (buckets_folder() / bucket).as_uri()
    return {_mount(bucket): target}


def _mount(bucket: str) -> str:
    return f"{_MOUNTS}{bucket}.linkFallback"


def attach(hadoop: Any) -> None:
    """Make the local buckets readable in a running session, unless it has its own s3."""
    settings = hadoop_settings()
    _drop_missing_clients(hadoop)
    for scheme in SCHEMES:
        held = hadoop.get(f"fs.{scheme}.impl")
        if held is not None:
            settings.pop(f"fs.{scheme}.impl")
            if scheme == "s3a" and held not in _VIEWS:
                settings.pop(_S3A_COMMITTER)
    for key, value in settings.items():
        is_set = _is_known(hadoop, key) if key.startswith(_MOUNTS) else hadoop.get(key) is not None
        if not is_set or key == _S3A_COMMITTER:
            hadoop.set(key, value)


def ensure(hadoop: Any, path: str, create: bool = False) -> None:
    """Make the bucket of a path known to a running session, and create its folder if allowed."""
    found = _S3.match(path)
    if found is None:
        return
    _drop_missing_clients(hadoop)
    if hadoop.get(f"fs.{path.split(':')[0]}.impl") not in _VIEWS:
        return
    attach(hadoop)
    bucket = found.group(1)
    folder = local_path(hadoop, f"s3://{bucket}/")
    if folder is None:
        return  # the bucket is on a server
    if create:
        folder.mkdir(parents=True, exist_ok=True)
    if not folder.is_dir():
        raise FileNotFoundError(
            f"there is no bucket {bucket!r} for {path}: create the folder {folder}, or set "
            "its location in GLUE_DEVENDPOINT_BUCKETS"
        )
    for key, value in _link(bucket).items():
        if not _is_known(hadoop, key):
            hadoop.set(key, value)


def local_path(hadoop: Any, path: str) -> Path | None:
    """Return the local file behind a path, or None if it isn't local."""
    found = _S3.match(path)
    if found is None:
        if path.startswith("file:"):
            return Path("/" + path.removeprefix("file:").lstrip("/"))
        return None if re.match(r"^[a-z][a-z0-9+.-]+:", path) else Path(path)
    bucket, key = found.groups()
    (name,) = _link(bucket)
    link = hadoop.get(name)
    if link is None:
        is_view = hadoop.get(f"fs.{path.split(':')[0]}.impl") in _VIEWS
        is_elsewhere = _is_known(hadoop, name) or _is_on_server(hadoop, bucket)
        return buckets_folder() / bucket / key if is_view and not is_elsewhere else None
    parts = urlsplit(link)
    return Path(unquote(parts.path)) / key if parts.scheme == "file" else None


def arrow_uri(hadoop: Any, path: str) -> str:
    """Return the location of a file for Arrow: its local path, or the URI of an S3 object."""
    local = local_path(hadoop, path)
    found = _S3.match(path)
    if local is not None or found is None:
        return path if local is None else str(local)
    bucket, key = found.groups()
    endpoint = hadoop.get(f"fs.s3a.bucket.{bucket}.endpoint") or hadoop.get("fs.s3a.endpoint")
    parts = urlsplit(endpoint if "://" in (endpoint or "") else f"https://{endpoint or ''}")
    server = {"endpoint_override": parts.netloc, "scheme": parts.scheme} if parts.netloc else {}
    return f"s3://{bucket}/{quote(key)}" + (f"?{urlencode(server)}" if server else "")


def _is_known(hadoop: Any, mount: str) -> bool:
    """Return whether a session maps this bucket, or all unlisted buckets, to a location."""
    return hadoop.get(mount) is not None or hadoop.get(_ALL_OTHERS) is not None


def _is_on_server(hadoop: Any, bucket: str) -> bool:
    """Return whether a script has put a bucket that isn't local on a server other than AWS's."""
    names = (f"fs.s3a.bucket.{bucket}.endpoint", "fs.s3a.endpoint")
    endpoints = [each for each in map(hadoop.get, names) if each and not _AWS.fullmatch(each)]
    return bool(endpoints) and not (buckets_folder() / bucket).is_dir()


def _drop_missing_clients(hadoop: Any) -> None:
    """Drop the clients of S3 that a script has set and this Spark lacks, which fail on any path."""
    for scheme in SCHEMES:
        name = f"fs.{scheme}.impl"
        held = hadoop.get(name)
        if not held or not _CLIENT.match(held) or hadoop.getClassByNameOrNull(held) is not None:
            continue
        hadoop.set(name, _VIEW)
        if scheme != "s3a" or held != _S3A:  # which is Hadoop's default
            _LOG.warning(
                "Ignored the setting %s: s3:// paths are buckets of glue-devendpoint. Use its "
                'setting "buckets" to put buckets on an S3 server.',
                name,
            )
