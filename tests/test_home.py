"""The home folder is private, and its secrets are written once."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from glue_devendpoint.errors import HomeError
from glue_devendpoint.home import open_home, write_secret


def test_a_new_home_is_private_to_its_user(tmp_path: Path) -> None:
    home = open_home(tmp_path / "deep" / "home")

    modes = {stat.S_IMODE(folder.stat().st_mode) for folder in (home.root, home.buckets, home.runs)}
    assert modes == {0o700}


def test_a_home_that_is_a_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(HomeError, match=r"can't use the home folder .*file.*--home"):
        open_home(tmp_path / "file")


def test_of_several_processes_that_write_a_secret_one_wins_and_all_agree(tmp_path: Path) -> None:
    path = tmp_path / "secret"

    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(lambda n: write_secret(path, f"{n}".encode()), range(32)))

    assert kept == {path.read_bytes()}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
