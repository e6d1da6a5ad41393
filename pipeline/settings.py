"""Every setting of the product, described; one object made at start and passed on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from pipeline.limits import Limits
from pipeline.logs import LogLevel

_BUCKET = r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"


class Settings(BaseSettings):
    """Read from the environment (`SOHOA_...`), then the secrets folder, then `sohoa.toml`; the first found wins."""

    model_config = SettingsConfigDict(
        env_prefix="SOHOA_",
        env_nested_delimiter="__",
        frozen=True,
        extra="forbid",
        nested_model_default_partial_update=True,
    )

    data: Path = Field(
        Path.home() / ".local" / "share" / "sohoa",
        description="Folder of everything embedded on this machine: servers' data, secrets, search index, logs.",
    )
    lang: Literal["vi", "en"] = Field("vi", description="Language of messages.")
    log_level: LogLevel = Field("error", description="Least level of what commands and workers write to their log.")
    catalog: Path | None = Field(
        None,
        description="Folder of the office's own document types and procedures, laid over the delivered ones "
        "(docs/document-types.md).",
    )
    agency: str = Field("", description="Identifier of the agency that scans (e.g. H47.06); kept with each batch.")

    s3_endpoint: str | None = Field(None, description="host:port of an external S3 server; none: the embedded one.")
    s3_access_key: str | None = Field(None, description="Access key of the external S3 server.")
    s3_secret_key: SecretStr | None = Field(None, description="Secret key of the external S3 server.")
    s3_secure: bool = Field(True, description="Whether the external S3 server is reached over TLS.")
    s3_region: str = Field("us-east-1", description="Region of the S3 server.")
    s3_bucket: str = Field(
        "sohoa", pattern=_BUCKET, description="Bucket of originals, readings, records and documents (versioned)."
    )
    s3_locked_bucket: str = Field(
        "sohoa-locked", pattern=_BUCKET, description="Bucket with object lock for signed records and audit."
    )

    database_url: SecretStr | None = Field(
        None, description="postgresql://... of an external PostgreSQL; none: the embedded one."
    )
    prefect_api_url: str | None = Field(None, description="http(s)://.../api of an external Prefect server.")
    prefect_auth: SecretStr | None = Field(None, description="user:password of the external Prefect server.")
    work_pool: str = Field("sohoa", description="Prefect work pool that workers serve.")

    patience: float = Field(
        45.0, ge=0, description="Seconds for which a server that is away is waited for before the command gives up."
    )
    audit_days: int = Field(
        3653,
        gt=0,
        description="Days for which the end of the audit log, locked away after each batch, cannot be deleted.",
    )
    processes: int = Field(
        default_factory=lambda: max(1, len(os.sched_getaffinity(0))),
        ge=1,
        description="Reading processes at once; by default one per core.",
    )
    limits: Limits = Field(default_factory=Limits, description="Limits on sources and pages.")

    @property
    def index_folder(self) -> Path:
        """Where this host's replica of the search index lies."""
        return self.data / "index"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        toml = TomlConfigSettingsSource(settings_cls, Path(os.environ.get("SOHOA_CONFIG", "sohoa.toml")))
        return init_settings, env_settings, file_secret_settings, toml


def to_environment(settings: Settings) -> dict[str, str]:
    """The settings as environment variables, so that a child process loads the same ones. Holds secrets: never log."""
    environment = {}
    for name in Settings.model_fields:
        value = getattr(settings, name)
        if value is None:
            continue
        if isinstance(value, SecretStr):
            value = value.get_secret_value()
        elif isinstance(value, Limits):
            value = value.model_dump_json()
        environment[f"SOHOA_{name.upper()}"] = str(value)
    return environment


def load_settings() -> Settings:
    """The settings of this process. Raises pydantic.ValidationError where a value does not fit."""
    secrets = os.environ.get("SOHOA_SECRETS")
    return Settings(_secrets_dir=secrets) if secrets else Settings()
