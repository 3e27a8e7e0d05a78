"""The crawl of one include path: list, classify what changed, group."""

from __future__ import annotations

import random
from collections.abc import Container
from dataclasses import dataclass, replace

from glue_table_format.hive_types import Struct

from glue_devendpoint.crawlers.classifiers import Classification, Format
from glue_devendpoint.crawlers.classifiers.order import Classifiers
from glue_devendpoint.crawlers.classifying import Wanted, classify_files
from glue_devendpoint.crawlers.fingerprints import Fingerprints
from glue_devendpoint.crawlers.grouping import ClassifiedFile
from glue_devendpoint.crawlers.progress import Report
from glue_devendpoint.crawlers.reconcile import CsvReadings
from glue_devendpoint.crawlers.settings import FileTarget
from glue_devendpoint.files.exclusions import Exclusions
from glue_devendpoint.files.stores import File, FileStore, Folder


@dataclass(slots=True)
class FileCrawl:
    """One include path that is being crawled."""

    target: FileTarget
    store: FileStore
    classifiers: Classifiers
    report: Report
    randomness: random.Random

    def classified_folders(
        self, before: Fingerprints, after: Fingerprints, skip: Container[str] = ()
    ) -> list[tuple[str, list[ClassifiedFile]]]:
        """Return every folder with what its files are; `after` learns what there is to know."""
        folders = self._listed(skip)
        found = self._recalled(folders, before)
        files = sum(map(len, found))
        if files == len(before) and all(each for folder in found for each in folder):
            after.adopt(before)
            return self._settled(folders, found)
        self._classify_missing(folders, found)
        for index, folder in enumerate(folders):
            known = [
                (file, each) for file, each in zip(folder.files, found[index], strict=True) if each
            ]
            after.remember(folder.path, known)
        return self._settled(folders, found)

    def _listed(self, skip: Container[str]) -> list[Folder]:
        exclusions = Exclusions.of(self.target.exclusions)
        folders: list[Folder] = []
        for folder in self.store.walk(skip, self.report):
            if exclusions.globs:
                prefix = f"{folder.path}/" if folder.path else ""
                folder.files = [f for f in folder.files if not exclusions.excludes(prefix + f.name)]
            if folder.files:
                folders.append(folder)
                self.report.count(listed=len(folder.files))
        return folders

    def _recalled(
        self, folders: list[Folder], before: Fingerprints
    ) -> list[list[Classification | None]]:
        recall = before.recall
        recalled: list[list[Classification | None]] = []
        for folder in folders:
            known = before.folder(folder.path)
            recalled.append([recall(known, file) for file in folder.files] if known else [None] * len(folder.files))  # noqa: E501  # fmt: skip
        self.report.count(unchanged=sum(each is not None for found in recalled for each in found))
        return recalled

    def _classify_missing(
        self, folders: list[Folder], found: list[list[Classification | None]]
    ) -> None:
        """Open the files nothing is known of and put what they are into `found`."""
        places: list[tuple[int, int]] = []
        wanted: list[Wanted] = []
        for index, folder in enumerate(folders):
            missing = [number for number, each in enumerate(found[index]) if each is None]
            for number in self._sampled(missing):
                file = folder.files[number]
                places.append((index, number))
                wanted.append(Wanted(_join(folder.path, file.name), file.size))
        self.report.count(wanted=len(wanted))
        intern = _Interner()
        position = 0
        for outcomes in classify_files(self.store, wanted, self.classifiers):
            for outcome in outcomes:
                index, number = places[position]
                if isinstance(outcome, str):
                    place = _join(self.store.location, wanted[position].path)
                    self.report.lose_sight(place, outcome)
                else:
                    found[index][number] = intern(outcome)
                position += 1
            self.report.count(classified=len(outcomes))
        if self.target.sample_size is not None:
            for index, folder in enumerate(folders):
                _fill_in(folder.files, found[index])

    def _sampled(self, numbers: list[int]) -> list[int]:
        """Choose the files of a folder that are looked at, all unless SampleSize says less."""
        size = self.target.sample_size
        if size is None or len(numbers) <= size:
            return numbers
        return sorted(self.randomness.sample(numbers, size))

    def _settled(
        self, folders: list[Folder], found: list[list[Classification | None]]
    ) -> list[tuple[str, list[ClassifiedFile]]]:
        distinct = {id(each): each for files in found for each in files if each}
        readings = CsvReadings(distinct.values())
        settled = {
            key: readings.settle(each) for key, each in distinct.items() if each.alternatives
        }
        return [
            (
                folder.path,
                [
                    ClassifiedFile(name, size, settled.get(id(each), each) if settled else each)
                    for (name, size, _), each in zip(folder.files, files, strict=True)
                    if each
                ],
            )
            for folder, files in zip(folders, found, strict=True)
        ]


class _Interner:
    """Makes equal formats and schemas the same object, so that comparing them is free."""

    def __init__(self) -> None:
        self._schemas: dict[Struct, Struct] = {}
        self._formats: dict[Format, Format] = {}
        self._found: dict[Classification, Classification] = {}

    def __call__(self, found: Classification) -> Classification:
        known = self._found.get(found)
        if known is not None:
            return known
        schema = self._schemas.setdefault(found.schema, found.schema)
        format_ = self._formats.setdefault(found.format, found.format)
        if schema is not found.schema or format_ is not found.format:
            found = replace(found, schema=schema, format=format_)
        self._found[found] = found
        return found


def _fill_in(files: list[File], found: list[Classification | None]) -> None:
    """Take files that were not looked at for what most of the others in the folder are."""
    seen = [(file, each) for file, each in zip(files, found, strict=True) if each]
    if not seen:
        return
    example = seen[0][1]
    size = sum(file.size for file, _ in seen)
    records = sum(each.records for _, each in seen)
    for number, file in enumerate(files):
        if found[number] is None:
            found[number] = replace(example, records=round(records * file.size / size))


def _join(path: str, name: str) -> str:
    return f"{path}/{name}" if path and name else path or name
