"""The decoder: Java classes of our own, with which Spark reads what Hadoop's codecs cannot.

Hadoop knows a codec by the ending of a file's name, has none for zip, and knows only its own
framings of lz4 and snappy; Spark reads JSON documents over several lines one per file. Below a
location like `decoded-s3://bucket/key` each file is decoded by what is in it
(`jvm/gluedevendpoint/`). The classes are compiled once per home, Java and Spark, by the compiler
that Spark carries.
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

from glue_devendpoint.spark.java import Java

log = logging.getLogger(__name__)

PREFIX = "decoded-"
ENDING = ".decoded"
CODECS = {"io.compression.codecs": "gluedevendpoint.DecodedCodec"}
COMPRESSION = "glue.decoded.compression"
RECORDS = "glue.decoded.records"
ARRAY_FIELD = "glue.decoded.array.field"
_FILE_SYSTEM = "gluedevendpoint.DecodedFileSystem"
_SCHEMES = ("file", "s3", "s3a", "s3n", "hdfs")
_SOURCES = Path(__file__).with_name("jvm")
_COMPILER = "org.codehaus.commons.compiler.samples.CompilerDemo"
_SECONDS = 120
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def decoder_file(cache: Path, java: Java) -> Path:
    """Return where the jar for this Java and Spark lies, or would lie."""
    digest = hashlib.sha256(f"{java.version}\n{importlib.metadata.version('pyspark')}\n".encode())
    for source in _sources():
        digest.update(source.read_bytes())
    return cache / "classes" / f"decoder-{digest.hexdigest()[:24]}.jar"


def decoder_jar(cache: Path, java: Java) -> Path | None:
    """Return the jar, compiled where it is missing; None when it cannot be."""
    path = decoder_file(cache, java)
    if path.is_file():
        return path
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="decoder-", dir=path.parent))
    try:
        _compile(folder, java)
        _pack(folder, path)
    except (OSError, subprocess.SubprocessError) as err:
        said = getattr(err, "stderr", None) or err
        log.warning("unusual files and JSON documents will not be readable by Spark: %s", said)
        return None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return path


def with_decoder(settings: Mapping[str, str], jar: Path, *, is_local: bool) -> dict[str, str]:
    """Return a session's settings with the decoder, beside the jars that it has anyway."""
    found = dict(settings)
    found |= {f"spark.hadoop.fs.{PREFIX}{scheme}.impl": _FILE_SYSTEM for scheme in _SCHEMES}
    path = found.get("spark.driver.extraClassPath")
    found["spark.driver.extraClassPath"] = f"{path}{os.pathsep}{jar}" if path else str(jar)
    if not is_local:
        jars = found.get("spark.jars")
        found["spark.jars"] = f"{jars},{jar.as_uri()}" if jars else jar.as_uri()
    return found


def decoded_location(location: str) -> str:
    """Return the location below which the same files are decoded.

    Of a file Hadoop has to be told the whole name; a crawler writes a folder's location with a
    slash at its end.
    """
    if location.startswith("/"):
        location = f"file://{location}"
    name = location.rpartition("/")[2]
    is_file = "." in name and "=" not in name
    return PREFIX + location + (ENDING if is_file else "")


def encoded_location(location: str) -> str:
    """Return the location where the files really are."""
    if not location.startswith(PREFIX):
        return location
    return location.removeprefix(PREFIX).removesuffix(ENDING)


def _sources() -> list[Path]:
    return sorted(_SOURCES.rglob("*.java"))


def _compile(folder: Path, java: Java) -> None:
    spark = importlib.util.find_spec("pyspark")
    if spark is None or spark.origin is None:
        raise FileNotFoundError("PySpark is not installed here")
    jars = [str(jar) for jar in sorted((Path(spark.origin).parent / "jars").glob("*.jar"))]
    class_path = os.pathsep.join(jars)
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
    """Pack the classes; the same classes are the same file, whose time class archives check."""
    packed = folder / "packed.jar"
    classes = sorted(folder.rglob("*.class"))
    if not classes:
        raise FileNotFoundError("the compiler wrote no classes")
    with zipfile.ZipFile(packed, "w") as jar:
        for each in classes:
            entry = zipfile.ZipInfo(each.relative_to(folder).as_posix(), _LONG_AGO)
            jar.writestr(entry, each.read_bytes())
    os.utime(packed, (0, 0))
    packed.replace(path)
