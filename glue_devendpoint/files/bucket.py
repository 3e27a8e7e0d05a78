"""Buckets on an S3-compatible server, read through boto3."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from glue_devendpoint.files.buckets import S3Access, s3_client
from glue_devendpoint.files.failures import UnreadableFile, UnreadableLocation
from glue_devendpoint.files.stores import File, Folder, Notices, is_hidden

if TYPE_CHECKING:
    from collections.abc import Iterable

_READ_AHEAD = 1 << 16
_ARCHIVED = {"GLACIER", "DEEP_ARCHIVE"}


class BucketSource:
    """An object read by ranged requests; the first one reads ahead."""

    __slots__ = ("_bucket", "_client", "_head", "_key", "size")

    def __init__(self, client: Any, bucket: str, key: str, size: int) -> None:
        self._client, self._bucket, self._key = client, bucket, key
        self.size = size
        self._head: bytes | None = None

    def read_at(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes from `offset`."""
        length = min(length, self.size - offset)
        if length <= 0:
            return b""
        if offset + length <= _READ_AHEAD:
            if self._head is None:
                self._head = self._fetch(0, min(self.size, _READ_AHEAD))
            return self._head[offset : offset + length]
        return self._fetch(offset, length)

    def _fetch(self, offset: int, length: int) -> bytes:
        try:
            answer = self._client.get_object(
                Bucket=self._bucket, Key=self._key, Range=f"bytes={offset}-{offset + length - 1}"
            )
            with answer["Body"] as body:
                content: bytes = body.read()
                return content
        except (BotoCoreError, ClientError) as err:
            raise UnreadableFile(str(err)) from err

    def close(self) -> None:
        """Do nothing: no connection stays open between ranges."""


@dataclass(frozen=True, slots=True)
class BucketFiles:
    """The objects of a bucket below a prefix, or one object."""

    location: str
    bucket: str
    prefix: str
    access: S3Access = field(default_factory=S3Access)
    is_local: bool = False

    def walk(self, skip: Container[str], report: Notices) -> Iterator[Folder]:
        """Yield every folder that contains files, except those in `skip`."""
        try:
            if self.prefix and (single := self._single_object()):
                yield Folder("", [single])
                return
            base = f"{self.prefix}/" if self.prefix else ""
            walked = self._walk_levels(base, skip) if skip else self._walk_flat(base)
            yield from walked
        except (BotoCoreError, ClientError) as err:
            raise UnreadableLocation(f"Can't list {self.location}: {err}") from err

    def _single_object(self) -> File | None:
        try:
            head = s3_client(self.access).head_object(Bucket=self.bucket, Key=self.prefix)
        except ClientError as err:
            if err.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return None
            raise
        return File("", head["ContentLength"], _stamp(head))

    def _walk_flat(self, base: str) -> Iterator[Folder]:
        """List everything in one pass. Keys are sorted, but a folder's files aren't adjacent."""
        folders: dict[str, Folder] = {}
        for page in self._pages(Bucket=self.bucket, Prefix=base):
            for path, file in _data_files(page.get("Contents", ()), len(base)):
                folders.setdefault(path, Folder(path)).files.append(file)
        yield from (folders[path] for path in sorted(folders))

    def _walk_levels(self, base: str, skip: Container[str]) -> Iterator[Folder]:
        """List level by level, so that folders in `skip` cost one line of their parent."""
        pending = [""]
        while pending:
            folder = Folder(pending.pop())
            prefix = f"{base}{folder.path}/" if folder.path else base
            for page in self._pages(Bucket=self.bucket, Prefix=prefix, Delimiter="/"):
                folder.files.extend(
                    file for _, file in _data_files(page.get("Contents", ()), len(prefix))
                )
                for each in page.get("CommonPrefixes", ()):
                    path = each["Prefix"][len(base) : -1]
                    if path not in skip and not is_hidden(path.rpartition("/")[2]):
                        pending.append(path)
            if folder.files:
                yield folder

    def _pages(self, **arguments: str) -> Iterable[dict[str, Any]]:
        pages: Iterable[dict[str, Any]] = (
            s3_client(self.access).get_paginator("list_objects_v2").paginate(**arguments)
        )
        return pages

    def open(self, path: str, size: int) -> BucketSource:
        """Open an object for reading by ranges."""
        key = f"{self.prefix}/{path}" if self.prefix and path else self.prefix or path
        return BucketSource(s3_client(self.access), self.bucket, key, size)


def _data_files(contents: Iterable[dict[str, Any]], skipped: int) -> Iterator[tuple[str, File]]:
    """Yield (folder, file) for the objects that contain data."""
    for item in contents:
        path, _, name = item["Key"][skipped:].rpartition("/")
        is_data = item["Size"] and name and item.get("StorageClass") not in _ARCHIVED
        if is_data and not is_hidden(name) and not any(map(is_hidden, path.split("/"))):
            yield path, File(name, item["Size"], _stamp(item))


def _stamp(item: dict[str, Any]) -> int:
    """Fold the ETag and the time of an object into one number."""
    told = f"{item['ETag']} {item['LastModified'].timestamp()}"
    return int.from_bytes(blake2b(told.encode(), digest_size=7).digest())
