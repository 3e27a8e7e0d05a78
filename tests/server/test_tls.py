"""`serve` with TLS: real certificates, real clients, and clients that are none."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import botocore.config
import botocore.exceptions
import pytest
from tornado.netutil import bind_sockets

from glue_devendpoint.config import load_config
from glue_devendpoint.endpoint import Endpoint
from glue_devendpoint.errors import ConfigError
from glue_devendpoint.server import http11
from glue_devendpoint.server.host_names import HostNames
from glue_devendpoint.server.standalone import http_server
from glue_devendpoint.server.tls import announced_url, open_tls, read_certificate
from glue_devendpoint.server.wire import open_wire
from tests.server.certificates import Files, make_certificate
from tests.server.serve_process import Starter, command
from tests.serving import url_of

LIST_TRANSFORMS = "import boto3; print(boto3.client('glue').list_ml_transforms()['TransformIds'])"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """A self-signed certificate for the loopback names."""
    return make_certificate(tmp_path / "tls")


@pytest.fixture
def address(start: Starter, files: Files) -> tuple[str, int]:
    """Where a server with that certificate listens."""
    found = urlsplit(url_of(start(*files.flags)))
    return found.hostname or "", found.port or 0


def exports(tmp_path: Path) -> dict[str, str]:
    """Return what `env` prints."""
    lines = command(tmp_path, "env").stdout.splitlines()
    return dict(line.removeprefix("export ").split("=", 1) for line in lines)


def listed(url: str, keys: dict[str, str], verify: str | bool) -> list[str]:
    """Call the endpoint with boto3."""
    client = boto3.Session().client(
        "glue",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        verify=verify,
        config=botocore.config.Config(retries={"total_max_attempts": 1}),
    )
    try:
        found: list[str] = client.list_ml_transforms()["TransformIds"]
    finally:
        client.close()
    return found


def health(address: tuple[str, int], files: Files) -> str:
    """Ask for the health, checking the certificate."""
    trusting = ssl.create_default_context(cafile=str(files.certificate))
    connection = http.client.HTTPSConnection(*address, context=trusting, timeout=20)
    try:
        connection.request("GET", "/health")
        found: str = json.loads(connection.getresponse().read())["status"]
    finally:
        connection.close()
    return found


def test_boto3_reaches_it_by_the_certificate_and_not_without(
    start: Starter, files: Files, tmp_path: Path
) -> None:
    url = url_of(start(*files.flags))
    keys = exports(tmp_path)

    assert url.startswith("https://")
    assert listed(url, keys, str(files.certificate)) == []
    with pytest.raises(botocore.exceptions.SSLError):
        listed(url, keys, True)


def test_env_run_and_status_lead_to_it(start: Starter, files: Files, tmp_path: Path) -> None:
    url = url_of(start(*files.flags))
    script = tmp_path / "job.py"
    script.write_text(LIST_TRANSFORMS)

    given = exports(tmp_path)
    client = subprocess.run(
        [sys.executable, "-c", LIST_TRANSFORMS],
        env=os.environ | given,
        capture_output=True,
        text=True,
    )
    job = subprocess.run(
        [sys.executable, "-m", "glue_devendpoint", "run", "--home", str(tmp_path / "home"), script],
        capture_output=True,
        text=True,
    )

    assert given["AWS_ENDPOINT_URL_GLUE"] == url
    assert client.stdout == "[]\n", client.stderr
    assert job.stdout == "[]\n", job.stderr
    assert url in command(tmp_path, "status").stdout


def test_what_env_trusts_is_the_certificate_besides_the_usual_authorities(
    start: Starter, files: Files, tmp_path: Path
) -> None:
    url_of(start(*files.flags))

    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.load_verify_locations(exports(tmp_path)["AWS_CA_BUNDLE"])

    assert files.certificate.read_text() in Path(exports(tmp_path)["AWS_CA_BUNDLE"]).read_text()
    assert len(trusting.get_ca_certs()) > 50


def test_a_plain_http_client_gets_no_answer_and_harms_nobody(
    address: tuple[str, int], files: Files
) -> None:
    connection = http.client.HTTPConnection(*address, timeout=20)

    with pytest.raises((http.client.HTTPException, ConnectionError)):
        connection.request("GET", "/health")
        connection.getresponse()

    connection.close()
    assert health(address, files) == "ok"


def test_silent_and_broken_handshakes_hold_up_nobody(
    address: tuple[str, int], files: Files
) -> None:
    silent = [socket.create_connection(address) for _ in range(50)]
    for number, each in enumerate(silent[:25]):
        each.sendall(b"\x16\x03\x01\x02\x00\x01" if number % 2 else b"nonsense" * 100)

    assert health(address, files) == "ok"

    for each in silent:
        each.close()


def test_it_stops_although_a_handshake_is_open_and_finishes_what_is_in_flight(
    start: Starter, files: Files
) -> None:
    process = start(*files.flags)
    found = urlsplit(url_of(process))
    address = (found.hostname or "", found.port or 0)
    silent = socket.create_connection(address)
    trusting = ssl.create_default_context(cafile=str(files.certificate))
    connection = http.client.HTTPSConnection(*address, context=trusting, timeout=20)
    connection.putrequest("POST", "/")
    connection.putheader("Content-Length", "2")
    connection.putheader("X-Amz-Target", "AWSGlue.GetDatabases")
    connection.putheader("Expect", "100-continue")
    connection.endheaders()
    assert b"100 Continue" in connection.sock.recv(100)  # so the request is in flight

    os.kill(process.pid, signal.SIGTERM)
    connection.send(b"{}")
    answer = connection.getresponse()

    assert answer.status == 400
    assert answer.read()
    assert process.wait(30) == 0
    silent.close()


class TlsServer:
    """The server of `serve` with TLS, in a thread of the test's process."""

    def __init__(self, endpoint: Endpoint, files: Files) -> None:
        flags = {"certfile": str(files.certificate), "keyfile": str(files.key)}
        tls = open_tls(load_config(flags, environ={}))
        assert tls is not None
        self._endpoint, self._tls = endpoint, tls
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        assert self._ready.wait(30)

    def stop(self) -> None:
        """Stop and wait for the end."""
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(30)

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        sockets = bind_sockets(0, "127.0.0.1")
        names = HostNames(self._endpoint.config, self._tls.certificate.names)
        wire = open_wire(self._endpoint, names.allows)
        server = http_server(self._endpoint, wire)
        await server.start(sockets, self._tls.context)
        self.address = ("127.0.0.1", sockets[0].getsockname()[1])
        self._ready.set()
        await self._stopping.wait()
        await server.close()
        wire.close()


