"""What somebody else on the same machine gets from the servers' ports without our keys."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import subprocess
from base64 import b64encode
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from local.home import locate_home
from local.postgres import find_postgres
from local.seaweed import find_weed, open_ports
from pipeline.errors import SohoaError
from pipeline.settings import Settings
from storage.objects import Objects

HTTP2_GREETING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"


def ask(port: int, path: str = "/", method: str = "GET", headers: dict[str, str] | None = None) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers=headers or {})
    code = connection.getresponse().status
    connection.close()
    return code


@pytest.fixture
def ports(storage_settings: Settings) -> dict[str, int]:
    return open_ports(locate_home(storage_settings.data))


def test_s3_refuses_requests_without_a_signature(storage_settings: Settings, ports: dict[str, int]) -> None:
    assert ask(ports["s3"]) == 403
    assert ask(ports["s3"], f"/{storage_settings.s3_bucket}/originals/x") == 403
    assert ask(ports["s3"], "/newbucket", "PUT") == 403


@pytest.mark.parametrize("wrong", ["s3_access_key", "s3_secret_key"])
def test_s3_refuses_wrong_keys(storage_settings: Settings, wrong: str) -> None:
    value = SecretStr("wrong") if wrong == "s3_secret_key" else "WRONG"
    with pytest.raises(SohoaError):
        Objects.connect(storage_settings.model_copy(update={wrong: value})).prepare()


def test_filer_and_volume_server_ask_for_a_token(ports: dict[str, int]) -> None:
    assert ask(ports["filer"]) == 401
    assert ask(ports["filer"], "/buckets/sohoa/originals/x", "DELETE") == 401
    assert ask(ports["filer"], "/buckets/new", "POST") == 401
    assert ask(ports["volume"], "/1,0123456789") == 401
    assert ask(ports["volume"], "/1,0123456789", "DELETE") == 401


def test_the_master_asks_for_our_certificate(ports: dict[str, int]) -> None:
    assert ask(ports["master"], "/dir/assign") == 400
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with pytest.raises((ssl.SSLError, ConnectionError, http.client.RemoteDisconnected)):
        connection = http.client.HTTPSConnection("127.0.0.1", ports["master"], timeout=10, context=context)
        connection.request("GET", "/dir/assign")
        connection.getresponse()


@pytest.mark.parametrize("name", ["master", "volume", "filer", "s3", "admin"])
def test_grpc_ports_ask_for_our_certificate(ports: dict[str, int], name: str) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    received = b""
    with suppress(ssl.SSLError, ConnectionError), _tls(context, ports[f"{name}.grpc"]) as stranger:
        stranger.sendall(HTTP2_GREETING)
        while part := stranger.recv(100):
            received += part
    assert received == b""


def test_the_store_s_own_shell_gets_nothing_without_our_certificate(ports: dict[str, int], tmp_path: Path) -> None:
    try:
        told = subprocess.run(
            [str(find_weed()), "shell", f"-master=127.0.0.1:{ports['master']}"],
            input=b"fs.ls /buckets\n",
            cwd=tmp_path,
            env={"HOME": str(tmp_path), "TMPDIR": str(tmp_path)},
            capture_output=True,
            timeout=5,
            check=False,
        ).stdout
    except subprocess.TimeoutExpired as expired:
        told = expired.stdout or b""
    assert b"sohoa" not in told


def test_postgres_asks_for_a_password_on_its_socket(storage_settings: Settings) -> None:
    server = find_postgres(locate_home(storage_settings.data))
    assert server is not None
    for user in ("postgres", "sohoa", "prefect", "root"):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(host=server.host, user=user, dbname="postgres", passfile="/dev/null")
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(host=server.host, user=user, password=user[::-1], dbname="postgres")
    assert Path(server.host).stat().st_mode & 0o077 == 0


def test_each_role_reaches_its_own_database_alone(storage_settings: Settings) -> None:
    server = find_postgres(locate_home(storage_settings.data))
    assert server is not None
    password = server.passwords["sohoa"]
    psycopg.connect(host=server.host, user="sohoa", password=password, dbname="sohoa").close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=server.host, user="sohoa", password=password, dbname="prefect")


def test_prefect_asks_for_its_password(stack_settings: Settings) -> None:
    port = int(str(stack_settings.prefect_api_url).rsplit(":", 1)[1].split("/")[0])
    wrong = {"Authorization": "Basic " + b64encode(b"sohoa:wrong").decode()}
    for headers in ({}, wrong):
        assert ask(port, "/api/admin/version", headers=headers) == 401
        assert ask(port, "/api/flow_runs/filter", "POST", headers) == 401
        assert ask(port, "/api/admin/settings", headers=headers) == 401
    assert stack_settings.prefect_auth is not None
    right = b64encode(stack_settings.prefect_auth.get_secret_value().encode()).decode()
    assert ask(port, "/api/admin/version", headers={"Authorization": f"Basic {right}"}) == 200


def test_no_secret_stands_in_a_command_line_or_log(stack_settings: Settings) -> None:
    home = locate_home(stack_settings.data)
    secret_values = _secret_values(home.secrets)
    assert len(secret_values) > 8
    seen = "\n".join(path.read_text(errors="replace") for path in (*home.logs.iterdir(), *home.run.glob("*.json")))
    assert not [value for value in secret_values if value in seen]


def _secret_values(folder: Path) -> list[str]:
    return [
        value
        for path in folder.glob("*.json")
        for value in json.loads(path.read_text()).values()
        if isinstance(value, str)
    ]


def _tls(context: ssl.SSLContext, port: int) -> ssl.SSLSocket:
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=5))
