"""getResolvedOptions."""

from __future__ import annotations

import pytest
from awsglue.utils import GlueArgumentError, getResolvedOptions


def test_named_options_are_returned_with_the_service_ones() -> None:
    options = getResolvedOptions(["job.py", "--JOB_NAME", "j", "--day=2020", "--x", "1"],
                                 ["JOB_NAME", "day"])  # fmt: skip

    assert (options["JOB_NAME"], options["day"]) == ("j", "2020")
    assert options["job_bookmark_option"] == "job-bookmark-disable"
    assert options["TempDir"] is None
    assert "x" not in options


def test_a_missing_option_raises_an_argument_error() -> None:
    with pytest.raises(GlueArgumentError, match="--day"):
        getResolvedOptions(["job.py"], ["day"])


def test_a_dash_in_a_name_becomes_an_underscore() -> None:
    assert getResolvedOptions(["job.py", "--a-b", "1"], ["a-b"])["a_b"] == "1"


@pytest.mark.parametrize("name", ["JOB_ID", "job-bookmark-from", "encryption-type"])
def test_reserved_names_cannot_be_asked_for(name: str) -> None:
    with pytest.raises(RuntimeError, match=name):
        getResolvedOptions(["job.py"], [name])


def test_the_temporary_folders_mirror_one_another() -> None:
    options = getResolvedOptions(["job.py", "--TempDir", "s3://t/"], ["TempDir"])

    assert options["TempDir"] == options["RedshiftTempDir"] == "s3://t/"


def test_abbreviations_are_refused_unless_allowed() -> None:
    with pytest.raises(GlueArgumentError):
        getResolvedOptions(["job.py", "--source_b", "x"], ["source_bucket"])
    options = getResolvedOptions(["job.py", "--source_b", "x"], ["source_bucket"], True)
    assert options["source_bucket"] == "x"


def test_a_pause_needs_both_bounds_or_none() -> None:
    paused = ["job.py", "--job-bookmark-option", "job-bookmark-pause"]

    assert getResolvedOptions(paused, [])["job_bookmark_option"] == "job-bookmark-pause"
    with pytest.raises(RuntimeError, match="together"):
        getResolvedOptions([*paused, "--job-bookmark-from", "a"], [])
    with pytest.raises(RuntimeError, match="pause"):
        getResolvedOptions(["job.py", "--job-bookmark-from", "a", "--job-bookmark-to", "b"], [])
