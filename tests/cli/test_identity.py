"""`glue-devendpoint identity`: keys for others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from glue_devendpoint.cli.main import main
from glue_devendpoint.config import load_config
from glue_devendpoint.endpoint import open_endpoint


@pytest.fixture
def home(tmp_path: Path) -> str:
    return str(tmp_path / "home")


def test_added_identity_has_the_keys_that_were_printed(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["identity", "add", "ana", "--json", "--home", home]) == 0

    printed = json.loads(capsys.readouterr().out)
    endpoint = open_endpoint(load_config({"home": home}, environ={}))
    keys = endpoint.identities.credentials("ana")
    endpoint.close()
    assert printed == {
        "name": "ana",
        "access_key_id": keys.access_key_id,
        "secret_access_key": keys.secret_access_key,
    }


def test_keys_are_printed_as_a_profile_of_aws(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["identity", "add", "ana", "--home", home])

    lines = capsys.readouterr().out.splitlines()

    assert lines[0].startswith("aws_access_key_id = AKIA")
    assert lines[1].startswith("aws_secret_access_key = ")


def test_list_tells_everybody_and_no_secret(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["identity", "add", "ana", "--json", "--home", home])
    secret = json.loads(capsys.readouterr().out)["secret_access_key"]

    main(["identity", "list", "--home", home])
    text = capsys.readouterr().out
    main(["identity", "list", "--json", "--home", home])
    listed = json.loads(capsys.readouterr().out)

    assert "ana" in text
    assert "(owner)" in text
    assert secret not in text
    assert [row["name"] for row in listed] == ["ana", "owner"]
    assert listed[0]["arn"] == "arn:aws:iam::123456789012:user/ana"


def test_removed_identity_is_gone(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["identity", "add", "ana", "--home", home])

    assert main(["identity", "remove", "ana", "--home", home]) == 0

    capsys.readouterr()
    main(["identity", "list", "--json", "--home", home])
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == ["owner"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["remove", "ghost"], "no identity named 'ghost'"),
        (["remove", "owner"], "the owner can't be removed"),
        (["add", "owner"], "an identity named 'owner' already exists"),
        (["add", "a b"], "invalid identity name 'a b'"),
        (["add", ""], "invalid identity name ''"),
    ],
)
def test_what_cannot_be_is_one_clear_line(
    home: str, capsys: pytest.CaptureFixture[str], words: list[str], complaint: str
) -> None:
    assert main(["identity", *words, "--home", home]) == 1

    told = capsys.readouterr().err
    assert complaint in told
    assert len(told.splitlines()) == 1


READ_ONLY = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"glue:Get*","Resource":"*"}]}'
)


def test_policy_is_set_when_adding_and_later(
    home: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "policy.json"
    file.write_text(READ_ONLY)
    main(["identity", "add", "ana", "--policy", str(file), "--home", home])
    main(["identity", "add", "bob", "--home", home])
    capsys.readouterr()

    main(["identity", "policy", "ana", "--home", home])
    main(["identity", "policy", "bob", "--home", home])
    at_first = capsys.readouterr().out.splitlines()
    main(["identity", "policy", "bob", "--policy", str(file), "--home", home])

    assert at_first[0] == READ_ONLY
    assert '"glue:*"' in at_first[1]
    assert capsys.readouterr().out.strip() == READ_ONLY


def test_bad_policy_is_named_and_nobody_is_added(
    home: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "policy.json"
    file.write_text('{"Statement":[{"Effect":"Perhaps"}]}')

    bad = main(["identity", "add", "ana", "--policy", str(file), "--home", home])
    missing = main(["identity", "add", "ana", "--policy", "/no/file", "--home", home])
    nobody = main(["identity", "policy", "ana", "--home", home])

    assert (bad, missing, nobody) == (1, 1, 1)
    complaints = capsys.readouterr().err.splitlines()
    assert "Effect must be Allow or Deny" in complaints[0]
    assert "can't read the policy file /no/file" in complaints[1]
    assert "no identity named 'ana'" in complaints[2]
