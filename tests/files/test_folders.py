"""Folders to choose from: what is offered, within which limits, and what nobody gets to see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from glue_devendpoint.errors import AccessDenied, InvalidInput
from glue_devendpoint.files import folders
from glue_devendpoint.files.buckets import Buckets, S3Access
from glue_devendpoint.files.failures import UnreadableLocation
from glue_devendpoint.files.folders import Level, list_level
from glue_devendpoint.files.roots import Roots
from glue_devendpoint.home import Home, open_home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home folder that is itself below the data root."""
    home = open_home(tmp_path / "data" / "home")
    home.secret_key.write_bytes(b"key")
    (home.buckets / "lake" / "sales").mkdir(parents=True)
    return home


@pytest.fixture
def data(tmp_path: Path, home: Home) -> Path:
    """The data root, with a folder of two files."""
    orders = tmp_path / "data" / "orders"
    (orders / "day=1").mkdir(parents=True)
    (orders / ".cache").mkdir()
    (orders / "_temporary").mkdir()
    for name in ("b.csv", "a.csv", "_SUCCESS"):
        (orders / name).write_text("id\n1\n")
    (tmp_path / "outside").mkdir()
    return tmp_path / "data"


def listed(location: object, data: Path, home: Home, buckets: Buckets | None = None) -> Level:
    """List a location where only the data root is allowed."""
    known = buckets or Buckets(home.buckets)
    return list_level(str(location), Roots((str(data), str(home.buckets)), known), home)


def test_without_a_location_the_data_folders_and_the_buckets_are_listed(
    data: Path, home: Home
) -> None:
    level = listed("", data, home)

    assert level.folders == (f"{data}/", "s3://lake/")
    assert (level.location, level.parent) == ("", None)


def test_a_folder_shows_its_folders_and_examples_of_its_files(data: Path, home: Home) -> None:
    level = listed(f"{data}/orders", data, home)

    assert level == Level(f"{data}/orders/", f"{data}/", ("day=1",), ("a.csv", "b.csv"), 2)


def test_a_bucket_of_this_machine_shows_its_folders(data: Path, home: Home) -> None:
    bucket = listed("s3://lake", data, home)
    folder = listed("s3://lake/sales/", data, home)

    assert (bucket.location, bucket.parent, bucket.folders) == ("s3://lake/", None, ("sales",))
    assert (folder.location, folder.parent) == ("s3://lake/sales/", "s3://lake/")


def test_a_bucket_of_a_server_shows_its_folders(
    s3_client: Any, s3_server: str, data: Path, home: Home
) -> None:
    s3_client.create_bucket(Bucket="picked")
    for key in ("sales/day=1/a.csv", "sales/b.csv", "sales/_SUCCESS", "sales/.x/c.csv"):
        s3_client.put_object(Bucket="picked", Key=key, Body=b"1")
    buckets = Buckets(home.buckets, {"picked": S3Access(s3_server, "us-east-1", "key", "secret")})

    level = listed("s3://picked/sales", data, home, buckets)

    assert level == Level("s3://picked/sales/", "s3://picked/", ("day=1",), ("b.csv",), 1)
    assert "s3://picked/" in listed("", data, home, buckets).folders


def test_the_folder_above_a_root_is_not_offered(data: Path, home: Home) -> None:
    assert listed(data, data, home).parent is None


@pytest.mark.parametrize(
    "location",
    [
        "/",
        "/etc",
        "{data}/..",
        "{data}/orders/../../outside",
        "file:///{data}/../outside",
        "{data}x",
    ],
)
def test_what_is_outside_of_the_roots_is_refused(location: str, data: Path, home: Home) -> None:
    with pytest.raises(AccessDenied, match="data_roots"):
        listed(location.format(data=data), data, home)


@pytest.mark.parametrize("location", ["s3://lake/../..", "s3://../", "s3://lake/a/../../../x"])
def test_no_key_leads_out_of_a_bucket(location: str, data: Path, home: Home) -> None:
    with pytest.raises(InvalidInput):
        listed(location, data, home)


def test_a_link_out_of_the_roots_is_neither_offered_nor_followed(
    data: Path, home: Home, tmp_path: Path
) -> None:
    (data / "orders" / "out").symlink_to(tmp_path / "outside")
    (data / "orders" / "loop").symlink_to(data / "orders" / "loop")
    (data / "orders" / "in").symlink_to(data / "orders" / "day=1")
    (home.buckets / "stolen").symlink_to(tmp_path / "outside")

    level = listed(data / "orders", data, home)

    assert level.folders == ("day=1", "in")
    assert "s3://stolen/" not in listed("", data, home).folders
    for location in (data / "orders" / "out", "s3://stolen/"):
        with pytest.raises(AccessDenied):
            listed(location, data, home)


def test_the_home_folder_of_the_endpoint_shows_nothing_but_its_buckets(
    data: Path, home: Home
) -> None:
    (data / "orders" / "link").symlink_to(home.runs)

    assert listed(data, data, home).folders == ("orders",)
    assert listed(data / "orders", data, home).folders == ("day=1",)
    assert listed(home.buckets / "lake", data, home).folders == ("sales",)
    for private in (home.root, home.runs, data / "orders" / "link"):
        with pytest.raises(AccessDenied, match="home folder"):
            listed(private, data, home)


def test_a_folder_with_too_many_entries_is_cut(
    data: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        (data / "orders" / f"f{number:02}").mkdir()
    monkeypatch.setattr(folders, "MAX_SHOWN", 10)

    shown = listed(data / "orders", data, home)
    monkeypatch.setattr(folders, "MAX_SCANNED", 20)
    scanned = listed(data / "orders", data, home)

    assert (shown.folders[:2], len(shown.folders)) == (("day=1", "f00"), 10)
    assert shown.is_truncated
    assert len(scanned.folders) + scanned.file_count <= 20
    assert scanned.is_truncated


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("{data}/none", "doesn't exist"),
        ("{data}/orders/a.csv", "is a file"),
        ("s3://none/", "exist"),
    ],
)
def test_what_is_no_folder_is_explained(location: str, why: str, data: Path, home: Home) -> None:
    with pytest.raises(UnreadableLocation, match=why):
        listed(location.format(data=data), data, home)


def test_a_null_character_is_refused(data: Path, home: Home) -> None:
    with pytest.raises(InvalidInput, match="null"):
        listed(f"{data}/\0", data, home)
