"""The settings reference in docs/settings.md, made from the settings class: `python -m pipeline.settings_reference`."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from pipeline.limits import Limits
from pipeline.settings import Settings

HEAD = """# Settings

Made from the settings class by `make docs`; do not edit. Each setting is read from the environment, then from a file of
its name in the folder `SOHOA_SECRETS`, then from `sohoa.toml` (or the file that `SOHOA_CONFIG` names); the first found
wins. In `sohoa.toml` a setting goes by its name in lower case without `SOHOA_`.

| environment variable | default | meaning |
|---|---|---|
"""


def settings_reference() -> str:
    """The whole page as Markdown."""
    rows = [*_rows(Settings, "SOHOA_"), *_rows(Limits, "SOHOA_LIMITS__")]
    return HEAD + "\n".join(rows) + "\n"


def _rows(kind: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in kind.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            continue
        yield f"| `{prefix}{name.upper()}` | {_default(name, field.default)} | {field.description} |"


def _default(name: str, default: object) -> str:
    if name == "data":
        return "`~/.local/share/sohoa`"
    if name == "processes":
        return "number of cores"
    return "none" if default is None or default == "" else f"`{default}`"


if __name__ == "__main__":
    print(settings_reference(), end="")
