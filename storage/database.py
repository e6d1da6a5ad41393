"""The way to PostgreSQL: transactions that survive a restart of the server, and a schema kept up to date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, create_engine, func, inspect, make_url, select, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError

from pipeline.errors import BadSettings, ServiceError
from pipeline.settings import Settings
from storage.patience import PATIENCE, retrying

T = TypeVar("T")

_MIGRATION_LOCK = 0x50A0_0001
_SCRIPTS = Path(__file__).parent / "migrations"


class Database:
    """A pool of connections to one PostgreSQL database. `url` is a libpq URL (`postgresql://...`)."""

    def __init__(self, url: str, *, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._engine = create_engine(
            make_url(url).set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            pool_size=5,
            max_overflow=10,
            connect_args={"connect_timeout": 5},
        )

    @classmethod
    def connect(cls, settings: Settings) -> Database:
        """The database that the settings name. Raises BadSettings where they name none."""
        if settings.database_url is None:
            raise BadSettings("database_url")
        return cls(settings.database_url.get_secret_value(), patience=settings.patience)

    def run(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, done in one transaction, tried again while the server is away.

        An answer lost after the commit makes `work` run twice, so it must be safe to repeat. Raises ServiceError
        where the server stays away.
        """

        def run_once() -> T:
            with self._engine.begin() as connection:
                return work(connection)

        try:
            return retrying(_may_pass, self._patience)(run_once)
        except (OperationalError, InterfaceError, TimeoutError) as error:
            raise ServiceError(f"PostgreSQL: {_reason(error)}") from error

    def migrate(self) -> None:
        """Brings the schema up to date; several processes may call it at once. Raises ServiceError as `run` does."""
        self.run(_upgrade)

    def close(self) -> None:
        self._engine.dispose()


def newest_revision() -> str:
    """The revision that this program's tables have: migration files are named by theirs, in order."""
    return max(path.name.partition("_")[0] for path in _SCRIPTS.glob("versions/[0-9]*.py"))


def _upgrade(connection: Connection) -> None:
    if _revision(connection) == newest_revision():
        return
    from alembic import command  # noqa: PLC0415  slow to import, and nearly always there is nothing to do
    from alembic.config import Config  # noqa: PLC0415

    # Held until the transaction ends: whoever comes second finds the work done.
    connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _may_pass(error: BaseException) -> bool:
    """Whether the database may do it a little later: it is away, starting, or chose us as a deadlock's victim."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, (OperationalError, InterfaceError)) and "authentication failed" not in str(error)


def _reason(error: Exception) -> str:
    origin = getattr(error, "orig", None)
    return type(origin or error).__name__
