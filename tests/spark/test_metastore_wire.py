"""The bridge's own protocol: definitions, codec, errors on the wire, and who is served."""

from __future__ import annotations

import io
import os
import re
import socket
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glue_devendpoint.errors import EndpointNotRunning
from glue_devendpoint.files.buckets import Buckets
from glue_devendpoint.spark.metastore.calls.bridge import Bridge
from glue_devendpoint.spark.metastore.definitions import HIVE, METHODS, STRUCTS
from glue_devendpoint.spark.metastore.errors import HiveError
from glue_devendpoint.spark.metastore.folders import Folders
from glue_devendpoint.spark.metastore.gateway import Gateway, glue_client
from glue_devendpoint.spark.metastore.server import MetastoreServer
from glue_devendpoint.spark.metastore.thrift import VERSION_1, read_call
from glue_devendpoint.spark.warmup import EmptyCatalog

BASE_SERVICE = {"getName", "getVersion", "getStatus", "shutdown"}
TEXT = st.text(max_size=20)
FIELDS = st.fixed_dictionaries({"name": TEXT, "type": TEXT}, optional={"comment": TEXT})
PARTITIONS = st.fixed_dictionaries(
    {
        "values": st.lists(TEXT, max_size=3),
        "createTime": st.integers(-(2**31), 2**31 - 1),
        "parameters": st.dictionaries(TEXT, TEXT, max_size=3),
        "sd": st.fixed_dictionaries(
            {
                "cols": st.lists(FIELDS, max_size=3),
                "compressed": st.booleans(),
                "skewedInfo": st.fixed_dictionaries(
                    {"skewedColValues": st.lists(st.lists(TEXT, max_size=2), max_size=2)}
                ),
            }
        ),
    }
)


def message(name: str, arguments: bytes, sequence: int = 7) -> bytes:
    text = name.encode()
    head = struct.pack(">Ii", VERSION_1 | 1, len(text)) + text
    return head + struct.pack(">i", sequence) + arguments


def encoded(kind: str, value: dict[str, Any]) -> bytes:
    parts: list[bytes] = []
    HIVE.structs[kind].write(value, parts.append)
    return b"".join(parts)


@given(PARTITIONS)
def test_what_is_written_is_read_again(partition: dict[str, Any]) -> None:
    stream = io.BytesIO(encoded("Partition", partition))

    read = HIVE.structs["Partition"].read(stream.read)

    assert read == partition
    assert not stream.read()


def test_fields_that_are_not_defined_are_skipped() -> None:
    known = encoded("FieldSchema", {"name": "a"})
    newer = known[:-1] + b"\x0f\x00\x63\x0b" + struct.pack(">i", 1) + struct.pack(">i", 2) + b"xx\0"

    read = HIVE.structs["FieldSchema"].read(io.BytesIO(newer).read)

    assert read == {"name": "a"}


def test_a_method_that_is_not_defined_is_read_over() -> None:
    stream = io.BytesIO(message("get_everything", encoded("FieldSchema", {"name": "a"})))

    call = read_call(stream.read, HIVE)

    assert (call.name, call.sequence, call.arguments) == ("get_everything", 7, {})
    assert not stream.read()


def _reference() -> tuple[Any, Any]:
    methods = pytest.importorskip("hive_metastore.ThriftHiveMetastore")
    return methods, pytest.importorskip("hive_metastore.ttypes")


def _definitions(text: str) -> dict[str, dict[str, tuple[int, str]]]:
    found = {}
    for line in text.strip().splitlines():
        name, _, rest = line.partition(":" if ":" in line.split("(")[0] else "(")
        fields = re.findall(r"(\d+) (\S+) (\w+)(?:, |$|\))", rest.split(") ")[0])
        found[name] = {field: (int(number), kind) for number, kind, field in fields}
    return found


def _described(spec: Any) -> dict[str, tuple[int, str]]:
    return {entry[2]: (entry[0], _kind(entry[1], entry[3])) for entry in spec if entry}


def _kind(code: int, more: Any) -> str:
    if code == 12:
        return str(more[0].__name__)
    if code == 15:
        return f"list<{_kind(more[0], more[1])}>"
    if code == 13:
        return f"map<{_kind(more[0], more[1])},{_kind(more[2], more[3])}>"
    return {2: "bool", 3: "byte", 6: "i16", 8: "i32", 10: "i64", 11: "string"}[code]


