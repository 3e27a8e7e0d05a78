"""How `run` fails: exit codes, the script's own lines, hints, and arguments that are refused."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.runners.script_arguments import read_arguments
from glue_devendpoint.runners.script_failure import failure_report, hint_for
from tests.serving import serving

pytestmark = pytest.mark.slow
SCRIPTS = Path(__file__).parent / "scripts"


def script(folder: Path, text: str) -> str:
    """Write a script."""
    path = folder / "job.py"
    path.write_text(text)
    return str(path)


def test_a_python_shell_script_gets_its_arguments_and_the_catalog(
    bench: Any, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"

    said = bench.run("python_shell.py", "--report", str(report), "--database", "shell", "--home=x")

    assert said.returncode == 0, said.stderr
    told = json.loads(report.read_text())
    assert told["argv"][0] == told["file"] == str(SCRIPTS / "python_shell.py")
    assert told["argv"][-3:] == ["--database", "shell", "--home=x"]
    assert told["name"] == "python_shell"
    assert told["run"].startswith("jr_") and len(told["run"]) == 67
    assert told["main"] == "__main__"
    assert "/cap/" in told["url"]
    assert bench.glue.get_database(Name="shell")["Database"]["Name"] == "shell"


def test_the_endpoint_that_runs_over_the_home_is_the_scripts_catalog(
    bench: Any, tmp_path: Path
) -> None:
    with serving(bench.home) as server:
        said = bench.run("python_shell.py", "--report", str(tmp_path / "r"), "--database", "served")

    assert server.process.returncode == 0
    assert said.returncode == 0, said.stderr
    assert json.loads((tmp_path / "r").read_text())["url"].startswith(f"{server.url}/cap/")


@pytest.mark.spark
def test_an_unsupported_feature_is_told_with_its_line_and_what_to_use(bench: Any) -> None:
    said = bench.run("unsupported_stream.py", "--JOB_NAME", "stream")

    assert said.returncode == 1
    assert "Connection type kinesis isn't supported" in said.stderr
    assert "unsupported_stream.py:12)" in said.stderr
    assert "spark.readStream" in said.stderr
    assert 'unsupported_stream.py", line 17, in <module>' in said.stderr
    assert "awsglue/" not in said.stderr


def test_a_traceback_shows_the_scripts_lines_only(bench: Any) -> None:
    said = bench.run("bad_arithmetic.py")

    assert said.returncode == 1
    assert said.stdout == "before\n"
    shown = [line for line in said.stderr.splitlines() if line.startswith("  File ")]
    assert [line.split(", ", 1)[1] for line in shown] == [
        "line 14, in <module>",
        "line 11, in main",
        "line 5, in broken",
    ]
    assert said.stderr.splitlines()[-1].startswith("ZeroDivisionError: ")


def test_what_pyspark_logs_is_in_a_file_that_the_report_names(bench: Any, tmp_path: Path) -> None:
    text = "import logging\nlogging.getLogger('SQLQueryContextLogger').error('long')\n1 / 0\n"

    said = bench.run(script(tmp_path, text))

    *report, last = said.stderr.splitlines()
    assert report[-1].startswith("ZeroDivisionError: ")
    assert last.startswith(f"Spark's log: {bench.home}/logs/spark-")
    assert '"msg": "long"' in Path(last.removeprefix("Spark's log: ")).read_text()
    assert '"long"' not in said.stderr


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("import sys; sys.exit(7)", 7, ""),
        ("import sys; sys.exit('no data today')", 1, "no data today\n"),
        ("raise SystemExit", 0, ""),
        ("import os; os._exit(9)", 9, ""),
    ],
)
def test_the_exit_code_is_the_scripts(
    bench: Any, tmp_path: Path, text: str, code: int, told: str
) -> None:
    said = bench.run(script(tmp_path, text))

    assert (said.returncode, said.stderr) == (code, told)


def test_a_script_that_is_no_python_is_told_with_its_line(bench: Any, tmp_path: Path) -> None:
    said = bench.run(script(tmp_path, "x = 1\nif x\n"))

    assert said.returncode == 1
    assert "line 2" in said.stderr
    assert "SyntaxError: expected ':'" in said.stderr


def test_a_missing_argument_is_told_with_where_to_give_it(bench: Any) -> None:
    said = bench.run("python_shell.py")

    assert said.returncode == 1
    assert "GlueArgumentError" in said.stderr
    assert "hint: pass the script's arguments after its name" in said.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere.py"], "file nowhere.py not found"),
        (["s3://nowhere/job.py"], "file s3://nowhere/job.py not found"),
        (["bad_arithmetic.py", "--class", "GlueApp"], "Scala"),
        (["bad_arithmetic.py", "--datalake-formats", "iceberg"], "--extra-jars"),
        (["bad_arithmetic.py", "--extra-py-files", "s3://nowhere/lib.zip"], "s3://nowhere/lib.zip"),
        (["bad_arithmetic.py", "--conf", "nothing"], "use --conf name=value"),
    ],
)
def test_what_cannot_be_honoured_is_refused_before_the_script_begins(
    bench: Any, words: list[str], told: str
) -> None:
    said = bench.run(*words)

    assert said.returncode == 2
    assert said.stdout == ""
    assert told in said.stderr
    assert len(said.stderr.strip().splitlines()) == 1


def test_modules_are_installed_beside_the_product_and_imported(bench: Any, tmp_path: Path) -> None:
    wheel = bench.bucket("wheels") / "kettle-1.0-py3-none-any.whl"
    _write_wheel(wheel, "kettle", "1.0", "SOUND = 'whistle'\n")
    name = script(tmp_path, "import kettle\nprint(kettle.SOUND, kettle.__file__)\n")

    said = bench.run(
        name, "--additional-python-modules", "s3://wheels/kettle-1.0-py3-none-any.whl,pyarrow",
        "--python-modules-installer-option", "--no-index",
    )  # fmt: skip

    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith(f"whistle {bench.home}/cache/modules/")


def test_modules_that_cannot_be_installed_stop_the_run(bench: Any, tmp_path: Path) -> None:
    name = script(tmp_path, "print('began')\n")

    said = bench.run(
        name, "--additional-python-modules", "no-such-module-here==1",
        "--python-modules-installer-option", "--no-index",
    )  # fmt: skip

    assert said.returncode == 1
    assert said.stdout == ""
    assert "pip couldn't install no-such-module-here==1" in said.stderr


def test_a_stop_reaches_the_script(bench: Any, tmp_path: Path) -> None:
    name = script(tmp_path, "import time\nprint('up', flush=True)\ntime.sleep(600)\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "glue_devendpoint", "run", "--home", str(bench.home), name],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"

    process.send_signal(signal.SIGTERM)

    assert process.wait(60) == 128 + signal.SIGTERM
    process.stdout.close()


def test_settings_may_be_one_text_or_several() -> None:
    words = ["--conf", "a.b=1 --conf c=x=y", "--conf", "d=", "--other", "e"]

    read = read_arguments(words, "job")

    assert read.conf == {"a.b": "1", "c": "x=y", "d": ""}
    assert read.words[-len(words) :] == tuple(words)


def test_the_callers_job_name_is_not_given_twice() -> None:
    read = read_arguments(["--JOB_NAME", "mine", "--JOB_RUN_ID", "jr_1"], "job")

    assert read.words.count("--JOB_NAME") == 1
    assert read.words[0] == "--JOB_ID"


def test_a_value_may_begin_with_dashes() -> None:
    read = read_arguments(["--python-modules-installer-option", "--no-index -v"], "job")

    assert read.installer_options == ("--no-index", "-v")


@pytest.mark.parametrize(
    ("words", "folder"),
    [
        (["--enable-spark-ui", "true"], "logs"),
        (["--enable-spark-ui=true"], "logs"),
        (["--enable-spark-ui"], "logs"),
        (["--enable-spark-ui", "false"], ""),
        ([], ""),
    ],
)
def test_an_event_log_is_written_where_the_spark_ui_is_on(words: list[str], folder: str) -> None:
    read = read_arguments([*words, "--spark-event-logs-path", "logs"], "job")

    assert read.event_logs == folder


def test_an_argument_without_its_value_is_refused() -> None:
    with pytest.raises(InvalidInput, match="--extra-jars needs a value"):
        read_arguments(["--extra-jars"], "job")


def test_an_event_log_needs_its_folder() -> None:
    with pytest.raises(InvalidInput, match="--spark-event-logs-path"):
        read_arguments(["--enable-spark-ui", "true"], "job")


def test_java_frames_are_left_out_of_a_report() -> None:
    error = RuntimeError(
        "An error occurred\n\tat org.apache.spark.Job.run(Job.scala:7)\n"
        "Caused by: java.io.IOException: disk\n\t... 12 more\n"
    )

    report = failure_report(error)

    assert "Job.scala" not in report
    assert "12 more" not in report
    assert "Caused by: java.io.IOException: disk" in report


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ModuleNotFoundError("no", name="gs_flatten"), "Glue Studio"),
        (ModuleNotFoundError("no", name="left_pad"), "--additional-python-modules left_pad"),
        (TypeError("'JavaPackage' object is not callable"), "--extra-jars"),
        (RuntimeError("[CAST_INVALID_INPUT] The value"), "--glue-version 5.1"),
        (RuntimeError("Could not connect to the endpoint URL: x"), "AWS_ENDPOINT_URL_"),
        (RuntimeError("anything else"), ""),
    ],
)
def test_known_errors_have_hints(error: Exception, told: str) -> None:
    assert told in hint_for(error) if told else hint_for(error) == ""


def _write_wheel(path: Path, name: str, version: str, code: str) -> None:
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}.py", code)
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
        wheel.writestr(
            f"{info}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr(f"{info}/RECORD", "")
