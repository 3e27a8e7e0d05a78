"""What a process gets so that its AWS clients find the endpoint, and what it keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from glue_devendpoint.access.client_environment import client_environment

KEYS = "[{}]\naws_access_key_id = a\naws_secret_access_key = b\n"


def environment(**given: str) -> dict[str, str]:
    """Return what a process with these variables gets."""
    return client_environment("http://h/", "s", "us-east-1", given)


def test_a_process_without_anything_gets_keys_and_the_region_under_both_names(
    tmp_path: Path,
) -> None:
    found = environment(HOME=str(tmp_path))

    assert found["AWS_ENDPOINT_URL_GLUE"] == "http://h/cap/s"
    assert found["AWS_ACCESS_KEY_ID"] == found["AWS_SECRET_ACCESS_KEY"] == "capability"
    assert found["AWS_REGION"] == found["AWS_DEFAULT_REGION"] == "us-east-1"


@pytest.mark.parametrize(
    ("given", "other"), [("AWS_REGION", "AWS_DEFAULT_REGION"), ("AWS_DEFAULT_REGION", "AWS_REGION")]
)
def test_the_users_region_counts_under_both_names(tmp_path: Path, given: str, other: str) -> None:
    found = environment(HOME=str(tmp_path), **{given: "eu-west-1"})

    assert given not in found
    assert found[other] == "eu-west-1"


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("AWS_SHARED_CREDENTIALS_FILE", KEYS.format("default")),
        ("AWS_CONFIG_FILE", "[default]\ncredential_process = x\n"),
        ("AWS_CONFIG_FILE", "[default]\nsso_session = x\n"),
    ],
)
def test_a_default_profile_stays_in_use(tmp_path: Path, variable: str, text: str) -> None:
    (tmp_path / "profiles").write_text(text)

    found = environment(HOME=str(tmp_path), **{variable: str(tmp_path / "profiles")})

    assert "AWS_ACCESS_KEY_ID" not in found


@pytest.mark.parametrize("text", ["[default]\nregion = eu-west-1\n", KEYS.format("other"), ""])
def test_profiles_that_cannot_sign_leave_the_keys(tmp_path: Path, text: str) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text(text)

    found = environment(HOME=str(tmp_path))

    assert found["AWS_ACCESS_KEY_ID"] == "capability"