@pytest.mark.parametrize("name", sorted(_definitions(STRUCTS)))
def test_structs_agree_with_hives_own_definitions(name: str) -> None:
    _methods, types = _reference()

    ours = _definitions(STRUCTS)[name]
    theirs = _described(getattr(types, name).thrift_spec)

    assert ours.items() <= theirs.items()


@pytest.mark.parametrize("name", sorted(HIVE.methods.keys() - BASE_SERVICE))
def test_methods_agree_with_hives_own_definitions(name: str) -> None:
    methods, _types = _reference()

    ours = _definitions(METHODS)[name]
    theirs = _described(getattr(methods, f"{name}_args").thrift_spec)
    result = _described(getattr(methods, f"{name}_result").thrift_spec)
    errors = {kind: number for number, kind in result.values() if number > 0}

    assert ours == theirs
    assert set(HIVE.methods[name].errors) == set(errors)
    for kind, field in HIVE.methods[name].errors.items():
        assert field == f"o{errors[kind]}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MetastoreServer]:
    """A bridge over an empty catalog."""
    folders = Folders(tmp_path / "warehouse", Buckets(tmp_path / "buckets"))
    running = MetastoreServer(Bridge(Gateway(EmptyCatalog), folders)).start()
    yield running
    running.stop()


def _address(server: MetastoreServer) -> tuple[str, int]:
    host, _, port = server.uri.removeprefix("thrift://").partition(":")
    return host, int(port)


def _asked(server: MetastoreServer, content: bytes) -> bytes:
    with socket.create_connection(_address(server), 10) as connection:
        connection.sendall(content)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


def test_a_missing_table_is_the_declared_exception_with_its_message(
    server: MetastoreServer,
) -> None:
    parts: list[bytes] = []
    arguments = {"dbname": "d", "tbl_name": "t"}
    HIVE.methods["get_table"].arguments.write(arguments, parts.append)

    answer = _asked(server, message("get_table", b"".join(parts)))

    assert struct.unpack(">I", answer[:4])[0] == VERSION_1 | 2
    assert b"Table t not found." in answer


def test_an_unknown_method_is_refused_and_the_connection_goes_on(server: MetastoreServer) -> None:
    answer = _asked(server, message("get_everything", b"\0") + message("getName", b"\0"))

    assert b"the metastore bridge doesn't support the method get_everything" in answer
    assert answer.endswith(b"metastore\0")


def test_nonsense_closes_the_connection_and_the_server_goes_on(server: MetastoreServer) -> None:
    assert _asked(server, b"GET / HTTP/1.1\r\n\r\n") == b""
    assert b"metastore" in _asked(server, message("getName", b"\0"))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can be another user")
def test_another_user_of_the_machine_is_not_served(server: MetastoreServer) -> None:
    host, port = _address(server)
    question = "".join(f"\\x{byte:02x}" for byte in message("getName", b"\0"))
    script = f"exec 3<>/dev/tcp/{host}/{port}; printf '{question}' >&3; head -c 4 <&3 | wc -c"

    def asked_by(user: int) -> str:
        return subprocess.run(
            ["bash", "-c", script], capture_output=True, text=True, user=user, check=False
        ).stdout.strip()

    assert (asked_by(0), asked_by(65534)) == ("4", "0")


def test_without_an_endpoint_nothing_is_asked_of_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL_GLUE", raising=False)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)

    with pytest.raises(EndpointNotRunning, match="glue-devendpoint serve"):
        glue_client()


def links(**targets: str) -> Gateway:
    """Return a catalog of tables in d that are links, but for the one named `end`."""

    class Client:
        def get_table(self, DatabaseName: str, Name: str) -> dict[str, Any]:
            target = {"DatabaseName": "d", "Name": targets.get(Name)}
            return {"Table": {"Name": Name} | ({"TargetTable": target} if Name in targets else {})}

    return Gateway(Client)


def test_links_to_tables_are_followed_to_their_end() -> None:
    assert links(a="b", b="end").find_table("d", "a") == {"Name": "end"}


def test_links_in_a_circle_end() -> None:
    with pytest.raises(
        HiveError, match=r"Table d\.a is a resource link in a chain that is too long"
    ):
        links(a="b", b="a").find_table("d", "a")
