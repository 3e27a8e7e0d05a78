"""Rules on files, on real files."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from awsgluedq.transforms import EvaluateDataQuality
from pyspark.sql import SparkSession

pytestmark = pytest.mark.spark

SAME = hashlib.sha256(b"same").hexdigest()
OTHER_MD5 = hashlib.md5(b"x" * 3000).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two equal small files of the morning and a larger one of the afternoon."""
    for name, content, moment in [
        ("a.csv", b"same", datetime(2024, 5, 1, 9, 45, tzinfo=UTC)),
        ("b c.csv", b"same", datetime(2024, 5, 2, 10, 0, tzinfo=UTC)),
        ("sub/z.csv", b"x" * 3000, datetime(2024, 5, 3, 15, 30, tzinfo=UTC)),
    ]:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (moment.timestamp(), moment.timestamp()))
    return tmp_path / "in"


def test_files_are_judged(spark: SparkSession, folder: Path) -> None:
    uri = folder.as_uri()
    cases = {
        f'FileSize "{uri}" < 3 KB': None,
        f'FileSize "{uri}" between 1 B and 2 KB': "Value: file z.csv does not meet",
        f'FileSize "{uri}" < 2 KB with threshold > 0.6': None,
        f'FileSize "{uri}" < 2 KB with threshold > 0.7': "66.67 % of rows",
        f'FileSize "{uri}" > 2 KB with "recentFiles" = 1': None,
        f'FileSize "{uri}" > 2 KB with "recent" = 1': 'has no option "recent"',
        f'FileSize "{uri}/none" > 2 KB': "Can't list the files",
        f'FileFreshness "{uri}" < (now() - 30 days)': None,
        f'FileFreshness "{uri}" > (now() - 30 days)': "Value: file a.csv",
        f'FileFreshness "{uri}" between "2024-05-01" and "2024-05-04"': None,
        f'FileFreshness "{uri}" > "9:00 AM"': None,
        f'FileFreshness "{uri}" between "9:30 AM" and "3:00 PM"': "Value: file z.csv",
        f'FileFreshness "{uri}" < "11:31 AM" with "timeZone" = "America/New_York"': None,
        f'FileFreshness "{uri}" < "11:31 AM" with "timeZone" = "Mars"': "is an unknown time zone",
        f'FileFreshness "{uri}" > "soon"': "is an invalid date",
        f'FileMatch "{uri}/a.csv" "{uri}/b c.csv"': None,
        f'FileMatch "{uri}/a.csv" "{uri}/sub/z.csv"': "The files are different.",
        f'FileMatch "{uri}/a.csv" in ["{SAME.upper()}"]': None,
        f'FileMatch "{uri}/sub" in ["{OTHER_MD5}"] with "hashAlgorithm" = "MD5"': None,
        f'FileMatch "{uri}" in ["{SAME}"]': "Value: file z.csv",
        f'FileMatch "{uri}" in ["{SAME}"] with "hashAlgorithm" = "CRC"': "must be one of",
        f'FileUniqueness "{uri}" > 0.3': None,
        f'FileUniqueness "{uri}" = 1': "Value: 0.33",
        "FileSize > 1 B": "wasn't read from files",
    }  # fmt: skip

    rows = EvaluateDataQuality.apply(spark.range(1), f"Rules = [{', '.join(cases)}]").collect()

    wrong = [
        row
        for row, reason in zip(rows, cases.values(), strict=True)
        if (row["FailureReason"] is None) != (reason is None)
        or (reason or "") not in (row["FailureReason"] or "")
    ]
    assert wrong == []


def test_without_a_folder_the_files_of_the_dataset_are_judged(
    spark: SparkSession, folder: Path
) -> None:
    frame = spark.read.text([str(folder / "a.csv"), str(folder / "b c.csv")])

    rows = EvaluateDataQuality.apply(
        frame, "Rules = [FileSize = 4 B, FileUniqueness = 0]"
    ).collect()

    assert [row["Outcome"] for row in rows] == ["Passed", "Passed"]
