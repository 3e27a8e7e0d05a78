"""Folders to choose from: one level of a location, within the data roots and within limits.

A location can be listed if a crawl of it is allowed, except for the home folder of the endpoint:
nothing in it but the buckets is data, and it contains keys.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from glue_devendpoint.errors import AccessDenied, InvalidInput
from glue_devendpoint.files.bucket import BucketFiles
from glue_devendpoint.files.buckets import ALL_OTHERS, s3_client
from glue_devendpoint.files.failures import UnreadableLocation
from glue_devendpoint.files.local import LocalFiles
from glue_devendpoint.files.roots import Roots
from glue_devendpoint.files.stores import is_hidden
from glue_devendpoint.home import Home

MAX_SHOWN = 1_000
MAX_SCANNED = 20_000
MAX_FILES = 50


@dataclass(frozen=True, slots=True)
class Level:
    """What a location contains: the names of its folders and files, sorted.

    Without a location, it is the roots: data folders and buckets, as locations. `files` are only
    examples; `file_count` counts all. If `is_truncated`, there are more folders or files.
    """

    location: str
    parent: str | None
    folders: tuple[str, ...]
    files: tuple[str, ...] = ()
    file_count: int = 0
    is_truncated: bool = False


def list_level(location: str, roots: Roots, home: Home) -> Level:
    """Return what is directly in a location, or the roots if it is empty."""
    if not location:
        return _roots(roots, home)
    if "\0" in location:
        raise InvalidInput("A location can't contain a null character.")
    store = roots.open(location)
    base = f"{store.location.rstrip('/')}/"
    if isinstance(store, BucketFiles):
        return _bucket_level(store, base)
    if not isinstance(store, LocalFiles):
        raise InvalidInput(f"{location} can't be listed.")
    if _is_private(store.root, roots, home):
        raise AccessDenied(
            f"{location} is in the home folder of the endpoint; only its buckets contain data."
        )
    return _local_level(store, base, roots, home)


def _roots(roots: Roots, home: Home) -> Level:
    """Return the data folders, then the buckets."""
    buckets = {str(home.buckets), *map(str, roots.buckets.folders.values())}
    folders = [f"{each.rstrip('/')}/" for each in roots.folders if each not in buckets]
    names = sorted(_bucket_names(roots, home))
    found = [*dict.fromkeys(folders), *(f"s3://{name}/" for name in names)]
    return Level("", None, tuple(found[:MAX_SHOWN]), is_truncated=len(found) > MAX_SHOWN)


def _bucket_names(roots: Roots, home: Home) -> set[str]:
    """Return the buckets that are known: a server may have others that the caller can't list."""
    buckets = roots.buckets
    names = {*buckets.folders, *buckets.remote} - {ALL_OTHERS}
    if ALL_OTHERS in buckets.remote:
        try:
            answer = s3_client(buckets.remote[ALL_OTHERS]).list_buckets()
        except (BotoCoreError, ClientError):
            return names  # many users may read buckets, but not list them
        return names | {each["Name"] for each in answer["Buckets"]}
    if buckets.folder is None or not buckets.folder.is_dir():
        return names
    return names | {
        entry.name
        for entry in _scan(buckets.folder, str(buckets.folder))
        if buckets.local_folder(entry.name) and _is_offered(entry, roots, home)
    }


def _local_level(store: LocalFiles, base: str, roots: Roots, home: Home) -> Level:
    folders: list[str] = []
    files: list[str] = []
    scanned = 0
    for entry in _scan(store.root, store.location):
        scanned += 1
        if is_hidden(entry.name) or not entry.name.isprintable():
            continue
        if entry.is_file(follow_symlinks=False):
            files.append(entry.name)
        elif _is_offered(entry, roots, home):
            folders.append(entry.name)
    return _level(base, _parent(base, roots), folders, files, is_cut=scanned == MAX_SCANNED)


def _scan(folder: Path, location: str) -> Iterator[os.DirEntry[str]]:
    """Yield the first entries of a folder."""
    try:
        with os.scandir(folder) as entries:
            for number, entry in enumerate(entries, start=1):
                yield entry
                if number == MAX_SCANNED:
                    return
    except FileNotFoundError as err:
        raise UnreadableLocation(f"Folder {location} doesn't exist.") from err
    except NotADirectoryError as err:
        raise UnreadableLocation(f"{location} is a file, not a folder.") from err
    except OSError as err:
        raise UnreadableLocation(f"Can't list {location}: {err.strerror}.") from err


def _is_offered(entry: os.DirEntry[str], roots: Roots, home: Home) -> bool:
    """Return whether an entry is a folder that may be crawled; links may lead out of the roots."""
    if entry.is_symlink():
        real = Path(os.path.realpath(entry.path))
        return real.is_dir() and roots.contains(real) and not _is_private(real, roots, home)
    return entry.is_dir(follow_symlinks=False) and not _is_private(Path(entry.path), roots, home)


def _is_private(folder: Path, roots: Roots, home: Home) -> bool:
    """Return whether a folder is in the endpoint's home folder, and not in a bucket."""
    real = Path(os.path.realpath(folder))
    data = (home.buckets, *roots.buckets.folders.values())
    return real.is_relative_to(os.path.realpath(home.root)) and not any(
        real.is_relative_to(os.path.realpath(each)) for each in data
    )


def _parent(base: str, roots: Roots) -> str | None:
    """Return the location above, or None (the roots) if it is outside of them."""
    above = f"{base.rstrip('/').rpartition('/')[0]}/"
    if above.endswith((":///", "://")):
        return None
    try:
        roots.open(above)
    except (AccessDenied, InvalidInput):
        return None
    return above


def _bucket_level(store: BucketFiles, base: str) -> Level:
    prefix = f"{store.prefix}/" if store.prefix else ""
    try:
        page = s3_client(store.access).list_objects_v2(
            Bucket=store.bucket, Prefix=prefix, Delimiter="/", MaxKeys=MAX_SHOWN
        )
    except (BotoCoreError, ClientError) as err:
        raise UnreadableLocation(f"Can't list {store.location}: {err}") from err
    folders = [each["Prefix"][len(prefix) : -1] for each in page.get("CommonPrefixes", ())]
    files = [each["Key"][len(prefix) :] for each in page.get("Contents", ())]
    above = f"{base.rstrip('/').rpartition('/')[0]}/" if store.prefix else None
    return _level(
        base,
        above,
        [name for name in folders if not is_hidden(name)],
        [name for name in files if name and not is_hidden(name)],
        is_cut=page["IsTruncated"],
    )


def _level(
    base: str, parent: str | None, folders: list[str], files: list[str], *, is_cut: bool
) -> Level:
    return Level(
        base,
        parent,
        tuple(sorted(folders)[:MAX_SHOWN]),
        tuple(sorted(files)[:MAX_FILES]),
        len(files),
        is_cut or len(folders) > MAX_SHOWN,
    )
