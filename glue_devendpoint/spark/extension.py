"""Our own Java classes, with which Spark reads files and tables that it doesn't support itself.

They are compiled once per home, Java and Spark, with the compiler that Spark includes, into a JAR
file for every session. `decoder.py` covers the file systems and the codec,
`metastore/python_tables.py` the data source for tables that Python reads.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import logging
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from glue_devendpoint.spark.buckets import S3A, TARGET, VIEW
from glue_devendpoint.spark.decoder import FILE_SYSTEMS
from glue_devendpoint.spark.java import Java

log = logging.getLogger(__name__)

_SERVER = "gluedevendpoint.ServerFileSystem"
_BUCKETS = "gluedevendpoint.BucketFileSystem"
_ADDED = {
    "spark.plugins": "gluedevendpoint.BucketPlugin",
    "spark.sql.extensions": "gluedevendpoint.BucketWrites",
}
_SOURCES = Path(__file__).with_name("jvm")
_COMPILER = "org.codehaus.commons.compiler.samples.CompilerDemo"
_SECONDS = 120
_JAR_SETTINGS = (
    "spark.jars",
    "spark.jars.packages",
    "spark.driver.extraClassPath",
    "spark.executor.extraClassPath",
)
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def extension_file(cache: Path, java: Java) -> Path:
    """Return the path of the JAR file for this Java and Spark, whether or not it exists."""
    digest = hashlib.sha256(f"{java.version}\n{importlib.metadata.version('pyspark')}\n".encode())
    for source in _sources():
        digest.update(source.read_bytes())
    # The class archive is keyed by the JAR file's path, which must be the real one.
    return (cache / "classes").resolve() / f"extension-{digest.hexdigest()[:24]}.jar"


def extension_jar(cache: Path, java: Java) -> Path | None:
    """Return the JAR file, compiling it if it is missing, or None if that fails."""
    path = extension_file(cache, java)
    if path.is_file():
        return path
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="extension-", dir=path.parent))
    try:
        _compile(folder, java)
        _pack(folder, path)
    except (OSError, subprocess.SubprocessError) as err:
        said = getattr(err, "stderr", None) or err
        log.warning(
            "Spark can't read some tables, because its additional classes can't be compiled: %s",
            said,
        )
        return None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return path


def with_extension(settings: Mapping[str, str], jar: Path, *, is_local: bool) -> dict[str, str]:
    """Return a session's settings with our classes added to its JAR files."""
    found = dict(settings) | {f"spark.hadoop.{name}": value for name, value in FILE_SYSTEMS.items()}
    targets = f"spark.hadoop.{TARGET}."
    found |= {name: _SERVER for name in found if name.startswith(targets) and found[name] == S3A}
    found |= {name: _BUCKETS for name in found if found[name] == VIEW}
    for name, added in _ADDED.items():
        found[name] = f"{found[name]},{added}" if found.get(name) else added
    path = found.get("spark.driver.extraClassPath")
    found["spark.driver.extraClassPath"] = f"{path}{os.pathsep}{jar}" if path else str(jar)
    if not is_local:
        jars = found.get("spark.jars")
        found["spark.jars"] = f"{jars},{jar.as_uri()}" if jars else jar.as_uri()
    return found


def lakes_of(settings: Mapping[str, str]) -> frozenset[str]:
    """Return the table formats that a session has JAR files for, judged by their names."""
    named = [settings.get(name, "") for name in _JAR_SETTINGS]
    names = " ".join([*named, *(jar.name for jar in _spark_jars())]).lower()
    found = {"delta": ("delta-spark", "delta-core"), "iceberg": ("iceberg-spark",)}
    return frozenset(kind for kind, jars in found.items() if any(jar in names for jar in jars))


def _spark_jars() -> list[Path]:
    spark = importlib.util.find_spec("pyspark")
    if spark is None or spark.origin is None:
        raise FileNotFoundError("PySpark isn't installed")
    return sorted((Path(spark.origin).parent / "jars").glob("*.jar"))


def _sources() -> list[Path]:
    return sorted(_SOURCES.rglob("*.java"))


def _compile(folder: Path, java: Java) -> None:
    class_path = os.pathsep.join(map(str, _spark_jars()))
    subprocess.run(
        [
            *(str(java.home / "bin" / "java"), "-XX:TieredStopAtLevel=1", "-cp", class_path),
            *(_COMPILER, "-d", str(folder), "-classpath", class_path, *map(str, _sources())),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=True,
    )


def _pack(folder: Path, path: Path) -> None:
    """Pack the classes. Identical classes keep their file: class archives check its time."""
    packed = folder / "packed.jar"
    classes = sorted(folder.rglob("*.class"))
    if not classes:
        raise FileNotFoundError("the compiler produced no classes")
    with zipfile.ZipFile(packed, "w") as jar:
        for each in classes:
            entry = zipfile.ZipInfo(each.relative_to(folder).as_posix(), _LONG_AGO)
            jar.writestr(entry, each.read_bytes())
    os.utime(packed, (0, 0))
    packed.replace(path)
