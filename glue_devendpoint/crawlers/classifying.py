"""Opening and classifying many files: one after another, in threads, or in processes.

Remote files wait for the network, so threads hide that. Local files cost computing, so for large
amounts there are processes; starting those takes longer than classifying a few thousand small
files, which are done in place.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any

from glue_devendpoint.crawlers.classifiers import Classification
from glue_devendpoint.crawlers.classifiers.order import Classifiers
from glue_devendpoint.crawlers.classifiers.sample import STEP, Sample
from glue_devendpoint.files.failures import UnreadableFile
from glue_devendpoint.files.stores import FileStore

_BATCH = 64
_THREADS = 16
_BYTES_WORTH_PROCESSES = 128 << 20
_MAX_PROCESSES = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to classify."""

    path: str
    size: int


Outcome = Classification | str  # a text says why the file cannot be read
_Batch = tuple[FileStore, Sequence[Wanted]]


def classify_files(
    store: FileStore,
    files: Sequence[Wanted],
    classifiers: Classifiers,
    bytes_worth_processes: int = _BYTES_WORTH_PROCESSES,
) -> Iterator[list[Outcome]]:
    """Yield what the files are, in order and in batches."""
    batches = list(_batches(store, files))
    if not store.is_local:
        with ThreadPoolExecutor(_THREADS, "crawl") as pool:
            yield from _in_order(pool, lambda batch: _classify(batch, classifiers), batches)
        return
    # What is read of a large file is at most the first step.
    amount = sum(min(file.size, STEP) for file in files)
    if amount < bytes_worth_processes or _processes() < 2:
        for batch in batches:
            yield _classify(batch, classifiers)
        return
    with ProcessPoolExecutor(
        _processes(),
        multiprocessing.get_context("spawn"),
        _start_process,
        (classifiers.definitions,),
    ) as pool:
        yield from _in_order(pool, _classify_in_process, batches)


def _processes() -> int:
    return min(_MAX_PROCESSES, len(os.sched_getaffinity(0)))


def _batches(store: FileStore, files: Sequence[Wanted]) -> Iterator[_Batch]:
    remaining = iter(files)
    while batch := list(islice(remaining, _BATCH)):
        yield store, batch


def _in_order(
    pool: Executor, work: Callable[[_Batch], list[Outcome]], batches: Iterable[_Batch]
) -> Iterator[list[Outcome]]:
    """Give results in order; when the caller stops asking, what has not begun is dropped."""
    futures = deque(pool.submit(work, batch) for batch in batches)
    try:
        while futures:
            yield futures.popleft().result()
    finally:
        for future in futures:
            future.cancel()


_process_classifiers: Classifiers | None = None


def _start_process(definitions: Sequence[Mapping[str, Any]]) -> None:
    global _process_classifiers
    _process_classifiers = Classifiers.of(definitions)


def _classify_in_process(batch: _Batch) -> list[Outcome]:
    assert _process_classifiers is not None
    return _classify(batch, _process_classifiers)


def _classify(batch: _Batch, classifiers: Classifiers) -> list[Outcome]:
    store, files = batch
    return [classify_file(store, file, classifiers) for file in files]


def classify_file(store: FileStore, file: Wanted, classifiers: Classifiers) -> Outcome:
    """Open one file and return what it is, or why it can't be classified."""
    try:
        source = store.open(file.path, file.size)
    except (OSError, UnreadableFile) as err:
        return f"can't be opened: {getattr(err, 'strerror', None) or err}"
    try:
        return classifiers.classify(Sample(file.path, source))
    except UnreadableFile as err:
        return str(err)
    except Exception as err:
        # Parsers meet files made to break them; whatever one file does, the crawl goes on.
        return f"can't be read: {type(err).__name__}: {err}"
    finally:
        source.close()