@pytest.fixture
def tls_address(
    endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, int]]:
    """A server whose certificate also names glue.example, and that soon gives up handshakes."""
    monkeypatch.setattr(http11, "HANDSHAKE_SECONDS", 0.2)
    names = ("127.0.0.1", "glue.example")
    server = TlsServer(endpoint, make_certificate(tmp_path / "named", names))
    yield server.address
    server.stop()


def test_a_handshake_that_does_not_come_to_its_end_is_given_up(
    tls_address: tuple[str, int],
) -> None:
    with socket.create_connection(tls_address, timeout=30) as silent:
        silent.sendall(b"\x16\x03\x01")  # where a ClientHello begins

        assert silent.recv(100) == b""


def test_a_name_of_the_certificate_is_a_name_of_ours(
    tls_address: tuple[str, int], tmp_path: Path
) -> None:
    trusting = ssl.create_default_context(cafile=str(tmp_path / "named" / "server.crt"))
    codes = {}
    for host in ("glue.example", "evil.example"):
        connection = http.client.HTTPSConnection(*tls_address, context=trusting, timeout=20)
        connection.request("POST", "/", b"{}", {"Host": host})
        codes[host] = json.loads(connection.getresponse().read())["__type"]
        connection.close()

    assert codes == {
        "glue.example": "MissingAuthenticationTokenException",
        "evil.example": "AccessDeniedException",
    }


@pytest.mark.parametrize(
    ("host", "allowed", "names", "announced"),
    [
        ("127.0.0.1", "", ("localhost", "127.0.0.1"), "127.0.0.1"),
        ("127.0.0.1", "", ("localhost",), "localhost"),
        ("::1", "", ("::1",), "[::1]"),
        ("0.0.0.0", "", ("localhost", "127.0.0.1", "glue.example"), "glue.example"),
        ("0.0.0.0", "", ("localhost",), "localhost"),
        ("0.0.0.0", "data.example", ("glue.example", "data.example"), "data.example"),
        ("0.0.0.0", "glue.lake.example", ("*.lake.example",), "glue.lake.example"),
        ("0.0.0.0", "", ("*.lake.example",), "127.0.0.1"),
        ("192.0.2.7", "", ("glue.example",), "glue.example"),
        ("192.0.2.7", "", ("192.0.2.7", "glue.example"), "192.0.2.7"),
    ],
)
def test_the_announced_name_is_one_that_the_certificate_is_for(
    tmp_path: Path, host: str, allowed: str, names: tuple[str, ...], announced: str
) -> None:
    certificate = read_certificate(make_certificate(tmp_path, names).certificate)

    url = announced_url(host, 8177, certificate, allowed.split(","))

    assert url == f"https://{announced}:8177"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("0.0.0.0", "http://127.0.0.1:8177"),
        ("::", "http://[::1]:8177"),
        ("::1", "http://[::1]:8177"),
        ("glue.example", "http://glue.example:8177"),
    ],
)
def test_without_a_certificate_the_address_itself_is_announced(host: str, url: str) -> None:
    assert announced_url(host, 8177, None) == url


def test_only_a_certificate_that_is_its_own_authority_is_given_to_clients(tmp_path: Path) -> None:
    own = make_certificate(tmp_path / "own")
    issued = make_certificate(tmp_path / "issued", issuer="An authority")

    assert read_certificate(own.certificate).authorities == own.certificate.read_text()
    assert read_certificate(issued.certificate).authorities == ""


def test_old_versions_of_tls_are_refused(files: Files) -> None:
    flags = {"certfile": str(files.certificate), "keyfile": str(files.key)}

    tls = open_tls(load_config(flags, environ={}))

    assert tls is not None
    assert tls.context.minimum_version is ssl.TLSVersion.TLSv1_2


def bad_files(tmp_path: Path, kind: str) -> tuple[dict[str, Path], Path]:
    """Return settings of which one file is bad, and that file."""
    good = make_certificate(tmp_path / "good")
    other = make_certificate(tmp_path / "other", passphrase=b"hush")
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n")
    certificate, key = {
        "no certificate": (tmp_path / "gone.crt", good.key),
        "no key": (good.certificate, tmp_path / "gone.key"),
        "folder": (tmp_path, good.key),
        "folder of a key": (good.certificate, tmp_path),
        "nonsense": (nonsense, good.key),
        "key for a certificate": (good.key, good.key),
        "certificate for a key": (good.certificate, good.certificate),
        "passphrase": (other.certificate, other.key),
        "other key": (good.certificate, make_certificate(tmp_path / "third").key),
        "no names": (make_certificate(tmp_path / "nameless", ()).certificate, good.key),
    }[kind]
    about_key = {"no key", "folder of a key", "certificate for a key", "passphrase", "other key"}
    return {"certfile": certificate, "keyfile": key}, key if kind in about_key else certificate


@pytest.mark.parametrize(
    ("kind", "complaint"),
    [
        ("no certificate", "doesn't exist"),
        ("no key", "doesn't exist"),
        ("folder", "can't be read"),
        ("folder of a key", "can't be read"),
        ("nonsense", "isn't a certificate"),
        ("key for a certificate", "isn't a certificate"),
        ("certificate for a key", "isn't a private key"),
        ("passphrase", "passphrase"),
        ("other key", "doesn't match the certificate"),
        ("no names", "contains no host names"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_fault(
    tmp_path: Path, kind: str, complaint: str
) -> None:
    settings, bad = bad_files(tmp_path, kind)
    config = load_config({name: str(path) for name, path in settings.items()}, environ={})

    with pytest.raises(ConfigError) as refused:
        open_tls(config)

    assert str(bad) in str(refused.value)
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("given", "missing"), [("certfile", "keyfile"), ("keyfile", "certfile")])
def test_a_certificate_and_its_key_are_given_together(
    files: Files, given: str, missing: str
) -> None:
    config = load_config({given: str(files.certificate)}, environ={})

    with pytest.raises(ConfigError, match=missing):
        open_tls(config)


def test_a_wrong_key_is_one_line_before_anything_is_announced(
    start: Starter, files: Files, tmp_path: Path
) -> None:
    other = make_certificate(tmp_path / "other")

    process = start("--certfile", str(files.certificate), "--keyfile", str(other.key))
    out, said = process.communicate(timeout=60)

    assert process.returncode == 2
    assert out == ""
    assert str(other.key) in said
    assert len(said.strip().splitlines()) == 1


def test_listening_beyond_loopback_with_tls_does_not_warn(start: Starter, files: Files) -> None:
    process = start("--host", "0.0.0.0", *files.flags)
    url_of(process)

    process.terminate()

    assert "warning" not in process.communicate()[1]
